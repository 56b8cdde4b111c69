"""Tables without rules: columns that only stand under each other, below a row of known heads.

Definitions need no head, only their title above them.

Pure. A line is its pieces, each with where it begins and ends; the unit is the reader's own
(points on a page, characters of a text).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .columns import read_columns
from .rows import is_end
from .signatures import role_of_head, role_of_prefix
from .source import Table
from .titles import role_of
from .two_columns import is_definitions_title, read_pairs
from .words import rejoin, split_mark


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together, and where."""

    text: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table found in lines `first` to `last` (exclusive)."""

    first: int
    last: int
    table: Table


def find_aligned(
    lines: Sequence[Sequence[Piece]], gaps: Sequence[float], *, slack: float, usual_gap: float
) -> list[Aligned]:
    """The tables among the lines; `gaps` is the room above each line, `usual_gap` within a cell."""
    found: list[Aligned] = []
    at = 0
    while at < len(lines):
        if is_definitions_title(lines[at]):
            pairs = read_pairs(lines, gaps, at + 1, slack=slack, usual_gap=usual_gap)
            if pairs:
                found.append(Aligned(at + 1, pairs[1], pairs[0]))
                at = pairs[1]
                continue
        if not is_head([piece.text for piece in lines[at]]):
            at += 1
            continue
        table, last = _grow(lines, gaps, at, slack=slack, usual_gap=usual_gap)
        if last - at > 1:
            found.append(Aligned(at, last, table))
            at = last
        else:
            at += 1
    return found


def is_head(cells: Sequence[str]) -> bool:
    """Whether the pieces of a line are the heads of a table that we understand."""
    if not 2 <= len(cells) <= 12 or any(len(cell) > 60 for cell in cells):
        return False
    roles = [role_of_head(cell) for cell in cells]
    if len({role for role in roles if role}) > 1 and all(roles):
        return True
    reading = read_columns(Table((tuple(cells), tuple(cells))), None)
    return (
        reading is not None
        and reading.above == 1
        and sum(bool(meaning) for meaning in reading.meanings) * 2 > len(cells)
        and len(cells) > 2 - (reading.kind in {"definitions", "changes"})
    )


def _grow(
    lines: Sequence[Sequence[Piece]],
    gaps: Sequence[float],
    start: int,
    *,
    slack: float,
    usual_gap: float,
) -> tuple[Table, int]:
    """The rows below a head, as long as their pieces stand in its columns."""
    head = lines[start]
    lefts = [piece.x0 for piece in head]
    signed = all(role_of_head(piece.text) for piece in head)
    rows: list[list[list[str]]] = []
    at = start + 1
    while at < len(lines):
        columns = [_column(piece, lefts, slack) for piece in lines[at]]
        if None in columns or len(set(columns)) < len(columns):
            break
        if _ends(lines[at], columns, gaps[at], len(lefts), usual_gap, signed=signed):
            break
        fresh = (
            not rows
            or is_end(lines[at][0].text)
            or _is_fresh(columns, gaps[at], usual_gap, signed=signed)
        )
        if fresh:
            rows.append([[] for _ in lefts])
        for piece, column in zip(lines[at], columns, strict=True):
            rows[-1][column or 0].append(piece.text)
        at += 1
    body = [tuple(rejoin(cell) if cell else "" for cell in row) for row in rows]
    return Table((tuple(piece.text for piece in head), *body)), at


def _column(piece: Piece, lefts: Sequence[float], slack: float) -> int | None:
    """The column that a piece begins in, none when it runs over into the next one."""
    column = max((c for c, left in enumerate(lefts) if piece.x0 >= left - slack), default=None)
    if column is None or (column + 1 < len(lefts) and piece.x1 > lefts[column + 1] + slack):
        return None
    return column


def _is_fresh(columns: Sequence[int | None], gap: float, usual_gap: float, *, signed: bool) -> bool:
    if signed or gap > usual_gap:
        return True
    # the first column is a number or a code: what stands there begins a row
    return 0 in columns and len(columns) > 1


def _ends(
    pieces: Sequence[Piece],
    columns: Sequence[int | None],
    gap: float,
    width: int,
    usual_gap: float,
    *,
    signed: bool,
) -> bool:
    """A lone piece at the left that is a title, or a line of another kind of text."""
    texts = [piece.text for piece in pieces]
    if is_head(texts) or any(role_of_prefix(text) for text in texts):
        return True
    if len(pieces) > 1 or signed:
        return False
    mark, text = split_mark(texts[0])
    titled = role_of(text.strip(" :.")) is not None
    return columns[0] == 0 and (titled or bool(mark) or gap > usual_gap)
