"""The list of what was filled in: per format, with filters, exported for whoever may read it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

import django_filters

from records import filled_content, filled_reading, filling
from records.models import Entity, FilledFormat, Office
from records.models.organization import person_name
from records.permissions import Role
from records.viewsets.base import KeptIndexView, ReadOnlyViewSet

_OWN = ("number", "code", "title", "version", "author", "author_office", "sent", "completed")
_CELL = "cell:"


def _completed(user: Any) -> Any:
    """What was completed, among what the person may read."""
    return FilledFormat.objects.visible_to(user).filter(completion__isnull=False)


def _content_of(filled: FilledFormat) -> filled_content.Filled | None:
    """What was filled in; None where it was suppressed by order."""
    return None if filled_reading.is_suppressed(filled) else filled_reading.content_of(filled)


class FilledFilterSet(WagtailFilterSet):
    """No choice tells of what the person may not read."""

    code = django_filters.ChoiceFilter(label=_("Format"))
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=FilledFormat.Kind.choices)
    author_office = django_filters.ModelChoiceFilter(
        label=_("Office of the author"), queryset=Office.objects.all()
    )
    submitted_at = django_filters.DateFromToRangeFilter(
        label=_("Date"), widget=DateRangePickerWidget
    )

    class Meta:
        model = FilledFormat
        fields: list[str] = []

    def __init__(self, *given: Any, **told: Any) -> None:
        super().__init__(*given, **told)
        codes = _completed(self.request.user).order_by("code").values_list("code", flat=True)
        self.filters["code"].extra["choices"] = [(one, one) for one in codes.distinct() if one]


def _number(filled: FilledFormat) -> str:
    return str(filled.completion.number)


def _author(filled: FilledFormat) -> str:
    return person_name(filled.author)


def _day(filled: FilledFormat) -> str:
    return timezone.localdate(filled.submitted_at).isoformat()


class FilledIndexView(KeptIndexView):
    """What was completed, among what the person may read. An export is an event of the register.

    Of one format the export has a column for each of its boxes.
    """

    export_headings: dict[str, Any] = {
        "number": _("Number"),
        "code": _("Code"),
        "title": _("Title"),
        "version": _("Version of the format"),
        "author": _("Filled in by"),
        "author_office": _("Office of the author"),
        "sent": _("Sent on"),
        "completed": _("Completed on"),
    }
    list_export = list(_OWN)

    def get_base_queryset(self) -> Any:
        return (
            _completed(self.request.user)
            .select_related("completion__number", "issuance", "author", "author_office")
            .order_by("-submitted_at")
        )

    def get_edit_url(self, instance: Any) -> str | None:
        return None

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            title("number", label=_("Number"), accessor=_number, url_name="filled_format"),
            Column("title", label=_("Format"), accessor="title"),
            Column("author", label=_("Filled in by"), accessor=_author),
            Column("author_office", label=_("Office"), accessor=lambda one: one.author_office.name),
            Column("submitted_at", label=_("Date"), accessor=_day, sort_key="submitted_at"),
        ]

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> Any:
        """Written to the register first: who took out how many, never what they say."""
        rows = list(queryset)
        kinds = {(one.kind, one.code) for one in rows}
        if len(kinds) == 1:
            contents = [_content_of(one) for one in rows]
            labels = [
                label
                for content in contents
                if content
                for label, _text in filled_content.cells(content)
            ]
            self.list_export = [*_OWN, *(f"{_CELL}{one}" for one in dict.fromkeys(labels))]
            self.export_headings = {
                **type(self).export_headings,
                **{f"{_CELL}{one}": one for one in labels},
            }
            for one, content in zip(rows, contents, strict=True):
                one.cells = dict(filled_content.cells(content)) if content else {}
        filling.note_export(Entity.current(), len(rows), by=self.request.user, at=timezone.now())
        return super().as_spreadsheet(rows, spreadsheet_format)

    def to_row_dict(self, item: FilledFormat) -> dict[str, Any]:
        own = {
            "number": _number(item),
            "code": item.code,
            "title": item.title,
            "version": item.issuance.label if item.issuance else "",
            "author": _author(item),
            "author_office": item.author_office.name,
            "sent": _day(item),
            "completed": timezone.localdate(item.completion.completed_at).isoformat(),
        }
        cells: dict[str, str] = getattr(item, "cells", {})
        return {
            name: cells.get(name.removeprefix(_CELL), "") if name.startswith(_CELL) else own[name]
            for name in self.list_export
        }


class FilledViewSet(ReadOnlyViewSet):
    model = FilledFormat
    icon = "form"
    menu_label: Any = _("What was filled in")
    menu_order = 157
    add_to_admin_menu = True
    view_roles = tuple(Role)
    pages = frozenset({"index", "index_results"})
    inspect_view_enabled = False
    index_view_class = FilledIndexView
    filterset_class = FilledFilterSet
    export_filename = "formatos-diligenciados"
    list_export = list(_OWN)
    list_display = ["code"]


filled_viewset = FilledViewSet("filled_formats", url_prefix="formatos-diligenciados")
