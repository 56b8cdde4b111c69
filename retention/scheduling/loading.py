"""The verb that brings in a CCD, TRD or TVD from a file: looked at first, then kept whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from records.digests import sha256
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import ClassificationScheme, Office, OrganicPeriod
from records.organization import register
from records.permissions import Role, has_role
from records.sheets import Sheet, Unreadable, delimited, sheets_of
from retention.layouts import xml
from retention.layouts.likeness import alike
from retention.layouts.lines import CCD, TVD, Problem, ScheduleSheet, SheetLine
from retention.layouts.reading import MAX_ROWS, read_tables
from retention.models import RetentionSchedule
from retention.scheduling.warnings import about_minimums, minimums_on
from retention.scheduling.writing import Places, places_of, write_lines

MAX_BYTES = 20 * 1024 * 1024
NAMES = {CCD: "Cuadro de clasificación documental", TVD: "Cuadro del fondo acumulado"}
NO_PERIOD = "Periodo por precisar"
_SPAN = re.compile(r"\D*((?:1[5-9]|20)\d\d)\D+((?:1[5-9]|20)\d\d)\D*")


@dataclass(slots=True)
class Load:
    """What a file says, what keeping it would do, and what was kept of it."""

    sheet: ScheduleSheet
    digest: str
    """SHA-256 of the bytes, so that what is confirmed is what was looked at."""
    scheme_name: str = ""
    label: str = ""
    new_offices: dict[str, str] = field(default_factory=dict)
    scheme: ClassificationScheme | None = None

    def as_json(self) -> dict[str, Any]:
        """The object that the command prints, beside the name of the file."""
        return {
            "rows": self.sheet.rows,
            "valid": self.sheet.valid,
            "errors": [one.as_json() for one in self.sheet.errors],
            "warnings": [one.as_json() for one in self.sheet.warnings],
        }


def look(
    content: bytes,
    name: str,
    *,
    at: datetime,
    scheme_name: str = "",
    label: str = "",
    office: str = "",
) -> Load:
    """Read a file and say all that is wrong with it. Changes nothing.

    Without an office in the file the codes are of `office`, or of the whole entity. Without
    `scheme_name` and `label` it would become the next version of the entity's own. Raises
    NotAllowed for what is no table at all.
    """
    if len(content) > MAX_BYTES:
        raise _refused(f"El archivo pesa más de {MAX_BYTES // 1024 // 1024} MB.")
    try:
        sheet = read_tables(_tables(content, name), office=office.strip())
    except Unreadable as error:
        raise _refused(str(error)) from error
    today = timezone.localdate(at)
    load = Load(sheet, sha256(content))
    load.scheme_name = scheme_name.strip() or _usual_name(sheet.kind, today)
    load.label = label.strip() or _next_label(load.scheme_name)
    _judge_version(load, given=bool(label.strip()))
    _judge_places(load, at=at, given=office.strip())
    sheet.warnings += alike(sheet.lines)
    sheet.warnings += _below_minimums(sheet, today)
    if sheet.kind == TVD:
        _judge_periods(sheet)
    return load


def load_schedule(
    content: bytes,
    name: str,
    *,
    by: Any,
    at: datetime,
    scheme_name: str = "",
    label: str = "",
    office: str = "",
    looked_at: str | None = None,
) -> Load:
    """Keep a file as a new draft, with its scheme, whole: one transaction. With errors, nothing.

    Then the result tells them and has no scheme. `looked_at` names what was confirmed. Raises
    NotAllowed for an account that does not keep this data, for another file, for no table.
    """
    if by is not None and not has_role(by, Role.ADMINISTRATOR, Role.ARCHIVIST):
        raise NotAllowed([Reason("no_role", _("Your account does not keep this data."))])
    told = {"scheme_name": scheme_name, "label": label, "office": office}
    load = look(content, name, at=at, **told)
    if looked_at is not None and looked_at != load.digest:
        raise _refused("El archivo no es el que se revisó: revíselo otra vez.")
    if load.sheet.errors:
        return load
    kind = load.sheet.kind
    with act(by=by, at=at) as log:
        scheme = ClassificationScheme(
            name=load.scheme_name, label=load.label, accumulated=kind == TVD
        )
        register(scheme, by=by, at=at)
        subject: Any = scheme
        if kind != CCD:
            subject = RetentionSchedule(scheme=scheme, label=load.label, kind=kind)
            register(subject, by=by, at=at)
        for code, called in load.new_offices.items():
            draft = _("Draft %(label)s") % {"label": load.label}
            # Whoever keeps the schedule proposes it; an administrator completes or ends it.
            register(Office(code=code, name=called, act=draft), by=None, at=at)
        if kind == TVD:
            _keep_periods(load.sheet, scheme)
        write_lines(load.sheet.lines, scheme=scheme, by=by, at=at)
        facts = {"sha256": load.digest, "kind": kind, "rows": load.sheet.rows}
        log.record("schedule.imported", subject, facts=facts, detail={"file": name[:200]})
        load.scheme = scheme
    return load


def _tables(content: bytes, name: str) -> list[Sheet]:
    if not content.strip():
        raise Unreadable("El archivo está vacío.")
    if xml.is_xml(content):
        return [xml.table_of(content, most=MAX_ROWS + 100)]
    ending = name.lower().rpartition(".")[2]
    if ending in ("xlsx", "xlsm", "xls") or content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11")):
        return sheets_of(content, most=MAX_ROWS + 100)
    return [Sheet("", delimited(content))]


# --- What it would become -------------------------------------------------------------------------


def _schemes(kind: str) -> QuerySet[ClassificationScheme]:
    return ClassificationScheme.objects.filter(accumulated=kind == TVD)


def _usual_name(kind: str, today: date) -> str:
    """That of the scheme in force, or of the last one; that of the instrument where none is."""
    current = ClassificationScheme.objects.in_force_on(today) if kind != TVD else None
    found = current or _schemes(kind).order_by("-pk").first()
    return found.name if found is not None else NAMES.get(kind, NAMES[CCD])


def _next_label(scheme_name: str) -> str:
    """One more than the greatest number among its labels, with as many figures."""
    labels = ClassificationScheme.objects.filter(name=scheme_name).values_list("label", flat=True)
    numbers = [label for label in labels if label.isascii() and label.isdigit()]
    if not numbers:
        taken = set(labels)
        return next(told for at in range(1, len(taken) + 2) if (told := f"{at:02}") not in taken)
    greatest = max(numbers, key=int)
    return str(int(greatest) + 1).zfill(len(greatest))


def _judge_version(load: Load, *, given: bool) -> None:
    taken = ClassificationScheme.objects.filter(name=load.scheme_name, label=load.label)
    if given and taken.exists():
        message = f"La versión {load.label} de «{load.scheme_name}» ya existe."
        _wrong(load.sheet, load.label, "una versión nueva", message)
    for text, most, what in ((load.scheme_name, 200, "nombre"), (load.label, 20, "versión")):
        if len(text) > most:
            _wrong(load.sheet, text[:80], f"hasta {most} caracteres", f"Es muy largo: {what}.")


def _judge_places(load: Load, *, at: datetime, given: str) -> None:
    """Offices that would be created, and what no line can be kept without."""
    sheet = load.sheet
    places = places_of(sheet.lines, None, at=at)
    first: dict[str, SheetLine] = {}
    for line in sheet.lines:
        first.setdefault(line.office, line)
    for code, line in first.items():
        if code in places.offices:
            continue
        if not code:
            message = "La entidad no tiene dependencias todavía: indique una con --office."
            _wrong(sheet, "", "una dependencia", message)
            continue
        called = sheet.offices.get(code) or f"Dependencia {code}"
        load.new_offices[code] = called
        message = f"La dependencia {code} no existe: se creará con el borrador como «{called}»."
        problem = Problem(line.line, "", code, "una dependencia registrada", message, line.sheet)
        sheet.warnings.append(problem)
    if given and not any(line.office == given for line in sheet.lines) and sheet.lines:
        message = f"El archivo dice de qué dependencia es cada código: no se usó {given}."
        sheet.warnings.append(Problem(1, "", given, "", message))
    _judge_norms(sheet, places)


def _below_minimums(sheet: ScheduleSheet, today: date) -> list[Problem]:
    """A warning for each line that is kept for less than a norm asks (domain 4)."""
    minimums = minimums_on(today)
    found = []
    for line in sheet.lines:
        if not line.disposition:
            continue
        names = [level.name for level in line.path]
        years = (line.office_years or 0) + (line.archive_years or 0)
        for message in about_minimums(names, years, line.disposition, minimums):
            found.append(Problem(line.line, "", str(years), "", message, line.sheet))
    return found


def _judge_norms(sheet: ScheduleSheet, places: Places) -> None:
    for line in sheet.lines:
        for text in line.legal_basis:
            if places.norm(text) is None:
                message = "La tabla de normas no la tiene: agréguela antes."
                expected = "una norma de la tabla, como «Ley 594 de 2000»"
                sheet.errors.append(
                    Problem(line.line, "", text[:80], expected, message, line.sheet)
                )


def _judge_periods(sheet: ScheduleSheet) -> None:
    """An organic period has its days; a sheet tells them by its years, or they are completed."""
    for period in dict.fromkeys(line.period for line in sheet.lines):
        if _SPAN.fullmatch(period) is None:
            message = "No se entiende de qué año a qué año va el periodo orgánico: complételo."
            sheet.warnings.append(Problem(1, "", period, "«1968 - 1984»", message))


def _keep_periods(sheet: ScheduleSheet, scheme: ClassificationScheme) -> None:
    names = dict.fromkeys(line.period for line in sheet.lines)
    for name in names:
        span = _SPAN.fullmatch(name)
        since, until = (int(year) for year in span.groups()) if span is not None else (None, None)
        OrganicPeriod.objects.create(
            scheme=scheme,
            name=name or NO_PERIOD,
            valid_from=date(since, 1, 1) if since else None,
            valid_to=date(until, 12, 31) if until else None,
        )
    if "" in names:
        sheet.lines[:] = [replace(line, period=line.period or NO_PERIOD) for line in sheet.lines]


def _wrong(sheet: ScheduleSheet, read: str, expected: str, message: str) -> None:
    sheet.errors.append(Problem(0, "", read, expected, message))


def _refused(sentence: str) -> NotAllowed:
    return NotAllowed([Reason("file", sentence, "file")])
