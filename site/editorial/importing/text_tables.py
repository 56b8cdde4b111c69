"""The ways in which a text draws a table, brought to one: rows of cells between bars."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .aligned import Piece, find_aligned
from .words import clean

_BORDER = re.compile(r"^\s*\+(?:[-=:]+\+)+\s*$")
_PIECE = re.compile(r"\S+(?: \S+)*")
_BREAK = re.compile(r"<br\s*/?>", re.I)
BREAK = "<br>"


def with_bars(lines: Sequence[str]) -> list[str]:
    """The lines with their drawn tables as `| a | b |` rows, one a line."""
    return _aligned(_bare_bars(_drawn(lines)))


def cell(text: str) -> str:
    """The text of a cell between bars, its line breaks as line breaks."""
    return clean(_BREAK.sub("\n", text.replace("**", "")))


def _drawn(lines: Sequence[str]) -> list[str]:
    """Tables with a border of +---+ between their rows: the lines between two borders are a row."""
    out: list[str] = []
    row: list[list[str]] | None = None
    for line in lines:
        if _BORDER.match(line):
            if row:
                out.append("| " + " | ".join(" ".join(filter(None, c)) for c in row) + " |")
            row = []
        elif row is not None and line.strip().startswith("|"):
            cells = [part.strip() for part in line.strip().strip("|").split("|")]
            row = row or [[] for _ in cells]
            if len(cells) == len(row):
                for column, text in zip(row, cells, strict=True):
                    column.append(text)
            else:
                out.append(line)
        else:
            row = None
            out.append(line)
    return out


def _bare_bars(lines: Sequence[str]) -> list[str]:
    """Rows whose cells are parted by bars but not framed by them; one bar alone is no table."""
    bars = [line.count(" | ") + line.startswith("| ") for line in lines]
    out: list[str] = []
    for at, line in enumerate(lines):
        framed = line.strip().startswith("|") and line.strip().endswith("|")
        beside = max(bars[at - 1] if at else 0, bars[at + 1] if at + 1 < len(bars) else 0)
        if bars[at] and not framed and "\t" not in line and (bars[at] > 1 or beside):
            out.append(f"| {line.strip()} |")
        else:
            out.append(line)
    return out


def _aligned(lines: Sequence[str]) -> list[str]:
    """Columns kept apart by two spaces and more, under a row of known heads."""
    pieces: list[list[Piece]] = []
    gaps: list[float] = []
    places: list[int] = []
    blank = 0
    for at, line in enumerate(lines):
        if not line.strip():
            blank += 1
            continue
        drawn = "\t" in line or line.strip().startswith("|") or len(line) > 400
        found = [] if drawn else list(_PIECE.finditer(line))
        pieces.append([Piece(clean(m[0]), m.start(), m.end()) for m in found])
        # a row of its own, or what stands under an empty line
        gaps.append(float(blank * 10))
        places.append(at)
        blank = 0
    out: list[str | None] = list(lines)
    for table in find_aligned(pieces, gaps, slack=1, usual_gap=5):
        first, last = places[table.first], places[table.last - 1]
        rows = [
            "| " + " | ".join(text.replace("\n", BREAK) for text in row) + " |"
            for row in table.table.rows
        ]
        out[first : last + 1] = [*rows, *[None] * (last + 1 - first - len(rows))]
    return [line for line in out if line is not None]
