"""Typed tables, charts and pictures as pieces that a page draws."""

from __future__ import annotations

from typing import Any

from records import charts
from records.kinds import GRIDS
from records.kinds.heat import Heat
from records.kinds.model import Cell, level_of
from records.printed.tables import rows_table, table_pieces
from records.printed.text import drawable

Piece = dict[str, Any]


def grid_pieces(block: Piece) -> list[Piece]:
    """A typed table: its sheets, and its summary in words; of a single row, names and values."""
    grid = GRIDS[block["type"]]
    items = block["items"]
    if grid.single:
        pairs = [(cell.label, cell.printed(items[0])) for cell in grid.cells]
        rows = [{"name": name, "value": value} for name, value in pairs if value]
        return [{"type": "card", "rows": rows}] if rows else []
    made = []
    for title, cells in grid.printed_sheets():
        shown = [cell for cell in cells if any(cell.printed(item) for item in items)]
        if shown:
            made.append(_sheet(title, shown, items))
    if heats := grid.heats(items):
        made.insert(0, {"type": "heats", "maps": [_heat(one) for one in heats]})
    return [*made, *({"type": "paragraph", "text": told} for told in grid.summary(items))]


def _heat(heat: Heat) -> Piece:
    """A map as plain values; a cell says its level in words, and who stands in it."""
    return {
        "caption": heat.title,
        "down": heat.down,
        "across": heat.across,
        "columns": list(heat.columns),
        "rows": [
            {
                "name": label,
                "cells": [
                    {"level": one.level, "name": one.name, "count": one.count, "names": one.listed}
                    for one in cells
                ],
            }
            for label, cells in heat.rows
        ],
    }


def _sheet(title: str | None, cells: list[Cell], items: list[Piece]) -> Piece:
    """One table; a column that nobody filled in is left out."""
    rows: list[list[str | None]] = [[cell.printed(item) for cell in cells] for item in items]
    weights = [cell.weight for cell in cells]
    table = rows_table([cell.label for cell in cells], weights, rows, caption=title)
    for row in table["rows"]:
        row["levels"] = [level_of(*pair) for pair in zip(cells, row["cells"], strict=True)]
    return table


def chart_pieces(block: Piece) -> list[Piece]:
    """The drawing, and its table below it; of what makes no chart only the table."""
    table = table_pieces(block)
    if not (drawing := charts.drawing(drawable(block))):
        return table
    unit = f" ({block['unit']})" if block["unit"] else ""
    title = f"{block['caption'] or 'Gráfica'}{unit}"
    alt = (
        f"Gráfica de {charts.SHAPES[block['chart']].lower()}: {title}. Los datos están en la tabla."
    )
    drawn = {"type": "chart", "caption": title, "svg": drawing, "alt": alt}
    return [drawn, *({**one, "caption": None} for one in table)]


def figure_pieces(block: Piece) -> list[Piece]:
    """A picture by the digest of its bytes; without file only its words."""
    words = {"caption": block["caption"], "alt": block["alt"] or block["caption"] or "Figura"}
    if block["file"] is None:
        return [{"type": "paragraph", "text": f"[{words['alt']}]"}]
    return [{"type": "figure", **words, "sha256": block["file"]["sha256"]}]
