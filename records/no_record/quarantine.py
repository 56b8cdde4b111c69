"""Quarantine: what was taken out of its case file as a mistake, until it comes back or goes.

Taking out is `records.case_files.correcting.remove`. Here it is listed and given back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.case_files.access import carry
from records.case_files.reindexing import freeze_again
from records.case_files.rights import done_by, reasons_of_archive
from records.case_files.standing import (
    locked,
    merged_into,
    read,
    reasons_against_change,
    reasons_against_entry,
)
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import Record, RecordRemoval, RecordReturn
from records.wording import unsaid


def in_quarantine() -> QuerySet[RecordRemoval]:
    """What was taken out and did not come back. Ask it only for who answers for the archive."""
    found = RecordRemoval.objects.filter(returned=None).select_related("record", "case_file")
    return found.order_by("-at", "-pk")


def is_in_quarantine(record: Record) -> bool:
    """Whether the record was taken out of its case file and has not come back."""
    return not Record.objects.kept().filter(pk=record.pk).exists()


def give_back(removal: RecordRemoval, *, reason: str, by: Any, at: datetime) -> RecordReturn:
    """Let a record come back to its case file, at its place: it was no mistake.

    Archive managers and administrators do, until the final closing of the case file and while
    nothing of the record is ordered to be suppressed; after the administrative one a new index is
    frozen. Where its case file was merged meanwhile, it comes to the end of the one that holds all
    now, with the restrictions that it had, while that one is open. Raises NotAllowed with every
    reason.
    """
    with act(by=by, at=at) as log:
        former = locked(removal.case_file)
        case_file = merged_into(former)
        removal = RecordRemoval.objects.select_related("record").get(pk=removal.pk)
        moves = case_file.pk != former.pk
        against = reasons_against_entry if moves else reasons_against_change
        reasons = [
            *reasons_of_archive(by),
            *against(case_file),
            *unsaid(reason),
            *vetoes.reasons("return", removal.record, timezone.localdate(at)),
        ]
        if hasattr(removal, "returned"):
            reasons.append(Reason("returned", _("It came back already.")))
        if removal.record.suppressions.standing().exists():
            message = _("It is ordered to be suppressed: it does not come back.")
            reasons.append(Reason("suppressed", message))
        if reasons:
            raise NotAllowed(reasons)
        if moves:
            record = removal.record
            record.case_file, record.position = case_file, read(case_file).last + 1
            record.save(update_fields=["case_file", "position"])
            carry(former, [record], by=by, at=at)
        row = RecordReturn.objects.create(removal=removal, reason=reason.strip(), **done_by(by, at))
        facts = {"case_file": case_file.code}
        log.record("record.returned", removal.record, facts=facts, detail={"reason": row.reason})
        freeze_again(case_file, by=by, at=at)
    return row
