"""The lines of a version as the rows of a grid, and back: judged cell by cell by the same rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from records.models import ClassificationScheme
from records.sheets import Sheet
from retention.layouts.flat import years
from retention.layouts.instrument import ENDS, MEANS, WORDS, together
from retention.layouts.lines import CCD, TVD, Problem, SheetLine
from retention.layouts.reading import read_tables
from retention.scheduling.kept import lines_of, schedule_of, token_of
from retention.scheduling.writing import Changes, key_of, write_lines

_FIRST = 2  # the line of the first row: the titles are the first


@dataclass(frozen=True, slots=True)
class Column:
    """`title` is what the reader knows; `label` what a person sees."""

    title: str
    label: Any
    width: int
    choices: tuple[str, ...] = ()


_MARKS = ("", "X")
_OFFICE = Column("codigo_dependencia", _("Office"), 90)
_PERIOD = Column("periodo", _("Period"), 120)
_CODE = Column("codigo", _("Code"), 80)
_NAME = Column("nombre", _("Series, subseries"), 260)
_TYPES = Column("tipos_documentales", _("Types of document (with |)"), 260)
_PAPER = Column("papel", _("P"), 40, _MARKS)
_ELECTRONIC = Column("electronico", _("EL"), 40, _MARKS)
_AG = Column("retencion_ag", _("AG"), 50)
_AC = Column("retencion_ac", _("AC"), 50)
_ENDS = Column("disposicion_final", _("Disposition"), 100, ("", "CT", "E", "S"))
_MEANS = Column("reproduccion", _("M/D"), 60, ("", "M", "D", "MT"))
_PROCEDURE = Column("procedimiento", _("Procedure"), 320)
_TRIGGER = Column("cuenta_desde", _("Counts from"), 130, ("", *WORDS["trigger"].values()))
_METHOD = Column(
    "metodo_de_seleccion", _("Selection method"), 130, ("", *WORDS["sampling_method"].values())
)
_RATE = Column("%_de_seleccion", _("% kept"), 70)
_RIGHTS = Column("derechos_humanos", _("Human rights"), 80, _MARKS)
_BASIS = Column("fundamento_legal", _("Legal basis (with |)"), 220)
_ACCESS = Column("acceso_propuesto", _("Access"), 110, ("", *WORDS["access"].values()))
_SUBJECT = Column("es_asunto", _("Subject"), 70, _MARKS)


@dataclass(slots=True)
class Grid:
    """What is shown: columns, rows, and the token by which a later change is told."""

    columns: list[Column]
    rows: list[list[str]]
    token: str
    offices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Saved:
    """What saving did; with problems it did nothing."""

    problems: list[Problem]
    changes: Changes = field(default_factory=Changes)


def grid_of(scheme: ClassificationScheme, *, office: str | None = None) -> Grid:
    """The lines of a version, or of one of its offices."""
    everything = lines_of(scheme)
    lines = [line for line in everything if office in (None, line.office)]
    columns = _columns(scheme, everything, office)
    rows = [[_cell(column, line) for column in columns] for line in lines]
    return Grid(columns, rows, token_of(lines), sorted({line.office for line in everything}))


def save_grid(
    scheme: ClassificationScheme,
    rows: Sequence[Sequence[str]],
    *,
    seen: str,
    by: Any,
    at: datetime,
    office: str | None = None,
) -> Saved:
    """Make the rows of a grid the lines of a version: all of them, or none and every problem.

    Raises Conflict when somebody else changed them since `seen`, NotAllowed as `write_lines` does.
    """
    everything = lines_of(scheme)
    columns = _columns(scheme, everything, office)
    titles = [column.title for column in columns]
    told = [(1, titles)]
    told += [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, _FIRST)]
    sheet = read_tables([Sheet("", told)], office=office or "")
    problems = [one for one in sheet.errors if one.line >= _FIRST]
    if not problems and sheet.errors and any(any(row) for row in rows):
        problems = sheet.errors
    if problems:
        return Saved(problems)
    lines = [_with_supports(line, everything) for line in sheet.lines]
    changes = write_lines(lines, scheme=scheme, by=by, at=at, office=office, seen=seen)
    return Saved([], changes)


def _columns(
    scheme: ClassificationScheme, lines: Sequence[SheetLine], office: str | None
) -> list[Column]:
    schedule = schedule_of(scheme)
    kind = schedule.kind if schedule is not None else CCD
    several = office is None and (not lines or any(line.office for line in lines))
    first = [*([_PERIOD] if kind == TVD else []), *([_OFFICE] if several else [])]
    classifies = [*first, _CODE, _NAME, _TYPES]
    if kind == CCD:
        return [*classifies, _ACCESS]
    return [
        *classifies,
        _PAPER,
        _ELECTRONIC,
        *([_AC] if kind == TVD else [_AG, _AC]),
        _ENDS,
        _MEANS,
        _PROCEDURE,
        _TRIGGER,
        _METHOD,
        _RATE,
        _RIGHTS,
        _BASIS,
        _ACCESS,
        *([_SUBJECT] if kind == TVD else []),
    ]


def _cell(column: Column, line: SheetLine) -> str:
    rate = line.sampling_rate
    told = {
        _OFFICE: line.office,
        _PERIOD: line.period,
        _CODE: line.code,
        _NAME: line.name,
        _TYPES: together([one.name for one in line.document_types]),
        _PAPER: _mark(line.on_paper),
        _ELECTRONIC: _mark(line.electronic),
        _AG: years(line.office_years),
        _AC: years(line.archive_years),
        _ENDS: ENDS.get(line.disposition, ""),
        _MEANS: MEANS.get(line.reproduction, ""),
        _PROCEDURE: line.procedure,
        _TRIGGER: WORDS["trigger"].get(line.trigger, ""),
        _METHOD: WORDS["sampling_method"].get(line.sampling_method, ""),
        _RATE: "" if rate is None else f"{rate.normalize():f}",
        _RIGHTS: _mark(line.human_rights),
        _BASIS: together(line.legal_basis),
        _ACCESS: WORDS["access"].get(line.access, ""),
        _SUBJECT: _mark(line.is_subject),
    }
    return told[column]


def _mark(told: bool) -> str:
    return "X" if told else ""


def _with_supports(line: SheetLine, kept: Sequence[SheetLine]) -> SheetLine:
    """The line with the supports that its types have already: the grid does not show them."""
    known = next((one for one in kept if key_of(one) == key_of(line)), None)
    if known is None or not line.document_types:
        return line
    supports = {one.name: one for one in known.document_types}
    types = tuple(supports.get(one.name, one) for one in line.document_types)
    return replace(line, document_types=types)
