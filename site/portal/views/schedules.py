"""`/trd/`: the retention schedules from their adoption on, each with its series and its act."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from portal.days import day_of
from records.models import Series
from retention.models import RetentionSchedule
from retention.scheduling.exporting import csv_of, xlsx_of
from retention.scheduling.finding import sentence
from retention.scheduling.freezing import content_of
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
    """The version as data: its act, its dates and its lines."""
    found = _version(request, version)
    content = content_of(found.schedule)
    told = {
        "kind": found.schedule.kind,
        "version": found.schedule.label,
        "description": found.schedule.description,
        "state": found.status,
        "act": found.act,
        "adopted_on": found.adopted_on,
        "in_force_from": found.in_force_from,
        "in_force_to": found.in_force_to,
        "url": request.build_absolute_uri(reverse("schedule", args=[found.name])),
        "lines": content["lines"],
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


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="trd-{name}"'
    return response


def _version(request: HttpRequest, name: str) -> PublicVersion:
    found = public_version(name, day_of(request).on)
    if found is None:
        raise Http404
    return found


def _offices(schedule: RetentionSchedule) -> list[dict[str, Any]]:
    """The series of a version by organic period and office, in the order of their codes."""
    rows = (
        Series.objects.filter(scheme=schedule.scheme_id)
        .select_related("office", "period", "rule")
        .prefetch_related("document_types")
        .order_by("period__valid_from", "office__code", "code")
    )
    depth: dict[int, int] = {}
    found = []
    for (period, office), series in groupby(rows, key=lambda one: (one.period, one.office)):
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
