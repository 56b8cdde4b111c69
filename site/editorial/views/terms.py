"""The report of terms: what is in review, whom it waits for and how its term stands."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

import django_filters

from records.deadlines import NAMES, AtHand, Measure, in_review, whose_turn
from records.kinds import LABELS
from records.models import DocumentVersion, Office
from records.permissions import KEEPS_QUALITY, READS_ALL, WRITES, Role, offices_of, sees_everything
from records.viewsets.base import InertExport, RolePermissionPolicy

READS = tuple(dict.fromkeys((*KEEPS_QUALITY, *READS_ALL, *WRITES, Role.REVIEWER, Role.APPROVER)))
NONE = "none"
LIGHTS = [*NAMES.items(), (NONE, _("without a term"))]


def light_of(row: AtHand) -> str:
    """What the filter calls it."""
    return row.standing.light if row.standing else NONE


class TermsFilterSet(WagtailFilterSet):
    office = django_filters.ModelChoiceFilter(
        label=_("Office"), field_name="document__office", queryset=Office.objects.all()
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=lambda: list(LABELS.items()))
    light = django_filters.ChoiceFilter(label=_("Term"), choices=LIGHTS, method="of_light")

    class Meta:
        model = DocumentVersion
        fields: list[str] = []

    def of_light(self, queryset: Any, name: str, value: str) -> Any:
        """Nothing here: a light is in no column, and the view reads which one was asked for."""
        return queryset


class LightColumn(Column):
    """The light in words, by its shape and last by its colour."""

    cell_template_name = "editorial/signing/term_cell.html"


class TermsReport(InertExport, ReportView):
    """Each sees the submissions of their offices; who keeps the system of documents, all."""

    model = DocumentVersion
    page_title = _("Terms")
    header_icon = "calendar-alt"
    permission_policy = RolePermissionPolicy(DocumentVersion, change=(), view=READS)
    permission_required = "view"
    filterset_class = TermsFilterSet
    index_url_name = "terms_report"
    index_results_url_name = "terms_report_results"
    verbose_name_plural = _("documents in review")
    export_headings = {
        "code": _("Code"),
        "title": _("Title"),
        "kind": _("Kind"),
        "office": _("Office"),
        "step": _("Step"),
        "turn": _("Waits for"),
        "since": _("Since"),
        "until": _("Until"),
        "light": _("Term"),
        "days": _("Business days left; overdue, less than zero"),
    }
    list_export = list(export_headings)

    def get_filename(self) -> str:
        return f"terminos-{timezone.localdate().isoformat()}"

    def get_base_queryset(self) -> Any:
        found = DocumentVersion.objects.in_review().followed_by(self.request.user)
        related = found.select_related("document__office", "office", "submitted_by")
        return related.prefetch_related("signatures").order_by("submitted_at")

    def get_filtered_queryset(self) -> list[AtHand]:
        """The rows, the most pressing first: their order and their light are in no column."""
        rows = in_review(self.filter_queryset(self.get_base_queryset()), self._measure)
        asked = self.filters.form.cleaned_data.get("light") if self.filters.is_valid() else ""
        return [row for row in rows if not asked or light_of(row) == asked]

    @cached_property
    def _measure(self) -> Measure:
        return Measure.at(timezone.now())

    @cached_property
    def _turns(self) -> dict[int, str]:
        return whose_turn(self.object_list)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "code",
                label=_("Document"),
                accessor=lambda row: row.version.code,
                get_url=self._address,
                classname="legajo-code",
            ),
            LightColumn("light", label=_("Term"), accessor=lambda row: row),
            Column("title", label=_("Title"), accessor=lambda row: row.version.title),
            Column("office", label=_("Office"), accessor=lambda row: row.version.office.name),
            Column("step", label=_("Step"), accessor=lambda row: row.step.name),
            Column("turn", label=_("Waits for"), accessor=self._turn),
            Column("since", label=_("Since"), accessor=_since, classname="legajo-code"),
        ]

    def _turn(self, row: AtHand) -> str:
        return self._turns[row.version.pk]

    def _address(self, row: AtHand) -> str | None:
        """The way to the text for those who may read it before it is issued."""
        user = self.request.user
        if sees_everything(user) or row.version.document.office_id in offices_of(user):
            return reverse("signing", args=[row.version.pk])
        return None

    def to_row_dict(self, item: AtHand) -> dict[str, Any]:
        standing = item.standing
        overdue = standing is not None and standing.light == "overdue"
        return {
            "code": item.version.code,
            "title": item.version.title,
            "kind": item.version.get_kind_display(),
            "office": item.version.office.name,
            "step": item.step.name,
            "turn": self._turn(item),
            "since": _since(item),
            "until": standing.due.isoformat() if standing else "",
            "light": str(dict(LIGHTS)[light_of(item)]),
            "days": (-standing.days if overdue else standing.days) if standing else "",
        }


def _since(row: AtHand) -> str:
    return row.opened.isoformat()
