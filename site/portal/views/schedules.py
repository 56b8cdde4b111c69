"""`/trd/`: the retention schedules from their adoption on, each with its series and its act."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from portal.days import day_of
from records.models import Office, Series
from records.storage import storage
from records.text import natural
from retention.models import RetentionSchedule
from retention.scheduling.exporting import csv_of, xlsx_of
from retention.scheduling.finding import sentence
from retention.scheduling.freezing import content_of
from retention.scheduling.kept import is_of_entity
from retention.scheduling.public import PublicVersion, public_version, public_versions

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def schedule_list(request: HttpRequest) -> HttpResponse:
    """Every version that was adopted by the day, the newest first."""
    day = day_of(request)
    return render(
        request, "portal/schedules.html", {"versions": public_versions(day.on), "day": day}
    )


def schedule(request: HttpRequest, version: str) -> HttpResponse:
    """One version: its act, and its series by office, each with its types and its rule."""
    found = _version(request, version)
    return render(
        request,
        "portal/schedule.html",
        {"version": found, "offices": _offices(found.schedule), "day": day_of(request)},
    )


def as_json(request: HttpRequest, version: str) -> HttpResponse:
    """The version as data: its act, its dates, its lines; no office: of the whole entity."""
    found = _version(request, version)
    lines = sorted(content_of(found.schedule)["lines"], key=_line_place)
    entity = {
        one.code
        for one in Series.objects.filter(scheme=found.schedule.scheme_id).select_related("office")
        if is_of_entity(one)
    }
    told = {
        "kind": found.schedule.kind,
        "version": found.schedule.label,
        "description": found.schedule.description,
        "state": found.status,
        "act": found.act,
        "adopted_on": found.adopted_on,
        "act_document": request.build_absolute_uri(reverse("schedule-act", args=[found.name]))
        if found.act_sha256
        else None,
        "in_force_from": found.in_force_from,
        "in_force_to": found.in_force_to,
        "url": request.build_absolute_uri(reverse("schedule", args=[found.name])),
        "lines": [one | {"office": ""} if one["code"] in entity else one for one in lines],
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def as_csv(request: HttpRequest, version: str) -> HttpResponse:
    """The version in the official layout, as CSV."""
    found = _version(request, version)
    return _file(csv_of(found.schedule.scheme), "text/csv; charset=utf-8", f"{found.name}.csv")


def as_xlsx(request: HttpRequest, version: str) -> HttpResponse:
    """The version in the official layout, as a workbook."""
    found = _version(request, version)
    return _file(xlsx_of(found.schedule.scheme), _XLSX, f"{found.name}.xlsx")


def act(request: HttpRequest, version: str) -> HttpResponse:
    """The act that adopted it, as a PDF: the list of series is read beside it (menu 7.1.5).

    404 where nobody brought it.
    """
    found = _version(request, version)
    if not found.act_sha256:
        raise Http404
    response = HttpResponse(storage().read(found.act_sha256), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="trd-{found.name}-acto.pdf"'
    return response


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="trd-{name}"'
    return response


def _version(request: HttpRequest, name: str) -> PublicVersion:
    found = public_version(name, day_of(request).on)
    if found is None:
        raise Http404
    return found


def _line_place(line: dict[str, Any]) -> tuple[Any, ...]:
    return (line["period"], natural(line["code"]))


def _office(series: Series) -> Office | None:
    """The office whose series it is; None for one of the whole entity."""
    return None if is_of_entity(series) else series.office


def _place(series: Series) -> tuple[Any, ...]:
    """The periods as they followed, what is of the whole entity first, then office by office."""
    since = series.period.valid_from if series.period else None
    office = _office(series)
    return (since or date.min, natural(office.code) if office else (), natural(series.code))


def _offices(schedule: RetentionSchedule) -> list[dict[str, Any]]:
    """The series of a version by organic period and office, in the order of their codes."""
    rows = (
        Series.objects.filter(scheme=schedule.scheme_id)
        .select_related("office", "period", "rule")
        .prefetch_related("document_types")
        .order_by("period__valid_from", "pk")
    )
    ordered = sorted(rows, key=_place)
    depth: dict[int, int] = {}
    found = []
    for (period, office), series in groupby(ordered, key=lambda one: (one.period, _office(one))):
        lines = []
        for one in series:
            depth[one.pk] = depth.get(one.parent_id or 0, 0) + 1
            rule = getattr(one, "rule", None)
            lines.append(
                {
                    "series": one,
                    "depth": depth[one.pk],
                    "types": [kind.name for kind in one.document_types.all()],
                    "rule": rule,
                    "told": sentence(rule) if rule is not None else "",
                }
            )
        found.append({"period": period, "office": office, "lines": lines})
    return found
