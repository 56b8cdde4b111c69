"""What parts and their fields are called, and how their values read. Spanish: it is the document.

A type or a field that is not known here has a general name: nothing that is compared can be left
out because somebody forgot to name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from records import kinds, norms
from records.comparison.model import ABSENT
from records.comparison.parts import Key, Part, Tree


@dataclass(frozen=True, slots=True)
class Noun:
    one: str
    many: str
    feminine: bool = False


SECTION = Noun("sección", "secciones", feminine=True)
# Of a block by its type, and of its rows.
BLOCKS = {
    "heading": Noun("subtítulo", "subtítulos"),
    "paragraph": Noun("párrafo", "párrafos"),
    "note": Noun("nota", "notas", feminine=True),
    "list": Noun("lista", "listas", feminine=True),
    "table": Noun("tabla", "tablas", feminine=True),
    "chart": Noun("gráfica", "gráficas", feminine=True),
    "figure": Noun("figura", "figuras", feminine=True),
    "definitions": Noun("lista de definiciones", "listas de definiciones", feminine=True),
    "activities": Noun("tabla de actividades", "tablas de actividades", feminine=True),
    "references": Noun("lista de referencias", "listas de referencias", feminine=True),
    "records": Noun("tabla de registros", "tablas de registros", feminine=True),
    "changes": Noun("tabla de cambios", "tablas de cambios", feminine=True),
    "annexes": Noun("lista de anexos", "listas de anexos", feminine=True),
}
ROWS = {
    "list": Noun("punto", "puntos"),
    "table": Noun("fila", "filas", feminine=True),
    "chart": Noun("fila", "filas", feminine=True),
    "definitions": Noun("definición", "definiciones", feminine=True),
    "activities": Noun("actividad", "actividades", feminine=True),
    "references": Noun("referencia", "referencias", feminine=True),
    "records": Noun("registro", "registros"),
    "changes": Noun("cambio", "cambios"),
    "annexes": Noun("anexo", "anexos"),
}
_TABLE = Noun("tabla", "tablas", feminine=True)  # of a kind's own
_BLOCK = Noun("bloque", "bloques")
_UNTITLED = "Sección sin título"
_ROW = Noun("fila", "filas", feminine=True)

# In the order in which they are read.
FIELDS = {
    "schema": "Esquema",
    "kind": "Clase",
    "title": "Título",
    "role": "Función",
    "type": "Tipo",
    "level": "Nivel",
    "start": "Número inicial",
    "styles": "Numeración",
    "label": "Marca",
    "caption": "Título de la tabla",
    "chart": "Forma de la gráfica",
    "unit": "Unidad",
    "alt": "Descripción",
    "head": "Encabezado",
    "code": "Código",
    "name": "Nombre",
    "text": "Texto",
    "meaning": "Significado",
    "question": "Pregunta",
    "yes": "Si es sí",
    "no": "Si es no",
    "decision": "Decisión",
    "responsible": "Responsable",
    "record": "Registro",
    "term": "Término",
    "version": "Versión",
    "reason": "Razón",
    "date": "Fecha",
    "storage": "Almacenamiento",
    "retrieval": "Recuperación",
    "protection": "Protección",
    "retention": "Retención",
    "disposition": "Disposición",
    "series": "Serie",
    "norms": "Normas",
    "file": "Archivo",
    "cells": "Celdas",
    "language": "Idioma",
    "access": "Acceso",
    "process": "Proceso",
    "office": "Dependencia",
}
_WORDS = {
    "access": {"public": "Pública", "classified": "Clasificada", "reserved": "Reservada"},
    "chart": {"columns": "columnas", "bars": "barras", "lines": "líneas"},
    "kind": kinds.LABELS,
    "language": {"es": "Español"},
    "role": kinds.HEADINGS,
    "styles": {"decimal": "1.", "alpha": "a.", "roman": "i.", "bullet": "•"},
    "yes": {"next": "sigue a la siguiente", "end": "termina"},
    "no": {"next": "sigue a la siguiente", "end": "termina"},
}
_BRIEF = 90  # characters of a text that only says which part is meant
_MARKED = ("term", "code", "version")  # what a row is known by, where it has no number
UNSAID = frozenset({"type", "role", "level", "styles", "start", "norms", "head"})
_MAIN = ("text", "title", "name", "meaning", "reason", "cells")


def noun(part: Part) -> Noun:
    """What a part of that level and type is called."""
    if part.level == "section":
        return SECTION
    grid = kinds.GRIDS.get(part.type)
    if part.level == "block":
        return _TABLE if grid else BLOCKS.get(part.type, _BLOCK)
    return _declared(grid.noun) if grid else ROWS.get(part.type, _ROW)


@cache
def _declared(one: str) -> Noun:
    """The plural and the gender of what a row of a typed table is called."""
    first, space, rest = one.partition(" ")
    feminine = first.endswith(("a", "ión", "dad"))
    many = f"{first}s" if first[-1] in "aeiou" else first.replace("ión", "ion") + "es"
    return Noun(one, many + space + rest, feminine)


def ordered(part: Part, fields: Iterable[str]) -> list[str]:
    """Fields in the order in which they are read: a content has them in alphabetical order."""
    if part.level == "row" and part.type in kinds.GRIDS:
        known = [one.name for one in kinds.GRIDS[part.type].columns]
    else:
        known = ["term", *FIELDS] if part.type == "definitions" else list(FIELDS)
    return sorted(fields, key=lambda one: known.index(one) if one in known else len(known))


def label(part: Part, field: str) -> str:
    """What a field is called: as its typed table declares it, or as every content has it."""
    if part.level == "row" and part.type in kinds.GRIDS:
        return _cell(part, field).label
    return FIELDS.get(field, capital(field))


def _cell(part: Part, field: str) -> kinds.Column:
    return next(one for one in kinds.GRIDS[part.type].columns if one.name == field)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def name(part: Part, whole: Tree) -> str:
    """«Actividad 4», «Definición Dato abierto», «Fila 2», or the title of a section."""
    if part.level == "section":
        role = str(part.fields.get("role", ""))
        return str(part.fields.get("title") or kinds.HEADINGS.get(role) or _UNTITLED)
    called = capital(noun(part).one)
    grid = kinds.GRIDS.get(part.type)
    if part.level == "block":
        titled = grid.label if grid else part.fields.get("caption")
        return f"{called} «{titled}»" if titled else called
    mark = part.number or ""
    if not mark and not grid and part.type != "activities":
        mark = next((str(part.fields[one]) for one in _MARKED if part.fields.get(one)), "")
    return f"{called} {mark or part.position}"


def values(part: Part, field: str, value: Any, whole: Tree) -> Iterator[tuple[str, str]]:
    """What a field says, as labels and texts: one, or one for each cell and each answer."""
    if value is ABSENT or value is None or value == "":
        return
    if part.level == "row" and part.type in kinds.GRIDS:
        column = _cell(part, field)
        yield column.label, column.printed({field: value})
    elif field == "cells" and isinstance(value, list):
        head = whole[part.parent].fields.get("head") or []
        for place, cell in enumerate(value):
            titled = head[place] if place < len(head) else ""
            yield titled or f"Columna {place + 1}", str(cell)
    elif isinstance(value, Mapping) and field not in ("process", "office", "series", "file"):
        for key, held in value.items():
            yield from values(part, key, held, whole)
    else:
        yield label(part, field), _text(field, value, whole)


def _text(field: str, value: Any, whole: Tree) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Sí" if value else "No"
    if isinstance(value, list):
        return ("; " if field == "norms" else " · ").join(_text(field, one, whole) for one in value)
    if isinstance(value, Mapping):
        return _named(field, value)
    text = str(value)
    if text in _WORDS.get(field, {}):
        return str(_WORDS[field][text])
    if field in ("yes", "no"):
        key: Key = ("row", "activities", text, 0)
        return f"va a {_lower(name(whole[key], whole))}" if key in whole else "termina"
    return text


def _named(field: str, value: Mapping[str, Any]) -> str:
    if field == "norms":
        return str(norms.label(dict(value)))
    if "sha256" in value:
        return f"{value['name']} ({value['size']} bytes, SHA-256 {value['sha256'][:12]}…)"
    parts = [value.get("code"), value.get("name")]
    return " ".join(str(one) for one in parts if one)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def unsaid(part: Part, field: str) -> bool:
    """Of an added or removed part: tells how it is printed, not what it says."""
    if part.level == "section" and field == "title":
        return True  # it stands under its title
    return field in UNSAID and part.type not in kinds.GRIDS


def main(part: Part) -> str:
    """The field that a row is recognised by."""
    if part.level == "row" and part.type in kinds.GRIDS:
        columns = kinds.GRIDS[part.type].columns
        return next((one.name for one in columns if part.fields.get(one.name)), columns[0].name)
    return next((one for one in _MAIN if part.fields.get(one)), next(iter(part.fields), ""))


def brief(part: Part, whole: Tree) -> str:
    """Its first words, or its name where it says none."""
    field = main(part)
    said = " · ".join(
        text for _label, text in values(part, field, part.fields.get(field), whole) if text
    )
    said = " ".join(said.split())
    if len(said) > _BRIEF:
        said = said[:_BRIEF].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
    return said or name(part, whole)


def said(part: Part, whole: Tree) -> str:
    """All that a row says in one text, what is not its main text under its label."""
    found = []
    first = main(part)
    for field in ordered(part, part.fields):
        if unsaid(part, field):
            continue
        for label, text in values(part, field, part.fields.get(field), whole):
            if text:
                found.append(text if field in (first, "term", "code") else f"{label}: {text}")
    return " · ".join(found)


def listed(names: Sequence[str]) -> str:
    """«texto», «texto y responsable», «texto, responsable y término»."""
    if len(names) < 2:
        return "".join(names)
    *most, last = names
    joint = "e" if last.lower().startswith(("i", "hi")) else "y"
    return f"{', '.join(most)} {joint} {last}"
