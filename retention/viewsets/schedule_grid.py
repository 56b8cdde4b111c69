"""The grid of a draft version: its lines at once, by keyboard, pasted from a spreadsheet."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views import View

from wagtail.admin import messages

from records.characters import without_illegal
from records.exceptions import Conflict, NotAllowed
from records.models import ClassificationScheme, Office
from records.permissions import has_role
from retention.layouts.lines import Problem
from retention.scheduling.grid import Column, grid_of, save_grid
from retention.scheduling.kept import schedule_of
from retention.scheduling.writing import why_fixed
from retention.viewsets.schedule_files import KEEPS

_MOST_ROWS = 20_000
_ENTITY = "-"  # in the address: the lines that are of the whole entity


class ScheduleGridView(View):
    """GET shows the lines of a draft, of one office or of all. POST (JSON) saves all of them or
    tells every cell that is wrong; 409 when somebody else saved meanwhile."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not has_role(request.user, *KEEPS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        scheme = get_object_or_404(ClassificationScheme, pk=pk)
        if reason := why_fixed(scheme, schedule_of(scheme)):
            messages.warning(request, reason)
            return redirect("schemes:inspect", pk)
        asked = request.GET.get("dependencia")
        grid = grid_of(scheme, office=_office(asked))
        names = dict(Office.objects.filter(code__in=grid.offices).values_list("code", "name"))
        context = {
            "scheme": scheme,
            "schedule": schedule_of(scheme),
            "asked": asked or "",
            "offices": [
                (
                    code or _ENTITY,
                    f"{code} · {names[code]}" if code in names else code or _t("Entity"),
                )
                for code in grid.offices
            ],
            "grid": {
                "columns": [_column(one) for one in grid.columns],
                "rows": grid.rows,
                "token": grid.token,
                "words": {name: str(word) for name, word in _WORDS.items()},
            },
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("schemes:index"), "label": _("Classification schemes")},
                {"url": reverse("schemes:inspect", args=[pk]), "label": str(scheme)},
                {"url": "", "label": _("Lines")},
            ],
        }
        return TemplateResponse(request, "retention/schedule_grid.html", context)

    def post(self, request: HttpRequest, pk: int) -> JsonResponse:
        scheme = get_object_or_404(ClassificationScheme, pk=pk)
        office = _office(request.GET.get("dependencia"))
        sent = _sent(request)
        if sent is None:
            return _refused([_t("What was sent is no grid.")], status=400)
        try:
            saved = save_grid(
                scheme,
                sent["rows"],
                seen=sent["token"],
                by=request.user,
                at=timezone.now(),
                office=office,
            )
        except Conflict as conflict:
            return _refused([one.message for one in conflict.reasons], status=409)
        except NotAllowed as refusal:
            return _refused([one.message for one in refusal.reasons], status=422)
        grid = grid_of(scheme, office=office)
        if saved.problems:
            titles = [column.title for column in grid.columns]
            told = [_problem(one, titles) for one in saved.problems]
            return JsonResponse({"reasons": [], "cells": told}, status=422)
        counts = {
            "added": len(saved.changes.added),
            "changed": len(saved.changes.changed),
            "removed": len(saved.changes.removed),
        }
        told_counts = _t("Saved: %(added)d added, %(changed)d changed, %(removed)d removed.")
        message = told_counts % counts if saved.changes else _t("Nothing had changed.")
        return JsonResponse({"token": grid.token, "rows": grid.rows, "message": message})


_WORDS = {
    "row_above": _("Insert a row above"),
    "row_below": _("Insert a row below"),
    "remove_row": _("Remove the row"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "saving": _("Saving…"),
    "failed": _("It could not be saved: check your connection and try again."),
    "unsaved": _("There are changes that were not saved."),
    "wrong_one": _("One cell to correct: nothing was saved."),
    "wrong": _("%s cells to correct: nothing was saved."),
    "row": _("Row"),
}


def _office(asked: str | None) -> str | None:
    """Which office is meant: None for all, empty for the whole entity."""
    if not asked:
        return None
    return "" if asked == _ENTITY else without_illegal(asked)[:20]


def _column(column: Column) -> dict[str, Any]:
    return {"label": str(column.label), "width": column.width, "choices": list(column.choices)}


def _sent(request: HttpRequest) -> dict[str, Any] | None:
    """Rows of text and the token; None for anything else."""
    try:
        sent = json.loads(request.body)
        rows, token = sent["rows"], sent["token"]
    except (ValueError, TypeError, KeyError):
        return None
    if not isinstance(rows, list) or not isinstance(token, str) or len(rows) > _MOST_ROWS:
        return None
    if not all(isinstance(row, list) and len(row) <= 40 for row in rows):
        return None
    return {
        "rows": [["" if cell is None else str(cell) for cell in row] for row in rows],
        "token": token,
    }


def _problem(one: Problem, titles: list[str]) -> dict[str, Any]:
    """A problem with the place of its cell; column -1 where it is of the whole row."""
    message = str(one.message)
    if one.expected:
        message += " " + _t("Expected: %(what)s.") % {"what": one.expected}
    column = titles.index(one.column) if one.column in titles else -1
    return {"row": one.line - 2, "column": column, "message": message}


def _refused(reasons: list[str], *, status: int) -> JsonResponse:
    return JsonResponse({"reasons": [str(one) for one in reasons], "cells": []}, status=status)


PATTERNS = [path("<int:pk>/renglones/", ScheduleGridView.as_view(), name="lines")]
