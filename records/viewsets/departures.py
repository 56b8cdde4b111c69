"""Authorised departures: listed for internal control, and for the offices that they are of."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column

import django_filters

from records.departures import end_departure
from records.issue import withdraws
from records.models import Departure, Office
from records.permissions import Role
from records.viewsets.base import KeptInspectView
from records.viewsets.evidence import (
    EvidenceIndexView,
    EvidenceViewSet,
    attempt,
    state_column,
    state_filter,
    state_of,
)


class DepartureFilterSet(WagtailFilterSet):
    state = state_filter(Departure)
    office = django_filters.ModelChoiceFilter(
        label=_("Office"), field_name="version__document__office", queryset=Office.objects.all()
    )
    since = django_filters.DateFromToRangeFilter(label=_("From"), widget=DateRangePickerWidget)

    class Meta:
        model = Departure
        fields: list[str] = []


class DepartureIndexView(EvidenceIndexView):
    """Each office its own; who reads everything, all."""

    export_headings = {
        "code": _("Document"),
        "activity_text": _("Activity"),
        "instead": _("What is done instead"),
        "reason": _("Why"),
        "asked_by": _("Asked by"),
        "name": _("Authorised by"),
        "position": _("Position"),
        "since": _("From"),
        "until": _("Until"),
        "state": _("State"),
    }

    def stated(self, rows: Any) -> Any:
        return rows.with_state(timezone.localdate())


class DepartureInspectView(KeptInspectView):
    template_name = "records/departure.html"

    def get_object(self, queryset: Any = None) -> Any:
        found = Departure.objects.visible_to(self.request.user)
        related = found.with_state(timezone.localdate()).select_related(
            "version__document__office", "end__by"
        )
        return get_object_or_404(related, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        departure = self.object
        today = timezone.localdate()
        open_ = departure.state in {Departure.State.OPEN, Departure.State.COMING}
        document = departure.version.document
        return {
            **super().get_context_data(**kwargs),
            "departure": departure,
            "state": state_of(departure),
            "end": getattr(departure, "end", None),
            "ends": open_ and withdraws(self.request.user, document, today),
        }


@require_POST
def end_view(request: HttpRequest, pk: int) -> HttpResponse:
    """End a departure before its time. 404 for whom there is no such departure."""
    departure = get_object_or_404(
        Departure.objects.visible_to(request.user).select_related("version__document"), pk=pk
    )
    if not withdraws(request.user, departure.version.document, timezone.localdate()):
        raise PermissionDenied
    reason = request.POST.get("reason", "")[:2000]
    deed = partial(end_departure, departure, reason=reason, by=request.user, at=timezone.now())
    attempt(request, deed, _t("The departure ends today."))
    return redirect("departures:inspect", pk)


class DepartureViewSet(EvidenceViewSet):
    model = Departure
    deed = ("terminar/<int:pk>/", end_view, "end")
    icon = "warning"
    menu_label: Any = _("Authorised departures")
    menu_order = 360
    add_to_admin_menu = True
    pages = frozenset({"index", "index_results", "inspect", "end"})
    view_roles = (
        Role.AUDITOR,
        Role.ADMINISTRATOR,
        Role.QUALITY,
        Role.APPROVER,
        Role.REVIEWER,
        Role.EDITOR,
        Role.LIAISON,
        Role.ARCHIVIST,
    )
    index_view_class = DepartureIndexView
    inspect_view_class = DepartureInspectView
    related = ("version__document__office",)
    filterset_class = DepartureFilterSet
    search_fields = ["version__code", "activity_text", "reason", "asked_by", "name"]
    list_display = [
        "code",
        Column("activity_text", label=_("Activity"), accessor="activity_text"),
        Column("name", label=_("Authorised by"), accessor="name"),
        Column("since", label=_("From"), accessor="since", classname="legajo-code"),
        Column("until", label=_("Until"), accessor="until", classname="legajo-code"),
        state_column(),
    ]
    list_export = [
        "code",
        "activity_text",
        "instead",
        "reason",
        "asked_by",
        "name",
        "position",
        "since",
        "until",
        "state",
    ]
    export_filename = "excepciones-autorizadas"
    inspect_view_fields = ["activity_text"]


departures_viewset = DepartureViewSet("departures", url_prefix="excepciones-autorizadas")
