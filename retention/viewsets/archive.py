"""What is filed: case files and records, each with the rule that keeps it and its files."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup

from records.chain import reading
from records.models import CaseFile, Record, Series
from records.permissions import Role
from records.querysets import case_files_visible_to, files_of, records_visible_to
from records.urgency import STATES, standing_of
from records.viewsets.base import KeptIndexView, KeptInspectView, ReadOnlyViewSet
from records.viewsets.captured import came, framed
from records.viewsets.showing import is_shown
from retention.scheduling import rule_for, sentence
from retention.viewsets import indices
from retention.viewsets.files import download


def rule_in_words(series: Series | None) -> str:
    """The rule of a series, or of the series above it; a dash where there is none."""
    rule = rule_for(series)
    return "—" if rule is None else sentence(rule)


def urgency_in_words(record: Record) -> str:
    """How the urgent issue of the version that a record keeps stands; empty for any other."""
    issuance = getattr(record.version, "issuance", None)
    standing = standing_of(issuance, timezone.now()) if issuance else None
    return str(STATES[standing.state]) if standing else ""


def files_in_words(record: Record, user: Any) -> list[dict[str, Any]]:
    """The files that the person may open, with the address of each."""
    return [
        {
            "name": file.name,
            "role": file.get_role_display(),
            "size": file.size,
            "sha256": file.sha256,
            "url": reverse("records:file", args=[record.pk, file.pk]),
            "shown": reverse("record_file_shown", args=[record.pk, file.pk])
            if is_shown(file)
            else "",
            "pk": file.pk,
        }
        for file in files_of(record, user)
    ]


class CaseFileIndexView(KeptIndexView):
    code_first = True

    def get_base_queryset(self) -> Any:
        known = Q(records__in=records_visible_to(self.request.user).values("pk"))
        return (
            case_files_visible_to(self.request.user)
            .select_related("office", "series__rule", "series__parent__rule")
            .annotate(filed=Count("records", filter=known))
        )


class CaseFileInspectView(KeptInspectView):
    template_name = "retention/case_file.html"

    def get_object(self, queryset: Any = None) -> CaseFile:
        found: CaseFile = get_object_or_404(case_files_visible_to(self.request.user), pk=self.pk)
        return found

    def get_fields_context(self) -> list[dict[str, Any]]:
        rule = rule_in_words(self.object.series)
        return [
            *super().get_fields_context(),
            {"label": _("Rule"), "value": rule, "component": None},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        records = (
            records_visible_to(self.request.user)
            .filter(case_file=self.object)
            .select_related("case_file", "document_type")
        )
        shown = [
            {
                "record": record,
                "url": reverse("records:inspect", args=[record.pk]),
                "files": files_in_words(record, self.request.user),
            }
            for record in records
        ]
        return {
            **super().get_context_data(**kwargs),
            "records": shown,
            "indices": indices.downloads(self.object, self.request.user),
        }


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
        Column("filed", label=_("Filed"), accessor="filed"),
        Column("rule", label=_("Rule"), accessor=lambda one: rule_in_words(one.series)),
        "access",
    ]
    search_fields = ["code", "title"]
    list_filter = ["access", "office"]
    list_export = ["code", "title", "series", "office", "opened_on", "access"]
    inspect_view_fields = ["code", "title", "series", "office", "opened_on", "access"]

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), *indices.addresses()]


class RecordIndexView(KeptIndexView):
    def get_base_queryset(self) -> Any:
        found = records_visible_to(self.request.user).select_related(
            "case_file__series__rule",
            "case_file__series__parent__rule",
            "document_type",
            "version__issuance__urgency__confirmation",
        )
        return found.prefetch_related("version__issuance__withdrawals")


class RecordInspectView(KeptInspectView):
    template_name = "retention/record.html"

    def get_object(self, queryset: Any = None) -> Record:
        known = reading.keyed(records_visible_to(self.request.user))
        found: Record = get_object_or_404(known, pk=self.pk)
        return found

    def get_case_file_display_value(self) -> str:
        """Its code: the title may tell of a version that this person may not know of."""
        code: str = self.object.case_file.code
        return code

    def get_fields_context(self) -> list[dict[str, Any]]:
        rule = rule_in_words(self.object.case_file.series)
        lines = [
            *super().get_fields_context(),
            {"label": _("Rule"), "value": rule, "component": None},
        ]
        if urgency := urgency_in_words(self.object):
            lines.append({"label": _("Urgent issue"), "value": urgency, "component": None})
        return lines

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = files_in_words(self.object, self.request.user)
        return {
            **super().get_context_data(**kwargs),
            "files": files,
            "frame": framed(files, self.request.GET.get("ver", "")),
            **came(self.object, self.request.user),
            "orders": reading.orders_of(self.object, self.request.user),
            "said": self.object.chain_issuance is not None,
        }


class RecordViewSet(ReadOnlyViewSet):
    model = Record
    icon = "doc-full-inverse"
    view_roles = tuple(Role)
    index_view_class = RecordIndexView
    inspect_view_class = RecordInspectView
    ordering = ["-created_on", "-pk"]
    list_display = [
        "title",
        Column(
            "case_file", label=_("Case file"), accessor="case_file.code", classname="legajo-code"
        ),
        "created_on",
        Column("rule", label=_("Rule"), accessor=lambda one: rule_in_words(one.case_file.series)),
        "access",
        Column("urgency", label=_("Urgent issue"), accessor=urgency_in_words),
    ]
    search_fields = ["title", "case_file__code"]
    list_filter = ["access", "created_on"]
    list_export = ["title", "case_file.code", "created_on", "incorporated_at", "access"]
    inspect_view_fields = [
        "title",
        "case_file",
        "document_type",
        "created_on",
        "incorporated_at",
        "access",
    ]

    def get_urlpatterns(self) -> list[Any]:
        file = path("<int:pk>/ficheros/<int:component>/", download, name="file")
        return [*super().get_urlpatterns(), file]


class ArchiveGroup(ViewSetGroup):
    menu_label: Any = _("Archive")
    menu_icon = "folder-inverse"
    menu_order = 320
    items = (
        CaseFileViewSet("case_files", url_prefix="expedientes"),
        RecordViewSet("records", url_prefix="archivo"),
    )
