"""The table of norms: listed, kept one by one, and imported from a file after a look at it."""

from __future__ import annotations

import base64
import zlib
from typing import Any

from django import forms
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views import View

from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets.button import HeaderButton

from records.exceptions import NotAllowed
from records.legal_references import (
    COLUMNS,
    Report,
    Row,
    check_size,
    import_references,
    read_rows,
)
from records.models import LegalReference
from records.permissions import Role, has_role
from records.viewsets.base import KeptIndexView, KeptViewSet

_WAITING = "norms_import"  # the file that was looked at, until it is confirmed or replaced
_SHOWN = 500  # rows of a preview; the counts are of all


class NormsFileForm(forms.Form):
    file = forms.FileField(
        label=_("Table of norms (CSV or XLSX)"),
        help_text=_("At most 5 MB. The first row names the columns."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )


class NormsImportView(View):
    """Upload, look, confirm. What is confirmed is what was shown, or it is shown again."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not has_role(request.user, Role.ADMINISTRATOR):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        request.session.pop(_WAITING, None)
        return self._page(form=NormsFileForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        return self._confirm() if "confirm" in request.POST else self._look()

    def _look(self) -> HttpResponse:
        self.request.session.pop(_WAITING, None)
        form = NormsFileForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self._page(form=form)
        file = form.cleaned_data["file"]
        try:
            check_size(file.size)
            content = file.read()
            report = self._report(read_rows(content, file.name), dry_run=True)
        except NotAllowed as refusal:
            form.add_error("file", str(refusal))
            return self._page(form=form)
        if not report.errors and report.created + report.changed:
            packed = base64.b64encode(zlib.compress(content)).decode()
            self.request.session[_WAITING] = {"name": file.name, "content": packed}
        return self._page(form=NormsFileForm(), report=report, name=file.name)

    def _confirm(self) -> HttpResponse:
        waiting = self.request.session.get(_WAITING)
        if waiting is None:
            messages.warning(
                self.request, _("Upload the file again: nothing waits to be imported.")
            )
            return redirect("norms:import")
        content, name = zlib.decompress(base64.b64decode(waiting["content"])), waiting["name"]
        try:
            rows = read_rows(content, name)
        except NotAllowed as refusal:
            messages.error(self.request, str(refusal))
            return redirect("norms:import")
        report = self._report(rows, dry_run=True)
        if report.digest != self.request.POST["confirm"] or report.errors:
            messages.warning(
                self.request,
                _("The table changed since you looked: this is what the file would do now."),
            )
            return self._page(form=NormsFileForm(), report=report, name=name)
        try:
            report = self._report(rows)
        except NotAllowed as refusal:
            messages.error(self.request, str(refusal))
            return redirect("norms:import")
        del self.request.session[_WAITING]
        messages.success(self.request, _done(report))
        return redirect("norms:index")

    def _report(self, rows: list[Row], *, dry_run: bool = False) -> Report:
        return import_references(rows, by=self.request.user, at=timezone.now(), dry_run=dry_run)

    def _page(
        self, *, form: NormsFileForm, report: Report | None = None, name: str = ""
    ) -> HttpResponse:
        context = {
            "form": form,
            "name": name,
            "report": report,
            "columns": [(_label(column), column) for column in COLUMNS],
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("norms:index"), "label": _("Norms")},
                {"url": "", "label": _("Import the table")},
            ],
        }
        if report is not None:
            plans = [plan for plan in report.plans if plan.outcome != "same"]
            context["plans"] = [
                {
                    "plan": plan,
                    "differences": [
                        (_label(column), before or "—", after or "—")
                        for column, before, after in plan.differences
                    ],
                }
                for plan in plans[:_SHOWN]
            ]
            context["errors"] = [(error, _label(error.column)) for error in report.errors[:_SHOWN]]
            context["unshown"] = max(len(plans), len(report.errors)) - _SHOWN
        return TemplateResponse(self.request, "records/norms_import.html", context)


def _label(column: str) -> str:
    return str(capfirst(str(label_for_field(column, LegalReference))))


def _done(report: Report) -> str:
    created = ngettext("%(count)d new norm", "%(count)d new norms", report.created)
    changed = ngettext("%(count)d changed norm", "%(count)d changed norms", report.changed)
    return _t("Imported: %(created)s, %(changed)s.") % {
        "created": created % {"count": report.created},
        "changed": changed % {"count": report.changed},
    }


class NormIndexView(KeptIndexView):
    export_headings = {name: name for name in COLUMNS}  # what is exported can be imported

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons: list[Any] = list(super().header_buttons)
        if self.user_has_permission("add"):
            buttons.append(
                HeaderButton(_("Import the table"), url=reverse("norms:import"), icon_name="upload")
            )
        return buttons


class NormViewSet(KeptViewSet):
    model = LegalReference
    icon = "doc-full"
    change_roles = (Role.ADMINISTRATOR,)
    view_roles = (Role.EDITOR,)
    index_view_class = NormIndexView
    list_display = ["__str__", "issuer", "title", "valid_from", "valid_to", "replaced_by"]
    search_fields = ["number", "issuer", "title"]
    list_filter = ["kind", "year"]
    list_export = list(COLUMNS)
    export_filename = "normas"
    panels = [FieldPanel(name) for name in COLUMNS]

    def get_urlpatterns(self) -> list[Any]:
        view = path("importar/", NormsImportView.as_view(), name="import")
        return [*super().get_urlpatterns(), view]
