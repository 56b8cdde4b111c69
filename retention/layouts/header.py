"""The block above a table: entity, unit, office and its code, organic period. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from records.text import fold
from retention.layouts.lines import Header
from retention.layouts.words import code_parts

_LABELS = (
    ("entity", r"entidad(?: productora| remitente)?|nombre de la entidad"),
    ("unit", r"unidad administrativa|unidad"),
    ("office", r"(?:oficina|dependencia|seccion)(?: productora)?|subseccion"),
    ("office_code", r"codigo (?:de )?(?:la )?(?:oficina|dependencia|seccion)(?: productora)?"),
    ("period", r"periodo(?: organico)?(?: historico)?"),
    ("code", r"codigo|cod"),
    ("other", r"hoja|pagina|version|fecha|vigencia|proceso|sistema"),
)
_LABEL = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _LABELS))
_NAMED = re.compile(r"^([0-9][0-9A-Za-z.\-]*)\s*[-–—:.]?\s+(.*\S)$", re.DOTALL)
_TRAILING = re.compile(r"^(.*\S)\s*\((?:c[oó]digo:?\s*)?([0-9][0-9A-Za-z.\-]*)\)$", re.IGNORECASE)


def _label(cell: str) -> tuple[str, str]:
    """The label of a cell and what follows it there; two empty texts where it is no label."""
    head, colon, rest = cell.partition(":")
    found = _LABEL.fullmatch(fold(head).strip(" .°º"))
    if found is None or not (colon or len(cell) < 60):
        return "", ""
    return str(found.lastgroup), " ".join(rest.split())


def begins_header(cells: Sequence[str]) -> bool:
    """Whether a row below a table opens the block of another office."""
    first = next((cell for cell in cells if cell.strip()), "")
    return ":" in first and _label(first)[0] in ("entity", "unit", "office")


def read_header(rows: Iterable[Sequence[str]]) -> Header:
    """What the block says. A lone code is the office's where it stands with it or is a number."""
    told: dict[str, str] = {}
    for cells in rows:
        said = [cell.strip() for cell in cells if cell.strip()]
        row: dict[str, str] = {}
        for place, cell in enumerate(said):
            name, rest = _label(cell)
            if not name:
                continue
            if not rest and place + 1 < len(said) and not _label(said[place + 1])[0]:
                rest = " ".join(said[place + 1].split())
            row.setdefault(name, rest)
        code = row.get("code", "")
        if code and ("office" in row or code.replace(".", "").isdigit()) and code_parts(code):
            row.setdefault("office_code", code)
        for name, text in row.items():
            if text:
                told.setdefault(name, text)
    code, name = office_of(told.get("office", ""), told.get("office_code", "").strip(" ."))
    return Header(
        entity=told.get("entity", ""),
        unit=told.get("unit", ""),
        office_code=code,
        office_name=name,
        period=told.get("period", ""),
    )


def office_of(text: str, code: str) -> tuple[str, str]:
    """Code and name of an office where its code may be told apart: a name may begin with it."""
    told, name = split_office(text)
    return (code, text) if code and (told != code or not name) else (told, name)


def split_office(text: str) -> tuple[str, str]:
    """Code and name of «110 - Secretaría de Gobierno» or «Secretaría de Gobierno (110)»."""
    text = " ".join(text.split())
    if found := _NAMED.match(text):
        return found.group(1).strip(".-"), found.group(2)
    if found := _TRAILING.match(text):
        return found.group(2), found.group(1)
    return ("", text) if not re.fullmatch(r"[0-9][0-9.\-]*", text) else (text, "")
