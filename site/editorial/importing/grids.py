"""The cells of a ruled table by their places: where columns begin and another table starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def begins_anew(above: Sequence[Sequence[Any]], row: Sequence[Any]) -> bool:
    """Whether a row shares no inner edge with those above it: another table set right below."""
    below = [box for box in row if box]
    top = min(box[1] for box in below)
    upper = [box for each in above for box in each if box]
    left = min(box[0] for box in upper)
    edges = {box[0] for box in upper if box[0] > left + 2}
    inner = {box[0] for box in below if box[0] > left + 2}
    if not edges or not inner or any(box[3] > top + 2 for box in upper):
        return False
    return not any(abs(edge - other) < 2 for edge in edges for other in inner)


def is_own(grid: Sequence[Sequence[Any]], column: int) -> bool:
    """Whether a column has a cell of its own in most rows, and not the room between two rules."""
    boxes = [row[column] for row in grid if column < len(row) and row[column]]
    return len(boxes) * 2 > len(grid) and all(box[2] - box[0] > 12 for box in boxes)


def column_edges(grid: Sequence[Sequence[Any]]) -> list[float]:
    edges: list[float] = []
    for c in range(len(grid[0])):
        lefts = [row[c][0] for row in grid if c < len(row) and row[c]]
        edges.append(min(lefts) if lefts else -1.0)
    return edges


def covering(boxes: Sequence[Any], left: float, top: float) -> Any | None:
    """The cell that covers a place where no cell begins."""
    for box in boxes:
        if box[0] - 1 <= left < box[2] - 1 and box[1] - 1 <= top + 1 < box[3] - 1:
            return box
    return None
