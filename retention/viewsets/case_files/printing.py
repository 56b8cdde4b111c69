"""What is given away of a case file: control sheet, labels, history; the directory of a series."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from records.case_files import history, sheets
from records.models import CaseFile, Series, Standing
from records.querysets import records_visible_to
from records.restrictions.readings import note_case_file, note_directory
from retention.scheduling.finding import with_all_below
from retention.viewsets.case_files.known import known_to
from retention.viewsets.case_files.page import folios_of

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"pdf": PDF, "xlsx": XLSX, "csv": "text/csv; charset=utf-8", "xml": "application/xml"}
MOST = 5000


@require_safe
@cache_control(private=True, no_store=True)
def control_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The hoja de control, of the records that the person may know of."""
    case_file = _known(request, pk)
    folios = folios_of(case_file)
    known = records_visible_to(request.user).filter(case_file=case_file)
    found = {one.pk: one for one in known.select_related("document_type", "late_entry", "volume")}
    pairs = [(found[one.key], one) for one in folios if one.key in found][:MOST]
    now = timezone.now()
    note_case_file(case_file, "control_sheet", set(found), by=request.user, at=now)
    made = sheets.control_sheet(case_file, pairs, at=now)
    return _given(made, f"{case_file.code}-hoja-de-control.pdf", "pdf")


@require_safe
@cache_control(private=True, no_store=True)
def labels(request: HttpRequest, pk: int) -> HttpResponse:
    """A label for each of its volumes, or one for it."""
    case_file, now = _known(request, pk), timezone.now()
    note_case_file(case_file, "label", (), by=request.user, at=now)
    made = sheets.label(case_file, list(case_file.volumes.all()), at=now)
    return _given(made, f"{case_file.code}-rotulo.pdf", "pdf")


@require_safe
@cache_control(private=True, no_store=True)
def history_of(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Its history, in the form that is asked for."""
    case_file = _known(request, pk)
    if form not in TYPES:
        raise Http404
    lines = history.lines_of(case_file, request.user)
    told = records_visible_to(request.user).filter(case_file=case_file)
    keys = set(told.values_list("pk", flat=True))
    note_case_file(case_file, "history", keys, by=request.user, at=timezone.now())
    cells = [line.cells() for line in lines]
    match form:
        case "xml":
            made = history.as_xml(case_file, lines)
        case "csv":
            made = history.as_csv(history.COLUMNS, cells)
        case "xlsx":
            made = history.as_xlsx(history.COLUMNS, cells)
        case _:
            made = sheets.history(case_file, lines[-MOST:], at=timezone.now())
    return _given(made, f"{case_file.code}-historial.{form}", form)


@require_safe
@cache_control(private=True, no_store=True)
def directory_of(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The case files of a series and of all below it, with what each holds.

    As far as the person may know of it.
    """
    series = get_object_or_404(Series.objects.select_related("office"), pk=pk)
    if form not in ("csv", "xlsx", "pdf"):
        raise Http404
    known = Q(records__in=records_visible_to(request.user).values("pk"))
    found = (
        known_to(request.user)
        .filter(series__in=with_all_below([series.pk]))
        .annotate(held=Count("records", filter=known), pages=Sum("records__pages", filter=known))
        .order_by("code")[:MOST]
    )
    note_directory(series, found, by=request.user, at=timezone.now())
    rows = [
        (
            one.code,
            one.title,
            str(one.office),
            one.opened_on.isoformat(),
            str(capfirst(str(Standing(one.standing).label))),
            str(one.held),
            str(one.pages or 0),
            str(one.get_support_display()),
        )
        for one in found
    ]
    columns = (
        *("Código", "Expediente", "Oficina productora", "Apertura"),
        *("Estado", "Documentos", "Páginas", "Soporte"),
    )
    match form:
        case "csv":
            made = history.as_csv(columns, rows)
        case "xlsx":
            made = history.as_xlsx(columns, rows)
        case _:
            made = sheets.directory(series, rows, at=timezone.now())
    return _given(made, f"{series.code}-directorio.{form}", form)


def _known(request: HttpRequest, pk: int) -> CaseFile:
    case_file: CaseFile = get_object_or_404(known_to(request.user), pk=pk)
    return case_file


def _given(content: bytes, name: str, form: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = content_disposition_header(form != "pdf", name) or ""
    return response


def addresses() -> list[Any]:
    return [
        path("<int:pk>/hoja-de-control.pdf", control_sheet, name="control_sheet"),
        path("<int:pk>/rotulo.pdf", labels, name="labels"),
        path("<int:pk>/historial.<slug:form>", history_of, name="history_file"),
        path("serie/<int:pk>/directorio.<slug:form>", directory_of, name="directory"),
    ]
