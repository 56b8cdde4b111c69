"""The sections of a document as pieces that a page draws: blocks, tables, derived rows."""

from __future__ import annotations

import re
from typing import Any

from records import flowchart
from records.kinds import GRIDS
from records.kinds.model import Cell

Piece = dict[str, Any]

_RECORD_HEAD = (
    ("code", "Código"),
    ("name", "Nombre"),
    ("responsible", "Responsable"),
    ("storage", "Lugar de almacenamiento"),
    ("retrieval", "Recuperación"),
    ("protection", "Protección"),
    ("retention", "Tiempo de retención TRD"),
    ("disposition", "Disposición final"),
)


def pieces_of(section: Piece, changes: list[Piece]) -> list[Piece]:
    """What a section prints, in order; `changes` are the rows of change control, all of them."""
    made: list[Piece] = []
    level = 1  # PDF/UA: no level is skipped
    for block in section["blocks"]:
        if block["type"] == "heading":
            level = min(block["level"], level + 1)
            made.append({**block, "level": level})
        elif block["type"] in _MAKERS:
            if block["items"]:
                made.append(_MAKERS[block["type"]](block))
        elif block["type"] in GRIDS:
            if block["items"]:
                made += _grid(block)
        elif block["type"] == "table":
            made += _table(block)
        elif block["type"] == "list":
            if block["items"]:
                made.append({**block, "items": _nested(block["items"])})
        elif block["type"] in ("paragraph", "note") and block["text"].strip():
            made.append(block)
    if section["role"] == "changes" and changes:
        made.append(_changes(changes))
    return made


def _nested(items: list[Piece]) -> list[Piece]:
    """The flat items as a tree; an item deeper than its place allows hangs from the one before."""
    root: list[Piece] = []
    path: list[list[Piece]] = [root]
    for item in items:
        del path[item["level"] + 1 :]
        node: Piece = {"text": item["text"], "children": []}
        path[-1].append(node)
        path.append(node["children"])
    return root


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


def _table(block: Piece) -> list[Piece]:
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


def _grid(block: Piece) -> list[Piece]:
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
    return [*made, *({"type": "paragraph", "text": told} for told in grid.summary(items))]


def _sheet(title: str | None, cells: list[Cell], items: list[Piece]) -> Piece:
    """One table; a column that nobody filled in is left out."""
    rows: list[list[str | None]] = [[cell.printed(item) for cell in cells] for item in items]
    weights = [cell.weight for cell in cells]
    return rows_table([cell.label for cell in cells], weights, rows, caption=title)


def _activities(block: Piece) -> Piece:
    items = block["items"]
    terms = any(item["term"] for item in items)
    head = ["No.", "Actividad", "Responsable", "Registro"]
    weights = [5, 50, 24, 21]
    if terms:
        head.append("Término")
        weights = [5, 44, 21, 17, 13]
    rows: list[list[str | None]] = [
        [
            f"{item['number']}." if item["number"] else None,
            item["text"],
            item["responsible"],
            item["record"],
            *([item["term"]] if terms else []),
        ]
        for item in items
    ]
    table = rows_table(head, weights, rows)
    for index, (item, row) in enumerate(zip(items, table["rows"], strict=True)):
        if decision := item["decision"]:
            yes = flowchart.destination(items, index, decision["yes"])
            no = flowchart.destination(items, index, decision["no"])
            question = f"{decision['question']}\n" if decision["question"] else ""
            row["sub"] = f"{question}Sí: {yes}. No: {no}."
            row["sub-column"] = 1
    return table


def _records(block: Piece) -> Piece:
    """The table of records; a column of codes only when somebody has one."""
    coded = any(item["code"] for item in block["items"])
    columns = _RECORD_HEAD if coded else _RECORD_HEAD[1:]
    head = [title for _name, title in columns]
    rows = [[item[name] for name, _title in columns] for item in block["items"]]
    weights, divide = _fitted(head, rows)
    table = rows_table(head, weights, rows, divide=divide)
    place = [name for name, _title in columns].index("retention")
    for item, row in zip(block["items"], table["rows"], strict=True):
        if item["series"]:
            row["sub"] = f"Serie {item['series']}"
            row["sub-column"] = place
    return table


_WORD = re.compile(r"[^\s/]+")


# As many letters of a narrow table stand on a line of the page.
_LINE = 122
_LONGEST_WHOLE = 15


def _fitted(head: list[str], rows: list[list[str | None]]) -> tuple[list[int], bool]:
    """A weight a column, in letters, and whether words must be divided even so.

    Each column has room for its longest ordinary word, and more where its texts are long.
    """
    weights = []
    divide = False
    for column, title in enumerate(head):
        cells = [row[column] or "" for row in rows]
        words = [len(word) for text in (title, *cells) for word in _WORD.findall(text)]
        divide = divide or max(words) > _LONGEST_WHOLE
        longest = min(_LONGEST_WHOLE, max(words))
        usual = sum(map(len, cells)) / max(1, len(cells))
        weights.append(2 + max(longest, round(2.6 * usual**0.5)))
    return weights, divide or sum(weights) > _LINE


def _changes(rows: list[Piece]) -> Piece:
    return rows_table(
        ["Versión", "Razón de la actualización", "Fecha"],
        [10, 72, 18],
        [[row["version"], row["reason"], row["date"]] for row in rows],
    )


def _bullets(block: Piece) -> Piece:
    return {
        "type": "bullets",
        "items": [{"text": item["text"], "children": []} for item in block["items"]],
    }


def _annexes(block: Piece) -> Piece:
    return {
        "type": "bullets",
        "items": [
            {
                "text": f"{item['title']} ({item['file']['name']})"
                if item["file"]
                else item["title"],
                "children": [],
            }
            for item in block["items"]
        ],
    }


_MAKERS = {
    "definitions": lambda block: block,
    "activities": _activities,
    "records": _records,
    "references": _bullets,
    "annexes": _annexes,
}
