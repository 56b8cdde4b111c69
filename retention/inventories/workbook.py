"""The inventory as an Excel workbook in the official layout, written row by row to a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from retention.inventories.layouts import SIGNED_WITH, SIGNERS, TITLE, Head, Profile
from retention.inventories.lines import InventoryLine
from retention.layouts.growing import GrowingSheet, height_of

_A4 = 9


def xlsx_to(
    file: IO[bytes],
    lines: Iterable[InventoryLine],
    head: Head,
    profile: Profile,
    *,
    entity: str,
    number: str = "",
) -> None:
    """Write the workbook to `file`. One row is held at a time; heads repeat on every printed sheet.

    "HOJA n DE N" stands in the head of the print, where only whoever prints can know it.
    """
    book = Workbook(write_only=True)
    made = GrowingSheet(book, "FUID")
    sheet, width = made.sheet, len(profile.columns)
    top = 2 + len(head.facts()) + (1 if head.entered() is not None else 0) + 1
    _print_setup(sheet, head=top + 2, width=width, entity=entity)
    # A sheet that is written row by row tells its widths, and what stays in view, before its rows.
    for place, column in enumerate(profile.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width + 2
    sheet.freeze_panes = f"A{top + 3}"
    _head(made, head, width, entity=entity, title=f"{TITLE} {number}".strip())
    _titles(made, profile)
    widths = [column.width for column in profile.columns]
    for line in lines:
        row = profile.row(line)
        cells = [
            made.cell(cell, boxed=True, centred=column.centred)
            for cell, column in zip(row, profile.columns, strict=True)
        ]
        made.append(cells, height=height_of(widths, row))
    _foot(made, head, width)
    book.save(file)


def _print_setup(sheet: Any, *, head: int, width: int, entity: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{head}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.7, 0.5
    sheet.oddHeader.right.text = "HOJA No. &P DE &N"
    sheet.oddFooter.left.text = entity.replace("&", "&&")


def _head(made: GrowingSheet, head: Head, width: int, *, entity: str, title: str) -> None:
    made.append([made.cell(entity, bold=True, size=12)], height=20)
    made.merge(1, width)
    made.append([made.cell(title.upper(), bold=True, centred=True, size=12)], height=20)
    made.merge(1, width)
    for name, value in head.facts():
        made.append(
            [made.cell(name.upper(), bold=True), None, made.cell(value)],
        )
        made.merge(1, 2)
        made.merge(3, width)
    if (entered := head.entered()) is not None:
        cells: list[Any] = [made.cell("REGISTRO DE ENTRADA", bold=True), None]
        for name, value in entered:
            cells += [made.cell(f"{name.upper()}: {value}", boxed=True)]
        made.append(cells)
        made.merge(1, 2)
    made.append([])


def _titles(made: GrowingSheet, profile: Profile) -> None:
    """Two rows: groups above, columns below; a column without group takes both."""
    above: list[str] = []
    row = made.row + 1
    for group, count in profile.groups():
        first = len(above) + 1
        if group:
            above += [group] + [""] * (count - 1)
            made.merge(first, first + count - 1, row=row)
            continue
        for place in range(first, first + count):
            above.append(profile.columns[place - 1].title)
            made.merge(place, place, row=row, rows=2)
    below = [column.title if column.group else "" for column in profile.columns]
    for texts, height in ((above, 18), (below, 38)):
        made.append(
            [made.cell(text, bold=True, centred=True, boxed=True, filled=True) for text in texts],
            height=height,
        )


def _foot(made: GrowingSheet, head: Head, width: int) -> None:
    if head.remark:
        made.append([made.cell(head.remark)])
        made.merge(1, width)
    made.append([])
    third = width // len(SIGNERS)
    starts = [1, 1 + third, 1 + 2 * third]
    ends = [third, 2 * third, width]
    rows: list[list[str]] = [list(SIGNERS)]
    told = [one.values() for one in head.signers]
    for place, name in enumerate(SIGNED_WITH):
        rows.append([f"{name}: {values[place]}".strip() for values in told])
    for number, texts in enumerate(rows):
        cells: list[Any] = [made.cell("", boxed=True) for _column in range(width)]
        for start, text in zip(starts, texts, strict=True):
            cells[start - 1] = made.cell(text, bold=number == 0, boxed=True)
        made.append(cells, height=34 if texts[0].startswith("Firma") else 16)
        for start, end in zip(starts, ends, strict=True):
            made.merge(start, end)
