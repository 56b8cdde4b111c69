"""The list of case files, with its filters, and where each screen of theirs is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, HeaderButton

import django_filters

from records.case_files.rights import ARCHIVISTS, STAFF
from records.models import AccessLevel, CaseFile, Office, Series, Standing, Support
from records.permissions import Role, has_role
from records.querysets import records_visible_to
from records.viewsets.base import KeptIndexView, ReadOnlyViewSet
from retention.viewsets import indices
from retention.viewsets.case_files import closing, deeds, opening, printing
from retention.viewsets.case_files.known import known_to
from retention.viewsets.case_files.page import CaseFileInspectView
from retention.viewsets.words import rule_in_words


def standing_in_words(case_file: Any) -> str:
    """How it stands, and since when it is closed."""
    words = capfirst(str(Standing(case_file.standing).label))
    return f"{words} ({case_file.closed_on:%Y-%m-%d})" if case_file.closed_on else words


class CaseFileFilterSet(WagtailFilterSet):
    standing = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=Standing.choices, widget=forms.CheckboxSelectMultiple
    )
    office = django_filters.ModelChoiceFilter(label=_("Office"), queryset=Office.objects.all())
    series = django_filters.ModelChoiceFilter(label=_("Series"), queryset=Series.objects.all())
    year = django_filters.NumberFilter(label=_("Year of opening"), field_name="opened_on__year")
    support = django_filters.MultipleChoiceFilter(
        label=_("Support"), choices=Support.choices, widget=forms.CheckboxSelectMultiple
    )
    access = django_filters.MultipleChoiceFilter(
        label=_("Access"), choices=AccessLevel.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = CaseFile
        fields: list[str] = []


class CaseFileIndexView(KeptIndexView):
    code_first = True

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
                    )
                )
            ]
        return buttons

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        return {**super().to_row_dict(item), "standing": standing_in_words(item)}


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
        "office",
        Column("standing", label=_("State"), accessor=standing_in_words),
        Column("filed", label=_("Filed"), accessor="filed"),
        Column("rule", label=_("Rule"), accessor=lambda one: rule_in_words(one.series)),
        "access",
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
            *printing.addresses(),
            *deeds.addresses(),
        ]
