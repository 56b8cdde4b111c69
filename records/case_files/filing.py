"""Filing: what was issued, or filled in and signed, is a record of a case file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from records import sequences, vetoes
from records.case_files.documents import raise_to
from records.case_files.gathering import Home, home_of_filled, home_of_version
from records.case_files.standing import (
    ENDED,
    locked,
    merged_into,
    read,
    reasons_against_entry,
)
from records.case_files.types import Source, only_type, own_type, source_of_filled
from records.characters import in_sight
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import (
    AccessLevel,
    CaseFile,
    Component,
    ControlledDocument,
    DocumentType,
    DocumentVersion,
    FilledFormat,
    Issuance,
    Origin,
    Record,
    RegistryNumber,
    Series,
    Standing,
    Volume,
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
    on: date | None = None,
    reason: str = "",
    **told: Any,
) -> CaseFile:
    """A new case file; its code is the series' and a yearly consecutive. Asks no reasons.

    `on`: when it opened, today unless told, `told`: further columns. The reasons against are asked
    by `records.case_files.opening`.
    """
    day = on or timezone.localdate(at)
    with act(by=by, at=at, part=True) as log:
        number = sequences.take(numbers_of(series), day.year)
        case_file = CaseFile.objects.create(
            series=series,
            office_id=office_id,
            code=f"{series.code}-{day.year}-{number:03d}",
            title=in_sight(title)[: longest(CaseFile, "title")],
            opened_on=day,
            document=document,
            gathers=gathers,
            access=access,
            **told,
        )
        case_file.standing, case_file.last = Standing.OPEN, 0  # as it would be read now
        facts = {"series": series.code}
        log.record(
            "case_file.opened",
            case_file,
            facts=facts,
            detail={"reason": reason} if reason else None,
        )
    return case_file


def numbers_of(series: Series) -> str:
    """The sequence of its case files. A series of that code in a later scheme goes on with it."""
    return f"case_file:{series.code}"


def gathered(
    key: str, series: Series, *, title: str, office_id: int, by: Any, at: datetime, **told: Any
) -> CaseFile:
    """The case file that a rule of the procedure fills, opened by its first record.

    `key` says which rule and for what: `format:FO-M1-P1-01:2026`, `committee:3:2026`. One that was
    closed is followed by another with the same key, numbered; one that was merged, by its target.
    The database admits a key once.
    """
    known = _gathering(key)
    if not known or known[-1].standing in ENDED:
        # Of two that would open it at once the second waits here, and finds that of the first.
        # What is filed in the series meanwhile names its key alone, and waits for nobody.
        Series.objects.select_for_update(no_key=True).get(pk=series.pk)
        known = _gathering(key)
    if known and known[-1].standing == Standing.MERGED:
        target = merged_into(known[-1])
        if target.standing not in ENDED:
            return target
    if known and known[-1].standing not in ENDED:
        return known[-1]
    gathers = f"{key}#{len(known) + 1}" if known else key
    return opened(series, title=title, office_id=office_id, gathers=gathers, by=by, at=at, **told)


def _gathering(key: str) -> list[CaseFile]:
    """The case files that the rule of that key filled, the latest last."""
    there = CaseFile.objects.with_standing()
    known = list(there.filter(gathers=key))
    if known and known[0].standing in ENDED:
        known += there.filter(gathers__startswith=f"{key}#").order_by("pk")
    return known


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a record whose bytes the storage has already."""

    name: str
    sha256: str
    size: int
    media_type: str
    role: str = Component.Role.FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is to be filed. `access` and `document_type`: where they are not the case file's own.

    `volume`: in which volume on paper it is bound.
    """

    title: str
    created_on: date
    files: Sequence[KeptFile] = ()
    access: str | None = None
    document_type: DocumentType | None = None
    pages: int = 1
    origin: str = Origin.ELECTRONIC
    version: DocumentVersion | None = None
    same_as: Record | None = None
    volume: Volume | None = None


def put(
    case_file: CaseFile,
    *,
    title: str,
    created_on: date,
    held: bool = False,
    by: Any,
    at: datetime,
    **told: Any,
) -> Record:
    """File one record, as `put_all` does."""
    entry = Entry(title=title, created_on=created_on, **told)
    return put_all(case_file, [entry], held=held, by=by, at=at)[0]


def put_all(
    case_file: CaseFile,
    entries: Sequence[Entry],
    *,
    held: bool = False,
    by: Any,
    at: datetime,
) -> list[Record]:
    """File records at the end of a case file, in their order, each with its event; all or none.

    Every record enters here. Locks the case file, unless it is `held`: opened or locked, and then
    read, in this transaction. Each inherits its access, and the type that its series has when it
    has one only, unless told. Raises NotAllowed where the case file is closed. The number of
    queries does not grow with that of the entries.
    """
    with act(by=by, at=at, part=True) as log:
        if not held:
            case_file = locked(case_file)
        if reasons := reasons_against_entry(case_file):
            raise NotAllowed(reasons)
        facts = {"case_file": case_file.code}
        records = []
        for record, files in written_all(case_file, entries, at=at):
            log.record("record.filed", record, facts=facts, rows=files)
            records.append(record)
    return records


def written(
    case_file: CaseFile, *, title: str, created_on: date, at: datetime, **told: Any
) -> Record:
    """The row of one record, as `written_all` makes it."""
    entry = Entry(title=title, created_on=created_on, **told)
    return written_all(case_file, [entry], at=at)[0][0]


def written_all(
    case_file: CaseFile, entries: Sequence[Entry], *, at: datetime
) -> list[tuple[Record, list[Component]]]:
    """The rows of records at the next places of a case file that was locked, then read.

    No reason is asked.
    """
    sole = only_type(case_file) if any(one.document_type is None for one in entries) else None
    records = Record.objects.bulk_create(
        Record(
            case_file=case_file,
            title=in_sight(one.title)[: longest(Record, "title")],
            created_on=one.created_on,
            incorporated_at=at,
            access=one.access or case_file.access,
            document_type_id=one.document_type.pk if one.document_type else sole,
            position=position,
            pages=one.pages,
            origin=one.origin,
            version=one.version,
            same_as=one.same_as,
            volume=one.volume,
        )
        for position, one in enumerate(entries, case_file.last + 1)
    )
    case_file.last += len(records)
    filed = [
        (record, [_component(record, file, at) for file in one.files])
        for record, one in zip(records, entries, strict=True)
    ]
    Component.objects.bulk_create(file for _record, files in filed for file in files)
    return filed


def _component(record: Record, file: KeptFile, at: datetime) -> Component:
    return Component(
        record=record,
        role=file.role,
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
        name=file.name[: longest(Component, "name")],
        created_at=at,
    )


def counted(pdf: Component, pages: int) -> None:
    """Say how many pages the record has whose PDF was made just now. Inside the act of that."""
    of_version, of_filled = Q(version=pdf.version_id), Q(completion__filled=pdf.filled_id)
    Record.objects.filter(of_version if pdf.version_id else of_filled).update(pages=pages)


def file_issuance(issuance: Issuance, *, pages: int = 1, by: Any, at: datetime) -> Record:
    """File an issued version under its series. Raises NotAllowed when it has none or may not.

    `pages` are those of an adopted original; a PDF that is made later is counted then. In a case
    file that is restricted, its document is read by no more people than that allows.
    """
    version = issuance.version
    if version.series is None:
        raise NotAllowed(
            [Reason("no_series", "Elija la serie en la que se archiva el documento.", "series")]
        )
    with act(by=by, at=at, part=True) as log:
        if reasons := vetoes.reasons("file", issuance, timezone.localdate(at)):
            raise NotAllowed(reasons)
        case_file = _of_document(issuance, version.series, by=by, at=at)
        why = str(_("Its case file is restricted."))
        raise_to(case_file.access, [issuance.document], why, log=log)
        return put(
            case_file,
            held=True,
            title=f"{version.code} versión {issuance.label}. {version.title}",
            version=version,
            document_type=own_type(case_file, Source(version.kind, version.code)),
            created_on=issuance.approved_on,
            access=issuance.access,
            pages=pages,
            by=by,
            at=at,
        )


def _of_document(issuance: Issuance, series: Series, *, by: Any, at: datetime) -> CaseFile:
    """The case file of its document, opened at the first issue, or another that the rule names.

    It keeps the series of the day it was opened. It comes locked, and read.
    """
    document = issuance.document
    if issuance.number > 1:
        there = CaseFile.objects.select_for_update().filter(document=document).first()
        if there is not None:
            return read(there)
    home = home_of_version(issuance.version, series, day=timezone.localdate(at))
    own = None if home.key else document
    found = _at(home, series, document.office_id, document=own, by=by, at=at)
    return locked(found) if home.key else found


def _at(
    home: Home,
    series: Series,
    office_id: int,
    *,
    document: ControlledDocument | None = None,
    by: Any,
    at: datetime,
) -> CaseFile:
    """The case file that a rule names, opened where it is not there."""
    told: dict[str, Any] = {"title": home.title, "office_id": office_id, "access": home.access}
    if home.key:
        return gathered(home.key, series, **told, by=by, at=at)
    return opened(series, **told, document=document, by=by, at=at)


def file_filled(filled: FilledFormat, number: RegistryNumber, *, by: Any, at: datetime) -> Record:
    """File what was filled in, in the case file that its rule names.

    Called when `number` was given, whose row is locked: so no two open the same case file. Raises
    NotAllowed where something holds the case file.
    """
    day = timezone.localdate(at)
    with act(by=by, at=at, part=True):
        if reasons := vetoes.reasons("file", filled, day):
            raise NotAllowed(reasons)
        home = home_of_filled(filled, scope=number.scope, printed=number.printed, day=day)
        case_file = _at(home, filled.series, filled.office_id, by=by, at=at)
        return put(
            case_file,
            title=f"{number.printed} {filled.title}",
            document_type=own_type(case_file, source_of_filled(filled)),
            created_on=day,
            access=filled.access,
            by=by,
            at=at,
        )
