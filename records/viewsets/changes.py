"""Requests of change: asked for by any official, decided by the quality office."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column

import django_filters

from records.changes import decide, may_decide, request_change
from records.kinds import KINDS
from records.models import ChangeRequest, ControlledDocument, Issuance, Office
from records.models.organization import person_name
from records.permissions import Role, offices_of
from records.viewsets.base import KeptCreateView, KeptInspectView
from records.viewsets.evidence import (
    EvidenceIndexView,
    EvidenceViewSet,
    attempt,
    state_column,
    state_filter,
    state_of,
)
from records.viewsets.generic import ModelChoiceField, ModelForm


def _kind(request: ChangeRequest) -> str:
    return capfirst(request.get_kind_display())


def _asker(request: ChangeRequest) -> str:
    return person_name(request.by) if request.by else ""


class ChangeRequestFilterSet(WagtailFilterSet):
    state = state_filter(ChangeRequest)
    kind = django_filters.ChoiceFilter(label=_("What is asked"), choices=ChangeRequest.Kind.choices)
    at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = ChangeRequest
        fields: list[str] = []


class ChangeRequestIndexView(EvidenceIndexView):
    """Each sees what they asked for and what their offices' documents are asked; the office all."""

    export_headings = {
        "number": _("Number"),
        "kind": _("What is asked"),
        "about": _("Document"),
        "office": _("Office"),
        "reason": _("Why"),
        "by": _("Asked by"),
        "asked_on": _("Date"),
        "state": _("State"),
    }

    def to_row_dict(self, item: ChangeRequest) -> dict[str, Any]:
        return super().to_row_dict(item) | {"kind": _kind(item), "by": _asker(item)}


class TitledDocument(ModelChoiceField):
    """Documents in force by code and title."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.code} · {self.titles.get(obj.pk, '')}"

    titles: dict[int, str] = {}


class RequestForm(ModelForm):
    """What is asked. Only documents that the person may know of are offered."""

    document = TitledDocument(
        ControlledDocument.objects.none(),
        required=False,
        label=_("Document"),
        help_text=_("To change it or to end it. Empty for a new one."),
    )
    document_kind = forms.ChoiceField(
        choices=[("", "---------"), *((kind.name, kind.label) for kind in KINDS.values())],
        required=False,
        label=_("Kind of the new document"),
    )
    title = forms.CharField(required=False, max_length=300, label=_("Title of the new document"))
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Office"))

    class Meta:
        model = ChangeRequest
        fields = ["kind", "document", "document_kind", "title", "office", "reason"]

    def __init__(self, *args: Any, for_user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        issued = Issuance.objects.visible_to(for_user).in_force_on(today)
        fields: dict[str, Any] = self.fields
        fields["document"].titles = dict(issued.values_list("document", "version__title"))
        fields["document"].queryset = ControlledDocument.objects.filter(
            pk__in=issued.values("document")
        ).order_by("code")
        fields["office"].queryset = Office.objects.on(today)
        own = fields["office"].queryset.filter(pk__in=offices_of(for_user)).first()
        self.initial.setdefault("office", own and own.pk)

    def _post_clean(self) -> None:
        """The verb checks what is written: the row is its own to make."""


class RequestView(KeptCreateView):
    """Asking: the verb takes the number and writes the row."""

    def get_form_class(self) -> Any:
        return RequestForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "for_user": self.request.user}

    def save_instance(self) -> ChangeRequest:
        told = self.form.cleaned_data
        return request_change(
            told["kind"],
            document=told["document"],
            document_kind=told["document_kind"],
            title=told["title"],
            office=told["office"],
            reason=told["reason"],
            by=self.request.user,
            at=timezone.now(),
        )

    def get_success_url(self) -> str:
        return reverse("change_requests:inspect", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        """None leads to an edit view: there is none."""
        return []


class ChangeRequestInspectView(KeptInspectView):
    template_name = "records/change_request.html"

    def get_object(self, queryset: Any = None) -> Any:
        found = ChangeRequest.objects.visible_to(self.request.user).with_state()
        related = found.select_related("document", "office", "by", "decision__by")
        return get_object_or_404(related, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.object
        user = self.request.user
        received = asked.state == ChangeRequest.State.RECEIVED
        return {
            **super().get_context_data(**kwargs),
            "asked": asked,
            "asker": _asker(asked),
            "state": state_of(asked),
            "decision": getattr(asked, "decision", None),
            "decides": received and may_decide(asked, user) and asked.by_id != user.pk,
            "answers": asked.answers.select_related(
                "version__issuance", "version__refusal", "withdrawal__issuance__version"
            ).order_by("at"),
        }


@require_POST
def decide_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or reject. 404 for whom there is no such request."""
    asked = get_object_or_404(ChangeRequest.objects.visible_to(request.user), pk=pk)
    if not may_decide(asked, request.user):
        raise PermissionDenied
    accepted = request.POST.get("decision") == "accept"
    told = _t("Request %(number)s accepted.") if accepted else _t("Request %(number)s rejected.")
    reason = request.POST.get("reason", "")[:2000]
    deed = partial(
        decide, asked, accepted=accepted, reason=reason, by=request.user, at=timezone.now()
    )
    attempt(request, deed, told % {"number": asked.number})
    return redirect("change_requests:inspect", pk)


class ChangeRequestViewSet(EvidenceViewSet):
    model = ChangeRequest
    deed = ("decidir/<int:pk>/", decide_view, "decide")
    icon = "comment"
    menu_label: Any = _("Requests of change")
    menu_order = 155
    add_to_admin_menu = True
    pages = frozenset({"index", "index_results", "inspect", "add", "decide"})
    change_roles = tuple(Role)
    view_roles = tuple(Role)
    index_view_class = ChangeRequestIndexView
    add_view_class = RequestView
    inspect_view_class = ChangeRequestInspectView
    related = ("document", "office", "by")
    filterset_class = ChangeRequestFilterSet
    search_fields = ["number", "title", "document__code", "reason"]
    list_display = [
        "number",
        Column("kind", label=_("What is asked"), accessor=_kind),
        Column("about", label=_("Document"), accessor="about"),
        "office",
        Column("by", label=_("Asked by"), accessor=_asker),
        Column("asked_on", label=_("Date"), accessor="asked_on", classname="legajo-code"),
        state_column(),
    ]
    list_export = ["number", "kind", "about", "office", "reason", "by", "asked_on", "state"]
    export_filename = "solicitudes-de-cambio"
    inspect_view_fields = ["number"]


change_requests_viewset = ChangeRequestViewSet(
    "change_requests", url_prefix="solicitudes-de-cambio"
)
