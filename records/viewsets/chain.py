"""The report on the chain: what no document orders, what nobody files, formats and codes astray."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

import django_filters

from records.chain import gaps
from records.models import Issuance, Office, RecordOrder, Series
from records.permissions import Role, has_role
from records.viewsets.base import InertExport, RoleMenuItem

READS = (Role.AUDITOR, Role.ADMINISTRATOR, Role.ARCHIVIST, Role.QUALITY)
_BY_VERSION = "issuance__document__office"


def menu_item() -> MenuItem:
    return RoleMenuItem(
        _("Chain"), reverse("chain_series"), icon_name="link", order=910, roles=READS
    )


def _of_office(field: str) -> Any:
    return django_filters.ModelChoiceFilter(
        label=_("Office"), field_name=field, queryset=Office.objects.all()
    )


class SeriesFilterSet(WagtailFilterSet):
    office = _of_office("office")

    class Meta:
        model = Series
        fields: list[str] = []


class ActivityFilterSet(WagtailFilterSet):
    office = _of_office(_BY_VERSION)
    # Of the records that are looked for, not of the activities: the view asks for it.
    period = django_filters.DateFromToRangeFilter(
        label=_("Records of"), method="narrowed_before", widget=DateRangePickerWidget
    )

    class Meta:
        model = RecordOrder
        fields: list[str] = []

    def narrowed_before(self, found: Any, name: str, value: Any) -> Any:
        return found


class FormatFilterSet(WagtailFilterSet):
    office = _of_office("document__office")

    class Meta:
        model = Issuance
        fields: list[str] = []


class CodeFilterSet(WagtailFilterSet):
    office = _of_office(_BY_VERSION)

    class Meta:
        model = RecordOrder
        fields: list[str] = []


class GapView(InertExport, ReportView):
    """One list of the report. `told` says what stands in it."""

    template_name = "records/chain.html"
    header_icon = "link"
    page_title = _("Chain")
    is_searchable = False
    tab: Any = ""
    told: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_role(request.user, *READS):
            raise PermissionDenied
        found: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return found

    @property
    def today(self) -> date:
        return timezone.localdate()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs = [(reverse(one.index_url_name), one.tab, one is type(self)) for one in TABS]
        return {**super().get_context_data(**kwargs), "tabs": tabs, "told": self.told}


class SeriesView(GapView):
    index_url_name = "chain_series"
    index_results_url_name = "chain_series_results"
    filterset_class = SeriesFilterSet
    tab = _("Series that no document produces")
    told = _("Series of the scheme in force that no activity, table of records or format names.")
    columns = [
        Column("code", label=_("Series"), classname="legajo-code"),
        Column("name", label=_("Name")),
        Column("office", label=_("Office"), accessor="office.name"),
    ]
    list_export = ["code", "name", "office.code", "office.name"]
    export_headings = {
        "code": _("Series"),
        "name": _("Name"),
        "office.code": _("Code of the office"),
        "office.name": _("Office"),
    }
    export_filename = "series-sin-procedimiento"

    def get_base_queryset(self) -> QuerySet[Series]:
        return gaps.series_without_procedure(self.request.user, self.today)


def _document(order: RecordOrder) -> str:
    return f"{order.issuance.version.code} v{order.issuance.label}"


def _activity(order: RecordOrder) -> str:
    return f"{order.number}. {order.text}" if order.activity else _t("The document as such")


def _to_records(order: RecordOrder) -> str:
    return reverse("issued_records", args=[order.issuance_id])


class OrderView(GapView):
    """Of what versions in force order."""

    document = TitleColumn(
        "document",
        label=_("Document"),
        accessor=_document,
        get_url=_to_records,
        classname="legajo-code",
    )
    activity = Column("text", label=_("Activity"), accessor=_activity)
    office = Column("office", label=_("Office"), accessor="issuance.document.office.name")
    list_export = [
        "issuance.version.code",
        "issuance.label",
        "issuance.document.office.name",
        "number",
        "text",
        "name",
        "code",
        "series",
    ]
    export_headings = {
        "issuance.version.code": _("Document"),
        "issuance.label": _("Version"),
        "issuance.document.office.name": _("Office"),
        "number": _("Activity"),
        "text": _("What is done"),
        "name": _("Record"),
        "code": _("Format"),
        "series": _("Series"),
    }


class ActivityView(OrderView):
    index_url_name = "chain_activities"
    index_results_url_name = "chain_activities_results"
    filterset_class = ActivityFilterSet
    tab = _("Activities whose record nobody files")
    columns = [
        OrderView.document,
        OrderView.activity,
        Column("name", label=_("Record")),
        Column("code", label=_("Format"), classname="legajo-code"),
        Column("series", label=_("Series"), classname="legajo-code"),
        OrderView.office,
    ]
    export_filename = "actividades-sin-registro"

    @cached_property
    def period(self) -> tuple[date, date]:
        """From when until when: the last twelve months where nothing was asked."""
        until = self.today
        leap = (until.month, until.day) == (2, 29)
        since = until.replace(year=until.year - 1, day=28 if leap else until.day)
        filters: Any = self.filters
        asked = filters.form.cleaned_data.get("period") if filters.is_valid() else None
        if asked is not None:
            since = asked.start.date() if asked.start else since
            until = asked.stop.date() if asked.stop else until
        return since, until

    @property
    def told(self) -> str:
        since, until = self.period
        sentence = _t(
            "What activities in force order and of which no record from %(since)s to %(until)s "
            "was filed, that your account may know of."
        )
        return sentence % {"since": since.isoformat(), "until": until.isoformat()}

    def get_base_queryset(self) -> QuerySet[RecordOrder]:
        since, until = self.period
        return gaps.activities_without_record(
            self.request.user, self.today, since=since, until=until
        )


class FormatView(GapView):
    index_url_name = "chain_formats"
    index_results_url_name = "chain_formats_results"
    filterset_class = FormatFilterSet
    tab = _("Formats that no document names")
    told = _("Formats in force that stand in no activity and in no table of records in force.")
    columns = [
        TitleColumn(
            "code",
            label=_("Format"),
            accessor="version.code",
            get_url=lambda one: reverse("signing", args=[one.version_id]),
            classname="legajo-code",
        ),
        Column("title", label=_("Title"), accessor="version.title"),
        Column("office", label=_("Office"), accessor="document.office.name"),
    ]
    list_export = ["version.code", "label", "version.title", "document.office.name"]
    export_headings = {
        "version.code": _("Format"),
        "label": _("Version"),
        "version.title": _("Title"),
        "document.office.name": _("Office"),
    }
    export_filename = "formatos-sin-procedimiento"

    def get_base_queryset(self) -> QuerySet[Issuance]:
        return gaps.formats_without_procedure(self.request.user, self.today)


def _standing(order: Any) -> str:
    return _t("no longer in force, or not yet") if order.known else _t("does not exist")


class CodeView(OrderView):
    index_url_name = "chain_codes"
    index_results_url_name = "chain_codes_results"
    filterset_class = CodeFilterSet
    tab = _("Codes that are not in force")
    told = _(
        "Codes that documents in force name, and that are none, or none in force, as far as your "
        "account may know."
    )
    columns = [
        OrderView.document,
        OrderView.activity,
        Column("code", label=_("Code"), classname="legajo-code"),
        Column("standing", label=_("How it stands"), accessor=_standing),
        OrderView.office,
    ]
    export_filename = "codigos-sin-vigencia"

    def get_base_queryset(self) -> QuerySet[RecordOrder]:
        return gaps.codes_not_in_force(self.request.user, self.today)


TABS = (SeriesView, ActivityView, FormatView, CodeView)


def urls() -> list[Any]:
    found = []
    for view, address in zip(TABS, ("series", "actividades", "formatos", "codigos"), strict=True):
        base = f"informes/cadena/{address}/"
        found += [
            path(base, view.as_view(), name=view.index_url_name),
            path(
                f"{base}resultados/",
                view.as_view(results_only=True),
                name=view.index_results_url_name,
            ),
        ]
    return found
