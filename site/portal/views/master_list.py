"""`/listado-maestro/`: every document that the visitor may know of, on screen and as data."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from portal.days import day_of
from portal.listing import page_of
from portal.master_list import COLUMNS, chosen, filters, headings, listed, row, rows
from portal.templatetags.legajo import access_name, kind_name, status_name, urgent_name
from records.cells import inert
from records.characters import without_illegal
from search.language import LONGEST

PAGE = 50

_WIDTHS = {"title": 60, "process": 36, "office": 36, "url": 48, "pdf": 48}


def page(request: HttpRequest) -> HttpResponse:
    """The list as a table, 50 a page, narrowed by its filters."""
    day = day_of(request)
    everything = listed(request.user, day.on)
    page = page_of(request, chosen(everything, request.GET), PAGE)
    offered = filters(everything, request.GET)
    asked = {name: request.GET.get(name, "").strip() for name in request.GET if name != "pagina"}
    asked = {name: value for name, value in asked.items() if value}
    context = {
        "page": page,
        "documents": [row(request, one, day.on) for one in page],
        "day": day,
        "filters": offered,
        "narrowed": any(one.chosen for one in offered) or bool(asked.get("q")),
        "words": asked.get("q", "")[:LONGEST],
        # what is downloaded is what was asked for, whole
        "same": f"?{urlencode(asked)}" if asked else "",
    }
    return render(request, "portal/master_list.html", context)


def as_json(request: HttpRequest) -> HttpResponse:
    """The list with the keys of the contract."""
    documents = rows(request, day_of(request).on)
    return JsonResponse({"documents": documents}, json_dumps_params={"ensure_ascii": False})


def as_csv(request: HttpRequest) -> HttpResponse:
    """The list as CSV in UTF-8, which a spreadsheet opens without running anything."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for one in rows(request, day_of(request).on):
        writer.writerow([inert(_text(one[column])) for column in COLUMNS])
    # The mark of order is how spreadsheets know that it is UTF-8.
    response = HttpResponse("\ufeff" + target.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="listado-maestro.csv"'
    return response


def as_xlsx(request: HttpRequest) -> HttpResponse:
    """The list as a workbook; every cell is text or a date, none a formula."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Listado maestro"
    sheet.append(headings())
    for one in rows(request, day_of(request).on):
        sheet.append([""] * len(COLUMNS))
        for number, column in enumerate(COLUMNS, 1):
            cell = sheet.cell(sheet.max_row, number)
            cell.value = _cell(column, one[column])
            if isinstance(cell.value, str):
                cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column, 16)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    target = io.BytesIO()
    book.save(target)
    response = HttpResponse(
        target.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = 'attachment; filename="listado-maestro.xlsx"'
    return response


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


# A workbook is for people: what JSON and CSV name by a key it says in words, as the page does.
_WORDS = {
    "kind": kind_name,
    "state": status_name,
    "access": access_name,
    "urgent": urgent_name,
}


def _cell(column: str, value: Any) -> Any:
    if value and column in _WORDS:
        return str(_WORDS[column](value))
    if value and column.endswith("_on"):
        return date.fromisoformat(value)
    if isinstance(value, bool):
        return "sí" if value else "no"
    # what was frozen before drafts were cleaned may hold a character that no workbook can
    return without_illegal(value) if isinstance(value, str) else value
