"""How tall pieces will be on paper, about, to decide what stays together on a page.

Measuring in the typesetter would lay everything out twice. An estimate is enough here: what it says
is short is far below a page even if it is wrong by half.
"""

from __future__ import annotations

from math import ceil
from typing import Any

Piece = dict[str, Any]

SHORT_LIST = 56.0  # millimetres
SHORT_TABLE = 95.0
TOGETHER = 120.0

_LETTERS = 92  # on a line of running text
_TABLE_LETTERS = 115  # on a line of a table, all its columns together
_LINE = 5.2
_TABLE_LINE = 3.7
_HEADING = 13.0


def _lines(text: str | None, letters: float) -> int:
    return sum(max(1, ceil(len(line) / letters)) for line in (text or "").split("\n"))


def height(piece: Piece) -> float:
    """The millimetres of one piece."""
    kind = piece["type"]
    if kind == "table":
        return _table(piece)
    if kind == "definitions":
        return sum(
            _LINE * _lines(f"{item['term']}: {item['meaning']}", _LETTERS)
            for item in piece["items"]
        )
    if kind in ("chart", "figure", "heats"):
        return 95.0
    if kind == "card":
        return sum(_LINE * _lines(row["value"], _LETTERS - 30) for row in piece["rows"])
    if kind in ("bullets", "list"):
        return _items(piece["items"], _LETTERS)
    return _LINE * (_lines(piece.get("text"), _LETTERS) + 1)


def _items(items: list[Piece], letters: int) -> float:
    return sum(
        _LINE * _lines(item["text"], letters) + _items(item["children"], letters - 4)
        for item in items
    )


def _table(piece: Piece) -> float:
    total = sum(piece["weights"])
    letters = [max(3.0, weight / total * _TABLE_LETTERS - 2) for weight in piece["weights"]]

    def row(cells: list[str]) -> float:
        tallest = max(_lines(cell, fit) for cell, fit in zip(cells, letters, strict=True))
        return _TABLE_LINE * tallest + 2.7

    tall = 8.0 + (row(piece["head"]) if piece["head"] else 0)
    for one in piece["rows"]:
        tall += row(one["cells"]) + (_TABLE_LINE * _lines(one["sub"], 40) if one["sub"] else 0)
    return tall


def is_kept(piece: Piece) -> bool:
    """Whether the piece is short enough to stand whole on one page."""
    if piece["type"] == "table":
        return len(piece["rows"]) <= 6 and _table(piece) <= SHORT_TABLE
    if piece["type"] in ("definitions", "bullets", "list", "card"):
        return height(piece) <= SHORT_LIST
    return False


def closing_height(columns: list[Piece], *, verified: bool) -> float:
    """The millimetres of the signatures and of the words on how to verify."""
    tallest = max(
        sum(
            4.0 * (3 + sum(_lines(text, 32) for text in (one["name"], *one["details"]))) + 3
            for one in column["signers"]
        )
        for column in columns
    )
    return _HEADING + 11 + tallest + (14 if verified else 0)


def companions(sections: list[Piece], closing: float) -> int | None:
    """How many of the last sections stand on one page with the closing; None if not even it.

    A page with nothing but the signatures looks like a page left over, so the short sections before
    them (change control, annexes) come along.
    """
    if closing > TOGETHER:
        return None
    taken, count = closing, 0
    for section in reversed(sections):
        taken += _HEADING + sum(height(piece) for piece in section["blocks"])
        if not section["short"] or taken > TOGETHER:
            break
        count += 1
    return count
