"""The sections of a document as pieces that a page draws: blocks, tables, derived rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from records import flowchart
from records.kinds import GRIDS
from records.printed import typed
from records.printed.tables import rows_table, table_pieces

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
        else:
            made += _drawn(block)
    if section["role"] == "changes" and changes:
        made.append(_changes(changes))
    return made


def _drawn(block: Piece) -> list[Piece]:
    """The pieces of one block; none where it says nothing."""
    if "items" in block and not block["items"]:
        return []
    if "text" in block:
        return [block] if block["text"].strip() else []
    if block["type"] in GRIDS:
        return typed.grid_pieces(block)
    return _MAKERS[block["type"]](block)


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


_MAKERS: dict[str, Callable[[Piece], list[Piece]]] = {
    "list": lambda block: [{**block, "items": _nested(block["items"])}],
    "table": table_pieces,
    "chart": typed.chart_pieces,
    "figure": typed.figure_pieces,
    "definitions": lambda block: [block],
    "activities": lambda block: [_activities(block)],
    "records": lambda block: [_records(block)],
    "references": lambda block: [_bullets(block)],
    "annexes": lambda block: [_annexes(block)],
    "changes": lambda _block: [],  # told by the caller, all of them
}
