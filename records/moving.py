"""A document that moves to another code: its successor says what it replaces (domain 5.2).

The document that it was keeps code, versions and bytes, and rules until the successor's first
version does; then it ends by itself. A code is never changed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.ending import end, reasons_against_later
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import (
    AccessLevel,
    ControlledDocument,
    DocumentVersion,
    Issuance,
    Office,
)
from records.permissions import KEEPS_QUALITY, has_role

MOVED = "El documento pasó a otro código."


def reasons_against(former: ControlledDocument, *, by: Any, at: datetime) -> list[Reason]:
    """Every reason why this document does not move to another code now; else empty."""
    today = timezone.localdate(at)
    reasons = []
    if not has_role(by, *KEEPS_QUALITY):
        reasons.append(Reason("no_role", _("Your account does not give documents another code.")))
    current = Issuance.objects.in_force_on(today).filter(document=former).first()
    if current is None:
        reasons.append(Reason("not_in_force", _("It is not in force: it keeps its code.")))
    if former.versions.in_review().exists():
        message = _("It is in review: wait until it is issued, or take it back.")
        reasons.append(Reason("in_review", message))
    if current is not None:
        # It, and what is to follow it: the successor ends them on a day that nobody knows yet.
        reasons += reasons_against_later(*former.issuances.filter(number__gte=current.number))
    if former.successors.exists():
        reasons.append(Reason("moving", _("It is already moving to another code.")))
    return reasons + vetoes.reasons("move", former, today)


def open_successor(
    former: ControlledDocument, *, office: Office, order: str, by: Any, at: datetime
) -> ControlledDocument:
    """A new document, without code as yet, that replaces this one from its first version on.

    The quality office and administrators do, by the act `order`. Until then nothing of the former
    changes, but no new version of it is submitted. Raises NotAllowed with every reason.
    """
    with act(by=by, at=at) as log:
        former = ControlledDocument.objects.select_for_update().get(pk=former.pk)
        if reasons := reasons_against(former, by=by, at=at):
            raise NotAllowed(reasons)
        document = ControlledDocument.objects.create(
            kind=former.kind,
            office=office,
            access=former.access,
            replaces=former,
            created_at=at,
            created_by=by,
        )
        log.record(
            "document.moving",
            document,
            facts={"document": former.pk, "office": office.code},
            detail={"act": order},
        )
    return document


def call_off(document: ControlledDocument, *, by: Any, at: datetime) -> None:
    """The draft of a successor was dropped: the former document stays what it was.

    Nothing to do where the document replaces none, or was submitted already.
    """
    with act(by=by, at=at) as log:
        document = ControlledDocument.objects.select_for_update().get(pk=document.pk)
        if document.replaces_id is None or document.code is not None:
            return
        former = document.replaces_id
        document.replaces = None
        document.save(update_fields=["replaces"])
        log.record("document.move_called_off", document, facts={"document": former})


def last_of_replaced(document: ControlledDocument) -> Issuance | None:
    """The last version of the document that this one replaces, if it replaces one."""
    if document.replaces_id is None:
        return None
    issued = Issuance.objects.filter(document=document.replaces_id)
    return issued.select_related("document", "version").order_by("-number").first()


def issued_before(last: Issuance) -> list[Issuance]:
    """The versions of a document up to that one."""
    return list(
        Issuance.objects.filter(document=last.document_id, number__lte=last.number).order_by(
            "number"
        )
    )


def may_be_named(replaced: Issuance, version: DocumentVersion) -> bool:
    """Whether readers of the version may know of what it replaces."""
    public = {replaced.access, replaced.document.access} == {AccessLevel.PUBLIC}
    return public or version.access != AccessLevel.PUBLIC


def end_replaced(issuance: Issuance, *, by: Any, at: datetime) -> None:
    """End the document that the issued one replaces, from the day on which this one rules.

    Raises NotAllowed when that day is to come and somebody must still confirm what it ends.
    """
    if issuance.document.replaces_id is None:
        return
    day = issuance.effective_on
    former = ControlledDocument.objects.select_for_update().get(pk=issuance.document.replaces_id)
    issued = former.issuances.order_by("-effective_on", "-number")
    begun = issued.filter(effective_on__lte=day).first()
    coming = issued.filter(effective_on__gt=day)
    going_on = [one for one in (begun, *coming) if one is not None]
    ending = [one for one in going_on if not one.withdrawals.filter(effective_on__lte=day).exists()]
    if day > timezone.localdate(at) and (reasons := reasons_against_later(*ending)):
        raise NotAllowed(reasons)
    for one in ending:
        end(one, effective_on=day, reason=MOVED, by=by, at=at)
