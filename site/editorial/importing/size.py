"""How long a document may be: longer than any that people sign holds up its reader."""

from __future__ import annotations

from .source import Line, Source, Table

# beyond any controlled document: a manual of 500 pages has some 1.5 million letters
MAX_BLOCKS = 20_000
MAX_ROWS = 10_000
MAX_COLUMNS = 100
MAX_TEXT = 60_000
MAX_LETTERS = 3_000_000


def is_oversized(source: Source) -> bool:
    """Whether a document is longer than any that people sign: it is not parsed at all."""
    blocks = [*source.blocks, *source.furniture]
    tables = [block for block in blocks if isinstance(block, Table)]
    texts = [block.text for block in blocks if isinstance(block, Line)]
    cells = [cell for table in tables for row in table.rows for cell in row]
    return (
        len(blocks) > MAX_BLOCKS
        or sum(len(table.rows) for table in tables) > MAX_ROWS
        or max((len(table.rows[0]) for table in tables), default=0) > MAX_COLUMNS
        or max(map(len, [*texts, *cells]), default=0) > MAX_TEXT
        or sum(map(len, texts)) + sum(map(len, cells)) > MAX_LETTERS
    )
