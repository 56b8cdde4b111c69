"""The cells of an Excel workbook somebody uploaded, read in a process with limits.

Run as `python -m records.sheets FILE`: prints the rows of the first sheet as one JSON object, or
ends with an error, which is all that the asker needs to know.
"""

from __future__ import annotations

import importlib
import json
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from records.exceptions import Failure
from records.sandbox import Unanswered, ask, limit

MAX_UNPACKED = 100 * 1024 * 1024
MAX_CHARACTERS = 20_000_000  # a shared string is written once and shown by any number of cells
MAX_COLUMNS = 100


class Unreadable(Failure):
    """No workbook, or one that asks too much; the message is a sentence for who uploaded it."""


def rows_of(content: bytes, *, most: int) -> list[tuple[int, list[str]]]:
    """Number and cells of the first `most` rows of a workbook. Raises Unreadable."""
    if not content.startswith(b"PK"):
        raise Unreadable("El archivo no es un libro de Excel (.xlsx) que se pueda leer.")
    with TemporaryDirectory() as folder:
        file = Path(folder, "libro.xlsx")
        file.write_bytes(content)
        try:
            answer = ask("records.sheets", str(file), str(most))
        except Unanswered as error:
            raise Unreadable(
                "El libro de Excel es demasiado grande."
                if error.heavy
                else "El archivo no es un libro de Excel (.xlsx) que se pueda leer."
            ) from None
    return [(line, cells) for line, cells in answer["rows"]]


def _read(file: str, most: int) -> Iterator[tuple[int, list[str]]]:
    with zipfile.ZipFile(file) as package:
        if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED:
            raise MemoryError
    # here, behind the limits and in no other process
    book = importlib.import_module("openpyxl").load_workbook(file, read_only=True, data_only=True)
    sheet = book.worksheets[0]
    characters = 0
    shown = sheet.iter_rows(values_only=True, max_row=most, max_col=MAX_COLUMNS)
    for line, cells in enumerate(shown, 1):
        texts = [_text(cell) for cell in cells]
        characters += sum(map(len, texts))
        if characters > MAX_CHARACTERS:
            raise MemoryError
        yield line, texts


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps({"rows": list(_read(sys.argv[1], int(sys.argv[2])))}))
