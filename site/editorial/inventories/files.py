"""An inventory as a file that goes out: the same for staff and for citizens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from django.http import FileResponse, StreamingHttpResponse

from retention.inventories import table, workbook
from retention.inventories.layouts import Head, Profile
from retention.inventories.lines import InventoryLine

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_file(
    lines: Iterable[InventoryLine], profile: Profile, *, name: str
) -> StreamingHttpResponse:
    """Line by line: nothing of it is held."""
    answer = StreamingHttpResponse(table.csv_of(lines, profile), content_type=CSV)
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def xlsx_file(
    file: IO[bytes],
    lines: Iterable[InventoryLine],
    head: Head,
    profile: Profile,
    *,
    entity: str,
    name: str,
    number: str = "",
) -> FileResponse:
    """In the official layout, ready to be printed; written to `file`, which the response closes."""
    workbook.xlsx_to(file, lines, head, profile, entity=entity, number=number)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
