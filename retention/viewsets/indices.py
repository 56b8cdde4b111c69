"""The electronic index of a case file, to download: as it stands, and each that was frozen."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from records.electronic_index import tables, xml
from records.electronic_index.building import index_of, kept_records
from records.models import CaseFile, CaseFileIndex, Component, Record
from records.permissions import sees_everything
from records.querysets import case_files_visible_to, outside, records_visible_to
from records.restrictions.readings import note_case_file
from records.storage import storage

_TABLE = "case_files:index_table"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {
    "csv": (tables.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (tables.as_xlsx, _XLSX),
    "xml": (xml.written, "application/xml"),
}


@require_safe
@cache_control(private=True, no_store=True)
def as_it_stands(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The index of today, open or closed, of the records that the person may know of."""
    case_file = _known(request, pk)
    if form not in FORMS:
        raise Http404
    made, media_type = FORMS[form]
    now, shown = timezone.now(), _shown(case_file, request.user)
    note_case_file(case_file, "index", {one.pk for one in shown}, by=request.user, at=now)
    index = index_of(case_file, at=now, records=shown)
    response = HttpResponse(made(index), content_type=media_type)
    name = f"{case_file.code}-indice.{form}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@require_safe
@cache_control(private=True, no_store=True)
def frozen(request: HttpRequest, pk: int, component: int) -> HttpResponse:
    """A file of a frozen index, byte for byte. 404 unless the person may know of all it tells."""
    case_file = _known(request, pk)
    if not knows_all(case_file, request.user):
        raise Http404
    files = Component.objects.filter(index__case_file=case_file)
    file = get_object_or_404(files, pk=component)
    told = case_file.records.values_list("pk", flat=True)
    note_case_file(case_file, "index", set(told), by=request.user, at=timezone.now())
    response = HttpResponse(storage().read(file.sha256), content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    return response


def knows_all(case_file: CaseFile, user: Any) -> bool:
    """Whether that person may know of whatever its indices tell, those of before among them."""
    if sees_everything(user):
        return True
    # What was taken out or went elsewhere is told by an index of before.
    if case_file.removals.exists() or hasattr(case_file, "merged_into"):
        return False
    there = Record.objects.kept().filter(case_file=case_file)
    return not outside(there, records_visible_to(user)).exists()


def downloads(case_file: CaseFile, user: Any, indices: Any) -> dict[str, Any]:
    """What its page offers: `forms` of today's index, and the `frozen` ones, newest first.

    `indices`: the frozen ones there are. `closed_to`: they tell of records that the person may not
    know of.
    """
    found = list(indices.prefetch_related("components").order_by("-number"))
    known = not found or knows_all(case_file, user)
    return {
        "forms": [
            {"name": form.upper(), "url": reverse(_TABLE, args=[case_file.pk, form])}
            for form in FORMS
        ],
        "frozen": [_offered(one) for one in found] if known else [],
        "closed_to": not known,
    }


def addresses() -> list[Any]:
    """The paths below a case file's."""
    return [
        path("<int:pk>/indice.<slug:form>", as_it_stands, name="index_table"),
        path("<int:pk>/indices/<int:component>/", frozen, name="index_file"),
    ]


def _offered(index: CaseFileIndex) -> dict[str, Any]:
    parts = sorted(index.components.all(), key=lambda one: one.pk)
    return {
        "index": index,
        "signed": any(one.role == Component.Role.SIGNED for one in parts),
        "files": [
            {
                "name": one.name,
                "role": one.get_role_display(),
                "size": one.size,
                "sha256": one.sha256,
                "url": reverse("case_files:index_file", args=[index.case_file_id, one.pk]),
            }
            for one in parts
        ],
    }


def _known(request: HttpRequest, pk: int) -> CaseFile:
    found = case_files_visible_to(request.user).select_related("series", "office")
    case_file: CaseFile = get_object_or_404(found, pk=pk)
    return case_file


def _shown(case_file: CaseFile, user: Any) -> list[Record]:
    known = set(records_visible_to(user).filter(case_file=case_file).values_list("pk", flat=True))
    return [one for one in kept_records(case_file) if one.pk in known]
