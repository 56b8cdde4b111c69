"""The screen that captures: files from outside, described one by one or by a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path, PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem

from records.capture import judging, manifest
from records.capture.capturing import capture
from records.capture.naming import safe_name
from records.capture.reading import Incoming
from records.capture.units import Digitised, Unit
from records.case_files.rights import ARCHIVISTS, STAFF, keeps
from records.case_files.types import types_of
from records.characters import without_illegal
from records.exceptions import NotAllowed
from records.media_types import FORMATS
from records.models import Capture, CaseFile, Digitisation, Record, Standing
from records.permissions import offices_of
from records.querysets import case_files_visible_to
from records.sheets import Unreadable, delimited, rows_of
from records.text import fold
from records.viewsets.base import RoleMenuItem
from records.viewsets.showing import shown
from records.viewsets.uploads import bounded, by_script

_SHEET_BYTES = 2 * 1024 * 1024
_OFFERED = 20
_OPEN = (Standing.OPEN, Standing.REOPENED)


class DigitisedForm(forms.Form):
    """What a digitised copy says of its original; asked of all files of an upload at once."""

    medium = forms.ChoiceField(
        label=_("Support of the original"), choices=Digitisation.Medium.choices, required=False
    )
    original_place = forms.CharField(label=_("Where the original is"), required=False)
    digitised_by = forms.CharField(label=_("Digitised by"), required=False)
    digitised_on = forms.DateField(
        label=_("Digitised on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    checked_by = forms.CharField(label=_("Quality checked by"), required=False)
    quality = forms.CharField(label=_("Outcome of the check"), required=False)
    probative = forms.BooleanField(label=_("With probative purpose"), required=False)


def menu_item() -> MenuItem:
    return RoleMenuItem(
        _("Capture"),
        reverse("capture"),
        icon_name="download",
        order=158,
        roles=(*STAFF, *ARCHIVISTS),
    )


def urls() -> list[Any]:
    return [
        path("capturar/", choose, name="capture"),
        path("archivo/<int:pk>/ver/<int:component>/", shown, name="record_file_shown"),
        path("capturar/<int:pk>/", bounded(require_admin_access(into)), name="capture_into"),
    ]


def _case_files_of(user: Any, *standings: str) -> Any:
    """The case files of these standings in which the person may capture."""
    known = case_files_visible_to(user).filter(document=None).values("pk")
    standing = CaseFile.objects.with_standing().select_related("series", "office")
    found = standing.standing_in(standings).filter(pk__in=known)
    now = timezone.now()
    if keeps(user, 0, now):  # of no office in particular: of all of them
        return found
    return found.filter(office__in=offices_of(user))


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which case file they go into: found by code or title, the newest first."""
    asked = without_illegal(request.GET.get("q", "")).strip()[:100]
    found = _case_files_of(request.user, *_OPEN)
    if asked:
        found = found.filter(code__icontains=asked) | found.filter(title__icontains=asked)
    case_files = list(found.order_by("-opened_on", "-pk")[: _OFFERED + 1])
    return render(
        request,
        "records/capture_choose.html",
        {"case_files": case_files[:_OFFERED], "more": len(case_files) > _OFFERED, "asked": asked},
    )


@require_http_methods(["GET", "POST"])
def into(request: HttpRequest, pk: int) -> HttpResponse:
    """Files become records of a case file, all or none. To a script it answers in JSON."""
    known = _case_files_of(request.user, *_OPEN, Standing.CLOSED)
    case_file = get_object_or_404(known, pk=pk)
    if request.method == "POST":
        return _captured(request, case_file)
    return _page(request, case_file)


def _page(
    request: HttpRequest,
    case_file: CaseFile,
    *,
    errors: Sequence[str] = (),
    sheet: Sequence[manifest.Wrong] = (),
    status: int = 200,
) -> HttpResponse:
    formats = [FORMATS[key] for key in judging.captured_formats()]
    return render(
        request,
        "records/capture.html",
        {
            "case_file": case_file,
            "types": types_of(case_file.series),
            "late": case_file.standing == Standing.CLOSED,
            "digitised": DigitisedForm(),
            "formats": ", ".join(one.name for one in formats),
            "accept": ",".join(ending for one in formats for ending in one.endings),
            "most": judging.largest(),
            "megabytes": judging.largest() // judging.MEGABYTE,
            "today": timezone.localdate(),
            "errors": errors,
            "sheet": sheet,
            "headings": manifest.HEADINGS.values(),
        },
        status=status,
    )


def _captured(request: HttpRequest, case_file: CaseFile) -> HttpResponse:
    files = [_incoming(one) for one in request.FILES.getlist("files")]
    way: str = Capture.Way.UPLOAD
    rows: list[int] | None
    if "sheet" in request.FILES:
        way = Capture.Way.SHEET
        told = _by_sheet(request, case_file, files)
        if isinstance(told, list):
            return _refused(request, case_file, {}, sheet=told)
        units, rows = told.units(files, case_file), None
    else:
        told = None
        units, rows = _by_rows(request, case_file, files)
    try:
        records = capture(
            units,
            case_file,
            way=way,
            late=request.POST.get("late", ""),
            by=request.user,
            at=timezone.now(),
        )
    except NotAllowed as refusal:
        if told is not None:
            return _refused(request, case_file, {}, sheet=told.lines(refusal))
        return _refused(request, case_file, _of_rows(refusal, rows or []))
    return _done(request, case_file, records)


def _done(request: HttpRequest, case_file: CaseFile, records: Sequence[Record]) -> HttpResponse:
    message = ngettext(
        "%(count)d record was captured in %(code)s.",
        "%(count)d records were captured in %(code)s.",
        len(records),
    )
    messages.success(request, message % {"count": len(records), "code": case_file.code})
    address = reverse("case_files:inspect", args=[case_file.pk])
    if by_script(request):
        return JsonResponse({"address": address})
    return redirect(address)


def _refused(
    request: HttpRequest,
    case_file: CaseFile,
    errors: dict[str, list[str]],
    *,
    sheet: Sequence[manifest.Wrong] = (),
) -> HttpResponse:
    if by_script(request):
        lines = [[one.line, one.column, one.read, one.message] for one in sheet]
        return JsonResponse({"errors": errors, "sheet": lines}, status=422)
    sentences = [sentence for told in errors.values() for sentence in told]
    return _page(request, case_file, errors=sentences, sheet=sheet, status=422)


def _incoming(upload: Any) -> Incoming:
    if not isinstance(upload, TemporaryUploadedFile):  # the handlers make no other
        raise TypeError(upload)
    return Incoming(upload.name or "", Path(upload.temporary_file_path()))


def guessed_title(name: str) -> str:
    """What a file's name says of it, as a person would write it; a message has a subject."""
    if name.lower().endswith(".eml"):
        return ""
    stem = PurePath(safe_name(name)).stem
    return " ".join(stem.replace("_", " ").split())


def _by_rows(
    request: HttpRequest, case_file: CaseFile, files: Sequence[Incoming]
) -> tuple[list[Unit], list[int]]:
    """One unit a row that is no annex; and the row in which each of them stands.

    Without a script there are no rows: each file is a record, told alike.
    """
    told = request.POST
    types = {str(one.pk): one for one in types_of(case_file.series)}
    digitised = _digitised(request)

    def of_row(name: str, place: int, all_alike: str) -> str:
        values = told.getlist(name)
        return values[place] if place < len(values) else told.get(all_alike, "")

    units: list[Unit] = []
    rows: list[int] = []
    for place, file in enumerate(files):
        if units and of_row("annex", place, "") == "yes":
            last = units[-1]
            units[-1] = Unit(
                (*last.files, file),
                last.title,
                last.created_on,
                last.document_type,
                last.digitised,
            )
            continue
        units.append(
            Unit(
                files=(file,),
                title=of_row("title", place, "") or guessed_title(file.name),
                created_on=_day(of_row("created_on", place, "all_created_on")),
                document_type=types.get(of_row("document_type", place, "all_document_type")),
                digitised=digitised,
            )
        )
        rows.append(place)
    return units, rows


def _digitised(request: HttpRequest) -> Digitised | None:
    if "digitised" not in request.POST:
        return None
    form = DigitisedForm(request.POST)
    form.is_valid()  # what it lacks is told by the verb, with all other reasons
    told = form.cleaned_data
    names = ("medium", "original_place", "digitised_by", "checked_by", "quality")
    return Digitised(
        **{name: told.get(name) or "" for name in names},
        digitised_on=told.get("digitised_on"),
        probative=bool(told.get("probative")),
    )


class _Told:
    """What a sheet said of the files, once it is without error."""

    def __init__(self, found: manifest.Manifest, digitised: Digitised | None) -> None:
        self.found, self.digitised = found, digitised

    def lines(self, refusal: NotAllowed) -> list[manifest.Wrong]:
        """Each reason at the line of the sheet that it is about; line 0: of all."""
        wrong = []
        for reason in refusal.reasons:
            place = (reason.field or "").partition(".")[0]
            known = place.isdigit() and int(place) < len(self.found.units)
            line = self.found.units[int(place)].line if known else 0
            wrong.append(manifest.Wrong(line, "", "", str(reason.message)))
        return wrong

    def units(self, files: Sequence[Incoming], case_file: CaseFile) -> list[Unit]:
        named = {file.name: file for file in files}
        types = {one.pk: one for one in types_of(case_file.series)}
        return [
            Unit(
                tuple(named[name] for name in one.files),
                one.title,
                one.created_on,
                types.get(one.type or 0),
                self.digitised,
            )
            for one in self.found.units
        ]


def _by_sheet(
    request: HttpRequest, case_file: CaseFile, files: Sequence[Incoming]
) -> _Told | list[manifest.Wrong]:
    sheet = request.FILES["sheet"]
    if isinstance(sheet, list) or (sheet.size or 0) > _SHEET_BYTES:
        return [manifest.Wrong(0, "", "", _t("The sheet is larger than 2 MB."))]
    try:
        content, workbook = sheet.read(), (sheet.name or "").lower().endswith(".xlsx")
        most = judging.MOST_UNITS * 5
        table = rows_of(content, most=most) if workbook else delimited(content)[:most]
    except Unreadable as error:
        return [manifest.Wrong(0, "", "", str(error))]
    types = {fold(one.name): one.pk for one in types_of(case_file.series)}
    found = manifest.read(table, files=[one.name for one in files], types=types)
    return found.errors or _Told(found, _digitised(request))


def _of_rows(refusal: NotAllowed, rows: Sequence[int]) -> dict[str, list[str]]:
    """Each reason under the row and field where the page shows it; "" is the whole upload.

    A reason about the annex of a record stands in the annex's own row.
    """
    errors: dict[str, list[str]] = {}
    for reason in refusal.reasons:
        place, _dot, field = (reason.field or "").partition(".")
        key = ""
        if place.isdigit() and int(place) < len(rows):
            row = rows[int(place)]
            if field.startswith("files."):
                row, field = row + int(field.removeprefix("files.")), "file"
            key = f"{row}.{field}"
        errors.setdefault(key, []).append(str(reason.message))
    return errors


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
