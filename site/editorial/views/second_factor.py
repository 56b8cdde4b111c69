"""The second factor: scan, confirm, keep the codes; take it away, or another's that is lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from wagtail.admin.widgets.button import Button

import segno

from editorial import sessions
from editorial.reauthentication import IdentityForm
from records import credentials, second_factor
from records.exceptions import NotAllowed
from records.models import Entity
from records.models.organization import person_name
from records.permissions import Role, has_role

# The key lives in the session until a code proves that the application has it.
_KEY = "second_factor_key"


class EnrolForm(IdentityForm):
    """The password of the person, and what the new application shows."""

    signs = False

    shown = forms.CharField(
        label=gettext_lazy("Code that the application shows"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class RemovalForm(IdentityForm):
    """The password and a last code, to do without it."""

    signs = False


class LossForm(IdentityForm):
    """Who removes the second factor of another person, and why."""

    signs = False

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,  # the verb asks for it
        help_text=gettext_lazy(
            "What was lost, and how you made sure who asks. The register keeps it."
        ),
    )


def menu_item(request: HttpRequest) -> dict[str, Any]:
    """The way there from the account."""
    return {
        "url": reverse("second_factor"),
        "label": _("Second factor"),
        "help_text": _("A code of your telephone besides the password, to enter and to sign."),
    }


@never_cache
@sensitive_post_parameters()
@sensitive_variables("key", "codes")
@require_http_methods(["GET", "POST"])
def second_factor_of_mine(request: HttpRequest) -> HttpResponse:
    """Turn the second factor on or off. Both ask the password again, the second one a code too."""
    if second_factor.has_second_factor(request.user):
        return _turn_off(request)
    key = request.session.setdefault(_KEY, second_factor.new_key())
    form = EnrolForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid() and form.identified(request):
        try:
            codes = second_factor.enrol(
                request.user,
                key=key,
                code=form.cleaned_data["shown"],
                by=request.user,
                at=timezone.now(),
            )
        except NotAllowed as refused:
            for reason in refused.reasons:
                form.add_error("shown" if reason.field == "code" else None, reason.message)
        else:
            del request.session[_KEY]
            sessions.keep(request)
            return render(request, "editorial/account/recovery_codes.html", {"codes": codes})
    issuer = Entity.current().short_name or Entity.current().name or "Legajo"
    address = second_factor.address_of(key, user=request.user, issuer=issuer)
    return render(
        request,
        "editorial/account/second_factor.html",
        {
            "form": form,
            "qr": segno.make(address, error="m").svg_inline(scale=5, border=2),
            "secret": second_factor.secret_of(key),
        },
    )


def _turn_off(request: HttpRequest) -> HttpResponse:
    form = RemovalForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid() and form.identified(request):
        second_factor.remove(request.user, by=request.user, at=timezone.now())
        sessions.keep(request)
        messages.success(request, _("Your second factor is off."))
        return redirect("second_factor")
    return render(
        request,
        "editorial/account/second_factor_off.html",
        {
            "form": form,
            "since": second_factor.enrolled_at(request.user),
            "left": second_factor.recovery_codes_left(request.user),
        },
    )


def listing_buttons(user: Any, request_user: Any) -> list[Button]:
    """In the list of users: the way to remove the second factor of another who has one."""
    if user.pk == request_user.pk or not has_role(request_user, Role.ADMINISTRATOR):
        return []
    # One query for the list; the instance lives as long as the request.
    if not hasattr(request_user, "_legajo_enrolled"):
        request_user._legajo_enrolled = second_factor.people()
    if user.pk not in request_user._legajo_enrolled:
        return []
    address = reverse("take_second_factor", args=[user.pk])
    return [Button(_("Remove second factor"), url=address, icon_name="lock", priority=40)]


@never_cache
@sensitive_post_parameters("password", "factor")
@require_http_methods(["GET", "POST"])
def second_factor_of_another(request: HttpRequest, pk: int) -> HttpResponse:
    """An administrator removes what a person lost, with a reason and their own identification."""
    if not has_role(request.user, Role.ADMINISTRATOR):
        raise PermissionDenied
    person = get_object_or_404(get_user_model(), pk=pk)
    form = LossForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid() and form.identified(request):
        try:
            credentials.take_factor(
                person, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except NotAllowed as refused:
            for reason in refused.reasons:
                form.add_error("reason" if reason.field == "reason" else None, reason.message)
        else:
            told = _("The second factor of %(person)s is off. A mail tells them.")
            if not credentials.addresses_of(person, at=timezone.now()):
                told = _(
                    "The second factor of %(person)s is off. They have no e-mail address: tell "
                    "them yourself."
                )
            messages.success(request, told % {"person": person_name(person)})
            return redirect("wagtailusers_users:index")
    return render(
        request,
        "editorial/account/second_factor_lost.html",
        {
            "form": form,
            "person": person,
            "name": person_name(person),
            "own": person.pk == request.user.pk,
            "since": second_factor.enrolled_at(person),
        },
    )
