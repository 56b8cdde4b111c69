"""The inventory as CSV, line by line: nothing of it is held, whatever its length."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from records.cells import inert
from retention.inventories.layouts import Profile
from retention.inventories.lines import InventoryLine

# A spreadsheet reads the accents right only with this in front.
_MARK = "\ufeff"
_AT_ONCE = 200


def csv_of(lines: Iterable[InventoryLine], profile: Profile) -> Iterator[bytes]:
    """The pieces of the file: one row of titles, then one a line. No cell acts as a formula."""
    piece = io.StringIO(_MARK)
    piece.seek(0, io.SEEK_END)
    write = csv.writer(piece).writerow
    write([column.full_title for column in profile.columns])
    for count, line in enumerate(lines, 1):
        write([inert(cell) if isinstance(cell, str) else cell for cell in profile.row(line)])
        if count % _AT_ONCE == 0:
            yield _taken(piece)
    yield _taken(piece)


def _taken(piece: io.StringIO) -> bytes:
    written = piece.getvalue().encode()
    piece.seek(0)
    piece.truncate()
    return written
