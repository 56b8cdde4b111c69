"""Filing: what was issued, or filled in and signed, is a record of a case file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from records import sequences, vetoes
from records.case_files.standing import ENDED, locked, reasons_against_entry
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import (
    AccessLevel,
    CaseFile,
    Component,
    ControlledDocument,
    DocumentType,
    FilledFormat,
    Issuance,
    Origin,
    Record,
    RegistryNumber,
    Series,
)
from records.wording import longest


def opened(
    series: Series,
    *,
    title: str,
    office_id: int,
    by: Any,
    at: datetime,
    document: ControlledDocument | None = None,
    gathers: str = "",
    access: str = AccessLevel.PUBLIC,
    **told: Any,
) -> CaseFile:
    """A new case file; its code is the series' and a yearly consecutive. Asks no reasons.

    `told`: further columns. `records.case_files.opening` asks for the reasons against before.
    """
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
            gathers=gathers,
            access=access,
            **told,
        )
        log.record("case_file.opened", case_file, facts={"series": series.code})
    return case_file


def gathered(
    key: str, series: Series, *, title: str, office_id: int, by: Any, at: datetime, **told: Any
) -> CaseFile:
    """The case file that a rule of the procedure fills, opened by its first record.

    `key` says which rule and for what: `format:FO-M1-P1-01:2026`, `committee:3:2026`. One that was
    closed is followed by another with the same key, numbered. The database admits a key once.
    """
    there = CaseFile.objects.with_standing()
    known = list(there.filter(gathers=key))
    if known and known[0].standing in ENDED:
        known += there.filter(gathers__startswith=f"{key}#").order_by("pk")
    if known and known[-1].standing not in ENDED:
        return known[-1]
    gathers = f"{key}#{len(known) + 1}" if known else key
    return opened(series, title=title, office_id=office_id, gathers=gathers, by=by, at=at, **told)


def put(
    case_file: CaseFile,
    *,
    title: str,
    created_on: date,
    by: Any,
    at: datetime,
    access: str | None = None,
    document_type: DocumentType | None = None,
    pages: int = 1,
    origin: str = Origin.ELECTRONIC,
    **told: Any,
) -> Record:
    """File one record at the end of a case file. The only writer of records, with its event.

    Locks the case file. It inherits the access of the case file unless it has one of its own.
    Raises NotAllowed where the case file is closed.
    """
    with act(by=by, at=at, part=True) as log:
        case_file = locked(case_file)
        if reasons := reasons_against_entry(case_file):
            raise NotAllowed(reasons)
        record = written(
            case_file,
            title=title,
            created_on=created_on,
            at=at,
            access=access,
            document_type=document_type,
            pages=pages,
            origin=origin,
            **told,
        )
        log.record("record.filed", record, facts={"case_file": case_file.code})
    return record


def written(
    case_file: CaseFile, *, title: str, at: datetime, access: str | None = None, **told: Any
) -> Record:
    """The row of a record at the next place of a locked case file; no reason is asked."""
    last = Record.objects.filter(case_file=case_file).aggregate(last=Max("position"))["last"]
    return Record.objects.create(
        case_file=case_file,
        title=title[: longest(Record, "title")],
        incorporated_at=at,
        access=access or case_file.access,
        position=(last or 0) + 1,
        **told,
    )


def counted(pdf: Component, pages: int) -> None:
    """Say how many pages the record has whose PDF was made just now. Inside the act of that."""
    of_version, of_filled = Q(version=pdf.version_id), Q(completion__filled=pdf.filled_id)
    Record.objects.filter(of_version if pdf.version_id else of_filled).update(pages=pages)


def file_issuance(issuance: Issuance, *, pages: int = 1, by: Any, at: datetime) -> Record:
    """File an issued version under its series. Raises NotAllowed when it has none or may not.

    `pages` are those of an adopted original; a PDF that is made later is counted then. All versions
    of a document are in one case file, opened at its first issue: it keeps the series of that day.
    """
    version = issuance.version
    if version.series is None:
        raise NotAllowed(
            [Reason("no_series", "Elija la serie en la que se archiva el documento.", "series")]
        )
    with act(by=by, at=at, part=True):
        if reasons := vetoes.reasons("file", issuance, timezone.localdate(at)):
            raise NotAllowed(reasons)
        case_file = CaseFile.objects.filter(document=issuance.document).first() or opened(
            version.series,
            title=f"{version.code} {version.title}",
            office_id=issuance.document.office_id,
            document=issuance.document,
            by=by,
            at=at,
        )
        return put(
            case_file,
            title=f"{version.code} versión {issuance.label}. {version.title}",
            version=version,
            created_on=issuance.approved_on,
            access=issuance.access,
            pages=pages,
            by=by,
            at=at,
        )


def file_filled(filled: FilledFormat, number: RegistryNumber, *, by: Any, at: datetime) -> Record:
    """File what was filled in: a case file a format, office, series, access and year.

    Called when `number` was given, whose row is locked: so no two open the same case file. Raises
    NotAllowed where something holds the case file.
    """
    day = timezone.localdate(at)
    with act(by=by, at=at, part=True):
        if reasons := vetoes.reasons("file", filled, day):
            raise NotAllowed(reasons)
        named = (
            f"{filled.code} {filled.title}"
            if filled.kind == FilledFormat.Kind.FORMAT
            else str(filled.series.name)
        )
        place = f"{filled.office_id}:{filled.series_id}:{filled.access}"
        case_file = gathered(
            f"{number.scope}:{day.year}:{place}",
            filled.series,
            title=f"{named.strip()}, {day.year}",
            office_id=filled.office_id,
            access=filled.access,
            by=by,
            at=at,
        )
        return put(
            case_file,
            title=f"{number.printed} {filled.title}",
            created_on=day,
            access=filled.access,
            by=by,
            at=at,
        )
