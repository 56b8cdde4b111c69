"""What a table is, told by the meaning of its columns, never by their place."""

# ruff: noqa: E501 - a lexicon reads best with one meaning a line
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .source import Table
from .titles import role_of
from .words import fold

_NUMBER = r"(?:n|no|nro|num|numero|item|items|pasos?|orden|secuencia|sec|id|it|consecutivo|(?:n|no|nro|numero) (?:de )?(?:la )?(?:actividad|paso|orden|item)|(?:actividad|paso|item) (?:n|no|nro|numero))"
_WHO = r"(?:responsables?|cargos?|quien(?: lo hace| ejecuta)?|ejecutor(?:es)?|dependencias?|areas?|unidad|rol|roles|funcionarios?|a cargo)"

# kind of table → meaning of a column → how it is headed (folded: no accents, no capitals)
_HEADS: dict[str, dict[str, str]] = {
    "activities": {
        "number": _NUMBER,
        "text": r"(?:nombre (?:de )?(?:la )?)?(?:actividad(?:es)?|tareas?|etapas?|accion(?:es)?|procedimiento|fase)|(?:descripcion|desarrollo|detalle)(?: (?:detallada|general))?(?: (?:de|del) (?:la |las |los )?(?:actividad(?:es)?|tareas?|pasos?|procedimiento|procesos?))?|que(?: se)?(?: hace| hacer)?|como(?: se hace| hacerlo)?|actividad(?:es)? (?:y|a|o) .*|descripcion y .*|descripcion",
        "responsible": rf"{_WHO}(?: (?:y |o |e )?(?:(?:de|del|la|el|los|las|que) )*(?:{_WHO}|ejecucion|actividad|proceso|cargo|ejecuta))*",
        "record": r"(?:registros?|documentos?|evidencias?|productos?|soportes?|salidas?|formatos?|anexos?)(?: (?:o|y|de|del|e|la|el|salida|generados?|asociados?|relacionados?|soporte|obtenido|entregable|registros?|documentos?|evidencias?|productos?|soportes?|formatos?|anexos?|actividad|referencia))*|entregables?",
        "term": r"(?:terminos?|tiempos?|plazos?|duracion|cuando|frecuencia|periodicidad)(?: (?:de|y|o|en|la|del|maximo|estimado|ejecucion|respuesta|actividad|tiempo|plazo|horas|dias|minutos|habiles))*",
        "question": r"decision(?:es)?|preguntas?|condicion(?:al)?|punto de decision|decision pregunta",
        "yes": r"si|decision si|si pasa a|si ir a|si va a|cumple",
        "no": r"decision no|no pasa a|no ir a|no va a|no cumple",
    },
    "records": {
        "code": r"codigos?|cod|" + _NUMBER,
        "name": r"(?:nombres?|titulo|denominacion|identificacion|descripcion)(?: (?:de|del|el|los?|y|o|registros?|documentos?|formatos?))*|registros?|documentos?|formatos?|documento o registro|registro o formato|evidencia",
        "responsible": rf"{_WHO}(?: .*)?",
        "storage": r"(?:(?:lugar|sitio|ubicacion|medio|forma|tipo)(?: y (?:lugar|sitio|medio|forma))?(?: de)? ?)?(?:almacenamiento|archivo|ubicacion|custodia|conservacion)(?: .*)?|lugar|ubicacion|medio|soporte|archivo de gestion",
        "retrieval": r"recuperacion(?: .*)?|(?:acceso|consulta|indexacion|clasificacion|ordenacion)(?: .*)?",
        "protection": r"proteccion(?: .*)?|seguridad",
        "retention": r"tiempos?|a ?g|a ?c|archivo (?:de )?(?:gestion|central)|(?:tiempos? )?(?:de )?archivo (?:de )?(?:gestion|central)|(?:(?:tiempos?|periodo|plazo|anos)(?: de)? )?(?:retencion|conservacion)(?: .*)?|trd|retencion en anos|tiempo trd",
        "disposition": r"disposicion(?: .*)?|ct|e|s|m|d|m ?d|mt",
        "series": r"(?:codigo (?:de )?(?:la )?)?(?:series?|subseries?)(?: .*)?",
    },
    "changes": {
        "version": r"(?:(?:n|no|nro|numero) (?:de )?)?(?:version(?:es)?|revision|edicion|ver)(?: (?:n|no|nro|numero|anterior|vigente))?",
        "reason": r"(?:razon|razones|descripcion|motivos?|justificacion|naturaleza|detalle|resumen|causa|modificacion(?:es)?|cambios?|observacion(?:es)?|actualizacion|asunto|control)(?: (?:de|del|la|las|los|el|y|o|realizados?|efectuados?|actualizacion|cambios?|modificacion(?:es)?|version|ajustes?|identificacion|motivos?|documento))*",
        "date": r"fechas?(?: .*)?|vigencia|vigente desde",
    },
    "definitions": {
        "term": r"terminos?|palabras?|siglas?|conceptos?|acronimos?|abreviaturas?|vocablo|expresion|termino .*|sigla .*",
        "meaning": r"definicion(?:es)?|significados?|descripcion|conceptos?|explicacion",
    },
    "references": {
        "kind": r"tipos?(?: (?:de )?(?:norma|documento|normatividad|requisito|acto))?|normas?|normatividad|jerarquia(?: .*)?|norma legal|documentos?|marco legal|requisito(?: legal)?|nombre(?: .*)?|clase",
        "number": r"(?:n|no|nro|numero)(?: .*)?",
        "year": r"ano(?: .*)?|fecha(?: .*)?|vigencia",
        "text": r"(?:epigrafe|descripcion|titulo|objeto|asunto|tema|contenido|articulos?|aplicacion|observacion(?:es)?|que regula)(?: .*)?",
        "issuer": r"(?:entidad|emisor|expedid[oa] por|autoridad|origen|quien expide|expide)(?: .*)?",
    },
    "annexes": {
        "code": r"codigos?|" + _NUMBER,
        "title": r"(?:nombres?|titulo|denominacion|descripcion)(?: .*)?|anexos?(?: .*)?|documentos?|formatos?",
    },
}  # fmt: skip
_COMPILED = {
    kind: {meaning: re.compile(pattern) for meaning, pattern in heads.items()}
    for kind, heads in _HEADS.items()
}
# a table is of a kind when it has all of one of these, in any section
_PROOF: dict[str, tuple[frozenset[str], ...]] = {
    "activities": (
        frozenset({"text", "responsible"}),
        frozenset({"number", "text", "record"}),
        frozenset({"text", "yes", "no"}),
        frozenset({"number", "text", "term"}),
    ),
    "records": tuple(
        frozenset({"name", column})
        for column in ("storage", "retrieval", "protection", "retention", "disposition")
    ),
    "changes": (frozenset({"version", "reason"}), frozenset({"version", "date", "reason"})),
    "definitions": (frozenset({"term", "meaning"}),),
    "references": (),
    "annexes": (),
}
# what a section's title lets us believe with less proof
_IN_SECTION: dict[str, tuple[str, frozenset[str]]] = {
    "activities": ("activities", frozenset({"text"})),
    "content": ("activities", frozenset({"number", "text"})),
    "records": ("records", frozenset({"name"})),
    "changes": ("changes", frozenset({"version"})),
    "definitions": ("definitions", frozenset({"term"})),
    "references": ("references", frozenset()),
    "annexes": ("annexes", frozenset({"title"})),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A table understood: its kind, the rows above the body, and per column meaning and head."""

    kind: str
    above: int
    heads: tuple[str, ...]
    meanings: tuple[str | None, ...]


def read_columns(table: Table, role: str | None) -> Reading | None:
    """What the table is, given the section it stands in; none for a table like any other."""
    best: tuple[int, Reading] | None = None
    merged = {
        row + 1
        for row in {r for r, _ in table.joined if 0 < r < 5}
        if all(
            (row, c) in table.joined or not table.rows[row - 1][c] or table.rows[row][c]
            for c in range(len(table.rows[0]))
        )
        and all(len(cell) <= 40 for cell in table.rows[row])
        and not all((row, c) in table.joined for c in range(len(table.rows[0])))
        and sum(bool(cell) for cell in table.rows[row - 1]) < len(table.rows[0])
    }
    for above, heads in _possible_heads(table):
        for kind, columns in _COMPILED.items():
            meanings = _meanings(heads, columns, kind)
            found = {meaning for meaning in meanings if meaning}
            proven = any(proof <= found for proof in _PROOF[kind])
            believed = role in _IN_SECTION and _IN_SECTION[role][0] == kind
            if not proven and not (believed and found and _IN_SECTION[role or ""][1] <= found):
                continue
            score = 2 * len(found) + 3 * believed + proven + sum(bool(m) for m in meanings)
            # heads merged downwards prove that the row beneath them is a part of the head
            score += 4 * (above in merged and len(heads) == len(table.rows[0]))
            if best is None or score > best[0]:
                best = score, Reading(kind, above, heads, meanings)
    return best[1] if best else None


def _possible_heads(table: Table) -> list[tuple[int, tuple[str, ...]]]:
    """Each of the first rows as head, alone and together with the row below it."""
    out: list[tuple[int, tuple[str, ...]]] = []
    for index, row in enumerate(table.rows[:4]):
        if sum(bool(cell) for cell in row) < 2 or any(len(cell) > 90 for cell in row):
            continue
        out.append((index + 1, row))
        if index + 1 < len(table.rows):
            below = table.rows[index + 1]
            stacked = _stack(row, below, {c for r, c in table.joined if r == index + 1})
            if stacked and len(table.rows) > index + 2:
                out.append((index + 2, stacked))
    return out


def _stack(upper: Sequence[str], lower: Sequence[str], joined: set[int]) -> tuple[str, ...] | None:
    """Two rows of heads as one: DECISIÓN above SÍ | NO."""
    if any(len(cell) > 40 for cell in lower):
        return None
    heads: list[str] = []
    group = ""
    for column, (above, below) in enumerate(zip(upper, lower, strict=True)):
        group = above or (group if below else "")
        if column in joined or not below:
            heads.append(above)
        elif above and fold(above) != fold(below):
            heads.append(below)
        else:
            heads.append(below)
    filled = sum(bool(head) for head in heads)
    return tuple(heads) if filled > sum(bool(cell) for cell in upper) else None


def _meanings(
    heads: Sequence[str], columns: dict[str, re.Pattern[str]], kind: str
) -> tuple[str | None, ...]:
    out: list[str | None] = []
    for head in heads:
        folded = fold(head.strip(" #") or ("n" if head.strip() == "#" else ""))
        found = next((m for m, pattern in columns.items() if pattern.fullmatch(folded)), None)
        if kind == "activities" and found == "number" and folded == "no" and "yes" in out:
            found = "no"
        out.append(found if folded else None)
    if kind == "definitions" and out.count("term") == 2:
        out[len(out) - 1 - out[::-1].index("term")] = "meaning"
    return tuple(out)


def section_rows(table: Table) -> list[int]:
    """The rows that are the title of a section across the whole table."""
    rows = []
    for index, row in enumerate(table.rows):
        filled = [cell for cell in row if cell]
        if len(filled) == 1 and role_of(_bare(filled[0])):
            rows.append(index)
    return rows


def _bare(text: str) -> str:
    return re.sub(r"^\s*(?:\d{1,2}(?:\.\d+)*|[IVX]+)\s*[.)\-–]*\s*", "", text).strip(" :.")
