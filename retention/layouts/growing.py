"""A sheet of an Excel workbook that is written row by row, whose text is never a formula."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.cell_range import CellRange

from records.characters import without_illegal

_LINE = Side(style="thin", color="B9B3A6")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor="E7EEEF")
_FONT = "Calibri"
LONGEST = 32_767
"""Characters that a cell of Excel holds."""
_TALLEST = 409  # points that a row of Excel has at most


def height_of(widths: Sequence[int], texts: Sequence[object]) -> int:
    """Points that the longest cell of a row needs, in columns of so many characters.

    It is told because no program measures a row that was never shown.
    """
    lines = max(
        sum(ceil(len(part) / (1.15 * width)) or 1 for part in str(text or "").split("\n"))
        for width, text in zip(widths, texts, strict=True)
    )
    return min(_TALLEST, 4 + 11 * lines)


class GrowingSheet:
    """One sheet that grows downwards: rows are appended, and ranges merged, as they come."""

    def __init__(self, book: Any, title: str) -> None:
        self.sheet = book.create_sheet(title)
        self.row = 0

    def merge(self, first: int, last: int, *, row: int | None = None, rows: int = 1) -> None:
        """Join columns `first` to `last` of a row (this one), and of as many below."""
        top = row or self.row
        if last > first or rows > 1:
            area = CellRange(min_col=first, max_col=last, min_row=top, max_row=top + rows - 1)
            self.sheet.merged_cells.add(area.coord)

    def cell(
        self,
        value: str | int | None,
        *,
        bold: bool = False,
        centred: bool = False,
        boxed: bool = False,
        size: int = 9,
        filled: bool = False,
        indent: int = 0,
    ) -> Any:
        """A cell that is what it says: text that begins like a formula stays text."""
        shown = without_illegal(value)[:LONGEST] if isinstance(value, str) else value
        cell = WriteOnlyCell(self.sheet, shown)
        if isinstance(shown, str):
            cell.data_type = "s"
        cell.font = Font(name=_FONT, size=size, bold=bold)
        cell.alignment = Alignment(
            horizontal="center" if centred else "left",
            vertical="center" if filled else "top",
            wrap_text=True,
            indent=indent,
        )
        if boxed:
            cell.border = _BOX
        if filled:
            cell.fill = _HEAD
        return cell

    def append(self, cells: list[Any], *, height: int | None = None) -> None:
        self.row += 1
        if height is not None:
            self.sheet.row_dimensions[self.row].height = height
        self.sheet.append(cells)
