"""Withdrawing an issued version: from when, why, by which act, and who says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wagtail.admin.widgets import AdminDateInput, Button

from editorial.reauthentication import IdentityForm
from editorial.views.signing import may_read
from records import changes, issue
from records.exceptions import Conflict, NotAllowed
from records.models import ChangeRequest, ControlledDocument, Entity, Issuance, Withdrawal
from records.refused import beside_fields


class WithdrawalForm(IdentityForm):
    """One POST: from when, why, and who does it, with the second factor of whoever has one."""

    signs = False

    effective_on = forms.DateField(
        label=gettext_lazy("Withdrawn from"),
        widget=AdminDateInput,
        help_text=gettext_lazy("Today or a later day: until then it stays in force."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is withdrawn"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays in the register and is shown to citizens."),
    )
    order = forms.CharField(
        label=gettext_lazy("Act that orders it"),
        max_length=Withdrawal._meta.get_field("act").max_length,
        required=False,
        help_text=gettext_lazy("For example Resolución 120 de 2026. Empty if there is none."),
    )

    request = forms.ModelChoiceField(
        ChangeRequest.objects.none(),
        required=False,
        label=gettext_lazy("Request that it answers"),
    )

    def __init__(self, *args: Any, document: ControlledDocument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["request"]
        field.queryset = changes.open_for(document, kwargs["person"], ends=True)
        self.asks_for_request = Entity.current().requests_required or field.queryset.exists()

    def told(self) -> dict[str, Any]:
        """What the verb is told."""
        names = ("effective_on", "reason", "order", "request")
        return {name: self.cleaned_data[name] for name in names}


@never_cache
@sensitive_post_parameters("password", "factor")
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End an issued version from a day on. It is never deleted, and its successor needs an issue.

    404 for whom the version is none to read, a sentence for whom may not withdraw it, 409 when
    somebody else was first.
    """
    rows = Issuance.objects.select_related("version__document", "document__office")
    found = get_object_or_404(rows, pk=pk)
    today = timezone.localdate()
    if not may_read(request.user, found.version):
        raise Http404
    if not issue.withdraws(request.user, found.document, today):
        message = _(
            "Your account does not withdraw this version, even if you issued it. An approver of "
            "%(office)s or an administrator does."
        )
        messages.error(request, message % {"office": found.document.office.name})
        return redirect("signing", pk=found.version_id)
    form = WithdrawalForm(
        request.POST or None,
        document=found.document,
        person=request.user,
        initial={"effective_on": today},
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if form.identified(request):
                _withdraw(request, found, form.told())
                return redirect("signing", pk=found.version_id)
        except Conflict as conflict:
            status = 409
            form.add_error(None, [reason.message for reason in conflict.reasons])
        except NotAllowed as refused:
            beside_fields(form, refused)
    context = {"issuance": found, "form": form, "open": issue.may_be_withdrawn(found, today)}
    return render(request, "editorial/signing/withdraw.html", context, status=status)


def _withdraw(request: HttpRequest, found: Issuance, told: dict[str, Any]) -> None:
    withdrawal = issue.withdraw(found, **told, by=request.user, at=timezone.now())
    message = _("%(code)s version %(label)s is withdrawn from %(day)s.")
    day = formats.date_format(withdrawal.effective_on)
    told = {"code": found.version.code, "label": found.label, "day": day}
    messages.success(request, message % told)


def menu_buttons(page: Any, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """The way there from the page's menu, for whom may and while there is something to end."""
    document = getattr(page.specific_deferred, "document", None)
    today = timezone.localdate()
    if document is None or not issue.withdraws(user, document, today):
        return
    for issuance in _to_withdraw(document, today)[:1]:
        address = reverse("withdraw_version", args=[issuance.pk])
        label = _("Withdraw version %(label)s") % {"label": issuance.label}
        yield Button(label, address, icon_name="cross", priority=55)


def _to_withdraw(document: ControlledDocument, day: date) -> list[Issuance]:
    """What is in force, then what will be."""
    issued = Issuance.objects.filter(document=document)
    never = issued.filter(withdrawals__effective_on__lte=F("effective_on"))
    later = issued.filter(effective_on__gt=day).exclude(pk__in=never)
    return [*Issuance.objects.in_force_on(day).filter(document=document), *later.order_by("number")]
