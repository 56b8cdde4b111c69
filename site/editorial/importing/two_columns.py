"""Terms and meanings that only stand side by side, without head or rules, under their title.

Pure; the same pieces and units as `aligned`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .source import Table
from .titles import role_of
from .words import is_upper, rejoin, split_mark


class Placed(Protocol):
    """Words that stand together, and where."""

    @property
    def text(self) -> str:
        """The words."""

    @property
    def x0(self) -> float:
        """Where they begin."""

    @property
    def x1(self) -> float:
        """Where they end."""


def is_definitions_title(pieces: Sequence[Placed]) -> bool:
    """Whether a line is the title of the definitions, with or without its number."""
    _, text = split_mark(" ".join(piece.text for piece in pieces))
    return role_of(text.strip(" :.")) == "definitions"


def read_pairs(
    lines: Sequence[Sequence[Placed]],
    gaps: Sequence[float],
    start: int,
    *,
    slack: float,
    usual_gap: float,
) -> tuple[Table, int] | None:
    """The pairs from a line on, and the line after them; none unless two rows stand alike."""
    left, right = _columns(lines, start, slack)
    if right is None:
        return None
    rows: list[tuple[list[str], list[str]]] = []
    at = start
    inner = [
        gaps[k]
        for k in range(start + 1, len(lines))
        if len(lines[k]) == 2 and abs(lines[k][1].x0 - right) <= slack
    ]
    spaced = any(gap > usual_gap for gap in inner)
    while at < len(lines):
        pieces = lines[at]
        places = [_place(piece, left, right, slack) for piece in pieces]
        if None in places or len(set(places)) < len(places) or _is_title(pieces):
            break
        both = len(places) == 2
        close = gaps[at] <= usual_gap and at > start
        if not rows and not both:
            break
        if both and not (spaced and close):
            rows.append(([], []))
        elif not both and not close:
            break
        for piece, place in zip(pieces, places, strict=True):
            rows[-1][place or 0].append(piece.text)
        at += 1
    if len(rows) < 2 or not all(term and meaning for term, meaning in rows):
        return None
    return Table(tuple((rejoin(term), rejoin(meaning)) for term, meaning in rows)), at


def _columns(
    lines: Sequence[Sequence[Placed]], start: int, slack: float
) -> tuple[float, float | None]:
    """Where the terms and the meanings begin, told by the first row."""
    if start >= len(lines) or len(lines[start]) != 2:
        return 0.0, None
    term, meaning = lines[start]
    if split_mark(term.text)[0] or not split_mark(f"{term.text} x")[1] or meaning.x0 <= term.x1:
        return 0.0, None
    return term.x0, meaning.x0


def _place(piece: Placed, left: float, right: float, slack: float) -> int | None:
    if abs(piece.x0 - right) <= slack:
        return 1
    return 0 if abs(piece.x0 - left) <= slack and piece.x1 < right else None


def _is_title(pieces: Sequence[Placed]) -> bool:
    if len(pieces) > 1:
        return False
    mark, text = split_mark(pieces[0].text)
    return role_of(text.strip(" :.")) is not None or bool(mark and is_upper(text))
