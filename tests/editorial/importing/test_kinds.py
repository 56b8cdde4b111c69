"""Files of every kind that has a text form: their parts and tables come back as what they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document

from editorial.importing import read_document
from editorial.importing.typed import as_of_kind
from records.content import items, schema_errors
from records.digests import normalized
from records.kinds import GRIDS, KINDS
from tests.records import kinds
from tests.records.contents import content, section


def written(name: str, folder: Path) -> Path:
    """A Word file as an office writes such a document: numbered titles, tables with heads."""
    made = kinds.full(name)
    document = Document()
    head = document.sections[0].header
    head.paragraphs[0].text = f"{KINDS[name].label.upper()}: PRESTAR BICICLETAS"
    head.add_paragraph(f"Código: {made['code']}   Versión: 02   Fecha: 15/08/2026")
    for number, part in enumerate(made["sections"], 1):
        document.add_heading(f"{number}. {part['title'].upper()}", 1)
        for block in part["blocks"]:
            if block["type"] == "paragraph":
                document.add_paragraph(block["text"])
            elif block["type"] in GRIDS:
                _table(document, block)
    path = folder / f"{name}.docx"
    document.save(str(path))
    return path


def _table(document: Any, block: dict[str, Any]) -> None:
    grid = GRIDS[block["type"]]
    if grid.single:
        table = document.add_table(0, 2)
        for column in grid.columns:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = column.label, column.printed(block["items"][0])
        return
    table = document.add_table(1, len(grid.columns))
    for cell, column in zip(table.rows[0].cells, grid.columns, strict=True):
        cell.text = column.label
    for item in block["items"]:
        for cell, column in zip(table.add_row().cells, grid.columns, strict=True):
            cell.text = column.printed(item)


def bare(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


TYPED = sorted(name for name, kind in KINDS.items() if kind.schema != "content-1")


@pytest.mark.parametrize("name", TYPED)
def test_a_file_of_a_kind_comes_back_with_its_parts_and_tables(name: str, tmp_path: Path):
    read = as_of_kind(normalized(read_document(written(name, tmp_path)).content))
    assert (read["kind"], read["schema"]) == (name, KINDS[name].schema)
    assert schema_errors(read) == []
    roles = [part["role"] for part in read["sections"]]
    assert set(KINDS[name].roles) <= set(roles)
    for grid in KINDS[name].grids:
        assert bare(items(read, grid.name)) == bare(items(kinds.full(name), grid.name)), grid.name


def plan_table(*rows: list[str], head: list[str] | None = None) -> dict[str, Any]:
    given = head or ["Actividad", "Responsable", "Producto", "Inicio", "Fin", "Peso"]
    block = {
        "id": kinds.new_id(),
        "type": "table",
        "caption": None,
        "head": given,
        "rows": [{"id": kinds.new_id(), "cells": cells} for cells in rows],
    }
    return content(section("other", block, title="Cronograma"), kind="plan")


def test_a_plan_by_another_name_is_found_and_its_dates_read():
    row = ["Medir", "Líder", "Informe", "1 de febrero de 2026", "28/02/2026", "40%"]
    (part,) = as_of_kind(plan_table(row))["sections"]
    (read,) = part["blocks"][0]["items"]
    assert part["role"] == "work"
    assert (read["start"], read["end"], read["weight"]) == ("2026-02-01", "2026-02-28", 40)


def test_heads_as_offices_write_them_are_known():
    head = ["No.", "Actividad", "Responsable", "Fecha de inicio", "Fecha de fin", "Producto"]
    given = plan_table(
        ["1", "Medir", "Líder", "01/02/2026", "28/02/2026", "Informe", "30", "0"],
        ["2", "Contar", "Líder", "01/03/2026", "28/03/2026", "Informe", "70", "0"],
        head=[*head, "Peso (%)", "Avance (%)"],
    )
    (part,) = as_of_kind(given)["sections"]
    read = part["blocks"][0]["items"]
    assert [(row["activity"], row["weight"], row["progress"]) for row in read] == [
        ("Medir", 30, 0),
        ("Contar", 70, 0),
    ]


@pytest.mark.parametrize(
    "cells",
    [
        ["Medir", "Líder", "Informe", "febrero", "28/02/2026", "40%"],
        ["Medir", "Líder", "Informe", "01/02/2026", "28/02/2026", "mucho"],
        ["Medir", "Líder", "Informe", "01/02/2026", "28/02/2026", "140%"],
    ],
)
def test_a_cell_that_cannot_be_read_leaves_the_table_as_it_was(cells: list[str]):
    given = plan_table(cells)
    (part,) = as_of_kind(given)["sections"]
    assert part["blocks"] == given["sections"][0]["blocks"]


def test_a_table_with_a_column_of_its_own_loses_nothing():
    head = ["Actividad", "Responsable", "Producto", "Inicio", "Fin", "Clima"]
    given = plan_table(["a", "b", "c", "2026-01-01", "2026-01-02", "Lluvia"], head=head)
    assert as_of_kind(given)["sections"][0]["blocks"][0]["type"] == "table"


def test_a_kind_without_parts_of_its_own_stays_as_it_was():
    given = content(section("other", title="Conclusiones"))
    assert as_of_kind(given) == given
