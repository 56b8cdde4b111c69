"""Another series for a case file, or one case file for two: with a reason, old and new told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.case_files.access import carry
from records.case_files.fields import judged
from records.case_files.opening import reasons_about, rules_of
from records.case_files.rights import done_by, reasons_of_archive
from records.case_files.standing import all_locked, locked, reasons_against_entry
from records.case_files.types import types_of
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import (
    CaseFile,
    CaseFileMerge,
    Loan,
    Reclassification,
    Record,
    Series,
    Volume,
)
from records.text import fold
from records.wording import unsaid


def reclassify(
    case_file: CaseFile,
    series: Series,
    *,
    reason: str,
    metadata: Mapping[str, Any] | None = None,
    by: Any,
    at: datetime,
) -> Reclassification:
    """Put an open case file in another series. It keeps code, office, access and metadata.

    `metadata` answers what the new series asks besides. A document keeps its type where the new
    series has one of that name; else it is in the list of what is unclassified. Archive managers
    and administrators do. Raises NotAllowed with every reason.
    """
    with act(by=by, at=at) as log:
        case_file = locked(case_file)
        former = case_file.series
        answers = {**case_file.metadata, **(metadata or {})}
        rules = rules_of(series)
        asked = {name: answers[name] for name in answers if name in {rule.name for rule in rules}}
        kept, problems = judged(rules, asked)
        reasons = [
            *reasons_of_archive(by),
            *reasons_against_entry(case_file),
            *unsaid(reason),
            *reasons_about(problems),
        ]
        if series.pk == case_file.series_id:
            reasons.append(Reason("same_series", _("It is in that series already."), "series"))
        if series.scheme_id != case_file.series.scheme_id:
            message = _("It stays in the version of the scheme under which it was opened.")
            reasons.append(Reason("other_scheme", message, "series"))
        if series.subseries.exists():
            message = _("%(series)s has subseries: choose one of them.")
            reasons.append(Reason("subseries", message % {"series": series.code}, "series"))
        if series.scheme.valid_from is None:
            message = _("%(scheme)s is not in force: nothing is classified with it yet.")
            told = {"scheme": str(series.scheme)}
            reasons.append(Reason("scheme_draft", message % told, "series"))
        row = Reclassification(
            case_file=case_file,
            former=former,
            series=series,
            reason=reason.strip(),
            **done_by(by, at),
        )
        reasons += vetoes.reasons("reclassify", row, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        row.save()
        CaseFile.objects.filter(pk=case_file.pk).update(
            series=series, metadata={**case_file.metadata, **kept}
        )
        _retype(case_file, series)
        log.record(
            "case_file.reclassified",
            case_file,
            facts={"from": former.code, "to": series.code, "former": former.pk, "new": series.pk},
            detail={"reason": reason.strip()},
        )
    return row


def _retype(case_file: CaseFile, series: Series) -> None:
    """Give the documents the type of the same name in the new series."""
    named = {fold(one.name): one for one in types_of(series)}
    typed = Record.objects.filter(case_file=case_file, document_type__isnull=False)
    for record in typed.select_related("document_type"):
        same = named.get(fold(record.document_type.name)) if record.document_type else None
        if same is not None and same.pk != record.document_type_id:
            Record.objects.filter(pk=record.pk).update(document_type=same)


def merge(
    source: CaseFile, target: CaseFile, *, reason: str, by: Any, at: datetime
) -> CaseFileMerge:
    """Put what the first holds at the end of the second, which is of the same matter.

    The first stays, empty and known by its code, and admits nothing. Documents keep the moment in
    which they were filed, and what restricts the first goes on restricting them. Archive managers
    and administrators do. Raises NotAllowed.
    """
    with act(by=by, at=at) as log:
        rows = {one.pk: one for one in all_locked([source, target])}
        source, target = rows[source.pk], rows[target.pk]
        reasons = [*reasons_of_archive(by), *reasons_against_entry(source)]
        if source.pk == target.pk:
            message = _("A case file is not merged with itself.")
            reasons.append(Reason("same", message, "target"))
        else:
            reasons += reasons_against_entry(target)
        if source.series_id != target.series_id or source.office_id != target.office_id:
            message = _("Both are of the same office and series: reclassify one of them before.")
            reasons.append(Reason("other_series", message, "target"))
        if source.access != target.access:
            message = _("Both have the same access before they are one.")
            reasons.append(Reason("access", message, "target"))
        if source.document_id is not None:
            message = _("It gathers the versions of a document, which go on coming.")
            reasons.append(Reason("document", message))
        if Loan.objects.out().filter(case_file=source).exists():
            reasons.append(Reason("lent", _("It is lent: it comes back before.")))
        reasons += unsaid(reason)
        row = CaseFileMerge(source=source, target=target, reason=reason.strip(), **done_by(by, at))
        reasons += vetoes.reasons("merge", row, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        row.save()  # first: the table of records lets nothing move without it
        moved = _move(source, target)
        carry(source, moved, by=by, at=at)
        facts = {
            "source": source.code,
            "target": target.code,
            "records": [one.pk for one in moved],
        }
        for one in (source, target):
            log.record("case_file.merged", one, facts=facts, detail={"reason": reason.strip()})
    return row


def _move(source: CaseFile, target: CaseFile) -> list[Record]:
    """The records and volumes of one at the end of the other; the records."""
    last = Record.objects.filter(case_file=target).aggregate(last=Max("position"))["last"] or 0
    records = list(Record.objects.kept().filter(case_file=source).order_by("position"))
    for place, record in enumerate(records, start=last + 1):
        record.case_file, record.position = target, place
    Record.objects.bulk_update(records, ["case_file", "position"], batch_size=500)
    last = Volume.objects.filter(case_file=target).aggregate(last=Max("number"))["last"] or 0
    volumes = list(Volume.objects.filter(case_file=source).order_by("number"))
    for place, volume in enumerate(volumes, start=last + 1):
        volume.case_file, volume.number = target, place
    Volume.objects.bulk_update(volumes, ["case_file", "number"])
    return records
