"""The printed table of contents: page furniture where every line of it is a heading found later."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .headings import is_contents_line, known_title, parts
from .source import Block, Line, PageBreak, Table
from .words import fold

_TITLE = re.compile(r"(?:tabla de contenidos?|contenidos?|indice(?: general| de contenidos?)?)")
# what leads to the page, and the page: dots, or only room where the list has its title
_DOTS = re.compile(r"[\s.·…_\t]*$")
_PAGE = re.compile(r"(?:[\s.·…_\t]*[.·…_\t]|\s)\s*\d{1,3}\s*$")
_LONGEST = 200


def without_contents(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without their table of contents; one that names what is not there stays whole.

    So no word is lost: each line that goes stands again over its section.
    """
    at = 0
    while at < len(blocks):
        start = _begin(blocks, at)
        if start is None:
            at += 1
            continue
        end, entries = _run(blocks, start)
        if len(entries) > 1 and _all_found(entries, blocks[end:]):
            return [*blocks[:at], *blocks[end:]]
        at = max(end, at + 1)
    return list(blocks)


def _begin(blocks: Sequence[Block], at: int) -> int | None:
    """Where the entries of a list begin whose title, or first dotted line, stands here."""
    block = blocks[at]
    if not isinstance(block, Line):
        return None
    if is_contents_line(block):
        return at
    if not _TITLE.fullmatch(fold(parts(block)[1])):
        return None
    after = at + 1
    while after < len(blocks) and isinstance(blocks[after], PageBreak):
        after += 1
    return after


def _run(blocks: Sequence[Block], start: int) -> tuple[int, list[str]]:
    """The end of the list and its entries: up to the heading that its first entry names."""
    entries: list[str] = []
    at = start
    paged = False
    while at < len(blocks):
        block = blocks[at]
        found = _entries(block)
        if found is None or (not isinstance(block, PageBreak) and not found):
            break
        if entries and not isinstance(block, PageBreak):
            leads = all(_PAGE.search(text) for text in found) or _is_toc(block)
            if paged and not leads and not _leads_next(blocks, at):
                break
            if not leads and fold(_bare(found[0])) == fold(_bare(entries[0])):
                break
        paged = paged or any(_PAGE.search(text) for text in found)
        entries += found
        at += 1
    return at, entries


def _leads_next(blocks: Sequence[Block], at: int) -> bool:
    """Whether the next line ends an entry that this one began."""
    after = blocks[at + 1] if at + 1 < len(blocks) else None
    return (
        isinstance(after, Line) and len(after.text) <= _LONGEST and bool(_PAGE.search(after.text))
    )


def _entries(block: Block) -> list[str] | None:
    if isinstance(block, PageBreak):
        return []
    if isinstance(block, Table):
        return [" ".join(dict.fromkeys(cell for cell in row if cell)) for row in block.rows]
    if len(block.text) > _LONGEST:
        return None
    return [f"{block.mark} {block.text}".strip()]


def _is_toc(block: Block) -> bool:
    return isinstance(block, Line) and is_contents_line(block)


def _bare(entry: str) -> str:
    """An entry without its number and without what leads to its page."""
    text = _DOTS.sub("", _PAGE.sub("", entry))
    return parts(Line(text))[1] if text else ""


def _all_found(entries: Sequence[str], later: Sequence[Block]) -> bool:
    """Whether every entry is a heading below; one printed on two lines is one entry."""
    titles = set(_titles(later))
    waiting = ""
    for entry in entries:
        text = f"{waiting} {entry}".strip()
        if _title_of(text) & titles:
            waiting = ""
        elif not waiting and not _PAGE.search(entry):
            waiting = entry
        else:
            return False
    return not waiting


def _title_of(entry: str) -> set[str]:
    return {fold(_bare(entry)), fold(parts(Line(entry))[1])} - {""}


def _titles(blocks: Sequence[Block]) -> list[str]:
    out = []
    for block in blocks:
        if isinstance(block, Line) and not is_contents_line(block):
            known = known_title(block)
            if known:
                out.append(fold(known.text))
            if len(block.text) <= _LONGEST:
                out += [fold(parts(block)[1]), fold(block.text)]
        elif isinstance(block, Table):
            for row in block.rows:
                first = next((cell for cell in row if cell), "")
                out.append(fold(parts(Line(first))[1]))
    return out
