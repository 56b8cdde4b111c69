"""The printed layout of the AGN: series, subseries and types of document in rows of their own.

Pure: the columns, and the rows of one office, for whoever draws them (Acuerdo 001 de 2024, art.
5.1, and its annex of the schedule).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retention.layouts import lines as said
from retention.layouts.flat import years
from retention.layouts.instrument import ENDS, MEANS, Instrument, extras
from retention.layouts.lines import SheetLine

SERIES, SUBSERIES, TYPE = "series", "subseries", "type"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; without a group its title takes both rows of the head."""

    title: str
    width: int
    group: str = ""
    centred: bool = True


@dataclass(frozen=True, slots=True)
class OfficialRow:
    """A row as it is printed; `level` is 1 for a series, more below it."""

    of: str
    level: int
    cells: tuple[str, ...]


_CODES = (Column("D", 7, "CÓDIGO"), Column("S", 5, "CÓDIGO"), Column("Sb", 6, "CÓDIGO"))
_NAMES = Column("SERIES, SUBSERIES Y TIPOS DOCUMENTALES", 44, centred=False)
_SUPPORTS = (Column("P", 4, "SOPORTE"), Column("EL", 4, "SOPORTE"))
_TERMS = {
    said.CCD: (),
    said.TRD: (Column("AG", 5, "RETENCIÓN (AÑOS)"), Column("AC", 5, "RETENCIÓN (AÑOS)")),
    said.TVD: (Column("ARCHIVO CENTRAL", 10, "RETENCIÓN (AÑOS)"),),
}
_ENDS = tuple(Column(title, 5, "DISPOSICIÓN FINAL") for title in ("CT", "E", "S", "M/D"))
_PROCEDURE = Column("PROCEDIMIENTO", 64, centred=False)
NAMES_AT = 3
"""Place of the column of names."""


def columns(instrument: Instrument) -> list[Column]:
    """The columns of an instrument, with those beyond the official ones that it needs."""
    if instrument.kind == said.CCD:
        told = any(one.document_types for one in instrument.lines)
        middle: tuple[Column, ...] = _SUPPORTS if told else ()
        procedure = any(one.procedure for one in instrument.lines)
        tail: tuple[Column, ...] = (_PROCEDURE,) if procedure else ()
    else:
        middle, tail = _SUPPORTS, (*_TERMS[instrument.kind], *_ENDS, _PROCEDURE)
    more = [Column(one.title.upper(), 16, centred=False) for one in extras(instrument.lines)]
    return [*_CODES, _NAMES, *middle, *tail, *more]


def groups(listed: Sequence[Column]) -> list[tuple[str, int]]:
    """The upper row of the head: each group with its number of columns."""
    found: list[tuple[str, int]] = []
    for column in listed:
        if found and column.group and found[-1][0] == column.group:
            found[-1] = (column.group, found[-1][1] + 1)
        else:
            found.append((column.group, 1))
    return found


def rows(instrument: Instrument, lines: Sequence[SheetLine]) -> Iterator[OfficialRow]:
    """The rows of one office, with the types of each line below it."""
    listed = columns(instrument)
    more = extras(instrument.lines)
    titles = [column.title for column in listed]
    with_supports = "P" in titles
    with_procedure = "PROCEDIMIENTO" in titles
    for line in lines:
        codes = [line.office, line.path[0].code, ".".join(one.code for one in line.path[1:])]
        cells = [*codes, line.name]
        if with_supports:
            cells += [_mark(line.on_paper), _mark(line.electronic)]
        if instrument.kind == said.TRD:
            cells += [years(line.office_years), years(line.archive_years)]
        if instrument.kind == said.TVD:
            cells += [years(line.archive_years)]
        if instrument.kind != said.CCD:
            cells += [_mark(ENDS.get(line.disposition) == end) for end in ("CT", "E", "S")]
            means = MEANS.get(line.reproduction, "")
            cells.append("X" if means == "MT" else means)
        if with_procedure:
            cells.append(line.procedure)
        cells += [one.of(line) for one in more]
        of = SERIES if len(line.path) == 1 else SUBSERIES
        yield OfficialRow(of, len(line.path), tuple(cells))
        for kind in line.document_types:
            told = ["", "", "", kind.name]
            if with_supports:
                told += [_mark(kind.on_paper), _mark(kind.electronic)]
            told += [""] * (len(listed) - len(told))
            yield OfficialRow(TYPE, len(line.path) + 1, tuple(told))


def _mark(told: bool) -> str:
    return "X" if told else ""
