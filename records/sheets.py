"""The tables somebody uploaded: CSV read here, a workbook in a process with limits.

Run as `python -m records.sheets FILE ROWS SHEETS`: prints the first sheets of a workbook as one
JSON object, or ends with an error, which is all that the asker needs to know.
"""

from __future__ import annotations

import csv
import importlib
import io
import json
import re
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from records.cells import unmarked
from records.exceptions import Failure
from records.sandbox import Unanswered, ask, limit

MAX_UNPACKED = 100 * 1024 * 1024
MAX_CHARACTERS = 20_000_000  # a shared string is written once and shown by any number of cells
MAX_COLUMNS = 100
MAX_SHEETS = 500
MAX_EMPTY_ROWS = 5_000  # a sheet that was formatted down to its end holds a million of them
MAX_TOLD = 50  # formulas of a sheet that are told one by one
MAX_JOINED = 20_000
_LINES_OF_A_ROW = 200  # more than these are a quotation mark that nobody closed
_PROBED = 40  # rows from which the delimiter is told

Row = tuple[int, list[str]]
"""The physical line (the first is 1) and its cells; in a workbook without the empty last ones."""


class Unreadable(Failure):
    """No table, or one that asks too much; the message is a sentence for who uploaded it."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is computed. Without a value, the workbook was never calculated."""

    line: int
    column: int
    text: str
    has_value: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet, without its empty rows. Joined cells repeat downwards what they say."""

    name: str
    rows: list[Row]
    repeated: frozenset[tuple[int, int]] = frozenset()
    """Line and column (from 0) of what is only said again because cells were joined."""
    formulas: list[Formula] = field(default_factory=list)
    truncated: bool = False
    """Whether there were more rows than were asked for."""


def sheets_of(content: bytes, *, most: int, sheets: int = MAX_SHEETS) -> list[Sheet]:
    """The visible sheets of a workbook, each with at most `most` rows. Raises Unreadable."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "El archivo es de un Excel antiguo (.xls) o tiene contraseña: guárdelo como .xlsx sin "
            "contraseña."
        )
    if not content.startswith(b"PK"):
        raise Unreadable("El archivo no es un libro de Excel (.xlsx) que se pueda leer.")
    with TemporaryDirectory() as folder:
        file = Path(folder, "libro.xlsx")
        file.write_bytes(content)
        try:
            answer = ask("records.sheets", str(file), str(most), str(sheets))
        except Unanswered as error:
            raise Unreadable(
                "El libro de Excel es demasiado grande."
                if error.heavy
                else "El archivo no es un libro de Excel (.xlsx) que se pueda leer."
            ) from None
    if answer["macros"]:
        raise Unreadable(
            "El libro trae macros, que aquí no se reciben: guárdelo como .xlsx sin macros."
        )
    if answer["more"] and sheets > 1:
        raise Unreadable(f"El libro tiene más de {sheets} hojas.")
    if not answer["sheets"]:
        raise Unreadable("El archivo no es un libro de Excel (.xlsx) que se pueda leer.")
    return [
        Sheet(
            one["name"],
            [(line, cells) for line, cells in one["rows"]],
            frozenset((line, column) for line, column in one["repeated"]),
            [Formula(*told) for told in one["formulas"]],
            one["truncated"],
        )
        for one in answer["sheets"]
    ]


def rows_of(content: bytes, *, most: int) -> list[Row]:
    """Number and cells of the first rows of a workbook's first sheet. Raises Unreadable."""
    return sheets_of(content, most=most, sheets=1)[0].rows


def delimited(content: bytes) -> list[Row]:
    """The rows of a CSV: comma, semicolon or tab; UTF-8, UTF-16 with its mark, or Windows-1252.

    Raises Unreadable. A cell marked as text (`records.cells.inert`) is read without its mark.
    """
    text = _decoded(content)
    if "\x00" in text:
        raise Unreadable("El archivo no es un CSV.")
    if not text.strip():
        raise Unreadable("El archivo está vacío.")
    rows: list[Row] = []
    line = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for cells in reader:
            if reader.line_num - line >= _LINES_OF_A_ROW:
                raise Unreadable(f"Hay una comilla sin cerrar en la línea {line} o después.")
            rows.append((line, [unmarked(cell.strip()).strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error:
        raise Unreadable(f"El CSV no se puede leer desde la línea {line}.") from None
    return rows


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The sign by which most rows have the same number of cells."""

    def agreement(delimiter: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            for number, cells in enumerate(reader):
                if number >= _PROBED:
                    break
                if len(cells) > 1:
                    widths[len(cells)] += 1
        except csv.Error:
            return (0, 0)
        width, rows = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
        return (rows, width)

    return max(",;\t", key=agreement)


# --- In the process with limits -------------------------------------------------------------------

_JOINED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3})([0-9]+):([A-Z]{1,3})([0-9]+)")
_COMPUTED = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ZEROS = re.compile(r"0+(?:\\?[.\-]0+)*")


def _read(file: str, most: int, sheets: int) -> dict[str, Any]:
    with zipfile.ZipFile(file) as package:
        names = {part.filename.lower() for part in package.infolist()}
        if any(name.endswith("vbaproject.bin") for name in names):
            return {"macros": True, "sheets": [], "more": False}
        if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED:
            raise MemoryError
        # here, behind the limits and in no other process
        openpyxl = importlib.import_module("openpyxl")
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        shown = [one for one in book.worksheets if one.sheet_state == "visible"]
        shown = shown or book.worksheets
        told = [_sheet(package, one, file, most) for one in shown[:sheets]]
    if sum(len(cell) for one in told for _, cells in one["rows"] for cell in cells) > (
        MAX_CHARACTERS
    ):
        raise MemoryError
    return {"macros": False, "sheets": told, "more": len(shown) > sheets}


def _sheet(package: zipfile.ZipFile, sheet: Any, file: str, most: int) -> dict[str, Any]:
    part = package.read(sheet._worksheet_path)
    joined = _joined(part)
    computed = _COMPUTED.search(part) is not None
    del part
    rows: list[Row] = []
    repeated: list[tuple[int, int]] = []
    origins: dict[tuple[int, int], str] = {}
    characters = empty = 0
    truncated = False
    for line, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        texts = [_text(cell) for cell in cells]
        for column in range(len(texts)):
            first = joined.get((line, column))
            if first is None:
                continue
            if first == line:
                origins[line, column] = texts[column]
            elif told := origins.get((first, column)):
                texts[column] = told
                repeated.append((line, column))
        while texts and not texts[-1]:
            texts.pop()
        empty = 0 if texts else empty + 1
        if empty >= MAX_EMPTY_ROWS:
            break
        if empty:
            continue
        if len(rows) >= most:
            truncated = True
            break
        characters += sum(map(len, texts))
        if characters > MAX_CHARACTERS:
            raise MemoryError
        rows.append((line, texts))
    formulas = _formulas(file, sheet.title, dict(rows)) if computed else []
    return {
        "name": sheet.title,
        "rows": rows,
        "repeated": repeated,
        "formulas": formulas,
        "truncated": truncated,
    }


def _joined(part: bytes) -> dict[tuple[int, int], int]:
    """Line and column of the leftmost cells of what is joined, with the line it begins in."""
    found: dict[tuple[int, int], int] = {}
    for match in _JOINED.finditer(part):
        left, top, _, bottom = (one.decode() for one in match.groups())
        column = 0
        for letter in left:
            column = column * 26 + ord(letter) - 64
        for line in range(int(top), int(bottom) + 1):
            if len(found) >= MAX_JOINED:
                return found
            found[line, column - 1] = int(top)
    return found


def _formulas(file: str, title: str, rows: dict[int, list[str]]) -> list[tuple[Any, ...]]:
    """The first computed cells of a sheet, and whether a value was kept with each."""
    book = importlib.import_module("openpyxl").load_workbook(file, read_only=True)
    found: list[tuple[Any, ...]] = []
    last = max(rows, default=0)
    for line, cells in enumerate(book[title].iter_rows(max_col=MAX_COLUMNS), 1):
        for column, cell in enumerate(cells):
            if getattr(cell, "data_type", "") != "f":
                continue
            told = rows.get(line, [])
            has_value = column < len(told) and told[column] != ""
            found.append((line, column, str(cell.value)[:80], has_value))
            if len(found) >= MAX_TOLD:
                return found
        if line > last + MAX_EMPTY_ROWS:
            break
    return found


def _text(cell: Any) -> str:
    value = cell.value
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and value < 1e15:
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return _as_shown(value, cell.number_format or "")
    return "" if value is None else str(value).strip()


def _as_shown(value: float, form: str) -> str:
    """A number as its format shows it where that adds zeros: 7 is 07, 1.1 is 1.10."""
    if not _ZEROS.fullmatch(form):
        return str(value)
    signs = form.replace("\\", "")
    if signs.count(".") == 1 and "-" not in signs and "\\" not in form:
        whole, decimals = signs.split(".")
        shown = f"{value:.{len(decimals)}f}"
        return shown.zfill(len(whole) + 1 + len(decimals))
    if not float(value).is_integer():
        return str(value)
    digits = str(int(value)).zfill(signs.count("0"))
    head = len(digits) - signs.count("0")
    taken = iter(digits[head:])
    return digits[:head] + "".join(next(taken) if sign == "0" else sign for sign in signs)


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(_read(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
