"""A CCD, TRD or TVD from a file after a look at it, and every version as a file to download."""

from __future__ import annotations

import base64
import zlib
from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.http import require_safe

from wagtail.admin import messages

from records.exceptions import Failure, NotAllowed
from records.models import ClassificationScheme, Office
from records.permissions import Role, has_role
from records.viewsets.uploads import bounded
from retention.scheduling.exporting import csv_of, pdf_of, xlsx_of, xml_of
from retention.scheduling.kept import schedule_of
from retention.scheduling.loading import Load, load_schedule, look

KEEPS = (Role.ARCHIVIST,)
SEES = (Role.ARCHIVIST, Role.ADMINISTRATOR, Role.AUDITOR)
_WAITING = "schedule_import"  # the file that was looked at, until it is confirmed or replaced
_SHOWN = 300  # errors and warnings of a preview; the counts are of all
_MAX_BYTES = 5 * 1024 * 1024
_KINDS = {"ccd": _("CCD"), "trd": _("TRD"), "tvd": _("TVD")}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: dict[str, tuple[str, Any]] = {
    "csv": ("text/csv; charset=utf-8", csv_of),
    "xlsx": (_XLSX, xlsx_of),
    "xml": ("application/xml", xml_of),
    "pdf": ("application/pdf", pdf_of),
}


class ScheduleFileForm(forms.Form):
    file = forms.FileField(
        label=_("Sheet of the schedule (CSV, XLSX or XML)"),
        help_text=_("At most 5 MB. Official layouts and flat tables are understood."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.xml"}),
    )
    office = forms.ModelChoiceField(
        Office.objects.none(),
        required=False,
        label=_("Office of its codes"),
        help_text=_("Only where the file does not tell it; else they are of the whole entity."),
    )
    label = forms.CharField(
        required=False,
        max_length=20,
        label=_("Version"),
        help_text=_("Empty: the next one of the entity."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["office"]
        field.queryset = Office.objects.on(timezone.localdate())


class ScheduleImportView(View):
    """Upload, look, confirm. What is confirmed is what was shown."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not has_role(request.user, *KEEPS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        request.session.pop(_WAITING, None)
        return self._page(form=ScheduleFileForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        return self._confirm() if "confirm" in request.POST else self._look()

    def _look(self) -> HttpResponse:
        self.request.session.pop(_WAITING, None)
        form = ScheduleFileForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self._page(form=form)
        file, office = form.cleaned_data["file"], form.cleaned_data["office"]
        told = {
            "label": form.cleaned_data["label"],
            "office": office.code if office is not None else "",
        }
        content = file.read()
        try:
            load = look(content, file.name, at=timezone.now(), **told)
        except NotAllowed as refusal:
            form.add_error("file", str(refusal))
            return self._page(form=form)
        if not load.sheet.errors:
            packed = base64.b64encode(zlib.compress(content)).decode()
            waiting = {"name": file.name, "content": packed, **told}
            self.request.session[_WAITING] = waiting
        return self._page(form=ScheduleFileForm(), load=load, name=file.name)

    def _confirm(self) -> HttpResponse:
        waiting = self.request.session.get(_WAITING)
        if waiting is None:
            messages.warning(
                self.request, _("Upload the file again: nothing waits to be imported.")
            )
            return redirect("schemes:import")
        content = zlib.decompress(base64.b64decode(waiting["content"]))
        try:
            load = load_schedule(
                content,
                waiting["name"],
                by=self.request.user,
                at=timezone.now(),
                label=waiting["label"],
                office=waiting["office"],
                looked_at=self.request.POST["confirm"],
            )
        except NotAllowed as refusal:
            messages.error(self.request, str(refusal))
            return redirect("schemes:import")
        if load.scheme is None:
            # The world moved since it was looked at: the version exists, a norm went.
            return self._page(form=ScheduleFileForm(), load=load, name=waiting["name"])
        del self.request.session[_WAITING]
        told = {"scheme": load.scheme, "count": load.sheet.rows}
        messages.success(self.request, _t("Imported: %(scheme)s, %(count)d rows.") % told)
        return redirect("schemes:lines", load.scheme.pk)

    def _page(
        self, *, form: ScheduleFileForm, load: Load | None = None, name: str = ""
    ) -> HttpResponse:
        context: dict[str, Any] = {
            "form": form,
            "name": name,
            "load": load,
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("schemes:index"), "label": _("Classification schemes")},
                {"url": "", "label": _("Import a schedule")},
            ],
        }
        if load is not None:
            counts = Counter(line.office for line in load.sheet.lines)
            names = {**load.sheet.offices, **load.new_offices}
            context |= {
                "kind": _KINDS[load.sheet.kind],
                "offices": [
                    (code, names.get(code, ""), count) for code, count in sorted(counts.items())
                ],
                "errors": load.sheet.errors[:_SHOWN],
                "warnings": load.sheet.warnings[:_SHOWN],
                "unshown": max(len(load.sheet.errors), len(load.sheet.warnings)) - _SHOWN,
            }
        return TemplateResponse(self.request, "retention/schedule_import.html", context)


@require_safe
def download(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """A version in the official layout: CSV, XLSX, XML or PDF."""
    if not has_role(request.user, *SEES):
        raise PermissionDenied
    scheme = get_object_or_404(ClassificationScheme, pk=pk)
    if ending not in FORMATS:
        raise Http404
    media_type, written = FORMATS[ending]
    try:
        content = written(scheme)
    except Failure as failure:
        messages.error(request, str(failure))
        return redirect("schemes:inspect", pk)
    response = HttpResponse(content, content_type=media_type)
    name = f"{file_name(scheme)}.{ending}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def file_name(scheme: ClassificationScheme) -> str:
    """What a file of a version is called, without its ending."""
    schedule = schedule_of(scheme)
    kind = schedule.kind if schedule is not None else "ccd"
    return slugify(f"{kind} {schedule.label if schedule is not None else scheme.label}")


PATTERNS = [
    path("importar/", bounded(ScheduleImportView.as_view(), most=_MAX_BYTES), name="import"),
    path("<int:pk>/archivo.<slug:ending>", download, name="download"),
]
