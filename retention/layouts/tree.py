"""The rows of one table put together: series, what stands below them, their types. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from records.text import fold
from retention.layouts import words
from retention.layouts.codes import LONGEST_CODE, Parts
from retention.layouts.headings import Heading
from retention.layouts.lines import Level, SheetLine, TypeName
from retention.layouts.problems import Problems
from retention.layouts.values import Cells, Values, judged, supports

LONGEST_NAME = 250
LONGEST_PROCEDURE = 30_000  # what a cell of a workbook holds, and its breaks
Key = tuple[str, str, Parts]
"""Organic period, office, parts of the code."""


@dataclass(slots=True)
class Node:
    """A series or what stands below one, while its rows are read."""

    key: Key
    name: str
    line: int
    cells: Cells
    types: list[TypeName] = field(default_factory=list)
    procedure: list[str] = field(default_factory=list)
    own_row: bool = True
    """Whether a row told it; a series may be told by its subseries alone."""

    def above(self, depth: int) -> Key:
        """The key of what stands above it at that depth."""
        period, office, codes = self.key
        return (period, office, codes[:depth])


class Tree:
    """What the rows of one table say. Problems go where it was told."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.nodes: dict[Key, Node] = {}
        self.order: list[Node] = []
        self.current: Node | None = None
        self.kind = ""

    def add(self, line: int, cells: Cells, key: Key) -> None:
        """A row with a code."""
        name = self._name(line, cells, key)
        if name is None:
            return
        codes = key[2]
        known = self.nodes.get(key)
        if known is not None and known.own_row:
            if known is self.current and not cells.tells_own() and fold(known.name) != fold(name):
                # The code is printed again beside each type of document.
                self._add_type(line, name, cells)
                return
            message = f"Este código ya está en la línea {known.line}."
            self.problems.wrong(
                line, _code_head(cells.heading), ".".join(codes), "una vez", message
            )
            return
        node = Node(key, name, line, cells)
        if known is not None:
            self._same_name(line, cells.heading, known, name)
            self.order[self.order.index(known)] = node
        else:
            self.order.append(node)
        self.nodes[key] = node
        self.current = node
        listed = self._distinct(line, cells.heading, words.types(cells.of("types")), node)
        node.types += [TypeName(one) for one in listed]
        if text := cells.of("procedure"):
            node.procedure.append(text)

    def add_types(self, line: int, cells: Cells) -> None:
        """A row without code: types of document of the series above it."""
        head = _code_head(cells.heading)
        if cells.tells_own():
            expected = "el código de la serie o subserie"
            self.problems.wrong(line, head, "", expected, "Falta el código.")
            return
        listed = words.types(cells.own("types"))
        if not listed and (name := words.bare(cells.own("names"))):
            listed = [name]
        if listed and self.current is None:
            message = "Está antes de la primera serie y no tiene código."
            self.problems.wrong(line, head, listed[0], "el código de una serie", message)
            return
        for name in listed:
            self._add_type(line, name, cells)
        self.go_on(cells)

    def go_on(self, cells: Cells) -> None:
        """A row that goes on with the procedure of the one above."""
        if self.current is not None and (text := cells.own("procedure")):
            self.current.procedure.append(text)

    def finish(self, kind: str, before: Sequence[Tree]) -> None:
        """Judge every line, once all rows are known. `before`: the tables read before it."""
        self.kind = kind
        inner = {node.above(-1) for node in self.order}
        for node in self.order:
            heading = node.cells.heading
            code = ".".join(node.key[2])
            for depth in range(1, len(node.key[2])):
                if node.above(depth) not in self.nodes:
                    above = ".".join(node.key[2][:depth])
                    message = f"Ninguna fila dice cómo se llama la serie {above}."
                    head = _code_head(heading)
                    self.problems.wrong(node.line, head, code, f"una fila {above}", message)
                    break
            for tree in before:
                if node.key in tree.nodes:
                    message = f"Este código ya está en la hoja «{tree.problems.sheet}»."
                    self.problems.wrong(node.line, _code_head(heading), code, "una vez", message)
            wrong, warn = self.problems.at(node.line)
            if sum(map(len, node.procedure)) > LONGEST_PROCEDURE:
                expected = f"hasta {LONGEST_PROCEDURE} caracteres"
                wrong(heading.head("procedure"), node.procedure[0], expected, "Es muy largo.")
            ruled = kind != "ccd" and (node.cells.tells_retention() or node.key not in inner)
            line = self._line(node, judged(node.cells, wrong, warn, ruled=ruled))
            if len(line.printed_code) > LONGEST_CODE:
                expected = f"hasta {LONGEST_CODE} caracteres"
                wrong(_code_head(heading), line.printed_code, expected, "El código es muy largo.")
            self.problems.result.lines.append(line)

    # --- Names ---

    def _name(self, line: int, cells: Cells, key: Key) -> str | None:
        """What a row names, with the series above it where that is named beside; None for none."""
        heading = cells.heading
        if heading.has("names"):
            return self._checked(line, heading, "names", cells.of("names"))
        period, office, codes = key
        series, sub = cells.of("series_name"), cells.of("subseries_name")
        if len(codes) == 1:
            if sub and series and fold(sub) != fold(series) and words.mark(sub) is not False:
                column = "subseries_code" if heading.has("subseries_code") else "code"
                message = "La fila nombra una subserie y su código es el de la serie."
                read = cells.of(column)
                expected = "el código de la subserie"
                self.problems.wrong(line, heading.head(column), read, expected, message)
                return None
            return self._checked(line, heading, "series_name", series or sub)
        above = (period, office, codes[:1])
        if series and above in self.nodes:
            self._same_name(line, heading, self.nodes[above], series)
        elif series:
            told = self._checked(line, heading, "series_name", series)
            if told is None:
                return None
            node = Node(above, told, line, Cells(heading, []), own_row=False)
            self.nodes[above] = node
            self.order.append(node)
        return self._checked(line, heading, "subseries_name", sub)

    def _same_name(self, line: int, heading: Heading, known: Node, name: str) -> None:
        if fold(known.name) == fold(name):
            return
        head = heading.head("series_name" if heading.has("series_name") else "names")
        code = ".".join(known.key[2])
        message = f"La serie {code} se llama «{known.name}» en la línea {known.line}."
        self.problems.wrong(line, head, name, known.name, message)

    def _checked(self, line: int, heading: Heading, column: str, text: str) -> str | None:
        name = words.bare(text)
        if not name:
            self.problems.wrong(line, heading.head(column), text, "un nombre", "Falta el nombre.")
            return None
        if len(name) > LONGEST_NAME:
            expected = f"hasta {LONGEST_NAME} caracteres"
            message = "El nombre es demasiado largo."
            self.problems.wrong(line, heading.head(column), text, expected, message)
            return None
        return name

    # --- Types of document ---

    def _add_type(self, line: int, name: str, cells: Cells) -> None:
        if self.current is None:
            return
        paper, electronic = supports(cells, *self.problems.at(line))
        for one in self._distinct(line, cells.heading, [name], self.current):
            self.current.types.append(TypeName(one, paper, electronic))

    def _distinct(self, line: int, heading: Heading, names: Sequence[str], node: Node) -> list[str]:
        """These names, each once, without those that the series has already."""
        head = heading.head("types" if heading.has("types") else "names")
        known = {one.name for one in node.types}
        found: list[str] = []
        for name in names:
            if len(name) > LONGEST_NAME:
                expected = f"hasta {LONGEST_NAME} caracteres"
                message = "El tipo documental es demasiado largo."
                self.problems.wrong(line, head, name, expected, message)
            elif name in known:
                message = "El tipo documental está repetido y se guarda una vez."
                self.problems.warn(line, head, name, "una vez", message)
            else:
                known.add(name)
                found.append(name)
        return found

    # --- Lines ---

    def _line(self, node: Node, values: Values) -> SheetLine:
        paper, electronic = values.on_paper, values.electronic
        if not (paper or electronic):
            paper = any(one.on_paper for one in node.types)
            electronic = any(one.electronic for one in node.types)
        period, office, codes = node.key
        names = [self.nodes.get(node.above(depth)) for depth in range(1, len(codes))]
        levels = [
            Level(code, above.name if above else "")
            for code, above in zip(codes, names, strict=False)
        ]
        return SheetLine(
            office=office,
            path=(*levels, Level(codes[-1], node.name)),
            document_types=tuple(node.types),
            office_years=values.office_years,
            archive_years=values.archive_years,
            disposition=values.disposition,
            reproduction=values.reproduction,
            on_paper=paper,
            electronic=electronic,
            procedure="\n".join(node.procedure),
            trigger=values.trigger,
            sampling_method=values.sampling_method,
            sampling_rate=values.sampling_rate,
            human_rights=values.human_rights,
            legal_basis=values.legal_basis,
            access=values.access,
            period=period,
            is_subject=values.is_subject,
            tells_supports=node.cells.heading.has("paper", "electronic", "support"),
            line=node.line,
            sheet=self.problems.sheet,
        )


def _code_head(heading: Heading) -> str:
    names = ("code", "subseries_code", "series_code")
    return next((heading.head(name) for name in names if heading.has(name)), "")
