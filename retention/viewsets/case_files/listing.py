"""The list of case files, with its filters, and where each screen of theirs is."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.coreutils import multigetattr

import django_filters

from records.case_files.describing import in_one_line
from records.case_files.opening import rules_of
from records.case_files.rights import ARCHIVISTS, STAFF
from records.models import AccessLevel, CaseFile, Office, RecordEvent, Series, Standing, Support
from records.permissions import Role, has_role
from records.querysets import key_of, records_visible_to
from records.viewsets.base import KeptIndexView, ReadOnlyViewSet
from records.viewsets.choosing import LongSelect
from records.viewsets.keyed import YearFilter
from records.viewsets.series_choice import SeriesFilter
from retention.viewsets import indices
from retention.viewsets.case_files import closing, deeds, opening, printing, waiting
from retention.viewsets.case_files.known import known_to, with_case_files
from retention.viewsets.case_files.page import CaseFileInspectView
from retention.viewsets.words import kept_in_words

FURTHER = "further"


def standing_in_words(case_file: Any) -> str:
    """How it stands, and since when it is closed."""
    words = capfirst(str(Standing(case_file.standing).label))
    return f"{words} ({case_file.closed_on:%Y-%m-%d})" if case_file.closed_on else words


class CaseFileFilterSet(WagtailFilterSet):
    standing = django_filters.MultipleChoiceFilter(
        label=_("State"),
        choices=Standing.choices,
        widget=forms.CheckboxSelectMultiple,
        method="standing_so",
    )
    office = django_filters.ModelChoiceFilter(
        label=_("Office"), queryset=Office.objects.all(), widget=LongSelect
    )
    series = SeriesFilter(
        label=_("Series"),
        queryset=lambda request: with_case_files(request.user),
        widget=LongSelect,
    )
    year = YearFilter(label=_("Year of opening"), field_name="opened_on__year")
    # distinct=False: no case file comes twice, and to compare whole rows reads all of them.
    support = django_filters.MultipleChoiceFilter(
        label=_("Support"),
        choices=Support.choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    access = django_filters.MultipleChoiceFilter(
        label=_("Access"),
        choices=AccessLevel.choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )

    further = django_filters.CharFilter(
        label=_("Further metadata"),
        method="with_further",
        help_text=_("A word of what the series asked, such as the name of a contractor."),
    )

    together = django_filters.IsoDateTimeFilter(
        label=_("Opened from one list"), method="opened_together", widget=forms.HiddenInput
    )

    def opened_together(self, rows: Any, name: str, moment: datetime) -> Any:
        """Those that a list opened in that moment: where its opening leads."""
        opened = RecordEvent.objects.filter(action="case_file.opened", at=moment)
        return rows.filter(pk__in=opened.values("subject_id"))

    class Meta:
        model = CaseFile
        fields: list[str] = []

    def with_further(self, found: Any, _name: str, word: str) -> Any:
        """Those with that word in an answer; a database may keep its accents written out."""
        kept = found.annotate(_further=Cast("metadata", TextField()))
        escaped = json.dumps(word)[1:-1]
        return kept.filter(Q(_further__icontains=word) | Q(_further__icontains=escaped))

    def standing_so(self, queryset: Any, _name: str, chosen: list[str]) -> Any:
        return queryset.standing_in(chosen)


class CaseFileIndexView(KeptIndexView):
    code_first = True
    list_export: list[str]
    export_headings: dict[str, Any]

    def get_base_queryset(self) -> Any:
        known = records_visible_to(self.request.user).filter(case_file=OuterRef("pk")).order_by()
        count = known.values("case_file").annotate(count=Count("pk")).values("count")
        return (
            known_to(self.request.user)
            .select_related("office", "series__rule", "series__parent__rule")
            .annotate(filed=Coalesce(Subquery(count, output_field=IntegerField()), 0))
        )

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons: list[Any] = list(super().header_buttons)
        if has_role(self.request.user, *ARCHIVISTS, *STAFF):
            url = reverse("case_files:open")
            buttons.append(HeaderButton(_("Open a case file"), url=url, icon_name="plus"))
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons: list[Any] = list(super().header_more_buttons)
        if has_role(self.request.user, *ARCHIVISTS, *STAFF):
            buttons += [
                Button(label, url=reverse(f"case_files:{name}"), icon_name=icon, priority=place)
                for place, (label, name, icon) in enumerate(
                    (
                        (_("Open many from a list"), "open_many", "list-ul"),
                        (_("Close several"), "close_many", "lock"),
                        (_("Unclassified"), "unclassified", "help"),
                        (_("Waiting for their fact"), "awaiting", "time"),
                    )
                )
            ]
        return buttons

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """A list of one series is exported with a column for each thing that it asks."""
        super().setup(request, *args, **kwargs)
        chosen = request.GET.get("series", "")
        series = Series.objects.filter(pk=key).first() if (key := key_of(chosen)) else None
        self.asked = [rule.name for rule in rules_of(series)] if series else []
        columns: dict[str, Any] = {_key(name): name for name in self.asked}
        columns = columns or {FURTHER: _("Further metadata")}
        self.own: list[str] = list(self.list_export)
        self.list_export = [*self.own, *columns]
        self.export_headings = columns

    def get_table(self, object_list: Any) -> Any:
        told = kept_in_words(object_list)
        for one in object_list:
            one.kept_in_words = told[one.pk]
        return super().get_table(object_list)

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        told = {name: multigetattr(item, name) for name in self.own}
        further = {_key(name): item.metadata.get(name, "") for name in self.asked}
        if not self.asked:
            further = {FURTHER: in_one_line(item.metadata)}
        return told | {"standing": standing_in_words(item)} | further


def _key(name: str) -> str:
    """The column of a further field, apart from our own columns."""
    return f"{FURTHER}:{name}"


class CaseFileViewSet(ReadOnlyViewSet):
    model = CaseFile
    icon = "folder-inverse"
    view_roles = tuple(Role)
    index_view_class = CaseFileIndexView
    inspect_view_class = CaseFileInspectView
    filterset_class = CaseFileFilterSet
    list_display = [
        "code",
        "title",
        # No order by it: that sorts the whole archive, and the filter does it better.
        Column("office", label=_("Office"), accessor="office"),
        Column("standing", label=_("State"), accessor=standing_in_words),
        Column("filed", label=_("Filed"), accessor="filed"),
        Column("rule", label=_("Rule"), accessor="kept_in_words"),
        Column("access", label=_("Access"), accessor="get_access_display"),
    ]
    search_fields = ["code", "title"]
    list_export = [
        "code",
        "title",
        "series",
        "office",
        "opened_on",
        "standing",
        "support",
        "filed",
        "access",
    ]
    export_filename = "expedientes"
    inspect_view_fields = ["code"]

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            *indices.addresses(),
            *opening.addresses(),
            *closing.addresses(),
            *waiting.addresses(),
            *printing.addresses(),
            *deeds.addresses(),
        ]
