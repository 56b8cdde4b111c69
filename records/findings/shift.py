"""A column of records that stands one row above or below its activities.

It happens when a cell is inserted in a spreadsheet. Each record votes: for its own row, for the
row below (the column was moved up) or the row above, wherever its words fit an activity better.
Only a clear majority of several votes is reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from records.content import Block, Content, blocks
from records.findings.matching import meaning, names
from records.findings.model import Finding, activity_name, excerpt
from records.findings.structure import is_marker
from records.text import fold

_ROOT = 5
_LEAST_VOTES = 3
# Below this a common word («proyecto» in every row) decides nothing.
_WEAK = 0.5


def shifted_record_columns(content: Content) -> Iterator[Finding]:
    """One finding for each activities table whose records look moved by one row."""
    for block in blocks(content, "activities"):
        finding = _shift(block)
        if finding:
            yield finding


def _shift(block: Block) -> Finding | None:
    rows = block["items"]
    activities = [_roots(row["text"]) for row in rows]
    records = [set().union(*(_roots(name) for name in names(row["record"]))) for row in rows]
    spread = Counter(root for activity in activities for root in activity)
    votes: dict[int, list[int]] = {0: [], 1: [], -1: []}
    for index, record in enumerate(records):
        direction = _vote(index, record, activities, spread)
        if direction is not None:
            votes[direction].append(index)
    moved = max((1, -1), key=lambda direction: len(votes[direction]))
    marked = _marker_with_record(rows, moved)
    count = len(votes[moved]) + marked
    against = len(votes[0]) + len(votes[-moved])
    if count < _LEAST_VOTES or not votes[moved] or count < 2 * (against + 1):
        return None
    return _finding(block, votes[moved][0], moved)


def _vote(
    index: int, record: set[str], activities: list[set[str]], spread: Counter[str]
) -> int | None:
    """0, 1 or -1: the row that the record fits best, itself, the next or the one before."""

    def score(row: int) -> float:
        if not 0 <= row < len(activities):
            return 0.0
        return sum(1 / spread[root] for root in record & activities[row])

    own, below, above = score(index), score(index + 1), score(index - 1)
    best = max(own, below, above)
    if best < _WEAK:
        return None
    if own == best:
        return 0
    if below == above:
        return None
    return 1 if below > above else -1


def _roots(text: str) -> set[str]:
    """The meaningful words, cut so that «supervisar» and «supervisión» are one."""
    return {word[:_ROOT] for word in meaning(text)}


def _marker_with_record(rows: list[dict[str, Any]], moved: int) -> int:
    """1 when the row «Inicio» (or «Fin», for a column moved down) carries a record."""
    if not rows:
        return 0
    row = rows[0] if moved == 1 else rows[-1]
    return int(is_marker(row["text"]) and bool(names(row["record"])))


def _finding(block: Block, index: int, moved: int) -> Finding:
    rows = block["items"]
    row, right = rows[index], rows[index + moved]
    record = excerpt(re.sub(r"[\s.]+$", "", row["record"]), 50)
    here, there = activity_name(row, index + 1), activity_name(right, index + 1 + moved)
    where_to, what = ("arriba", "Baje") if moved == 1 else ("abajo", "Suba")
    return Finding(
        "record_column_shifted",
        f"La columna de registros parece corrida una fila hacia {where_to}: «{record}» está en la"
        f" {fold(here)} y habla de la {fold(there)}. {what} los registros una fila.",
        here,
        block["id"],
    )
