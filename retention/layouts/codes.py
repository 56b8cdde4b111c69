"""The code of a row: joined or in columns, with its office or without, each part as it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from records.sheets import Row
from retention.layouts import words
from retention.layouts.header import office_of
from retention.layouts.headings import Heading
from retention.layouts.lines import Header
from retention.layouts.values import Cells

LONGEST_CODE = 40
LONGEST_OFFICE_CODE = 20
LONGEST_OFFICE_NAME = 200
_EXPECTED = "cifras y letras separadas por puntos"
Parts = tuple[str, ...]


class Misread(Exception):
    """A code that cannot be told: column, what was read, what is expected, sentence."""


@dataclass(slots=True)
class Coding:
    """Reads the codes of a table, row after row: what a row leaves out is that of the one above."""

    heading: Heading
    header: Header
    given: str
    """The office of a file that tells none."""
    offices: dict[str, str]
    below: Sequence[Row]
    office: str = ""
    series: Parts = ()

    led: bool = False
    """Whether joined codes are printed with the office before them: 100.02 and 100.02.07."""
    repeats_office: bool = False
    repeats_series: bool = False
    bare: frozenset[str] = frozenset()
    """Whether every column of codes repeats what stands left of it: 100, 100.02, 100.02.07."""

    def __post_init__(self) -> None:
        depths = {len(parts) for parts in self._column("code")}
        told = self.heading.has("office_code")
        self.led = not told and bool(depths) and min(depths) >= 2 and max(depths) >= 3
        series, sub = self._column("series_code"), self._column("subseries_code")
        self.repeats_office = bool(series) and min(map(len, series)) >= 2
        self.repeats_series = bool(sub) and min(map(len, sub)) >= 2
        self.bare = self._bare_offices()

    def _bare_offices(self) -> frozenset[str]:
        """The offices of which some joined code does not begin with their own."""
        found = set()
        office = ""
        for line in self.below:
            cells = Cells(self.heading, line[1])
            parts = words.code_parts(cells.of("code"))
            office = cells.of("office_code").strip(" .") or office
            told = office or self.header.office_code or self.given
            lead = _lead(told)
            if parts and (len(parts) <= len(lead) or parts[: len(lead)] != lead):
                found.add(told)
        return frozenset(found)

    def _column(self, name: str) -> list[Parts]:
        """The codes that a column tells."""
        columns = self.heading.fields.get(name, ())
        told = [
            words.code_parts(cells[columns[0]])
            for _, cells in self.below
            if columns and columns[0] < len(cells)
        ]
        # What stands below the table (conventions, signatures) has no figures.
        return [parts for parts in told if parts and any(map(str.isdigit, "".join(parts)))]

    def goes_on_with(self, header: Header, below: Sequence[Row]) -> None:
        """The same columns in the block of another office."""
        self.header, self.series, self.office, self.below = header, (), "", below
        self.__post_init__()

    def of(self, cells: Cells) -> tuple[str, Parts]:
        """Office and parts of the code of a row. Raises Misread."""
        office = self._office(cells)
        told = {
            name: self._parts(cells, name) for name in ("code", "series_code", "subseries_code")
        }
        if told["code"]:
            office, parts = self._joined(cells, office, told["code"])
        elif told["series_code"] or told["subseries_code"]:
            parts = self._split(office, told["series_code"], told["subseries_code"])
        else:
            name = "code" if self.heading.has("code") else "series_code"
            raise Misread(self.heading.head(name), "", "el código de la serie", "Falta el código.")
        self.office, self.series = office, parts[:1]
        return office, parts

    def _office(self, cells: Cells) -> str:
        own, name = office_of(cells.of("office_name"), cells.of("office_code").strip(" ."))
        if not own and self.heading.has("office_code", "office_name"):
            own = self.office  # only the first row of an office tells it
        text = own or self.header.office_code or self.given
        if words.code_parts(text) is None or len(text) > LONGEST_OFFICE_CODE:
            message = "El código de la dependencia no se entiende."
            head = self.heading.head("office_code")
            raise Misread(head, text, f"{_EXPECTED}, hasta {LONGEST_OFFICE_CODE}", message)
        office = text.strip().strip(".")
        if office and not self.offices.get(office):
            above = self.header.office_name if office == self.header.office_code else ""
            self.offices[office] = (name or above)[:LONGEST_OFFICE_NAME]
        return office

    def _parts(self, cells: Cells, name: str) -> Parts:
        text = cells.of(name)
        parts = words.code_parts(text)
        if parts is None:
            raise Misread(self.heading.head(name), text, _EXPECTED, "No es un código.")
        return parts

    def _joined(self, cells: Cells, office: str, parts: Parts) -> tuple[str, Parts]:
        lead = _lead(office)
        if lead and office not in self.bare:
            return office, parts[len(lead) :]
        if not self.led:
            return office, parts
        if self.header.office_code:
            message = f"El código no es de la dependencia {office}, cuya es la hoja."
            expected = f"un código que empieza por {office}"
            raise Misread(self.heading.head("code"), cells.of("code"), expected, message)
        self.offices.setdefault(parts[0], cells.of("office_name")[:LONGEST_OFFICE_NAME])
        return parts[0], parts[1:]

    def _split(self, office: str, series: Parts, sub: Parts) -> Parts:
        """Each column may repeat what stands left of it: 100, 100.02, 100.02.07."""
        lead = _lead(office)
        if self.repeats_office and len(series) > len(lead) and series[: len(lead)] == lead:
            series = series[len(lead) :]
        series = series or self.series
        if not series:
            head = self.heading.head("series_code")
            expected = "el código de la serie"
            raise Misread(head, "", expected, "Falta el código de la serie.")
        for above in ((*lead, *series), series):
            if self.repeats_series and len(sub) > len(above) and sub[: len(above)] == above:
                return (*series, *sub[len(above) :])
        return (*series, *sub)


def _lead(office: str) -> Parts:
    return tuple(re.split(r"[.\-–/\s]+", office)) if office else ()
