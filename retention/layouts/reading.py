"""Rows of text to the lines of a CCD, TRD or TVD, with everything that is wrong at once. Pure.

Whatever the layout: a flat table of subseries; the official printed one, where series, subseries
and types of document have rows of their own; one sheet an office, several blocks in a sheet, or a
column of offices.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from records.sheets import Row, Sheet
from records.text import fold
from retention.layouts.codes import Coding, Misread
from retention.layouts.header import begins_header, read_header
from retention.layouts.headings import Heading, find_heading, letter
from retention.layouts.lines import Header, ScheduleSheet
from retention.layouts.problems import Problems
from retention.layouts.tree import Tree
from retention.layouts.values import Cells

MAX_ROWS = 20_000
_CODES = ("code", "series_code", "subseries_code")
_NAMES = ("names", "series_name", "subseries_name")
_TURNED = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_DROPPED = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]")
_FOOTER = re.compile(
    r"convenciones?\b|firmas?\b|elaboro\b|reviso\b|aprobo\b|secretari[oa] general\b"
    r"|responsable\b|acta de (?:aprobacion|comite)|jefe de (?:archivo|gestion)"
)


def read_tables(tables: Iterable[Sheet], *, office: str = "") -> ScheduleSheet:
    """What these tables say. `office`: whose the codes are where the file does not tell."""
    result = ScheduleSheet()
    several = list(tables)
    trees: list[Tree] = []
    for table in several:
        reader = _Reader(table, office, result, named=len(several) > 1)
        reader.read()
        if reader.kind:
            trees.append(reader.tree)
            reader.tree.finish(reader.kind, trees[:-1])
    kinds = {tree.kind for tree in trees}
    result.kind = trees[0].kind if trees else "ccd"
    problems = Problems(result, "")
    if not kinds and not result.errors:
        message = (
            "No se encontró la fila de encabezados: debe nombrar al menos la columna del código y "
            "la de la serie."
        )
        problems.wrong(1, "", "", "una fila de encabezados", message)
    if len(kinds) > 1:
        told = ", ".join(sorted(kind.upper() for kind in kinds))
        message = f"Unas hojas o tablas son de un instrumento y otras de otro ({told})."
        problems.wrong(1, "", told, "un solo instrumento", message)
    if kinds and not result.rows and not result.errors:
        message = "Debajo de los encabezados no hay ninguna fila."
        problems.wrong(1, "", "", "al menos una serie", message)
    if result.rows > MAX_ROWS or any(table.truncated for table in several):
        message = f"El archivo tiene más de {MAX_ROWS} filas."
        problems.wrong(1, "", "", f"hasta {MAX_ROWS} filas", message)
    order = {table.name: place for place, table in enumerate(several)}
    for listed in (result.errors, result.warnings):
        listed.sort(key=lambda one: (order.get(one.sheet, -1), one.line))
    return result


class _Reader:
    """One table. What it says goes to its tree, what is wrong with it to the result."""

    def __init__(self, table: Sheet, office: str, result: ScheduleSheet, *, named: bool) -> None:
        self.table = table
        self.result = result
        self.problems = Problems(result, table.name if named else "")
        self.tree = Tree(self.problems)
        self.given = office
        self.kind = ""
        self.header = Header()
        self.heading: Heading | None = None
        self.coding: Coding | None = None
        self.repeated: dict[int, set[int]] = {}
        for line, column in table.repeated:
            self.repeated.setdefault(line, set()).add(column)

    def read(self) -> None:
        rows = [
            (line, [_DROPPED.sub("", cell) for cell in cells]) for line, cells in self.table.rows
        ]
        self._formulas()
        above: list[Sequence[str]] = []
        skipped, inside, ended = 0, False, False
        for place, (line, cells) in enumerate(rows):
            if skipped:
                skipped -= 1
                continue
            heading = find_heading(rows, place)
            if heading is not None:
                self._begin(heading, line, above, rows[place + heading.rows :])
                skipped, inside, ended = heading.rows - 1, self.heading is not None, False
                above = []
            elif inside and begins_header(cells):
                inside, above = False, [cells]
            elif not inside:
                above.append(cells)
            elif not ended and any(cells):
                ended = self._row(line, cells)

    def _begin(
        self, heading: Heading, line: int, above: list[Sequence[str]], below: Sequence[Row]
    ) -> None:
        """The headings of a table, or again those of a printed page or of another office."""
        below = list(takewhile(lambda row: not begins_header(row[1]), below))
        again = self.heading is not None and heading.fields == self.heading.fields
        header = read_header(above)
        if not again or header.office_code or header.office_name:
            self.header = replace(
                header,
                entity=header.entity or self.header.entity,
                period=header.period or self.header.period,
            )
            self.tree.current = None
            if again and self.coding is not None:
                self.coding.goes_on_with(self.header, below)
        if again:
            return
        for column, expected, message in heading.wrong:
            self.problems.wrong(line, column, "", expected, message)
        self.kind = self.kind or heading.kind
        self.heading = None
        if heading.wrong:
            return
        self.heading = heading
        for _, head in heading.unread:
            self.problems.warn(line, head, "", "", f"La columna «{head}» no se lee.")
        self.coding = Coding(heading, self.header, self.given, self.result.offices, below)

    def _row(self, line: int, texts: list[str]) -> bool:
        """Read one row of the table; True where the table ends with it."""
        if self.heading is None or self.coding is None:
            return True
        cells = Cells(self.heading, texts, frozenset(self.repeated.get(line, ())))
        for column, text in enumerate(texts):
            if _TURNED.search(text):
                self.result.rows += 1
                message = "La celda trae marcas invisibles que cambian la dirección del texto."
                head = self.heading.heads.get(column, "")
                read = _TURNED.sub("", text)
                self.problems.wrong(line, head, read, "texto sin esas marcas", message)
                return False
        coded = any(cells.own(name) for name in _CODES)
        names = [name for field in _NAMES if (name := cells.of(field))]
        if not coded and _ends(cells):
            return True
        if not coded and not names and not cells.of("types"):
            self.tree.go_on(cells)
            return False
        self.result.rows += 1
        # Where names have columns of their own, a row that names one needs its code.
        if not coded and not (cells.own("series_name") or cells.own("subseries_name")):
            self.tree.add_types(line, cells)
            return False
        try:
            office, codes = self.coding.of(cells)
        except Misread as misread:
            self.problems.wrong(line, *misread.args)
        else:
            period = cells.of("period") or self.header.period
            self.tree.add(line, cells, (period, office, codes))
        return False

    def _formulas(self) -> None:
        for one in self.table.formulas:
            if not one.has_value:
                message = "La celda tiene una fórmula sin valor calculado: escriba el valor."
                self.problems.wrong(one.line, letter(one.column), one.text, "un valor", message)
        kept = [one for one in self.table.formulas if one.has_value]
        if kept:
            message = f"Hay fórmulas ({len(kept)} celdas): se leyó el valor que mostraban."
            first = kept[0]
            self.problems.warn(first.line, letter(first.column), first.text, "un valor", message)


def _ends(cells: Cells) -> bool:
    """Whether what follows the table begins here: conventions, signatures."""
    at, first = next((told for told in enumerate(cells.texts) if told[1]), (0, ""))
    if not _FOOTER.match(fold(first)) or cells.tells_retention():
        return False
    # A type of document may be called so; in capitals it is the legend.
    named = any(at in cells.heading.fields.get(field, ()) for field in (*_NAMES, "types"))
    return not named or bool(re.fullmatch(r"CONVENCION(?:ES)?\s*(?::.*)?", first))
