"""What is filed: case files and records, each with the rule that keeps it and its files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup

from records.chain import reading
from records.models import CaseFile, Record
from records.permissions import Role
from records.querysets import records_visible_to
from records.restrictions.readings import note_page
from records.urgency import STATES, standing_of
from records.viewsets.base import KeptIndexView, KeptInspectView, ReadOnlyViewSet
from records.viewsets.captured import came, framed
from retention.viewsets.case_files import CaseFileViewSet
from retention.viewsets.case_files.known import known_to
from retention.viewsets.files import download, files_in_words
from retention.viewsets.words import kept_in_words

_FEW = 1000  # case files whose keys a query lists


def urgency_in_words(record: Record) -> str:
    """How the urgent issue of the version that a record keeps stands; empty for any other."""
    issuance = getattr(record.version, "issuance", None)
    standing = standing_of(issuance, timezone.now()) if issuance else None
    return str(STATES[standing.state]) if standing else ""


def _rules(records: Iterable[Record]) -> dict[int, str]:
    """How long the case files of these records are kept, by their keys."""
    case_files = CaseFile.objects.with_standing().select_related(
        "series__rule", "series__parent__rule"
    )
    return kept_in_words(case_files.filter(pk__in={one.case_file_id for one in records}))


class RecordIndexView(KeptIndexView):
    def get_table(self, object_list: Any) -> Any:
        told = _rules(object_list)
        for one in object_list:
            one.kept_in_words = told[one.case_file_id]
        return super().get_table(object_list)

    def get_base_queryset(self) -> Any:
        found = records_visible_to(self.request.user).select_related(
            "case_file",
            "document_type",
            "version__issuance__urgency__confirmation",
        )
        return found.prefetch_related("version__issuance__withdrawals")

    def search_queryset(self, queryset: Any) -> Any:
        """By the title of a record or the code of its case file.

        These case files are found first, where they are few: over the join no index helps.
        """
        if not self.is_searching:
            return queryset
        named = CaseFile.objects.filter(code__icontains=self.search_query).order_by()
        keys = list(named.values_list("pk", flat=True)[: _FEW + 1])
        filed = Q(case_file__in=named.values("pk") if len(keys) > _FEW else keys)
        return queryset.filter(Q(title__icontains=self.search_query) | filed)


class RecordInspectView(KeptInspectView):
    template_name = "retention/record.html"

    def get_object(self, queryset: Any = None) -> Record:
        known = reading.keyed(records_visible_to(self.request.user))
        found: Record = get_object_or_404(known, pk=self.pk)
        return found

    def get_case_file_display_value(self) -> str:
        """Its code: the title may tell of a version that this person may not know of.

        It leads to the page of the case file, where the person may know of that.
        """
        case_file = self.object.case_file
        if not known_to(self.request.user).filter(pk=case_file.pk).exists():
            return str(case_file.code)
        url = reverse("case_files:inspect", args=[case_file.pk])
        return format_html('<a href="{}">{}</a>', url, case_file.code)

    def get_fields_context(self) -> list[dict[str, Any]]:
        rule = _rules([self.object])[self.object.case_file_id]
        lines = [
            *super().get_fields_context(),
            {"label": _("Rule"), "value": rule, "component": None},
        ]
        if urgency := urgency_in_words(self.object):
            lines.append({"label": _("Urgent issue"), "value": urgency, "component": None})
        return lines

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = files_in_words(self.object, self.request.user)
        note_page(self.object, by=self.request.user, at=timezone.now())
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
        Column("rule", label=_("Rule"), accessor="kept_in_words"),
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
