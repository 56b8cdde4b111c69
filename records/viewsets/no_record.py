"""Quarantine and suppressions, for who answers for the archive: listed, given back, ordered."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup

from records.capture.reading import Incoming
from records.case_files.rights import ARCHIVISTS
from records.exceptions import NotAllowed
from records.models import Component, Record, RecordRemoval, Suppression
from records.no_record.quarantine import give_back, is_in_quarantine
from records.no_record.suppressing import (
    Ground,
    Ordered,
    confirm_suppression,
    order_suppression,
    refuse_suppression,
)
from records.permissions import Role, has_role
from records.refused import beside_fields
from records.viewsets.base import KeptIndexView, KeptInspectView, ReadOnlyViewSet
from records.viewsets.evidence import attempt
from records.viewsets.uploads import bounded

_READS = (*ARCHIVISTS, Role.AUDITOR)
_ORDERS = ("record__suppressions__confirmation", "record__suppressions__refusal")


def _only_archive(request: HttpRequest) -> None:
    if not has_role(request.user, *ARCHIVISTS):
        raise PermissionDenied


def standing_of(removal: RecordRemoval) -> str:
    """How what was taken out stands, in words."""
    if hasattr(removal, "returned"):
        return _t("Came back")
    orders = [one for one in removal.record.suppressions.all() if not hasattr(one, "refusal")]
    if any(hasattr(one, "confirmation") for one in orders):
        return _t("Suppressed")
    return _t("Waits for a second person") if orders else _t("In quarantine")


def taken_out_of(removals: Any, user: Any) -> list[dict[str, Any]]:
    """What was taken out of a case file and how it stands, for who may read the quarantine."""
    if not has_role(user, *_READS):
        return []
    rows = (
        removals.select_related("record", "returned")
        .prefetch_related(*_ORDERS)
        .order_by("-at", "-pk")
    )
    return [{"removal": one, "standing": standing_of(one)} for one in rows]


def suppressions_of(record: Record, user: Any) -> list[dict[str, Any]]:
    """The orders to suppress of a record and how far each is, for who may read them."""
    if not has_role(user, *_READS):
        return []
    found = record.suppressions.select_related("confirmation", "refusal").order_by("pk")
    return [{"suppression": one, "stage": stage_of(one)} for one in found]


def stage_of(suppression: Suppression) -> str:
    """How far a suppression is, in words."""
    if hasattr(suppression, "refusal"):
        return _t("Refused")
    if not hasattr(suppression, "confirmation"):
        return _t("Waits for a second person")
    erased = suppression.erasures.exists()
    return _t("Suppressed and erased") if erased else _t("Suppressed; its bytes go next")


class QuarantineIndexView(KeptIndexView):
    page_title = _("Quarantine")

    def get_base_queryset(self) -> Any:
        found = RecordRemoval.objects.select_related("record", "case_file", "returned")
        return found.prefetch_related(*_ORDERS).order_by("-at", "-pk")


class QuarantineInspectView(KeptInspectView):
    template_name = "records/quarantine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        removal = self.object
        return {
            **super().get_context_data(**kwargs),
            "removal": removal,
            "state": standing_of(removal),
            "files": removal.record.components.order_by("pk"),
            "orders": removal.record.suppressions.standing().order_by("pk"),
            "acts": not hasattr(removal, "returned")
            and not removal.record.suppressions.standing().exists()
            and has_role(self.request.user, *ARCHIVISTS),
        }


@require_POST
def give_back_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Let what was taken out come back to its case file."""
    _only_archive(request)
    removal = get_object_or_404(RecordRemoval, pk=pk)
    reason = request.POST.get("reason", "")[:4000]
    deed = partial(give_back, removal, reason=reason, by=request.user, at=timezone.now())
    attempt(request, deed, _t("It came back to its case file."))
    return redirect("quarantine:inspect", pk)


class QuarantineViewSet(ReadOnlyViewSet):
    model = RecordRemoval
    icon = "warning"
    menu_label: Any = _("Quarantine")
    view_roles = _READS
    index_view_class = QuarantineIndexView
    inspect_view_class = QuarantineInspectView
    list_display = [
        Column("record", label=_("Document"), accessor="record.title"),
        Column(
            "case_file", label=_("Case file"), accessor="case_file.code", classname="legajo-code"
        ),
        "name",
        "at",
        Column("state", label=_("State"), accessor=standing_of),
    ]
    search_fields = ["case_file__code", "record__title"]
    list_export = ["record.title", "case_file.code", "name", "at", "reason"]
    inspect_view_fields = ["reason"]

    def get_urlpatterns(self) -> list[Any]:
        view = path("devolver/<int:pk>/", give_back_view, name="give_back")
        return [*super().get_urlpatterns(), view]


_ORDERED = ",".join(one for one in Ground.values if one != Ground.MISTAKE)
_BY_ORDER = {"data-only-where": f"ground={_ORDERED}"}


class SuppressionForm(forms.Form):
    """What is ordered; what it lacks is told by the verb, all at once."""

    ground = forms.ChoiceField(
        label=pgettext_lazy("suppression", "Ground"), choices=Ground.choices, required=False
    )
    component = forms.ModelChoiceField(
        label=_("File"),
        queryset=Component.objects.none(),
        required=False,
        empty_label=_("All files of the record"),
    )
    what = forms.CharField(
        label=_("What is suppressed"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Which data, without repeating them here."),
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    authority = forms.CharField(
        label=_("Authority that ordered it"),
        required=False,
        widget=forms.TextInput(attrs=_BY_ORDER),
    )
    order = forms.CharField(
        label=_("Order, with its number"),
        required=False,
        widget=forms.TextInput(attrs=_BY_ORDER),
    )
    ordered_on = forms.DateField(
        label=_("Date of the order"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", **_BY_ORDER}),
    )
    replacement = forms.FileField(
        label=_("File in its place"),
        required=False,
        help_text=_("The same document without what was ordered out."),
    )

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = record.same_as or record
        ordered = Suppression.objects.standing().filter(component__isnull=False)
        files = shown.components.exclude(suppressions__in=ordered).order_by("pk")
        chosen: Any = self.fields["component"]
        chosen.queryset = files


@require_http_methods(["GET", "POST"])
def order_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Order the suppression of a file, or of a record in quarantine; another person confirms it."""
    _only_archive(request)
    record = get_object_or_404(Record.objects.select_related("case_file"), pk=pk)
    ground = Ground.MISTAKE if is_in_quarantine(record) else Ground.JUDICIAL
    form = SuppressionForm(
        request.POST or None, request.FILES or None, record=record, initial={"ground": ground}
    )
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        upload = told.pop("replacement")
        if isinstance(upload, TemporaryUploadedFile):
            told["replacement"] = Incoming(upload.name or "", Path(upload.temporary_file_path()))
        try:
            row = order_suppression(record, Ordered(**told), by=request.user, at=timezone.now())
        except NotAllowed as refusal:
            beside_fields(form, refusal)
        else:
            messages.success(request, _t("Ordered. A second person must confirm it."))
            return redirect("suppressions:inspect", row.pk)
    context = {"form": form, "record": record, "back": reverse("suppressions:index")}
    status = 422 if form.errors else 200
    return render(request, "records/suppress.html", context, status=status)


@require_POST
def confirm_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person confirms: from now on nobody opens what is suppressed."""
    _only_archive(request)
    suppression = get_object_or_404(Suppression, pk=pk)
    deed = partial(confirm_suppression, suppression, by=request.user, at=timezone.now())
    attempt(request, deed, _t("Confirmed: nobody opens it any more, and its bytes go next."))
    return redirect("suppressions:inspect", pk)


@require_POST
def refuse_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person refuses, or who ordered it takes it back: nothing happens."""
    _only_archive(request)
    suppression = get_object_or_404(Suppression, pk=pk)
    reason = request.POST.get("reason", "")[:4000]
    deed = partial(
        refuse_suppression, suppression, reason=reason, by=request.user, at=timezone.now()
    )
    attempt(request, deed, _t("Refused: nothing is suppressed. The order and the reason stay."))
    return redirect("suppressions:inspect", pk)


class SuppressionIndexView(KeptIndexView):
    def get_base_queryset(self) -> Any:
        found = Suppression.objects.select_related("record__case_file", "confirmation", "refusal")
        return found.order_by("-at", "-pk")


class SuppressionInspectView(KeptInspectView):
    template_name = "records/suppression.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        confirmation = getattr(row, "confirmation", None)
        refusal = getattr(row, "refusal", None)
        waits = confirmation is None and refusal is None
        may = waits and has_role(self.request.user, *ARCHIVISTS)
        mine = row.user_id == self.request.user.pk
        return {
            **super().get_context_data(**kwargs),
            "suppression": row,
            "state": stage_of(row),
            "confirmation": confirmation,
            "refusal": refusal,
            "waits": waits,
            "confirms": may and not mine,
            "refuses": may,
            "mine": mine,
        }


class SuppressionViewSet(ReadOnlyViewSet):
    model = Suppression
    icon = "cross"
    menu_label: Any = _("Suppressions")
    view_roles = _READS
    index_view_class = SuppressionIndexView
    inspect_view_class = SuppressionInspectView
    list_display = [
        Column("record", label=_("Document"), accessor="record.title"),
        Column(
            "case_file",
            label=_("Case file"),
            accessor="record.case_file.code",
            classname="legajo-code",
        ),
        "ground",
        "order",
        "at",
        Column("state", label=_("State"), accessor=stage_of),
    ]
    search_fields = ["record__case_file__code", "order", "authority"]
    list_export = ["record.case_file.code", "ground", "authority", "order", "ordered_on", "at"]
    inspect_view_fields = ["what"]

    def get_urlpatterns(self) -> list[Any]:
        ordered = bounded(require_admin_access(order_view))
        return [
            *super().get_urlpatterns(),
            path("nueva/<int:pk>/", ordered, name="order"),
            path("confirmar/<int:pk>/", confirm_view, name="confirm"),
            path("negar/<int:pk>/", refuse_view, name="refuse"),
        ]


class NoRecordGroup(ViewSetGroup):
    menu_label: Any = _("Not records")
    menu_icon = "cross"
    menu_order = 340
    items = (
        QuarantineViewSet("quarantine", url_prefix="cuarentena"),
        SuppressionViewSet("suppressions", url_prefix="supresiones"),
    )
