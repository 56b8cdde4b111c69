"""Classification and schedule, and what is filed with the rule that keeps it."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup

from records.models import CaseFile, ClassificationScheme, DocumentType, Record, Series
from records.permissions import Role
from records.querysets import case_files_visible_to, records_visible_to
from records.viewsets.base import KeptViewSet, ReadOnlyViewSet
from retention.models import RetentionRule, RetentionSchedule
from retention.scheduling import sentence


def panels(*names: str) -> list[FieldPanel]:
    return [FieldPanel(name) for name in names]


def rule_in_words(series: Series | None) -> str:
    """The rule of a series, or of the series above it; a dash where there is none."""
    while series is not None:
        rule = getattr(series, "rule", None)
        if rule is not None:
            return sentence(rule)
        series = series.parent
    return "—"


class _Classification(KeptViewSet):
    change_roles = (Role.ARCHIVIST,)
    view_roles = (Role.ADMINISTRATOR, Role.AUDITOR)


class SchemeViewSet(_Classification):
    model = ClassificationScheme
    icon = "folder-open-inverse"
    list_display = ["name", "label", "act", "valid_from", "valid_to"]
    panels = panels("name", "label", "act", "valid_from", "valid_to")


class SeriesViewSet(_Classification):
    model = Series
    icon = "folder-inverse"
    list_display = ["code", "name", "office", "scheme"]
    search_fields = ["code", "name"]
    list_filter = ["scheme", "office"]
    panels = panels("scheme", "office", "parent", "code", "name")


class DocumentTypeViewSet(_Classification):
    model = DocumentType
    icon = "doc-full"
    list_display = ["name", "series"]
    search_fields = ["name", "series__code", "series__name"]
    panels = panels("series", "name")


class ScheduleViewSet(_Classification):
    model = RetentionSchedule
    icon = "calendar"
    list_display = ["label", "scheme", "status", "adopted_on"]
    panels = panels(
        "scheme", "label", "status", "approval_minutes", "convalidation", "act", "adopted_on"
    )


class RuleViewSet(_Classification):
    model = RetentionRule
    icon = "time"
    list_display = ["series", Column("rule", label=_("Rule"), accessor=sentence), "trigger"]
    search_fields = ["series__code", "series__name"]
    list_filter = ["schedule", "disposition"]
    panels = panels(
        "schedule",
        "series",
        "office_years",
        "archive_years",
        "disposition",
        "reproduce",
        "trigger",
        "on_paper",
        "electronic",
        "procedure",
    )


class CaseFileIndexView(generic.IndexView):
    def get_base_queryset(self) -> Any:
        return case_files_visible_to(self.request.user).select_related(
            "office", "series__rule", "series__parent__rule"
        )


class CaseFileInspectView(generic.InspectView):
    def get_object(self, queryset: Any = None) -> CaseFile:
        found: CaseFile = get_object_or_404(case_files_visible_to(self.request.user), pk=self.pk)
        return found


class CaseFileViewSet(ReadOnlyViewSet):
    model = CaseFile
    icon = "folder-inverse"
    view_roles = tuple(Role)
    index_view_class = CaseFileIndexView
    inspect_view_class = CaseFileInspectView
    list_display = [
        "code",
        "title",
        "office",
        Column("rule", label=_("Rule"), accessor=lambda one: rule_in_words(one.series)),
        "access",
    ]
    search_fields = ["code", "title"]
    list_filter = ["access", "office"]
    list_export = ["code", "title", "series", "office", "opened_on", "access"]


class RecordIndexView(generic.IndexView):
    def get_base_queryset(self) -> Any:
        return records_visible_to(self.request.user).select_related(
            "case_file__series__rule", "case_file__series__parent__rule", "document_type"
        )


class RecordInspectView(generic.InspectView):
    def get_object(self, queryset: Any = None) -> Record:
        found: Record = get_object_or_404(records_visible_to(self.request.user), pk=self.pk)
        return found

    def get_fields_context(self) -> list[dict[str, Any]]:
        shown: list[dict[str, Any]] = super().get_fields_context()
        components = list(self.object.components.all())
        if self.object.version:
            components += self.object.version.components.all()
        lines = format_html_join(
            "",
            "<li>{} · {} B · SHA-256 <code>{}</code></li>",
            ((one.name, one.size, one.sha256[:12]) for one in components),
        )
        rule = rule_in_words(self.object.case_file.series)
        return [
            *shown,
            {"label": _("Rule"), "value": rule, "component": None},
            {"label": _("Files"), "value": format_html("<ul>{}</ul>", lines), "component": None},
        ]


class RecordViewSet(ReadOnlyViewSet):
    model = Record
    icon = "doc-full-inverse"
    view_roles = tuple(Role)
    index_view_class = RecordIndexView
    inspect_view_class = RecordInspectView
    list_display = [
        "title",
        "case_file",
        "created_on",
        Column("rule", label=_("Rule"), accessor=lambda one: rule_in_words(one.case_file.series)),
        "access",
    ]
    search_fields = ["title", "case_file__code"]
    list_filter = ["access", "created_on"]
    list_export = ["title", "case_file", "created_on", "incorporated_at", "access"]
    inspect_view_fields = [
        "title",
        "case_file",
        "document_type",
        "created_on",
        "incorporated_at",
        "access",
    ]


class ClassificationGroup(ViewSetGroup):
    menu_label = _("Classification")
    menu_icon = "folder-open-inverse"
    menu_order = 310
    items = (
        SchemeViewSet("schemes", url_prefix="cuadros"),
        SeriesViewSet("series", url_prefix="series"),
        DocumentTypeViewSet("document_types", url_prefix="tipos-documentales"),
        ScheduleViewSet("schedules", url_prefix="trd"),
        RuleViewSet("rules", url_prefix="reglas"),
    )


class ArchiveGroup(ViewSetGroup):
    menu_label = _("Archive")
    menu_icon = "folder-inverse"
    menu_order = 320
    items = (
        CaseFileViewSet("case_files", url_prefix="expedientes"),
        RecordViewSet("records", url_prefix="archivo"),
    )
