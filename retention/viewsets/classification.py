"""Classification and schedule, kept by archive managers until they are adopted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup

from records.models import ClassificationScheme, DocumentType, OrganicPeriod, Series
from records.permissions import Role
from records.viewsets.base import KeptViewSet
from retention.models import RetentionRule, RetentionSchedule
from retention.models.settled import settled_sentence
from retention.scheduling import sentence
from retention.viewsets import life, looking, schedule_files, schedule_grid
from retention.viewsets.asked import (
    MinimumViewSet,
    RuleCreateView,
    RuleEditView,
    SeriesCreateView,
    SeriesEditView,
    SeriesInspectView,
    TermViewSet,
)
from retention.viewsets.gathering_rules import GatheringRuleViewSet
from retention.viewsets.life import LifeInspectView
from retention.viewsets.own_types import OwnTypeViewSet
from retention.viewsets.series_fields import SeriesFieldViewSet
from retention.viewsets.versions import ScheduleIndexView, SchemeIndexView, VersionInspectView


def panels(*names: str) -> list[FieldPanel]:
    return [FieldPanel(name) for name in names]


def _fixed_with(schedule: RetentionSchedule | None) -> str:
    return settled_sentence(schedule) if schedule is not None and not schedule.editable else ""


def _schedule_of(scheme: ClassificationScheme) -> RetentionSchedule | None:
    return getattr(scheme, "schedule", None)


class _Classification(KeptViewSet):
    change_roles = (Role.ARCHIVIST,)
    view_roles = (Role.ADMINISTRATOR, Role.AUDITOR)
    pages = frozenset({"index", "index_results", "add", "edit", "inspect"})
    inspect_view_enabled = True


class SchemeViewSet(_Classification):
    model = ClassificationScheme
    icon = "folder-open-inverse"
    index_view_class = SchemeIndexView
    inspect_view_class = VersionInspectView
    list_display = ["name", "label", "act", "valid_from", "valid_to"]
    panels = panels("name", "label", "act", "valid_from", "valid_to")
    inspect_view_fields = ["name", "label", "act", "valid_from", "valid_to"]

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), *schedule_files.PATTERNS, *schedule_grid.PATTERNS]


class SeriesViewSet(_Classification):
    model = Series
    icon = "folder-inverse"
    add_view_class = SeriesCreateView
    edit_view_class = SeriesEditView
    related = ("scheme__schedule", "office")
    list_display = ["code", "name", "office", "scheme"]
    search_fields = ["code", "name"]
    list_filter = ["scheme", "office"]
    panels = panels(
        "scheme", "office", "parent", "code", "name", "proposed_access", "period", "is_subject"
    )
    inspect_view_class = SeriesInspectView
    inspect_view_fields = [
        "code",
        "name",
        "parent",
        "office",
        "scheme",
        "proposed_access",
        "period",
        "is_subject",
    ]

    @staticmethod
    def why_fixed(series: Series) -> str:
        return _fixed_with(_schedule_of(series.scheme))


class PeriodViewSet(_Classification):
    model = OrganicPeriod
    icon = "history"
    related = ("scheme__schedule",)
    list_display = ["name", "scheme", "valid_from", "valid_to"]
    panels = panels("scheme", "name", "valid_from", "valid_to", "act", "structure")
    inspect_view_fields = ["name", "scheme", "valid_from", "valid_to", "act", "structure"]

    @staticmethod
    def why_fixed(period: OrganicPeriod) -> str:
        return _fixed_with(_schedule_of(period.scheme))


class DocumentTypeViewSet(_Classification):
    model = DocumentType
    icon = "doc-full"
    related = ("series__scheme__schedule",)
    list_display = ["name", "series"]
    search_fields = ["name", "series__code", "series__name"]
    panels = panels("series", "name", "order", "on_paper", "electronic")
    inspect_view_fields = ["name", "series", "order", "on_paper", "electronic"]

    @staticmethod
    def why_fixed(kind: DocumentType) -> str:
        return _fixed_with(_schedule_of(kind.series.scheme))


class ScheduleViewSet(_Classification):
    model = RetentionSchedule
    icon = "calendar"
    index_view_class = ScheduleIndexView
    inspect_view_class = LifeInspectView
    related = ("scheme",)
    list_display = ["__str__", "scheme", "status", "adopted_on"]
    list_filter = ["kind", "status"]
    panels = [
        HelpPanel(
            content=_(
                "Its lines are written while it is a draft, and when the evaluator asks for "
                "adjustments. From its convalidation on they never change again."
            )
        ),
        *panels("kind", "scheme", "label", "description"),
    ]
    inspect_view_fields = [
        "kind",
        "label",
        "description",
        "scheme",
        "status",
        "approval_minutes",
        "convalidation",
        "act",
        "adopted_on",
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), *life.PATTERNS, *looking.PATTERNS]

    @staticmethod
    def why_fixed(schedule: RetentionSchedule) -> str:
        return _fixed_with(schedule)


class RuleViewSet(_Classification):
    model = RetentionRule
    icon = "time"
    add_view_class = RuleCreateView
    edit_view_class = RuleEditView
    related = ("series", "schedule")
    list_display = [
        "series",
        Column("rule", label=_("Rule"), accessor=sentence),
        "trigger",
        "schedule",
    ]
    search_fields = ["series__code", "series__name"]
    list_filter = ["schedule", "disposition"]
    panels = panels(
        "schedule",
        "series",
        "office_years",
        "archive_years",
        "disposition",
        "reproduction",
        "trigger",
        "on_paper",
        "electronic",
        "sampling_method",
        "sampling_rate",
        "human_rights",
        "procedure",
        "legal_basis",
    )
    inspect_view_fields = [
        "series",
        "schedule",
        "office_years",
        "archive_years",
        "disposition",
        "reproduction",
        "trigger",
        "on_paper",
        "electronic",
        "sampling_method",
        "sampling_rate",
        "human_rights",
        "procedure",
        "legal_basis",
    ]

    @staticmethod
    def why_fixed(rule: RetentionRule) -> str:
        return _fixed_with(rule.schedule)


class ClassificationGroup(ViewSetGroup):
    menu_label: Any = _("Classification")
    menu_icon = "folder-open-inverse"
    menu_order = 310
    items = (
        SchemeViewSet("schemes", url_prefix="cuadros"),
        SeriesViewSet("series", url_prefix="series"),
        SeriesFieldViewSet("series_fields", url_prefix="metadatos-de-series"),
        PeriodViewSet("periods", url_prefix="periodos"),
        DocumentTypeViewSet("document_types", url_prefix="tipos-documentales"),
        OwnTypeViewSet("own_types", url_prefix="lo-que-se-archiva-solo"),
        GatheringRuleViewSet("gathering_rules", url_prefix="lo-que-abre-expedientes"),
        ScheduleViewSet("schedules", url_prefix="trd"),
        RuleViewSet("rules", url_prefix="reglas"),
        MinimumViewSet("minimum_periods", url_prefix="plazos-minimos"),
        TermViewSet("schedule_terms", url_prefix="terminos-trd"),
    )
