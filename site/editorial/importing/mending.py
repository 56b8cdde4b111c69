"""What a page break or a converter tore apart is joined again: sentences and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .headings import known_title, parts
from .rows import is_end, is_phase
from .source import Block, Line, PageBreak, Table
from .words import fold, is_upper

_OPEN_END = re.compile(
    r"(?:[,(]|\b(?:y|e|o|u|ni|de|del|la|las|el|los|un|una|en|con|por|para|a|al|que|su|sus|se))$",
    re.I,
)
_CLOSED_END = re.compile(r"[.:;?!…][\"”»')\]]*$")
_NOTE = re.compile(r"^(?:notas?|importante|observaci[oó]n(?:es)?|advertencia)\b.{0,8}:", re.I)


def mend(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without page breaks; what was one sentence or one table is one again."""
    out: list[Block] = []
    torn = False
    for block in blocks:
        if isinstance(block, PageBreak):
            torn = True
            continue
        last = out[-1] if out else None
        if torn and isinstance(last, Line) and isinstance(block, Line) and _goes_on(last, block):
            out[-1] = replace(last, text=f"{last.text} {block.text}")
        elif isinstance(last, Table) and isinstance(block, Table):
            merged = _merge(last, block, torn=torn)
            if merged:
                out[-1] = merged
            else:
                out.append(block)
        else:
            out.append(block)
        torn = False
    return out


def _goes_on(before: Line, after: Line) -> bool:
    if _CLOSED_END.search(before.text) or before.toc or before.heading or after.heading:
        return False
    if parts(after)[0] or known_title(after) or known_title(before) or _NOTE.match(after.text):
        return False
    if after.text[0].islower() or _OPEN_END.search(before.text):
        return True
    return len(before.text) >= 80 and not (is_upper(after.text) and not is_upper(before.text))


def _merge(first: Table, second: Table, *, torn: bool) -> Table | None:
    """One table out of two, or none where they are two."""
    heads = _shared_head(first, second)
    if len(first.rows[0]) != len(second.rows[0]):
        return None
    if not heads and not (torn and _is_continuation(first, second)):
        return None
    rest = second.rows[heads:]
    joined = {(row - heads, column) for row, column in second.joined if row >= heads}
    rows = list(first.rows)
    if torn and rest and _is_split_row(rows, rest[0]):
        rows[-1] = tuple(
            f"{upper}{' ' if lower[:1].islower() else chr(10)}{lower}".strip()
            for upper, lower in zip(rows[-1], rest[0], strict=True)
        )
        rest = rest[1:]
        joined = {(row - 1, column) for row, column in joined if row}
    offset = len(rows)
    return Table(
        (*rows, *rest),
        first.joined | frozenset((row + offset, column) for row, column in joined),
    )


def _shared_head(first: Table, second: Table) -> int:
    """How many of the first rows of the second table repeat the head of the first."""
    folded = [_folded(row) for row in first.rows[:4]]
    for start in range(min(3, len(folded))):
        count = 0
        while (
            start + count < len(folded)
            and count < len(second.rows)
            and folded[start + count] == _folded(second.rows[count])
        ):
            count += 1
        if count and len(set(folded[start])) > 1:
            return count
    return 0


def _folded(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(cell) for cell in row)


def _is_continuation(first: Table, second: Table) -> bool:
    """Without a head of its own: figures go on, or the first row looks like the ones above."""
    above, below = first.rows[-1][0].strip(" ."), second.rows[0][0].strip(" .")
    if above.isdigit() and below.isdigit():
        return int(below) == int(above) + 1
    if not below:
        return True
    head = second.rows[0]
    looks_like_head = all(len(cell) < 40 and "." not in cell for cell in head if cell)
    return not looks_like_head


def _goes_below_a_number(rows: Sequence[tuple[str, ...]], row: tuple[str, ...]) -> bool:
    """Whether a row lacks the number that all above it have: it goes on with the last one."""
    if any(is_end(cell) for cell in row) or is_phase(row):
        return False
    for column, cell in enumerate(row):
        figures = sum(above[column].strip(" .").isdigit() for above in rows)
        if figures and figures >= len(rows) - 2 and figures * 2 > len(rows):
            last = rows[-1][column].strip(" .").isdigit()
            return not cell and last and any(rows[-1][c] for c, text in enumerate(row) if text)
    return False


def _is_split_row(rows: Sequence[tuple[str, ...]], row: tuple[str, ...]) -> bool:
    """The lower half of a row that the page break cut."""
    if _goes_below_a_number(rows, row):
        return True
    numbered = sum(bool(above[0]) for above in rows) > len(rows) / 2
    filled = [(above, cell) for above, cell in zip(rows[-1], row, strict=True) if cell]
    if row[0] or not numbered or not filled or any(is_end(cell) for cell in row):
        return False
    open_above = any(above and not _CLOSED_END.search(above) for above, _ in filled)
    goes_on = open_above or any(cell[0].islower() for _, cell in filled)
    return goes_on and any(above for above, _ in filled)
