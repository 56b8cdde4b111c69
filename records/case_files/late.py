"""What enters after the administrative closing: with a reason, a new index, and no new clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.case_files.filing import Entry, written_all
from records.case_files.rights import done_by, reasons_of_keeper
from records.case_files.standing import closing_in_force, locked, reasons_against_entry
from records.electronic_index.freezing import freeze
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import CaseFile, LateEntry, Record, Standing
from records.wording import unsaid


def put_late(
    case_file: CaseFile,
    *,
    title: str,
    created_on: date,
    reason: str,
    by: Any,
    at: datetime,
    **told: Any,
) -> Record:
    """File one late document, as `put_all_late` does."""
    entry = Entry(title=title, created_on=created_on, **told)
    return put_all_late(case_file, [entry], reason=reason, by=by, at=at)[0]


def put_all_late(
    case_file: CaseFile, entries: Sequence[Entry], *, reason: str, by: Any, at: datetime
) -> list[Record]:
    """File late documents in a case file between its two closings, and freeze one new index.

    The retention goes on counting from the closing. Raises NotAllowed with every reason.
    """
    with act(by=by, at=at) as log:
        case_file = locked(case_file)
        reasons = [
            *reasons_of_keeper(by, case_file, at),
            *reasons_against_late(case_file, reason),
            *vetoes.reasons("file", case_file, timezone.localdate(at)),
        ]
        closing = closing_in_force(case_file)
        if reasons or closing is None:
            raise NotAllowed(reasons)
        done = done_by(by, at)
        facts = {"case_file": case_file.code, "closing": closing.pk}
        detail = {"reason": reason.strip()}
        records = []
        for record, files in written_all(case_file, entries, at=at):
            late = LateEntry.objects.create(
                record=record, closing=closing, reason=reason.strip(), **done
            )
            log.record("record.filed_late", record, facts=facts, detail=detail, rows=[*files, late])
            records.append(record)
        freeze(case_file, closing, by=by, at=at)
    return records


def reasons_against_late(case_file: CaseFile, reason: str) -> list[Reason]:
    """Why nothing enters it late: it is open, or closed for good, or nobody said why."""
    reasons = []
    if case_file.standing != Standing.CLOSED:
        reasons += reasons_against_entry(case_file)
        if case_file.standing in (Standing.OPEN, Standing.REOPENED):
            message = _("%(code)s is open: file the document in the ordinary way.")
            reasons.append(Reason("open", message % {"code": case_file.code}))
    return reasons + unsaid(reason)
