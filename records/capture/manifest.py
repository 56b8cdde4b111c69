"""A sheet that describes the files sent with it: one line a file, or several of one record.

Pure but for the names of types that it is given. Every error is told with its line, what was read
and what was expected; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from records.text import fold

COLUMNS = {
    "file": {"archivo", "fichero", "nombre del archivo", "file"},
    "title": {"titulo", "asunto", "nombre del documento", "nombre", "title"},
    "created_on": {"fecha", "fecha del documento", "fecha de creacion", "date"},
    "type": {"tipo", "tipo documental", "tipologia", "tipologia documental", "type"},
    "unit": {"documento", "unidad", "numero", "no", "record"},
}
HEADINGS = {
    "file": "Archivo",
    "title": "Título",
    "created_on": "Fecha",
    "type": "Tipo documental",
    "unit": "Documento",
}
_DAY = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in a line of the sheet; line 0: with the sheet as a whole."""

    line: int
    column: str
    read: str
    message: str


@dataclass(slots=True)
class Described:
    """What the sheet says of one record: its files by name, the main one first."""

    line: int
    files: list[str]
    title: str
    created_on: date | None
    type: int | None


@dataclass(slots=True)
class Manifest:
    """What the sheet says, in its order; with errors it says nothing to be relied on."""

    units: list[Described] = field(default_factory=list)
    errors: list[Wrong] = field(default_factory=list)


def read(
    table: Sequence[tuple[int, Sequence[str]]],
    *,
    files: Sequence[str],
    types: Mapping[str, int],
) -> Manifest:
    """What a sheet says of the files that came with it.

    `table`: number and cells of each line, headings first. `files`: their names. `types`: key of
    each type of document by its folded name. Lines that bear the same number of document are one
    record, the first its main file.
    """
    found = Manifest()
    rows = [(line, cells) for line, cells in table if any(cell.strip() for cell in cells)]
    if not rows:
        found.errors.append(Wrong(0, "", "", "La planilla está vacía."))
        return found
    heads = [_column(cell) for cell in rows[0][1]]
    for wanted in ("file", "title", "created_on"):
        if heads.count(wanted) != 1:
            message = f"La planilla debe tener una columna «{HEADINGS[wanted]}»."
            found.errors.append(Wrong(rows[0][0], HEADINGS[wanted], "", message))
    for name in sorted({one for one in files if files.count(one) > 1}):
        message = f"Vinieron dos archivos llamados «{name}»: cambie el nombre de uno."
        found.errors.append(Wrong(0, HEADINGS["file"], name, message))
    if found.errors:
        return found
    by_number: dict[str, Described] = {}
    seen: dict[str, int] = {}
    for line, cells in rows[1:]:
        told = {head: cell.strip() for head, cell in zip(heads, cells, strict=False) if head}
        _line(line, told, found, by_number, seen, set(files), types)
    for name in files:
        if name not in seen:
            message = f"«{name}» vino y la planilla no lo describe."
            found.errors.append(Wrong(0, HEADINGS["file"], name, message))
    return found


def _line(
    line: int,
    told: Mapping[str, str],
    found: Manifest,
    by_number: dict[str, Described],
    seen: dict[str, int],
    files: set[str],
    types: Mapping[str, int],
) -> None:
    name = told.get("file", "")
    if problem := _of_name(name, files, seen):
        found.errors.append(Wrong(line, HEADINGS["file"], name, problem))
    seen.setdefault(name, line)
    number = told.get("unit", "")
    if number and number in by_number:  # an annex: what its line says further is of its record
        by_number[number].files.append(name)
        return
    day = _day(told["created_on"]) if told.get("created_on") else None
    if day is None:
        message = "Escriba la fecha como 2026-03-14 o 14/03/2026."
        read_ = told.get("created_on", "")
        found.errors.append(Wrong(line, HEADINGS["created_on"], read_, message))
    if not told.get("title"):
        found.errors.append(Wrong(line, HEADINGS["title"], "", "Escriba el título."))
    kind = types.get(fold(told.get("type", "")))
    if kind is None and (types or told.get("type")):
        expected = ", ".join(sorted(types)) or "ninguno"
        message = f"No es un tipo documental de la serie. Se espera: {expected}."
        found.errors.append(Wrong(line, HEADINGS["type"], told.get("type", ""), message))
    unit = Described(line, [name], told.get("title", ""), day, kind)
    found.units.append(unit)
    if number:
        by_number[number] = unit


def _of_name(name: str, files: set[str], seen: Mapping[str, int]) -> str:
    if not name:
        return "Escriba el nombre del archivo."
    if name in seen:
        return f"El archivo ya está en la línea {seen[name]}."
    return "" if name in files else "Ese archivo no vino con la planilla."


def _column(heading: str) -> str:
    plain = fold(heading)
    return next((name for name, aliases in COLUMNS.items() if plain in aliases), "")


def _day(text: str) -> date | None:
    try:
        if match := _DAY.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text)
    except ValueError:
        return None
