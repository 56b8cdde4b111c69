"""A version as an Excel workbook in the official layout: a sheet an office, ready to print."""

from __future__ import annotations

import re
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from retention.layouts import official
from retention.layouts.growing import GrowingSheet, height_of
from retention.layouts.instrument import CONVENTIONS, SIGNED_WITH, SIGNERS, Instrument
from retention.layouts.lines import SheetLine
from retention.layouts.official import Column

_A4 = 9
_NUMBER = re.compile(r"[0-9]{1,3}")
_LONGEST_TITLE = 31


def xlsx_to(file: IO[bytes], instrument: Instrument) -> None:
    """Write the workbook to `file`. Read again it gives the same lines.

    "HOJA n DE N" stands in the head of the print, where only whoever prints can know it.
    """
    book = Workbook(write_only=True)
    taken: set[str] = set()
    columns = official.columns(instrument)
    blocks = list(instrument.blocks()) or [("", "", [])]
    for period, office, lines in blocks:
        title = _sheet_title(" ".join(filter(None, (period, office))) or "Entidad", taken)
        _sheet(GrowingSheet(book, title), instrument, columns, period, office, lines)
    book.save(file)


def _sheet(
    made: GrowingSheet,
    instrument: Instrument,
    columns: list[Column],
    period: str,
    office: str,
    lines: list[SheetLine],
) -> None:
    head = _head_rows(instrument, period, office)
    top = len(head) + 1
    _print_setup(made.sheet, rows=top + 2, entity=instrument.entity)
    # A sheet that is written row by row tells its widths, and what stays in view, before its rows.
    for place, column in enumerate(columns, 1):
        made.sheet.column_dimensions[get_column_letter(place)].width = column.width + 1
    made.sheet.freeze_panes = f"{get_column_letter(official.NAMES_AT + 2)}{top + 3}"
    width, widths = len(columns), [column.width for column in columns]
    for number, texts in enumerate(head):
        _spread(made, texts, width, bold=number == 0, size=12 if number == 0 else 9)
    made.append([])
    _titles(made, columns)
    for row in official.rows(instrument, lines):
        cells = [
            made.cell(
                int(text) if _is_number(column, text) else text,
                boxed=True,
                centred=column.centred,
                bold=row.of == official.SERIES and place <= official.NAMES_AT,
                indent=2 * (row.level - 1) if place == official.NAMES_AT else 0,
            )
            for place, (column, text) in enumerate(zip(columns, row.cells, strict=True))
        ]
        made.append(cells, height=height_of(widths, row.cells))
    _foot(made, instrument, width)


def _is_number(column: Column, text: str) -> bool:
    return column.group.startswith("RETENCIÓN") and bool(_NUMBER.fullmatch(text))


def _head_rows(instrument: Instrument, period: str, office: str) -> list[list[str]]:
    """The block above the table; each cell tells its name and its value."""
    version = [f"Versión: {instrument.label}"] if instrument.label else []
    rows = [
        [instrument.title.upper(), *version],
        [f"Entidad productora: {instrument.entity}"],
    ]
    if unit := instrument.units.get(office):
        rows.append([f"Unidad administrativa: {unit}"])
    if office:
        name = instrument.offices.get(office, "")
        rows.append([f"Oficina productora: {name}", f"Código de la oficina: {office}"])
    if period:
        rows.append([f"Periodo: {period}"])
    return rows


def _spread(
    made: GrowingSheet, texts: list[str], width: int, *, bold: bool = False, size: int = 9
) -> None:
    """One or two texts over the whole width."""
    split = width if len(texts) == 1 else min(width - 1, max(4, width - 8))
    cells: list[Any] = [made.cell("", boxed=True) for _column in range(width)]
    cells[0] = made.cell(texts[0], bold=bold, boxed=True, size=size)
    if len(texts) > 1:
        cells[split] = made.cell(texts[1], bold=bold, boxed=True)
    made.append(cells, height=20 if bold else 15)
    made.merge(1, split)
    if split < width:
        made.merge(split + 1, width)


def _titles(made: GrowingSheet, columns: list[Column]) -> None:
    """Two rows: groups above, columns below; a column without group takes both."""
    above: list[str] = []
    row = made.row + 1
    for group, count in official.groups(columns):
        first = len(above) + 1
        if group:
            above += [group] + [""] * (count - 1)
            made.merge(first, first + count - 1, row=row)
        else:
            above.append(columns[first - 1].title)
            made.merge(first, first, row=row, rows=2)
    below = [column.title if column.group else "" for column in columns]
    for texts in (above, below):
        made.append(
            [made.cell(text, bold=True, centred=True, boxed=True, filled=True) for text in texts],
            height=28,
        )


def _foot(made: GrowingSheet, instrument: Instrument, width: int) -> None:
    made.append([])
    legend = "; ".join(f"{sign}: {meaning}" for sign, meaning in CONVENTIONS)
    made.append([made.cell(f"CONVENCIONES: {legend}.", size=8)], height=26)
    made.merge(1, width)
    for name, value in instrument.facts:
        made.append([made.cell(f"{name}: {value}")])
        made.merge(1, width)
    made.append([])
    half = width // 2 if width > 7 else width - 1
    rows = [list(SIGNERS), *([f"{name}:"] * 2 for name in SIGNED_WITH)]
    for number, texts in enumerate(rows):
        cells: list[Any] = [made.cell("", boxed=True) for _column in range(width)]
        for start, text in zip((0, half), texts, strict=True):
            cells[start] = made.cell(text, bold=number == 0, boxed=True)
        made.append(cells, height=34 if texts[0].startswith("Firma") else 16)
        made.merge(1, half)
        made.merge(half + 1, width)


def _print_setup(sheet: Any, *, rows: int, entity: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{rows}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.7, 0.5
    sheet.oddHeader.right.text = "HOJA No. &P DE &N"
    sheet.oddFooter.left.text = entity.replace("&", "&&")


def _sheet_title(name: str, taken: set[str]) -> str:
    """A name that Excel takes: without its signs, short, and of one sheet only."""
    clean = re.sub(r"[\\/*?:\[\]\x00-\x1f]", " ", name).strip(" '") or "Hoja"
    title, number = clean[:_LONGEST_TITLE], 1
    while title.lower() in taken:
        number += 1
        tail = f" ({number})"
        title = clean[: _LONGEST_TITLE - len(tail)] + tail
    taken.add(title.lower())
    return title
