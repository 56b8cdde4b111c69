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
from records.case_files.rights import done_by, reasons_of_archive
from records.case_files.standing import locked, reasons_against_entry
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
    return in_quarantine().filter(record=record).exists()


def give_back(removal: RecordRemoval, *, reason: str, by: Any, at: datetime) -> RecordReturn:
    """Let a record come back to its case file, at its place: it was no mistake.

    Archive managers and administrators do, while the case file is open and nothing of the record
    is ordered to be suppressed. Raises NotAllowed with every reason.
    """
    with act(by=by, at=at) as log:
        case_file = locked(removal.case_file)
        removal = RecordRemoval.objects.select_related("record").get(pk=removal.pk)
        reasons = [
            *reasons_of_archive(by),
            *reasons_against_entry(case_file),
            *unsaid(reason),
            *vetoes.reasons("return", removal.record, timezone.localdate(at)),
        ]
        if hasattr(removal, "returned"):
            reasons.append(Reason("returned", _("It came back already.")))
        if removal.record.suppressions.exists():
            message = _("It is ordered to be suppressed: it does not come back.")
            reasons.append(Reason("suppressed", message))
        if reasons:
            raise NotAllowed(reasons)
        row = RecordReturn.objects.create(removal=removal, reason=reason.strip(), **done_by(by, at))
        facts = {"case_file": case_file.code}
        log.record("record.returned", removal.record, facts=facts, detail={"reason": row.reason})
    return row
