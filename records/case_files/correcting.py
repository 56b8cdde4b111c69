"""What is put right in a case file: types, mistaken uploads, a document in two of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.case_files.filing import put
from records.case_files.reindexing import freeze_again
from records.case_files.rights import done_by, reasons_of_archive, reasons_of_keeper
from records.case_files.standing import locked, reasons_against_change, reasons_against_entry
from records.case_files.types import types_of
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import CaseFile, DocumentType, Record, RecordRemoval
from records.querysets import records_visible_to
from records.wording import unsaid


def set_type(record: Record, document_type: DocumentType, *, by: Any, at: datetime) -> Record:
    """Say of what type of its series a document is. Raises NotAllowed with every reason."""
    with act(by=by, at=at) as log:
        case_file = locked(record.case_file)
        record = Record.objects.select_related("document_type").get(pk=record.pk)
        reasons = [*reasons_of_keeper(by, case_file, at), *_taken_out(record)]
        if not types_of(case_file.series).filter(pk=document_type.pk).exists():
            message = _("“%(type)s” is no type of %(series)s.")
            told = {"type": document_type, "series": case_file.series.code}
            reasons.append(Reason("type", message % told, "document_type"))
        # Between the closings the type stands in a signed index, which is not rewritten.
        reasons += reasons_against_entry(case_file)
        reasons += vetoes.reasons("type", record, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        former = record.document_type_id
        Record.objects.filter(pk=record.pk).update(document_type=document_type)
        record.document_type = document_type
        facts = {"case_file": case_file.code, "from": former, "to": document_type.pk}
        log.record("record.typed", record, facts=facts)
    return record


def remove(record: Record, *, reason: str, by: Any, at: datetime) -> RecordRemoval:
    """Take a mistaken upload out of its case file. Its file, its row and this act are kept.

    From then on it is in no list, no count and no foliation. Between the two closings a new index
    is frozen, and the old ones are kept. What was issued or completed here is no mistaken upload.
    Archive managers and administrators do. Raises NotAllowed.
    """
    with act(by=by, at=at) as log:
        case_file = locked(record.case_file)
        record = Record.objects.get(pk=record.pk)
        reasons = [
            *reasons_of_archive(by),
            *_taken_out(record),
            *reasons_against_change(case_file),
            *unsaid(reason),
        ]
        if _made_here(record):
            message = _("It was issued here: it is withdrawn or annulled, never taken out.")
            reasons.append(Reason("issued", message))
        if record.elsewhere.kept().exists():
            message = _("It is in another case file too, which shows its files.")
            reasons.append(Reason("elsewhere", message))
        reasons += vetoes.reasons("remove", record, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        row = RecordRemoval.objects.create(
            record=record, case_file=case_file, reason=reason.strip(), **done_by(by, at)
        )
        log.record(
            "record.removed",
            record,
            facts={"case_file": case_file.code, "position": record.position},
            detail={"reason": reason.strip(), "title": record.title},
        )
        freeze_again(case_file, by=by, at=at)
    return row


def file_also(record: Record, case_file: CaseFile, *, by: Any, at: datetime) -> Record:
    """File a document in one more case file, without copying a byte (C11).

    The new record shows the files of the first one, and asks of a reader what that one asks.
    Raises NotAllowed with every reason.
    """
    with act(by=by, at=at):
        case_file = locked(case_file)
        original = record.same_as or record
        reasons = [*reasons_of_keeper(by, case_file, at), *reasons_against_entry(case_file)]
        if not records_visible_to(by).filter(pk=original.pk).exists():
            message = _("You may not know of that document.")
            raise NotAllowed([Reason("unknown", message)])
        there = Record.objects.kept().filter(case_file=case_file)
        if original.case_file_id == case_file.pk or there.filter(same_as=original).exists():
            message = _("It is in %(code)s already.") % {"code": case_file.code}
            reasons.append(Reason("there", message, "case_file"))
        reasons += vetoes.reasons("file", case_file, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        return put(
            case_file,
            title=original.title,
            created_on=original.created_on,
            access=original.access,
            pages=original.pages,
            origin=original.origin,
            same_as=original,
            by=by,
            at=at,
        )


def _made_here(record: Record) -> bool:
    return record.version_id is not None or any(
        hasattr(record, name) for name in ("completion", "extract")
    )


def _taken_out(record: Record) -> list[Reason]:
    if Record.objects.kept().filter(pk=record.pk).exists():
        return []
    return [Reason("removed", _("It was taken out of its case file."))]
