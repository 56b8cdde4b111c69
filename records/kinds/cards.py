"""Kinds that are a card first: technical sheets, and documents of others that bind the entity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from records.kinds.model import Column, Fault, Grid, Kind, Of, Part, Row
from records.kinds.parts import ANNEXES, DEFINITIONS, OBJECTIVE, RECORDS, REFERENCES, SCOPE

NORMS = (
    ("law", "Ley"),
    ("decree", "Decreto"),
    ("resolution", "Resolución"),
    ("agreement", "Acuerdo"),
    ("circular", "Circular"),
    ("standard", "Norma técnica"),
    ("manual", "Manual o guía de otra entidad"),
    ("contract", "Contrato o convenio"),
    ("other", "Otro"),
)
STATUSES = (
    ("in_force", "Vigente"),
    ("modified", "Vigente con modificaciones"),
    ("repealed", "Derogado o reemplazado"),
)


def _replaced(rows: Sequence[Row]) -> Iterable[Fault]:
    for row in rows:
        if row["status"] == "repealed" and not row["replaced_by"]:
            yield row["id"], "El documento está derogado o reemplazado: diga por cuál."


ORIGIN = Grid(
    name="origin",
    label="Ficha del documento externo",
    noun="documento externo",
    icon="doc-full",
    single=True,
    cells=(
        Column("kind", "Tipo", Of.CHOICE, choices=NORMS, required=True),
        Column("number", "Número", Of.LINE),
        Column("issued_on", "Fecha de expedición", Of.DATE, required=True),
        Column("issuer", "Emisor", Of.LINE, required=True),
        Column("status", "Estado", Of.CHOICE, choices=STATUSES, required=True),
        Column("replaced_by", "Reemplazado por", Of.LINE),
        Column("applies_to", "Dónde aplica", Of.TEXT, required=True),
        Column("address", "Dirección oficial", Of.LINE),
        Column("checked_on", "Vigencia verificada el", Of.DATE, required=True),
    ),
    faults=_replaced,
)
DUTIES = Grid(
    name="duties",
    label="Lo que exige",
    noun="exigencia",
    icon="list-ul",
    cells=(
        Column("article", "Artículo o numeral", Of.LINE, 14),
        Column("duty", "Qué exige", Of.TEXT, 42, required=True),
        Column("how", "Cómo se cumple", Of.TEXT, 30),
        Column("responsible", "Responsable", Of.LINE, 18, required=True),
    ),
)
EXTERNAL = Kind(
    name="external",
    prefix="DE",
    label="Documento externo",
    plural="Documentos externos",
    parts=(
        Part("origin", "Identificación", (ORIGIN,), ("origin",)),
        Part("summary", "Resumen"),
        Part("duties", "Exigencias para la entidad", (DUTIES,), ("duties",)),
        ANNEXES,
    ),
    mandatory=frozenset({"origin"}),
    schema="external-1",
)

SHEET = Grid(
    name="sheet",
    label="Identificación",
    noun="ficha",
    icon="form",
    single=True,
    cells=(
        Column("subject", "Qué describe", Of.LINE, required=True),
        Column("use", "Uso previsto", Of.TEXT, required=True),
        Column("maker", "Fabricante o proveedor", Of.LINE),
        Column("model", "Marca, modelo o referencia", Of.LINE),
        Column("place", "Ubicación o ámbito", Of.LINE),
        Column("responsible", "Responsable", Of.LINE, required=True),
    ),
)
CHARACTERISTICS = Grid(
    name="characteristics",
    label="Características",
    noun="característica",
    icon="list-ul",
    cells=(
        Column("name", "Característica", Of.LINE, 24, required=True),
        Column("value", "Valor o requisito", Of.TEXT, 30, required=True),
        Column("unit", "Unidad", Of.LINE, 10),
        Column("method", "Cómo se verifica", Of.TEXT, 24),
    ),
)
DATASHEET = Kind(
    name="datasheet",
    prefix="FT",
    label="Ficha técnica",
    plural="Fichas técnicas",
    parts=(
        OBJECTIVE,
        SCOPE,
        Part("sheet", "Identificación", (SHEET,), ("sheet",)),
        DEFINITIONS,
        Part("characteristics", "Características", (CHARACTERISTICS,), ("characteristics",)),
        REFERENCES,
        RECORDS,
        ANNEXES,
    ),
    mandatory=frozenset({"objective", "sheet", "characteristics"}),
    schema="datasheet-1",
)
