"""Why units are not captured: every reason at once, each beside its file or field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.capture.reading import Incoming, Inspected, inspect
from records.capture.units import Digitised, Unit
from records.capture.words import why_not
from records.case_files.entering import reasons_of_record
from records.case_files.late import reasons_against_late
from records.case_files.rights import reasons_of_keeper
from records.case_files.standing import locked, read, reasons_against_entry
from records.case_files.types import types_of
from records.exceptions import Reason
from records.media_types import FORMATS, Format
from records.models import CaseFile, Digitisation, Entity, Standing
from records.wording import too_long

MEGABYTE = 1024 * 1024
MOST_UNITS = 500
PROPOSED = tuple(FORMATS)


def captured_formats() -> tuple[str, ...]:
    """The formats that the entity captures, by key."""
    chosen = Entity.current().capture_formats
    return PROPOSED if chosen is None else tuple(key for key in chosen if key in FORMATS)


def is_captured(kind: Format) -> bool:
    """Whether the entity captures that format."""
    return kind.key in captured_formats()


def largest() -> int:
    """How many bytes the largest file may have."""
    return Entity.current().capture_megabytes * MEGABYTE


def looked_at(units: Sequence[Unit]) -> list[list[Inspected]]:
    """What each file of each unit is. What is empty or too large is not looked into."""
    most = largest()
    sound = [file for unit in units for file in unit.files if 0 < file.size <= most]
    known = dict(zip(map(id, sound), inspect(sound), strict=True))
    unseen = Inspected(None, wrong="empty")
    return [[known.get(id(file), unseen) for file in unit.files] for unit in units]


def reasons_against(
    units: Sequence[Unit],
    known: Sequence[Sequence[Inspected]],
    case_file: CaseFile,
    *,
    late: str = "",
    by: Any,
    at: datetime,
) -> list[Reason]:
    """Every reason why these are not captured into it; empty when they can. Changes nothing.

    `late`: why they enter a case file that is administratively closed.
    """
    today = timezone.localdate(at)
    case_file = read(case_file)
    reasons = _of_case_file(case_file, late, by=by, at=at)
    if not units:
        reasons.append(Reason("no_files", _("Choose at least one file."), "files"))
    if len(units) > MOST_UNITS:
        message = _("At most %(most)d records at once: send them in parts.")
        reasons.append(Reason("many", message % {"most": MOST_UNITS}, "files"))
    types = {one.pk for one in types_of(case_file.series)}
    formats, most = captured_formats(), largest()
    for place, (unit, found) in enumerate(zip(units, known, strict=True)):
        about = [
            *_of_fields(unit, types, today),
            *_of_files(unit.files, found, formats, most),
        ]
        reasons += [Reason(one.code, one.message, f"{place}.{one.field}") for one in about]
    return reasons


def reasons_under_lock(
    case_file: CaseFile, *, late: str = "", by: Any, at: datetime
) -> list[Reason]:
    """The same of what may have changed while the files were read, the case file locked."""
    return _of_case_file(locked(case_file), late, by=by, at=at)


def _of_case_file(case_file: CaseFile, late: str, *, by: Any, at: datetime) -> list[Reason]:
    enters_late = case_file.standing == Standing.CLOSED and late.strip()
    return [
        *reasons_of_keeper(by, case_file, at),
        *(
            reasons_against_late(case_file, late)
            if enters_late
            else reasons_against_entry(case_file)
        ),
        *vetoes.reasons("capture", case_file, timezone.localdate(at)),
    ]


def _of_fields(unit: Unit, types: set[int], today: date) -> Iterator[Reason]:
    yield from reasons_of_record(
        unit.title, unit.created_on, unit.document_type, types=types, today=today
    )
    if unit.digitised is not None:
        yield from _of_digitised(unit.digitised, today)


def _of_digitised(told: Digitised, today: date) -> Iterator[Reason]:
    if told.medium not in Digitisation.Medium.values:
        yield Reason("medium", _("Choose the support of the original."), "medium")
    for name, message in (
        ("original_place", _("Say where the original is.")),
        ("digitised_by", _("Say who digitised it.")),
        ("checked_by", _("Say who checked its quality.")),
        ("quality", _("Say what the check of its quality found.")),
    ):
        text = getattr(told, name)
        if not text.strip():
            yield Reason(f"no_{name}", message, name)
        yield from too_long(Digitisation, name, text)
    if told.digitised_on is None:
        yield Reason("no_digitised_on", _("Say when it was digitised."), "digitised_on")
    elif told.digitised_on > today:
        yield Reason("digitised_later", _("It was digitised by today."), "digitised_on")


def _of_files(
    files: Sequence[Incoming], found: Sequence[Inspected], formats: Sequence[str], most: int
) -> Iterator[Reason]:
    if not files:
        yield Reason("no_files", _("Choose at least one file."), "files")
    for place, (file, what) in enumerate(zip(files, found, strict=True)):
        if why := _why_not(file, what, formats, most):
            yield Reason(why[0], why[1], f"files.{place}")


def _why_not(
    file: Incoming, what: Inspected, formats: Sequence[str], most: int
) -> tuple[str, str] | None:
    if not file.size:
        return "empty", why_not("empty", file.name)
    if file.size > most:
        return "large", why_not("large", file.name, most=most // MEGABYTE)
    if what.wrong is not None or what.format is None:
        code = what.wrong or "unknown"
        return code, why_not(code, file.name)
    if what.format.key not in formats:
        return "format", why_not("format", file.name, format=what.format.name)
    return None
