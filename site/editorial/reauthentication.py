"""Signing asks who you are in the same request, whatever the session says."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from axes.helpers import get_client_ip_address

from records import agreements, credentials, second_factor
from records.exceptions import Reason
from records.permissions import Role, has_role
from records.signing import Circumstances

METHOD = "password"


def confirmed(request: HttpRequest, password: str) -> bool:
    """True if the password is that of the person signed in, asked of the auth backends.

    Failures count for the lock-out like those at the door, and a locked account signs nothing.
    """
    user = authenticate(request, username=request.user.get_username(), password=password)
    return user is not None and user.pk == request.user.pk


def adopts_at(person: Any) -> str:
    """Where this person adopts the agreement on electronic signatures; empty for who may not."""
    return reverse("agreements:add") if has_role(person, Role.ADMINISTRATOR) else ""


class FactorField(forms.CharField):
    """Where the code of the second factor is typed."""

    def __init__(self, **told: Any) -> None:
        super().__init__(
            label=gettext_lazy("Code of your second factor"),
            max_length=20,
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
            **told,
        )


def used_factor(request: HttpRequest | None, person: Any, code: str) -> str:
    """Which second factor of this person the code is, used up by that; at the door and to sign.

    Raises ValidationError for a wrong one, which counts for the lock-out like a wrong password and
    slows the next one down.
    """
    if found := second_factor.checked(person, code):
        return found
    user_login_failed.send(
        sender=__name__, credentials={"username": person.get_username()}, request=request
    )
    raise ValidationError(
        _("That code is wrong or was used. Wait for the next one and try again."), "code"
    )


class IdentityForm(forms.Form):
    """Who signs: the password, the second factor of whoever has one, the agreement once.

    The code and the agreement are fields only where they are asked; where nothing is `signed`, the
    agreement is not.
    """

    signs = True

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    factor = FactorField(
        help_text=gettext_lazy("The one that your application shows now, or a recovery code.")
    )
    agreement = forms.IntegerField(widget=forms.HiddenInput, required=False)
    accept = forms.BooleanField(required=False)

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        today = timezone.localdate()
        agreement = agreements.in_force_on(today) if self.signs else None
        accepted = agreement is not None and agreements.has_accepted(agreement, person)
        self.to_accept = None if accepted else agreement
        self.none_adopted = self.signs and agreement is None
        self.adopts_at = adopts_at(person)
        if not second_factor.has_second_factor(person):
            del self.fields["factor"]
        if self.to_accept is None:
            del self.fields["agreement"], self.fields["accept"]
        else:
            self.fields["accept"].label = agreements.statement(self.to_accept)
            self.initial["agreement"] = self.to_accept.pk

    @cached_property
    def held(self) -> list[Reason]:
        """Why the person would be refused now, said before they sign; asked when it is shown."""
        return credentials.foreseen(self.person, at=timezone.now()) if self.signs else []

    def unaccepted(self) -> list[Reason]:
        """Why the agreement does not bind them yet, of a form that was read; else empty."""
        if not self.signs or self.cleaned_data.get("accept"):
            return []
        return agreements.reasons_against(self.person, agreements.in_force_on(timezone.localdate()))

    def knows_password(self, request: HttpRequest) -> bool:
        """Whether the password is right, with the error beside it if not; no code is used up."""
        right = confirmed(request, self.cleaned_data["password"])
        if not right:
            self.add_error("password", _("That is not your password."))
        return right

    def identified(self, request: HttpRequest) -> str:
        """How the person was identified now; empty, and the errors beside the fields, if not."""
        if not self.knows_password(request):
            return ""
        if "factor" not in self.fields:
            return METHOD
        try:
            found = used_factor(request, self.person, self.cleaned_data["factor"])
        except ValidationError as wrong:
            self.add_error("factor", wrong)
            return ""
        return f"{METHOD}+{found}"

    def circumstances(self, request: HttpRequest) -> Circumstances:
        """What goes with the signature: the agreement ticked, and from where it was signed."""
        return Circumstances(
            accepts=self.cleaned_data.get("agreement") if self.cleaned_data.get("accept") else None,
            address=get_client_ip_address(request) or "",
            agent=request.headers.get("User-Agent", ""),
        )
