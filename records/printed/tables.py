"""Tables for the page: what every table of rows has, whoever fills it."""

from __future__ import annotations

from typing import Any

Piece = dict[str, Any]


def rows_table(
    head: list[str],
    weights: list[int],
    rows: list[list[str | None]],
    *,
    caption: str | None = None,
    own: bool = True,
    divide: bool = True,
) -> Piece:
    """A table for the page: one weight a column, short rows padded, nothing but text in a cell.

    `own`: a table of ours, whose heads are known to fit their columns. `divide`: words may be
    hyphenated where columns are narrow.
    """
    width = len(weights)
    return {
        "type": "table",
        "caption": caption,
        "own": own,
        "divide": divide,
        "head": head,
        "weights": weights,
        "rows": [
            {
                "cells": [cell or "" for cell in row] + [""] * (width - len(row)),
                "sub": None,
                "sub-column": 0,
            }
            for row in rows
        ],
    }


def table_pieces(block: Piece) -> list[Piece]:
    """A table that somebody drew, with columns as wide as their texts."""
    rows = [row["cells"] for row in block["rows"]]
    width = max((len(row) for row in [block["head"], *rows]), default=0)
    if not width:
        return []
    head = block["head"] and [*block["head"], *[""] * (width - len(block["head"]))]
    weights = [
        max(6, min(30, max(len(row[column]) for row in [head, *rows] if column < len(row))))
        for column in range(width)
    ]
    return [rows_table(head, weights, rows, caption=block["caption"], own=False)]
