"""What a reader hands to the parser: the blocks of a document in order, without meaning.

Pure data. A reader knows a file format and nothing of procedures; the parser knows procedures and
nothing of file formats.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


class Unreadable(Exception):
    """The file cannot be imported; `str()` is one Spanish sentence for the person who sent it."""


class NoText(Unreadable):
    """A sound file without letters, such as a scan: nothing to read, but it can be adopted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph.

    `mark` is its list or outline mark as printed ("4.1.", "a)", "•"), empty where the reader does
    not know it and it may still stand in `text`; `level` the depth of that list; `heading` the
    level of a heading style, 0 for none; `indent` a measure that only compares within a source;
    `lead` how many characters at the start are bold where the rest is not.
    """

    text: str
    mark: str = ""
    level: int = 0
    heading: int = 0
    bold: bool = False
    indent: int = 0
    spaced: bool = True
    toc: bool = False
    lead: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equal length; paragraphs within a cell are kept apart by a line break.

    `joined` names the cells (row, column) that are the lower part of a vertically merged cell;
    they repeat its text.
    """

    rows: tuple[tuple[str, ...], ...]
    joined: frozenset[tuple[int, int]] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page begins; where a page header was cut out of the text, the cut."""


Block = Line | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Source:
    """A document as read: its blocks, and what stands in page headers and footers."""

    format: str
    blocks: tuple[Block, ...]
    furniture: tuple[Block, ...] = ()


def to_plain(source: Source) -> dict[str, Any]:
    """The source as JSON-ready data, for the way out of the reading process."""
    return {
        "format": source.format,
        "blocks": [_plain(block) for block in source.blocks],
        "furniture": [_plain(block) for block in source.furniture],
    }


def from_plain(plain: dict[str, Any]) -> Source:
    """The source that `to_plain` wrote."""
    return Source(
        format=plain["format"],
        blocks=tuple(_block(block) for block in plain["blocks"]),
        furniture=tuple(_block(block) for block in plain["furniture"]),
    )


def _plain(block: Block) -> dict[str, Any]:
    if isinstance(block, Line):
        return {"type": "line", **asdict(block)}
    if isinstance(block, Table):
        return {"type": "table", "rows": block.rows, "joined": sorted(block.joined)}
    return {"type": "page"}


def _block(plain: dict[str, Any]) -> Block:
    kind = plain["type"]
    if kind == "line":
        return Line(**{key: value for key, value in plain.items() if key != "type"})
    if kind == "table":
        return Table(
            rows=tuple(tuple(row) for row in plain["rows"]),
            joined=frozenset((row, column) for row, column in plain["joined"]),
        )
    return PageBreak()
