"""A content of any kind with every part and every cell filled in, made from its declaration."""

from __future__ import annotations

from typing import Any

from records.kinds import KINDS, NUMBERS, Column, Grid, Of
from records.kinds.model import Part
from tests.records.contents import (
    activity,
    content,
    definition,
    new_id,
    paragraph,
    record,
    reference,
    rows,
    section,
)

_TABLES = {
    "definitions": lambda: rows("definitions", definition("Bicicleta", "Vehículo de dos ruedas.")),
    "activities": lambda: rows(
        "activities", activity("Recibir la solicitud", record="Solicitud", number="1")
    ),
    "references": lambda: rows("references", reference("Manual de movilidad")),
    "records": lambda: rows("records", record("Solicitud", series="120.07")),
    "chart": lambda: {
        "id": new_id(),
        "type": "chart",
        "caption": "Préstamos por mes",
        "chart": "columns",
        "unit": "préstamos",
        "head": ["Mes", "Préstamos"],
        "rows": [
            {"id": new_id(), "cells": ["Enero", "1.200"]},
            {"id": new_id(), "cells": ["Febrero", "850,5"]},
        ],
    },
    "annexes": lambda: {
        "id": new_id(),
        "type": "annexes",
        "items": [{"id": new_id(), "title": "Plano", "file": None}],
    },
}


def cell(column: Column, place: int) -> Any:
    """Something that this cell may hold, told apart by its place."""
    if column.of == Of.CHOICE:
        return column.choices[place % len(column.choices)][0]
    if column.of == Of.DATE:
        return f"2026-{column.name == 'end' or 1:02}-{10 + place:02}"
    if column.of == Of.DECIMAL:
        return f"{place}.5"
    if column.of in NUMBERS:
        return 50
    return f"{column.label} {place}"


def table(grid: Grid, count: int = 2) -> dict[str, Any]:
    """A typed table with that many full rows."""
    return rows(
        grid.name,
        *(
            {"id": new_id()} | {column.name: cell(column, place) for column in grid.columns}
            for place in range(1 if grid.single else count)
        ),
    )


def _section(part: Part) -> dict[str, Any]:
    blocks = [
        table(one) if isinstance(one, Grid) else _TABLES[one]()
        for one in part.blocks
        if isinstance(one, Grid) or one in part.starts or one == "chart"
    ]
    return section(part.role, paragraph(f"Texto de {part.heading}."), *blocks, title=part.heading)


def full(name: str) -> dict[str, Any]:
    """A content of that kind."""
    kind = KINDS[name]
    return content(
        *(_section(part) for part in kind.parts),
        schema=kind.schema,
        kind=name,
        code=f"{kind.prefix}-M9-P1-01",
    )
