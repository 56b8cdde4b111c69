"""Parts and tables that a kind has of its own, found in the plain ones that a file gave.

Pure. A section whose title is that of a part becomes that part; a table whose heads are those of a
typed table becomes one, when every cell can be read as its column wants it. What does not fit stays
the plain section or table that it was: nothing is lost or guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from records.content import Block, Content, Section
from records.kinds import HEADINGS, KINDS, NUMBERS, Column, Grid, Kind, Of
from records.text import fold

from .dates import find_dates
from .prose import new_id

# How documents call what a part is called here.
_ALSO = {
    "introduction": ("introduccion", "generalidades"),
    "statement": ("politica", "declaracion", "declaracion de politica", "enunciado"),
    "guidelines": ("lineamientos generales", "directrices", "compromisos"),
    "follow_up": ("seguimiento", "evaluacion", "seguimiento y control", "monitoreo"),
    "materials": ("materiales", "recursos", "equipos", "materiales y equipos", "insumos"),
    "precautions": ("advertencias", "recomendaciones de seguridad"),
    "cycle": ("ciclo phva", "descripcion del proceso", "actividades del proceso"),
    "work": ("cronograma", "plan de accion", "actividades", "cronograma de actividades"),
    "risks": ("riesgos", "matriz de riesgos", "identificacion de riesgos"),
    "summary": ("resumen ejecutivo",),
    "method": ("metodologia empleada", "metodo"),
    "conclusions": ("conclusion",),
    "diagnosis": ("contexto", "antecedentes", "diagnostico institucional"),
    "obligations": ("cumplimiento de obligaciones", "obligaciones"),
    "sheet": ("ficha",),
    "origin": ("ficha del documento",),
}
_NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "no aplica"})
_COUNTS = frozenset({"no", "n.o", "n.º", "nº", "n°", "num", "numero", "item", "ítem", "#"})
# «Fecha de inicio», «Peso (%)»: what a head says besides the name of its column.
_DRESS = re.compile(r"^(?:fecha(?: de)?|% de|porcentaje de)\s+|\s*\(.*?\)|\s*%$")
_ENOUGH = 0.6  # of the heads of a table


def as_of_kind(content: Content) -> Content:
    """The content with the parts and typed tables of its kind, under the schema of that kind.

    A kind without any of its own comes back as it was.
    """
    kind = KINDS.get(content["kind"])
    if kind is None or kind.schema == "content-1":
        return content
    titles = _titles(kind)
    taken = {section["role"] for section in content["sections"]}
    sections = []
    for section in content["sections"]:
        role = titles.get(fold(section["title"]).strip(" .:"))
        if role and role not in taken and section["role"] not in kind.roles:
            taken.add(role)
            section = {**section, "role": role}
        sections.append(_typed(section, kind))
    known = {*kind.roles, "activities", "changes", "approval", "other"}
    placed = [
        section if section["role"] in known else {**section, "role": "other"}
        for section in sections
    ]
    return {**content, "schema": kind.schema, "sections": placed}


def is_typed(block: Block, kind_name: str | None) -> bool:
    """Whether a plain table is one of the typed tables of that kind."""
    kind = KINDS.get(kind_name or "")
    return kind is not None and any(_grid_of(block, grid) for grid in kind.grids)


def _titles(kind: Kind) -> dict[str, str]:
    own = [part.role for part in kind.parts]
    also = {name: role for role in own for name in _ALSO.get(role, ())}
    return also | {fold(HEADINGS[role]): role for role in own}


def _typed(section: Section, kind: Kind) -> Section:
    blocks = []
    for block in section["blocks"]:
        made = None
        if block["type"] == "table":
            made = next((one for grid in kind.grids if (one := _grid_of(block, grid))), None)
        blocks.append(made or block)
    return {**section, "blocks": blocks}


def _grid_of(block: Block, grid: Grid) -> Block | None:
    """The typed table that a plain one is; None when it is none, or a cell says something else."""
    rows = [row["cells"] for row in block["rows"]]
    if grid.single:
        return _card_of(block, rows, grid)
    head = block["head"]
    if not head:  # a reader may take the heads for a row
        head, rows = (rows[0], rows[1:]) if rows else ([], [])
    head, rows = _without_numbers(head, rows)
    columns = [_column(title, grid) for title in head]
    found = [column for column in columns if column]
    required = {column.name for column in grid.columns if column.required}
    names = {column.name for column in found}
    if len(names) < len(found) or len(found) < 2 or len(found) < len(head) or not rows:
        return None
    if len(names & required) < len(required) * _ENOUGH:
        return None
    items = []
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        row: dict[str, Any] = {"id": new_id()} | dict.fromkeys(one.name for one in grid.columns)
        for column, cell in zip(found, cells, strict=False):
            value = _value(column, cell)
            if value is _UNREAD:
                return None
            row[column.name] = value
        items.append(row)
    return {"id": block["id"], "type": grid.name, "items": items} if items else None


def _card_of(block: Block, rows: list[list[str]], grid: Grid) -> Block | None:
    """A card is printed as names and values, two columns."""
    pairs = [*([block["head"]] if block["head"] else []), *rows]
    if any(len(pair) != 2 for pair in pairs):
        return None
    row: dict[str, Any] = {"id": new_id()} | dict.fromkeys(one.name for one in grid.columns)
    for name, cell in pairs:
        column = _column(name, grid)
        value = _value(column, cell) if column else _UNREAD
        if column is None or value is _UNREAD:
            return None
        row[column.name] = value
    return {"id": block["id"], "type": grid.name, "items": [row]} if len(pairs) > 1 else None


def _without_numbers(head: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """The table without a first column that only counts its rows: 1, 2, 3."""
    counted = [str(place) for place in range(1, len(rows) + 1)]
    first = [row[0].strip(" .") for row in rows if row]
    if head and fold(head[0]).strip(" .:") in _COUNTS and first == counted:
        return head[1:], [row[1:] for row in rows]
    return head, rows


def _column(title: str, grid: Grid) -> Column | None:
    said = fold(title).strip(" .:")
    wanted = _DRESS.sub("", said).strip(" .:")
    for name in (said, wanted):
        for column in grid.columns:
            if name == fold(column.label).strip(" .:"):
                return column
    for column in grid.columns:
        if len(wanted) > 3 and fold(column.label).startswith(wanted):
            return column
    return None


_UNREAD = object()


def _value(column: Column, text: str) -> Any:
    """What a printed cell says to its column; `_UNREAD` when it cannot be that."""
    text = text.strip()
    if fold(text) in _NOTHING:
        return None
    if column.of == Of.CHOICE:
        return _choice(column, text)
    if column.of == Of.DATE:
        days = find_dates(text)
        alone = len(days) == 1 and fold(days[0].printed) == fold(text)
        return days[0].value.isoformat() if alone else _UNREAD
    if column.of in NUMBERS or column.of == Of.DECIMAL:
        return _number(column, text)
    return text


def _choice(column: Column, text: str) -> Any:
    wanted = fold(text)
    for key, label in column.choices:
        if wanted in (fold(label), key) or fold(label).split(" ", 1)[-1] == wanted:
            return key
    return _UNREAD


def _number(column: Column, text: str) -> Any:
    digits = re.sub(r"[\s$%]", "", text).replace(".", "").replace(",", ".")
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return _UNREAD
    if column.of == Of.DECIMAL:
        return format(number.normalize(), "f")
    outside = (column.least is not None and number < column.least) or (
        column.most is not None and number > column.most
    )
    return _UNREAD if outside or number != int(number) else int(number)
