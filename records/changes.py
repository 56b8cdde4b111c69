"""Change control: a request opens the work, the quality office decides, a submission answers it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records import sequences, vetoes
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import (
    ChangeAnswer,
    ChangeDecision,
    ChangeRequest,
    ControlledDocument,
    DocumentVersion,
    Entity,
    Issuance,
    Office,
    Withdrawal,
)
from records.numbering import NumberClass
from records.permissions import KEEPS_QUALITY, has_role, roles_of
from records.wording import too_long, unsaid

NUMBERS = NumberClass("change_request", layout="SC-{year}-{number}", width=3)


def request_change(
    kind: str,
    *,
    document: ControlledDocument | None = None,
    document_kind: str = "",
    title: str = "",
    office: Office,
    reason: str,
    by: Any,
    at: datetime,
) -> ChangeRequest:
    """Ask for a new document, for a change of one, or for its end; any official does.

    The number is taken in the same transaction. A document that the person may not know of is the
    same as none. Raises NotAllowed with every reason.
    """
    today = timezone.localdate(at)
    title = title.strip()
    reasons = []
    if not roles_of(by):
        reasons.append(Reason("no_role", _("Your account asks for no changes.")))
    if kind not in ChangeRequest.Kind.values:
        reasons.append(Reason("kind", _("Say what you ask for."), "kind"))
    reasons += unsaid(reason)
    if kind == ChangeRequest.Kind.CREATE:
        document = None
        if not document_kind:
            message = _("Say of which kind it will be.")
            reasons.append(Reason("no_kind", message, "document_kind"))
        if not title:
            reasons.append(Reason("no_title", _("Write the title."), "title"))
        reasons += too_long(ChangeRequest, "title", title)
    else:
        current = _current(document, by, at)
        if current is None:
            message = _("Choose a document that is in force.")
            reasons.append(Reason("no_document", message, "document"))
        else:
            document_kind, title = current.version.kind, current.version.title
    if not office.holds_on(today):
        reasons.append(Reason("no_office", _("Choose an office that exists today."), "office"))
    with act(by=by, at=at) as log:
        reasons += vetoes.reasons("request_change", document or office, today)
        if reasons:
            raise NotAllowed(reasons)
        number = sequences.take(NUMBERS.scope(), today.year)
        request = ChangeRequest.objects.create(
            number=NUMBERS.printed(today.year, number),
            kind=kind,
            document=document,
            document_kind=document_kind,
            title=title,
            office=document.office if document else office,
            reason=reason.strip(),
            by=by,
            at=at,
        )
        log.record(
            "change.requested",
            request,
            facts={"number": request.number, "document": document.pk if document else None},
            detail={"reason": reason.strip()},
        )
    return request


def _current(document: ControlledDocument | None, by: Any, at: datetime) -> Issuance | None:
    if document is None:
        return None
    issued = Issuance.objects.visible_to(by).in_force_on(timezone.localdate(at))
    found: Issuance | None = (
        issued.filter(document=document).select_related("version", "document__office").first()
    )
    return found


def may_decide(request: ChangeRequest, by: Any) -> bool:
    """Whether that person decides on requests, and may know of this one."""
    visible = ChangeRequest.objects.visible_to(by).filter(pk=request.pk)
    return has_role(by, *KEEPS_QUALITY) and visible.exists()


def decide(
    request: ChangeRequest, *, accepted: bool, reason: str = "", by: Any, at: datetime
) -> ChangeDecision:
    """Accept a request, or reject it with the reason: once. Nobody decides on their own.

    Raises NotAllowed with every reason, Conflict when it was decided already.
    """
    reasons = []
    if not may_decide(request, by):
        message = _("The quality office decides on requests of change.")
        reasons.append(Reason("no_role", message))
    if request.by_id is not None and request.by_id == getattr(by, "pk", None):
        reasons.append(Reason("own", _("Somebody else decides on what you ask for.")))
    reasons += [] if accepted else unsaid(reason)
    with act(by=by, at=at) as log:
        reasons += vetoes.reasons("decide_change", request, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        try:
            with transaction.atomic():
                decision = ChangeDecision.objects.create(
                    request=request, accepted=accepted, reason=reason.strip(), by=by, at=at
                )
        except IntegrityError as error:
            message = _("This request was already decided.")
            raise Conflict([Reason("decided", message)]) from error
        log.record(
            "change.accepted" if accepted else "change.rejected",
            request,
            facts={"number": request.number},
            detail={"reason": reason.strip()} if reason.strip() else {},
        )
    return decision


def reasons_against_answer(
    document: ControlledDocument, request: ChangeRequest | None, *, ends: bool = False
) -> list[Reason]:
    """Every reason why a submission of this document, or its end, does not answer that request.

    Without a request: whether the entity's policy asks for one.
    """
    if request is None:
        if not Entity.current().requests_required:
            return []
        message = _("Say which request of change it answers: the entity asks for one.")
        return [Reason("no_request", message, "request")]
    reasons = []
    if not ChangeRequest.objects.open().filter(pk=request.pk).exists():
        message = _("That request is not accepted, or it was answered already.")
        reasons.append(Reason("request_closed", message, "request"))
    if ends != (request.kind == ChangeRequest.Kind.ANNUL):
        message = _("That request asks for something else.")
        reasons.append(Reason("request_other", message, "request"))
    elif not _is_about(request, document):
        message = _("That request is about another document.")
        reasons.append(Reason("request_document", message, "request"))
    return reasons


def _is_about(request: ChangeRequest, document: ControlledDocument) -> bool:
    if request.document_id is not None:
        return request.document_id in {document.pk, document.replaces_id}
    return request.document_kind == document.kind and not document.issuances.exists()


def answer(
    request: ChangeRequest,
    *,
    version: DocumentVersion | None = None,
    withdrawal: Withdrawal | None = None,
    at: datetime,
) -> ChangeAnswer:
    """Link what answers a request. Submitting and withdrawing call it, inside their act."""
    return ChangeAnswer.objects.create(
        request=request, version=version, withdrawal=withdrawal, at=at
    )


def open_for(document: ControlledDocument, by: Any, *, ends: bool = False) -> Any:
    """The accepted requests that a submission of this document, or its end, may answer."""
    found = ChangeRequest.objects.visible_to(by).open()
    kinds = [ChangeRequest.Kind.ANNUL] if ends else list(ChangeRequest.Kind.values)
    about = {document.pk, document.replaces_id} - {None}
    mine = found.filter(kind__in=kinds, document__in=about)
    if not ends:
        mine = mine.exclude(kind=ChangeRequest.Kind.ANNUL)
        if not document.issuances.exists():
            mine |= found.filter(document__isnull=True, document_kind=document.kind)
    return mine.order_by("at")
