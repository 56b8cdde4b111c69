"""Opening many case files from a list: pasted from a spreadsheet, or a CSV or XLSX file.

Every line is judged before any is opened: all or nothing, each reason with its line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records.case_files.access import Grounds
from records.case_files.entrusting import proposed
from records.case_files.of_day import OfDay
from records.case_files.opening import Opening, level_of, open_case_file, reasons_against
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import AccessLevel, CaseFile, Support
from records.sheets import Unreadable, delimited, rows_of
from records.text import fold

MOST = 600
COLUMNS = {
    "series": ("serie", "codigo", "codigo de serie", "subserie", "series"),
    "office": ("oficina", "dependencia", "oficina productora"),
    "title": ("titulo", "expediente", "nombre", "nombre del expediente", "asunto"),
    "public_title": ("titulo publico",),
    "opened_on": ("fecha", "fecha de apertura", "apertura", "fecha inicial"),
    "support": ("soporte",),
    "reason": ("motivo",),
    "access": ("acceso", "nivel de acceso", "clasificacion de acceso"),
    "norm": ("norma de la restriccion", "norma que la permite", "fundamento legal"),
    "aim": ("fin legitimo", "finalidad de la restriccion"),
    "harm": ("daño", "dano", "daño que causaria publicarlo"),
    "part": ("parte restringida",),
    "until": ("reserva hasta", "ultimo dia de la reserva"),
}
_LEVELS = {
    "": None,  # as its series proposes
    "publica": AccessLevel.PUBLIC,
    "publico": AccessLevel.PUBLIC,
    "clasificada": AccessLevel.CLASSIFIED,
    "publica clasificada": AccessLevel.CLASSIFIED,
    "reservada": AccessLevel.RESERVED,
    "publica reservada": AccessLevel.RESERVED,
}
_SUPPORTS = {
    "electronico": Support.ELECTRONIC,
    "el": Support.ELECTRONIC,
    "hibrido": Support.HYBRID,
    "papel": Support.PAPER,
    "fisico": Support.PAPER,
    "p": Support.PAPER,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: its number, and what it says by column. `further`: of its series."""

    number: int
    told: dict[str, str]
    further: dict[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a line, in a sentence."""

    line: int
    message: str


def read_list(content: bytes, name: str = "") -> list[Line]:
    """The lines of a list whose first row names the columns. Raises NotAllowed with a sentence.

    A heading that is no column of every list is a further field of the series.
    """
    try:
        workbook = name.lower().endswith(".xlsx")
        table = rows_of(content, most=MOST + 2) if workbook else delimited(content)
    except Unreadable as error:
        raise _refused(str(error)) from error
    rows = [(number, cells) for number, cells in table if any(cells)]
    if not rows:
        raise _refused(_("The list is empty."))
    if len(rows) > MOST + 1:
        raise _refused(_("Open %(most)d case files at a time at most.") % {"most": MOST})
    aliases = {alias: column for column, names in COLUMNS.items() for alias in names}
    heads = [(aliases.get(_key(head), ""), " ".join(head.split())) for head in rows[0][1]]
    named = [column for column, _head in heads if column]
    if missing := [column for column in ("series", "title") if column not in named]:
        wanted = {"series": _("the code of the series"), "title": _("the title")}
        message = _("The first row names the columns: %(columns)s is missing.")
        told = {"columns": ", ".join(wanted[one] for one in missing)}
        raise _refused(message % told)
    if len(set(named)) < len(named):
        raise _refused(_("A column is named twice."))
    found = []
    for number, cells in rows[1:]:
        pairs = [(*head, cell) for head, cell in zip(heads, cells, strict=False)]
        own = {column: cell for column, _head, cell in pairs if column}
        found.append(
            Line(number, own, {head: cell for column, head, cell in pairs if not column and cell})
        )
    return found


def judged(lines: Iterable[Line], *, by: Any, at: datetime) -> tuple[list[Opening], list[Problem]]:
    """What each line would open, and everything that is wrong in any. Changes nothing."""
    lines = list(lines)
    today = timezone.localdate(at)
    codes, places = (
        {line.told.get(column, "") for line in lines} for column in ("series", "office")
    )
    known = OfDay(codes, places, by=by, today=today)
    openings: list[Opening] = []
    problems: list[Problem] = []
    for line in lines:
        opening, wrong = _opening(line, known)
        if opening.grounds != Grounds() and level_of(opening) == AccessLevel.PUBLIC:
            wrong.append(_("It tells why it is restricted, and its access is public."))
        if opening.office is not None:  # nobody asks line by line: whoever opens them
            theirs = proposed(by, opening.office.pk, today)
            opening = replace(opening, responsible=theirs)
        # One that names none is told so; one that names what is not there was told that.
        told = {"no_series"} if line.told.get("series") else set()
        told |= {"no_office"} if not opening.series or line.told.get("office") else set()
        reasons = reasons_against(opening, by=by, at=at)
        wrong += [reason.message for reason in reasons if reason.code not in told]
        openings.append(opening)
        problems += [Problem(line.number, message) for message in dict.fromkeys(wrong)]
    return openings, problems


def _opening(line: Line, known: OfDay) -> tuple[Opening, list[str]]:
    told, wrong = line.told, []
    day = (_day(told["opened_on"]) if told.get("opened_on") else None) or known.today
    code = told.get("series", "")
    chosen = known.series_on(code, day)
    if code and chosen is None:
        wrong.append(_("There is no series “%(code)s” in the scheme in force.") % {"code": code})
    place = told.get("office", "")
    office = known.office_on(place, day) if place else chosen and chosen.office
    if place and office is None:
        wrong.append(_("There is no office “%(code)s” today.") % {"code": place})
    opened_on, until = (_told_day(told, name, wrong) for name in ("opened_on", "until"))
    level = _key(told.get("access", ""))
    if level not in _LEVELS:
        message = _("“%(text)s” is no level of access: publica, clasificada or reservada.")
        wrong.append(message % {"text": told["access"][:40]})
    support = _SUPPORTS.get(fold(told.get("support", "") or "electronico").strip(), "")
    return (
        Opening(
            series=chosen,
            office=office or None,
            title=told.get("title", ""),
            public_title=told.get("public_title", ""),
            opened_on=opened_on,
            support=support,
            access=_LEVELS.get(level),
            grounds=_grounds(told, until),
            metadata=line.further,
            reason=told.get("reason", ""),
        ),
        wrong,
    )


def _grounds(told: dict[str, str], until: date | None) -> Grounds:
    """Why it is restricted, as the line says it; what it does not say is told then."""
    part = told.get("part", "").strip()
    norm, aim, harm = (told.get(name, "") for name in ("norm", "aim", "harm"))
    return Grounds(norm, aim, harm, partial=bool(part), part=part, until=until)


def open_many(lines: Iterable[Line], *, by: Any, at: datetime) -> list[CaseFile]:
    """Open a case file for each line, all or none. Raises NotAllowed with every problem."""
    with act(by=by, at=at):
        openings, problems = judged(lines, by=by, at=at)
        if problems:
            raise NotAllowed(
                Reason(
                    "line",
                    _("Line %(line)d: %(message)s") % {"line": one.line, "message": one.message},
                )
                for one in problems
            )
        return [open_case_file(one, by=by, at=at) for one in openings]


def _key(head: str) -> str:
    return " ".join(fold(head).replace(".", " ").replace("_", " ").split())


def _told_day(told: dict[str, str], column: str, wrong: list[str]) -> date | None:
    """The day of that column; what is none is told."""
    text = told.get(column, "")
    found = _day(text) if text else None
    if text and found is None:
        message = _("“%(text)s” is no date: write 2026-03-14.")
        wrong.append(message % {"text": text[:40]})
    return found


def _day(text: str) -> date | None:
    text = text.strip()
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None


def _refused(sentence: str) -> NotAllowed:
    return NotAllowed([Reason("file", sentence, "file")])
