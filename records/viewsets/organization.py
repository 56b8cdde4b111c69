"""The entity: its offices, positions, appointments and processes, kept by administrators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.viewsets.base import ViewSetGroup

from records import findings
from records.crest import crest_reasons
from records.media_types import FORMATS
from records.models import (
    Appointment,
    Bond,
    Closure,
    CodeScheme,
    Entity,
    Position,
    Process,
)
from records.permissions import Role
from records.viewsets.agreements import AgreementViewSet
from records.viewsets.base import KeptViewSet
from records.viewsets.committees import CommitteeMemberViewSet, CommitteeViewSet
from records.viewsets.norms import NormViewSet
from records.viewsets.offices import OfficeViewSet, SuccessionViewSet


def panels(*names: str) -> list[FieldPanel]:
    return [FieldPanel(name) for name in names]


class EntityForm(WagtailAdminModelForm):
    """The entity's own choices: what holds a document back, and a crest that is safe to draw."""

    blocking_findings = forms.MultipleChoiceField(
        label=_("What holds a document back"),
        choices=[(code, findings.NAMES[code]) for code in findings.CODES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("The rest is remarked and lets the document go on."),
    )

    capture_formats = forms.MultipleChoiceField(
        label=_("Formats that are captured"),
        choices=[(one.key, one.name) for one in FORMATS.values()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Told by the content of each file. Compressed files are never captured."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.blocking_findings is None:
            self.initial["blocking_findings"] = sorted(findings.BLOCKING)
        if self.instance.capture_formats is None:
            self.initial["capture_formats"] = list(FORMATS)

    def clean_capture_formats(self) -> list[str] | None:
        """None while it is what Legajo proposes: a format that it learns is captured too."""
        chosen: list[str] = self.cleaned_data["capture_formats"]
        return None if set(chosen) == set(FORMATS) else [key for key in FORMATS if key in chosen]

    def clean_crest_svg(self) -> str:
        crest: str = self.cleaned_data["crest_svg"]
        if crest and (reasons := crest_reasons(crest.encode())):
            raise ValidationError(reasons)
        return crest


class AppointmentForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        bond, position = data.get("bond"), data.get("position")
        if bond and (bond == Bond.CONTRACTOR) != (position is None):
            self.add_error("position", _("A contractor has no position; anybody else holds one."))
        return data


class _OfEntity(KeptViewSet):
    change_roles = (Role.ADMINISTRATOR,)


class EntityViewSet(_OfEntity):
    model = Entity
    icon = "home"
    pages = frozenset({"index", "index_results", "edit"})
    list_display = ["name", "nit", "code_template"]
    edit_handler = ObjectList(
        panels(
            "name",
            "short_name",
            "nit",
            "crest_svg",
            "accent",
            "code_template",
            "blocking_findings",
            "requests_required",
            "works_saturdays",
            "reminder_days",
            "escalation_days",
            "urgent_allowed",
            "urgent_hours",
            "capture_formats",
            "capture_megabytes",
            "address",
            "phone",
            "email",
        ),
        base_form_class=EntityForm,
    )


class PositionViewSet(_OfEntity):
    model = Position
    icon = "tag"
    related = ("office",)
    list_display = ["name", "office", "valid_from", "valid_to"]
    search_fields = ["name", "office__name"]
    list_filter = ["office"]
    panels = panels("name", "office", "valid_from", "valid_to")


class AppointmentViewSet(_OfEntity):
    model = Appointment
    icon = "user"
    related = ("user", "position", "office")
    list_display = [
        "person",
        "position",
        "office",
        "bond",
        "valid_from",
        "valid_to",
    ]
    search_fields = ["user__first_name", "user__last_name", "act", "position__name"]
    list_filter = ["office", "bond"]
    edit_handler = ObjectList(
        panels(
            "user", "bond", "position", "office", "act", "valid_from", "valid_to", "substitutes"
        ),
        base_form_class=AppointmentForm,
    )


class ProcessViewSet(_OfEntity):
    model = Process
    icon = "list-ul"
    related = ("office",)
    list_display = ["code", "name", "kind", "office"]
    search_fields = ["code", "name"]
    list_filter = ["kind"]
    panels = panels("code", "name", "acronym", "kind", "parent", "office", "valid_from", "valid_to")


class ClosureViewSet(_OfEntity):
    model = Closure
    icon = "date"
    list_display = ["first", "last", "reason", "act"]
    search_fields = ["reason", "act"]
    panels = panels("first", "last", "reason", "act")


class CodeSchemeViewSet(_OfEntity):
    model = CodeScheme
    icon = "tag"
    list_display = ["kind", "letters", "template"]
    panels = panels("kind", "letters", "template")


class EntityGroup(ViewSetGroup):
    menu_label = _("Entity")
    menu_icon = "home"
    menu_order = 300
    items = (
        EntityViewSet("entity", url_prefix="entidad"),
        OfficeViewSet("offices", url_prefix="dependencias"),
        SuccessionViewSet("successions", url_prefix="sucesiones"),
        PositionViewSet("positions", url_prefix="cargos"),
        AppointmentViewSet("appointments", url_prefix="nombramientos"),
        ProcessViewSet("processes", url_prefix="procesos"),
        CodeSchemeViewSet("code_schemes", url_prefix="codigos"),
        ClosureViewSet("closures", url_prefix="dias-sin-atencion"),
        CommitteeViewSet("committees", url_prefix="registro-de-comites"),
        CommitteeMemberViewSet("committee_members", url_prefix="miembros-de-comites"),
        NormViewSet("norms", url_prefix="normas"),
        AgreementViewSet("agreements", url_prefix="acuerdos-de-firma"),
    )
