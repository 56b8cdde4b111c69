"""What a kind of document is made of: parts, and in them text and typed tables.

Pure declarations. From one `Grid` come the editor's form, the rules of the canonical content, the
table on paper and on screen, the words that are searched and compared. Labels are Spanish because
they are the document's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Row = Mapping[str, Any]


class Of(StrEnum):
    """What a cell holds, and how the canonical content writes it. Nothing is null.

    `LINE` and `TEXT`: plain text. `DATE`: ISO 8601. `INTEGER`, `PERCENT`, `PESOS`: a whole number.
    `DECIMAL`: digits with a point, as text, for canonical JSON has no fractions. `CHOICE`: a key.
    `SERIES`: the code of a series of the scheme in force.
    """

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    PESOS = "pesos"
    CHOICE = "choice"
    SERIES = "series"


NUMBERS = (Of.INTEGER, Of.PERCENT, Of.PESOS)


@dataclass(frozen=True, slots=True)
class Column:
    """A cell of each row. `weight` is its share of the table's width on paper.

    `required`: a row without it is marked before it is submitted. `least` and `most` bound numbers.
    """

    name: str
    label: str
    of: Of = Of.LINE
    weight: int = 10
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    least: int | None = None
    most: int | None = None

    def printed(self, row: Row) -> str:
        """The cell as it is read: the name of a choice, a number with its sign, nothing as ''."""
        value = row.get(self.name)
        if value is None:
            return ""
        if self.of == Of.CHOICE:
            return dict(self.choices).get(value, str(value))
        if self.of == Of.PERCENT:
            return f"{value} %"
        if self.of == Of.PESOS:
            return f"$ {value:,}".replace(",", ".")
        return str(value).replace(".", ",") if self.of == Of.DECIMAL else str(value)


@dataclass(frozen=True, slots=True)
class Derived:
    """A cell that is computed from its row, so that nobody writes it and it is never wrong.

    `levels`: all that it may say, from the mildest to the gravest, where it is a degree.
    """

    name: str
    label: str
    printed: Callable[[Row], str]
    weight: int = 10
    levels: tuple[str, ...] = ()


Cell = Column | Derived
Fault = tuple[str | None, str]
"""What is wrong with the rows: the id of one of them, if it is one's, and a sentence."""


def no_summary(rows: Sequence[Row]) -> list[str]:
    return []


def no_heats(rows: Sequence[Row]) -> list[Any]:
    return []


def level_of(cell: Cell, text: str) -> int:
    """The degree that a printed cell tells, from 1; 0 where it is none."""
    levels = cell.levels if isinstance(cell, Derived) else ()
    return levels.index(text) + 1 if text in levels else 0


def no_faults(rows: Sequence[Row]) -> Iterable[Fault]:
    return ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A typed table. `name` is the type of its block; `noun` what one row of it is called.

    `single`: it has one row, read as names and values. `sheets`: the tables in which a wide row is
    printed, each with its title and its cells. `heats` gives the maps above the table
    (`records.kinds.heat.Heat`), `summary` sentences below it, `faults` what is wrong between cells
    or rows.
    """

    name: str
    label: str
    noun: str
    cells: tuple[Cell, ...]
    icon: str = "table"
    single: bool = False
    sheets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    summary: Callable[[Sequence[Row]], list[str]] = no_summary
    heats: Callable[[Sequence[Row]], list[Any]] = no_heats
    faults: Callable[[Sequence[Row]], Iterable[Fault]] = no_faults

    @property
    def columns(self) -> tuple[Column, ...]:
        """The cells that somebody writes."""
        return tuple(cell for cell in self.cells if isinstance(cell, Column))

    def of(self, name: str) -> Cell:
        """The cell of that name. Raises KeyError."""
        for cell in self.cells:
            if cell.name == name:
                return cell
        raise KeyError(name)

    def printed_sheets(self) -> tuple[tuple[str | None, tuple[Cell, ...]], ...]:
        """The tables it is printed as, with their titles; one without title where it is narrow."""
        if not self.sheets:
            return ((None, self.cells),)
        return tuple(
            (title, tuple(self.of(name) for name in names)) for title, names in self.sheets
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A section. `blocks`: what it may hold besides text; `starts`: what a new one begins with."""

    role: str
    heading: str
    blocks: tuple[str | Grid, ...] = ()
    starts: tuple[str, ...] = ("paragraph",)

    @property
    def names(self) -> tuple[str, ...]:
        """The types of the blocks it may hold besides text."""
        return tuple(one.name if isinstance(one, Grid) else one for one in self.blocks)


@dataclass(frozen=True, slots=True)
class Template:
    """A layout of a kind: the key of the choice that names it, its parts, what it must have."""

    key: str
    roles: tuple[str, ...]
    mandatory: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """`parts`: the sections of a new document, in order; `mandatory`: what it must have.

    `schema` names the rules of its canonical content (`records/schemas`); a kind with tables of its
    own has its own. `landscape`: its tables need the width of a sheet on its side. `chosen_by`:
    grid and column of the cell that says which of its `templates` a document follows.
    """

    name: str
    prefix: str
    label: str
    plural: str
    parts: tuple[Part, ...]
    mandatory: frozenset[str]
    schema: str = "content-1"
    landscape: bool = False
    chosen_by: tuple[str, str] | None = None
    templates: tuple[Template, ...] = ()

    def template(self, key: str | None) -> Template | None:
        """The layout of that key; None where there is none."""
        return next((one for one in self.templates if one.key == key), None)

    def template_names(self) -> list[tuple[str, str]]:
        """Keys of the layouts with what people call them, in order."""
        if self.chosen_by is None:
            return []
        grid, column = self.chosen_by
        cell = next(one for one in self.grids if one.name == grid).of(column)
        names = dict(cell.choices) if isinstance(cell, Column) else {}
        return [(one.key, names[one.key]) for one in self.templates]

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of its sections, in order."""
        return tuple(part.role for part in self.parts)

    @property
    def grids(self) -> tuple[Grid, ...]:
        """Its typed tables, each once."""
        found = [one for part in self.parts for one in part.blocks if isinstance(one, Grid)]
        return tuple(dict.fromkeys(found))
