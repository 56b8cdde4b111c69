"""Filing: what was issued, or filled in and signed, is a record of a case file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from records import sequences, vetoes
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import (
    AccessLevel,
    CaseFile,
    ControlledDocument,
    FilledFormat,
    Issuance,
    Record,
    RegistryNumber,
    Series,
)
from records.wording import longest


def open_case_file(
    document: ControlledDocument, series: Series, *, title: str, by: Any, at: datetime
) -> CaseFile:
    """The case file that gathers the versions of a document, opened at its first issue.

    It keeps the series of the day it opened.
    """
    existing = CaseFile.objects.select_for_update().filter(document=document).first()
    if existing is not None:
        return existing
    return _opened(
        series, title=title, office_id=document.office_id, document=document, by=by, at=at
    )


def _opened(
    series: Series,
    *,
    title: str,
    office_id: int,
    by: Any,
    at: datetime,
    document: ControlledDocument | None = None,
    access: str = AccessLevel.PUBLIC,
) -> CaseFile:
    """A new case file; its code is the series' and a yearly consecutive."""
    day = timezone.localdate(at)
    with act(by=by, at=at, part=True) as log:
        number = sequences.take(f"case_file:{series.scheme_id}:{series.code}", day.year)
        case_file = CaseFile.objects.create(
            series=series,
            office_id=office_id,
            code=f"{series.code}-{day.year}-{number:03d}",
            title=title[: longest(CaseFile, "title")],
            opened_on=day,
            document=document,
            access=access,
        )
        log.record("case_file.opened", case_file, facts={"series": series.code})
    return case_file


def file_issuance(issuance: Issuance, *, by: Any, at: datetime) -> Record:
    """File an issued version under its series. Raises NotAllowed when it has none or may not."""
    version = issuance.version
    if version.series is None:
        raise NotAllowed(
            [Reason("no_series", "Elija la serie en la que se archiva el documento.", "series")]
        )
    with act(by=by, at=at, part=True) as log:
        if reasons := vetoes.reasons("file", issuance, timezone.localdate(at)):
            raise NotAllowed(reasons)
        case_file = open_case_file(
            issuance.document,
            version.series,
            title=f"{version.code} {version.title}",
            by=by,
            at=at,
        )
        record = Record.objects.create(
            case_file=case_file,
            title=f"{version.code} versión {issuance.label}. {version.title}"[
                : longest(Record, "title")
            ],
            version=version,
            created_on=issuance.approved_on,
            incorporated_at=at,
            access=issuance.access,
        )
        log.record("record.filed", record, facts={"case_file": case_file.code})
    return record


def file_filled(filled: FilledFormat, number: RegistryNumber, *, by: Any, at: datetime) -> Record:
    """File what was filled in: a case file a format, office, series, access and year.

    Called when `number` was given, whose row is locked: so no two open the same case file. Raises
    NotAllowed where something holds the case file.
    """
    day = timezone.localdate(at)
    with act(by=by, at=at, part=True) as log:
        if reasons := vetoes.reasons("file", filled, day):
            raise NotAllowed(reasons)
        others = Record.objects.filter(completion__number__scope=number.scope)
        case_file = (
            CaseFile.objects.select_for_update()
            .filter(
                series=filled.series_id,
                office=filled.office_id,
                access=filled.access,
                opened_on__year=day.year,
                pk__in=others.values("case_file"),
            )
            .first()
        )
        if case_file is None:
            named = (
                f"{filled.code} {filled.title}"
                if filled.kind == FilledFormat.Kind.FORMAT
                else str(filled.series.name)
            )
            case_file = _opened(
                filled.series,
                title=f"{named.strip()}, {day.year}",
                office_id=filled.office_id,
                access=filled.access,
                by=by,
                at=at,
            )
        record = Record.objects.create(
            case_file=case_file,
            title=f"{number.printed} {filled.title}"[: longest(Record, "title")],
            created_on=day,
            incorporated_at=at,
            access=filled.access,
        )
        log.record("record.filed", record, facts={"case_file": case_file.code})
    return record
