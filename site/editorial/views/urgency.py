"""Issuing before the route is complete, and the second person who confirms it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from editorial.differences import in_force
from editorial.own_certificate import CertificateForm
from editorial.publishing import issue_version_urgently
from editorial.reauthentication import IdentityForm
from editorial.refusals import note_refusal
from editorial.views.signing import may_read, read
from records import credentials, urgency
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import DocumentVersion, Issuance, UrgentIssuance
from records.organization import appointment_of
from records.refused import beside_fields


class ConfirmationForm(IdentityForm):
    """One POST: which content was seen, and who confirms it."""

    content_sha256 = forms.CharField(widget=forms.HiddenInput)


class UrgencyForm(CertificateForm, ConfirmationForm):
    """The same, with one's own certificate if one wants, and why it cannot wait."""

    reason = forms.CharField(
        label=gettext_lazy("Why it cannot wait"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "It stays with the version and in the register for ever. It is not published."
        ),
    )


def _form(kind: type[ConfirmationForm], request: HttpRequest, version: DocumentVersion) -> Any:
    initial = {"content_sha256": version.content_sha256}
    told = request.POST or None, request.FILES or None
    return kind(*told, person=request.user, initial=initial)


def _deny(request: HttpRequest, version: DocumentVersion, reasons: list[Reason]) -> None:
    """403 where there are reasons; whoever sent the form, and did not only look, is noted."""
    if not reasons:
        return
    if request.method == "POST":
        note_refusal(request.user, f"version {version.pk}", reasons)
    raise PermissionDenied


def _said(
    request: HttpRequest, version: DocumentVersion, form: forms.Form, refused: NotAllowed
) -> int:
    """Every reason noted, and each at its field if there is one; the status of the answer."""
    note_refusal(request.user, f"version {version.pk}", refused.reasons)
    beside_fields(form, refused, among=("reason", "accept", "keystore"))
    return 409 if isinstance(refused, Conflict) else 200


@never_cache
@sensitive_post_parameters("password", "factor", "keystore_password")
@require_http_methods(["GET", "POST"])
def issue_urgently(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign as approved and issue at once.

    404 for whom the version is none to read, 403 for who may not, 409 when it is no longer in
    review.
    """
    found = get_object_or_404(
        DocumentVersion.objects.select_related("document", "office", "process"), pk=pk
    )
    now = timezone.now()
    if not may_read(request.user, found):
        raise Http404
    open_ = DocumentVersion.objects.in_review().filter(pk=pk).exists()
    if open_:
        _deny(request, found, urgency.reasons_against(found, by=request.user, at=now))
    form = _form(UrgencyForm, request, found)
    status = 200 if open_ else 409
    if request.method == "POST" and form.is_valid():
        try:
            if identified := form.identified(request):
                issuance = issue_version_urgently(
                    found,
                    reason=form.cleaned_data["reason"],
                    content_sha256=form.cleaned_data["content_sha256"],
                    authentication=identified,
                    by=request.user,
                    at=timezone.now(),
                    circumstances=replace(form.circumstances(request), cms=form.cms_of(found)),
                )
                message = _(
                    "Issued urgently: %(code)s version %(label)s. A second person must confirm it."
                )
                messages.warning(request, message % {"code": found.code, "label": issuance.label})
                return redirect("signing", pk=pk)
        except NotAllowed as refused:
            status = _said(request, found, form, refused)
    context = {
        "form": form,
        "version": found,
        "open": open_,
        "intent": urgency.intent(found),
        "until": urgency.deadline(now),
        "left_out": urgency.left_out(found, by=request.user),
        "current": in_force(found),
        "appointment": appointment_of(request.user, timezone.localdate(now)),
        "held_until": credentials.held_until(request.user, at=now),
    }
    return render(request, "editorial/signing/urgent.html", context, status=status)


@never_cache
@sensitive_post_parameters("password", "factor")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Read what somebody issued alone, and confirm it.

    404 for what was not issued urgently or is not to be read, 403 for who is not the second person,
    409 when somebody was first or the time has passed.
    """
    rows = Issuance.objects.select_related("version__document", "version__office", "urgency")
    issuance = get_object_or_404(rows.filter(urgency__isnull=False), version=pk)
    found, now = issuance.version, timezone.now()
    if not may_read(request.user, found):
        raise Http404
    _deny(request, found, urgency.reasons_against_confirming(issuance, by=request.user, at=now))
    form = _form(ConfirmationForm, request, found)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if identified := form.identified(request):
                urgency.confirm_urgent(
                    issuance,
                    content_sha256=form.cleaned_data["content_sha256"],
                    authentication=identified,
                    by=request.user,
                    at=timezone.now(),
                    circumstances=form.circumstances(request),
                )
                message = _(
                    "Confirmed: %(code)s version %(label)s is not withdrawn by itself any more."
                )
                messages.success(request, message % {"code": found.code, "label": issuance.label})
                return redirect("signing_inbox")
        except NotAllowed as refused:
            status = _said(request, found, form, refused)
    told: UrgentIssuance = issuance.urgency
    context = read(request, found) | {
        "form": form,
        "issuance": issuance,
        "urgency": told,
        "first": told.signature,
        "intent": urgency.confirming_intent(found),
    }
    return render(request, "editorial/signing/confirm.html", context, status=status)
