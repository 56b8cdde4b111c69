"""Two versions, or two rounds of one, side by side; and what a version would change."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_safe

from records.models import AccessLevel
from records.permissions import has_role
from retention.calculus import CLOSING, Terms
from retention.models import (
    FinalDisposition,
    Reproduction,
    RetentionRule,
    RetentionSchedule,
    SamplingMethod,
    Trigger,
)
from retention.scheduling.differences import FIELDS, Differences, LineChange, differences
from retention.scheduling.dry_run import Effect, dry_run
from retention.scheduling.freezing import content_of
from retention.scheduling.rounds import rounds_of
from retention.viewsets.life import crumbs
from retention.viewsets.schedule_files import SEES

_CHOICES: dict[str, dict[str, Any]] = {
    "disposition": dict(FinalDisposition.choices),
    "reproduction": dict(Reproduction.choices),
    "trigger": dict(Trigger.choices),
    "sampling_method": dict(SamplingMethod.choices),
    "proposed_access": dict(AccessLevel.choices),
}


def _label(name: str) -> str:
    if name == "document_types":
        return _t("types of document")
    if name in {"name", "proposed_access", "is_subject"}:
        model: Any = RetentionRule._meta.get_field("series").related_model
        return str(model._meta.get_field(name).verbose_name)
    return str(getattr(RetentionRule._meta.get_field(name), "verbose_name", name))


def in_words(name: str, value: Any) -> str:
    """A field of a frozen line as a person reads it; a dash where there is nothing."""
    if isinstance(value, bool):
        return _t("Yes") if value else _t("No")
    if value is None or value == "" or value == []:
        return "—"
    if name == "document_types":
        return "; ".join(one["name"] for one in value)
    if isinstance(value, list):
        return "; ".join(str(one) for one in value)
    return str(_CHOICES.get(name, {}).get(value, value))


def _row(line: LineChange) -> dict[str, Any]:
    return {
        "line": line,
        "fields": [
            (_label(one.field), in_words(one.field, one.old), in_words(one.field, one.new))
            for one in line.fields
        ],
        "whole": [
            (_label(name), in_words(name, (line.new or line.old or {}).get(name)))
            for name in FIELDS
            if name in (line.new or line.old or {}) and name in _TOLD
        ],
    }


_TOLD = ("office_years", "archive_years", "disposition", "trigger")


def _seen(request: HttpRequest, pk: int) -> RetentionSchedule:
    if not has_role(request.user, *SEES):
        raise PermissionDenied
    found: RetentionSchedule = get_object_or_404(
        RetentionSchedule.objects.select_related("scheme"), pk=pk
    )
    return found


def _compared(
    request: HttpRequest, schedule: RetentionSchedule, found: Differences, **told: Any
) -> HttpResponse:
    whole = "todo" in request.GET
    rows = found.lines if whole else found.different
    return TemplateResponse(
        request,
        "retention/schedule_comparison.html",
        {
            "schedule": schedule,
            "rows": [_row(one) for one in rows],
            "counts": {
                state: found.count(state) for state in ("added", "removed", "changed", "same")
            },
            "whole": whole,
            "breadcrumbs_items": crumbs(schedule),
            **told,
        },
    )


@require_safe
def compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """A version beside another, line by line: what that one has, and what this one has."""
    schedule, former = _seen(request, pk), _seen(request, other)
    found = differences(content_of(former), content_of(schedule))
    return _compared(request, schedule, found, left=str(former), right=str(schedule))


@require_safe
def compare_round(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What was presented in a round beside what answered it, both as they were frozen."""
    schedule = _seen(request, pk)
    found = next((one for one in rounds_of(schedule) if one.number == number), None)
    if found is None or found.differences is None:
        raise Http404
    left = _t("Presentation %(number)s") % {"number": number}
    right = _t("Presentation %(number)s") % {"number": number + 1}
    return _compared(request, schedule, found.differences, left=left, right=right)


@require_safe
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """What the version would change if it were in force today. Writes nothing."""
    schedule = _seen(request, pk)
    found = dry_run(schedule, today=timezone.localdate())
    return TemplateResponse(
        request,
        "retention/schedule_dry_run.html",
        {
            "schedule": schedule,
            "found": found,
            "changed": [_told(one) for one in found.changed],
            "new": [_told(one) for one in found.new],
            "breadcrumbs_items": crumbs(schedule),
        },
    )


def _told(effect: Effect) -> dict[str, Any]:
    change = effect.change
    return {"effect": effect, "old": _terms(change.old), "new": _terms(change.new)}


def _terms(terms: Terms | None) -> str:
    """«AG 2 · AC 8 · conservación total»; the fact it counts from where it is not the closing."""
    if terms is None:
        return "—"
    parts = [f"AG {terms.office_years}"] if terms.office_years is not None else []
    parts += [f"AC {terms.archive_years}", in_words("disposition", terms.disposition)]
    if terms.trigger != CLOSING:
        parts.append(in_words("trigger", terms.trigger))
    return " · ".join(parts)


PATTERNS = [
    path("<int:pk>/comparar/<int:other>/", compare, name="compare"),
    path("<int:pk>/ronda/<int:number>/", compare_round, name="round"),
    path("<int:pk>/simulacion/", try_out, name="dry_run"),
]
