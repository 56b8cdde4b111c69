"""Typed tables: cells that must not be empty, and rows that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from records import charts
from records.content import Block, Content, blocks
from records.findings.model import Finding
from records.kinds import GRIDS
from records.kinds.forms import FORM
from records.kinds.model import Grid


def cells_missing(content: Content) -> Iterator[Finding]:
    """Each row that lacks a cell it must have; all that one row lacks are one finding.

    A form whose rows are not whole cannot be filled in: no reason makes up for that.
    """
    for grid, block in _tables(content):
        required = [column for column in grid.columns if column.required]
        for number, row in enumerate(block["items"], 1):
            if lacking := [column.label for column in required if row[column.name] is None]:
                named = ", ".join(f"«{label}»" for label in lacking)
                yield Finding(
                    "cell_missing",
                    f"{_place(grid, number)} no dice {named}: complete la fila.",
                    _place(grid, number),
                    row["id"],
                    waivable=grid.name not in FORM.names,
                )


def tables_at_odds(content: Content) -> Iterator[Finding]:
    """What is wrong between the cells of a row, or between rows."""
    for grid, block in _tables(content):
        for target, message in grid.faults(block["items"]):
            yield Finding("table_at_odds", message, grid.label, target or block["id"])


def charts_at_odds(content: Content) -> Iterator[Finding]:
    """Tables that make no chart, and pictures that say nothing to whoever does not see them."""
    for block in blocks(content, "chart"):
        for message in charts.faults(block):
            yield Finding("table_at_odds", message, block["caption"] or "Gráfica", block["id"])
    for block in blocks(content, "figure"):
        where = block["caption"] or "Figura"
        if not block["alt"]:
            message = f"La figura «{where}» no dice qué muestra: escriba su texto alternativo."
            yield Finding("cell_missing", message, where, block["id"])
        if block["file"] is None:
            message = f"La figura «{where}» no tiene imagen: elíjala."
            yield Finding("cell_missing", message, where, block["id"])


def _place(grid: Grid, number: int) -> str:
    noun = grid.noun.capitalize()
    return grid.label if grid.single else f"{noun} {number}"


def _tables(content: Content) -> Iterator[tuple[Grid, Block]]:
    for section in content["sections"]:
        for block in section["blocks"]:
            if block["type"] in GRIDS:
                yield GRIDS[block["type"]], block
