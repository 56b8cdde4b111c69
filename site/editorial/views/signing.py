"""What waits for my signature, and signing: the frozen version, what changed, who I am."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from editorial.differences import in_force, last_signed, since
from editorial.models import DocumentPage
from editorial.own_certificate import CertificateForm, certificate_of
from editorial.pictures import embedded
from editorial.publishing import recall_version, refuse_version, sign_version
from editorial.reauthentication import adopts_at
from editorial.refusals import note_refusal
from editorial.waiting import filled_for, returned_to, urgent_for, waiting_for
from records import agreements, credentials, issue, signing, urgency
from records.checking import findings_of
from records.committees.people import sits_in
from records.deadlines import Measure, at_hand, whose_turn
from records.errata import corrects
from records.exceptions import Conflict, NotAllowed, Reason
from records.findings import NAMES
from records.models import (
    Committee,
    Component,
    DocumentVersion,
    Entity,
    Issuance,
    Signature,
    UrgentConfirmation,
)
from records.permissions import offices_of, roles_of, sees_everything
from records.refused import beside_fields
from records.routes import pending_step, route_of
from records.storage import storage

_PLACES = ("reason", "accept", "keystore")


class SigningForm(CertificateForm):
    """One POST: which content was seen, what is done, and who does it."""

    content_sha256 = forms.CharField(widget=forms.HiddenInput)
    step = forms.IntegerField(widget=forms.HiddenInput)
    action = forms.ChoiceField(
        choices=[("sign", "sign"), ("return", "return")], widget=forms.HiddenInput
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for returning it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=gettext_lazy("Only if you return it: say what must be corrected."),
    )

    def uses_certificate(self, told: dict[str, Any]) -> bool:
        return told.get("action") == "sign"

    def clean(self) -> dict[str, Any]:
        """Who wrote why it must go back does not sign by the key that sends a form."""
        told = super().clean()
        if told.get("action") == "sign" and told.get("reason"):
            self.add_error(
                "reason",
                _("You wrote a reason to return it. Return it, or empty the reason to sign."),
            )
        return told


def may_read(user: Any, version: DocumentVersion) -> bool:
    """Author, signers asked, whoever confirmed it, people of the office, the committee that
    decides, and those who read everything."""
    if sees_everything(user) or version.document.office_id in offices_of(user):
        return True
    if version.submitted_by_id == user.pk or version.signatures.filter(user=user).exists():
        return True
    if UrgentConfirmation.objects.filter(urgency__issuance__version=version, user=user).exists():
        return True
    if any(sits_in(one, user, timezone.localdate()) for one in _deciding(version)):
        return True
    # What was issued urgently has steps without signature, and they are nobody's turn any more.
    issued = Issuance.objects.filter(version=version).exists()
    turn = not issued and not signing.reasons_against(version, by=user, at=timezone.now())
    return turn or acts_urgently(user, version)


def acts_urgently(user: Any, version: DocumentVersion) -> bool:
    """Whether the person may issue it before its turn, or is the second one whom it waits for."""
    now = timezone.now()
    issuance = Issuance.objects.filter(version=version).first()
    if issuance is None:
        in_review = DocumentVersion.objects.in_review().filter(pk=version.pk).exists()
        return in_review and not urgency.reasons_against(version, by=user, at=now)
    standing = urgency.standing_of(issuance, now)
    if standing is None or standing.state != "waiting":
        return False
    return not urgency.reasons_against_confirming(issuance, by=user, at=now)


def _deciding(version: DocumentVersion) -> QuerySet[Committee]:
    """The committees that its route names: their members read what they decide."""
    codes = [step.committee for step in route_of(version) if step.committee]
    return Committee.objects.filter(code__in=codes).select_related("chair", "secretary")


@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for me, what I submitted, and what I signed lately."""
    waiting, mine = waiting_for(request.user, at=timezone.now())
    to_confirm, unconfirmed = urgent_for(request.user, at=timezone.now())
    signed = (
        Signature.objects.filter(user=request.user.pk)
        .select_related(
            "version__issuance__urgency__confirmation",
            "version__document",
        )
        .prefetch_related("version__issuance__withdrawals")
        .order_by("-signed_at")[:10]
    )
    return render(
        request,
        "editorial/signing/inbox.html",
        {
            "waiting": waiting,
            "mine": mine,
            "filled": filled_for(request.user, at=timezone.now()),
            "to_confirm": to_confirm,
            "unconfirmed": unconfirmed,
            "returned": returned_to(request.user),
            "signed": signed,
            "none_adopted": agreements.in_force_on(timezone.localdate()) is None,
            "adopts_at": adopts_at(request.user),
        },
    )


@never_cache
@sensitive_post_parameters("password", "factor", "keystore_password")
@require_http_methods(["GET", "POST"])
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a version in review and sign or return it."""
    found = get_object_or_404(
        DocumentVersion.objects.select_related(
            "document", "office", "process", "series", "submitted_by"
        ),
        pk=pk,
    )
    if not may_read(request.user, found):
        raise Http404
    form = SigningForm(
        request.POST or None, request.FILES or None, person=request.user, initial=_initial(found)
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if not (identified := form.identified(request)):
                pass
            elif form.cleaned_data["step"] != pending_step(found):
                raise Conflict([Reason("step_done", _("That step is no longer the one to sign."))])
            elif form.cleaned_data["action"] == "return":
                refuse_version(
                    found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
                )
                messages.success(request, _("Returned. Its author can correct it and submit it."))
                return redirect("signing_inbox")
            else:
                return _sign(request, found, form, identified)
        except Conflict as conflict:
            status = 409
            note_refusal(request.user, f"version {pk}", conflict.reasons)
            form.add_error(None, [reason.message for reason in conflict.reasons])
        except NotAllowed as refused:
            note_refusal(request.user, f"version {pk}", refused.reasons)
            beside_fields(form, refused, among=_PLACES)
    return render(
        request, "editorial/signing/version.html", _context(request, found, form), status=status
    )


def _sign(
    request: HttpRequest, found: DocumentVersion, form: SigningForm, identified: str
) -> HttpResponse:
    cms = form.cms_of(found)
    signature = sign_version(
        found,
        step=form.cleaned_data["step"],
        content_sha256=form.cleaned_data["content_sha256"],
        authentication=identified,
        by=request.user,
        at=timezone.now(),
        circumstances=replace(form.circumstances(request), cms=cms),
    )
    issuance = Issuance.objects.filter(version=found).first()
    if issuance is None:
        told = _("Signed. It goes on to the next step.")
    else:
        told = _("Signed and issued: %(code)s version %(label)s.") % {
            "code": found.code,
            "label": issuance.label,
        }
    messages.success(request, f"{told} {certificate_of(signature)}".strip())
    return redirect("signing_inbox")


def _initial(found: DocumentVersion) -> dict[str, Any]:
    return {
        "content_sha256": found.content_sha256,
        "step": pending_step(found),
    }


def _context(request: HttpRequest, found: DocumentVersion, form: SigningForm) -> dict[str, Any]:
    now = timezone.now()
    step = pending_step(found)
    reasons = signing.reasons_against(found, by=request.user, at=now)
    told = read(request, found)
    open_ = told["open"]
    urgently = open_ and not urgency.reasons_against(found, by=request.user, at=now)
    return told | {
        "form": form,
        "may_sign": open_ and not reasons,
        "reasons": reasons,
        "intent": signing.intent(found, step) if step is not None else "",
        "may_issue_urgently": urgently,
        "may_recall": open_ and found.submitted_by_id == request.user.pk,
        "draft": _draft_of(found, request.user),
    }


def read(request: HttpRequest, found: DocumentVersion) -> dict[str, Any]:
    """What every screen shows of a version that somebody signs there: text, changes, route."""
    now = timezone.now()
    today = timezone.localdate(now)
    content = issue.content_of(found)
    step = pending_step(found)
    open_ = DocumentVersion.objects.in_review().filter(pk=found.pk).exists()
    signatures = list(found.signatures.all())
    issuance = Issuance.objects.filter(version=found).first()
    standing = urgency.standing_of(issuance, now) if issuance else None
    waits = at_hand(found, Measure.at(now)) if open_ else None
    return {
        "at_hand": waits,
        "turn": whose_turn([waits])[found.pk] if waits else "",
        "version": found,
        "content": content,
        "pictures": embedded(content),
        "envelope": None,
        "entity": Entity.current(),
        "held_until": credentials.held_until(request.user, at=now),
        "open": open_,
        "appointment": signing.post_of(found, request.user, today),
        "urgent": standing,
        "may_confirm": standing is not None and acts_urgently(request.user, found),
        "others_withdraw": standing is not None
        and standing.urgency.signature.user_id == request.user.pk
        and not issue.withdraws(request.user, found.document, today),
        "route": [
            {
                "step": one,
                "signatures": [
                    (mark, certificate_of(mark)) for mark in signatures if mark.step == index
                ],
                "pending": index == step and open_,
            }
            for index, one in enumerate(route_of(found))
        ],
        **_remarks(found, content, today),
        "since_in_force": since(in_force(found), content),
        "since_mine": since(last_signed(request.user, found), content),
        "refusal": getattr(found, "refusal", None),
        "roles": roles_of(request.user),
        "corrects": hasattr(found, "issuance")
        and issue.may_be_withdrawn(found.issuance, today)
        and corrects(request.user, found.issuance, now),
    }


def _remarks(found: DocumentVersion, content: dict[str, Any], today: date) -> dict[str, Any]:
    """What was set aside at submission, with its reason, and what else is to look at.

    A waiver is shown even when its finding is gone since: the table of norms may have changed.
    """
    every = {
        (finding.code, finding.where, finding.target): finding
        for finding in findings_of(content, today=today)
    }
    waived = [
        (every.pop((one["code"], one["where"], one.get("target")), None), one)
        for one in found.waivers
    ]
    return {
        "waived": [
            (finding.message if finding else NAMES.get(one["code"], one["code"]), one)
            for finding, one in waived
        ],
        "findings": list(every.values()),
        "remarks": len(waived) + len(every),
    }


def _draft_of(found: DocumentVersion, user: Any) -> int | None:
    """The page where this document is written, if it has one that the person may open.

    What was adopted has no page until somebody starts its next version.
    """
    page = DocumentPage.objects.filter(document=found.document_id).first()
    return page.pk if page and page.permissions_for_user(user).can_edit() else None


@never_cache
def document_pdf(request: HttpRequest, pk: int) -> FileResponse:
    """The PDF for review, as it was made at submission."""
    found = get_object_or_404(DocumentVersion.objects.select_related("document"), pk=pk)
    if not may_read(request.user, found):
        raise Http404
    component = get_object_or_404(found.components, role=Component.Role.REVIEW)
    response = FileResponse(
        [storage().read(component.sha256)], content_type="application/pdf", filename=component.name
    )
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_http_methods(["POST"])
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """The author takes a submission back."""
    found = get_object_or_404(DocumentVersion, pk=pk)
    if found.submitted_by_id != request.user.pk:
        raise PermissionDenied
    try:
        recall_version(
            found, reason=request.POST.get("reason", ""), by=request.user, at=timezone.now()
        )
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return redirect("signing", pk=pk)
    messages.success(request, _("Taken back: you can edit the draft again."))
    draft = _draft_of(found, request.user)
    if draft is None:
        return redirect("signing", pk=pk)
    return redirect("wagtailadmin_pages:edit", draft)
