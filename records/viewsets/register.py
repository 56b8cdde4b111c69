"""The register, to be read by auditors and administrators."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

import django_filters

from records.event_labels import LABELS, label_of, subject_name
from records.event_words import facts_of, names_of
from records.models import RecordEvent
from records.models.organization import person_name
from records.permissions import Role
from records.viewsets.base import KeptIndexView, KeptInspectView, ReadOnlyViewSet


def _action(event: RecordEvent) -> str:
    return label_of(event.action)


def _actor(event: RecordEvent) -> str:
    """The person's name; the system acts without one."""
    if event.actor is None:
        return str(_("The system"))
    return person_name(event.actor)


def _moment(event: RecordEvent) -> str:
    """To the second: order and hour are what a register is read for."""
    return f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}"


def _people(request: Any) -> Any:
    """Those who did something that the register keeps."""
    acted = Exists(RecordEvent.objects.filter(actor=OuterRef("pk")))
    people = get_user_model()._default_manager
    return people.filter(acted).order_by("first_name", "last_name")


def _actions() -> list[tuple[str, str]]:
    """What can be done, by its Spanish name."""
    return sorted(((code, str(text)) for code, text in LABELS.items()), key=lambda one: one[1])


def _kinds() -> list[tuple[str, str]]:
    """The kinds of thing that the register speaks of."""
    with connection.cursor() as cursor:
        cursor.execute(_KINDS)
        kinds = [kind for (kind,) in cursor.fetchall()]
    return sorted(((kind, subject_name(kind)) for kind in kinds), key=lambda one: one[1])


# Each kind is the least one after the former: a look into the index for each kind there is, where
# DISTINCT reads every event.
_KINDS = """
WITH RECURSIVE kinds(kind) AS (
    SELECT min(subject_type) FROM records_recordevent
    UNION ALL
    SELECT (SELECT min(subject_type) FROM records_recordevent WHERE subject_type > kind)
    FROM kinds WHERE kind IS NOT NULL
)
SELECT kind FROM kinds WHERE kind IS NOT NULL
"""


class PersonFilter(django_filters.ModelChoiceFilter):
    """People by name, not by user name."""

    @property
    def field(self) -> Any:
        field = super().field
        field.label_from_instance = person_name
        return field


class RegisterFilterSet(WagtailFilterSet):
    action = django_filters.MultipleChoiceFilter(
        label=_("Action"),
        choices=_actions,
        distinct=False,  # no event comes twice, and to compare whole rows reads all of them
    )
    subject_type = django_filters.ChoiceFilter(label=_("Concerning"), choices=_kinds)
    at = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    actor = PersonFilter(label=_("Person"), queryset=_people)

    class Meta:
        model = RecordEvent
        fields: list[str] = []


class RegisterIndexView(KeptIndexView):
    """One query for each kind of thing on the page, never one for each row."""

    export_headings = {
        "seq": _("No."),
        "action": _("Action"),
        "subject_type": _("Concerning"),
        "subject_id": _("Number of the subject"),
        "actor": _("Person"),
        "at": _("Date and time"),
        "sha256": "SHA-256",
    }

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(TitleColumn)
        return [
            Column("seq", label=_("No."), sort_key="seq"),
            title("action", label=_("Action"), accessor=_action, get_url=self.get_inspect_url),
            Column("about", label=_("Concerning")),
            Column("actor", label=_("Person"), accessor=_actor),
            Column(
                "at",
                label=_("Date and time"),
                accessor=_moment,
                sort_key="at",
                classname="legajo-day",
            ),
        ]

    def get_table(self, object_list: Any) -> Any:
        events = list(object_list)
        names = names_of(events)
        for event in events:
            event.about = names[event.subject_type, event.subject_id]
        return super().get_table(events)

    def to_row_dict(self, item: RecordEvent) -> dict[str, Any]:
        row: dict[str, Any] = super().to_row_dict(item)
        return row | {
            "action": _action(item),
            "subject_type": subject_name(item.subject_type),
            "actor": _actor(item),
        }


class RegisterInspectView(KeptInspectView):
    def get_fields_context(self) -> list[dict[str, Any]]:
        event = self.object
        (about,) = names_of([event]).values()
        lines = [
            (_("No."), event.seq),
            (_("Action"), label_of(event.action)),
            (_("Concerning"), about),
            (_("Person"), _actor(event)),
            (_("Date and time"), _moment(event)),
            *facts_of(event),
            (_("Digest of the event before"), event.previous),
            (_("Digest of this event"), event.sha256),
        ]
        return [{"label": label, "value": value, "component": None} for label, value in lines]


class RegisterViewSet(ReadOnlyViewSet):
    model = RecordEvent
    icon = "history"
    menu_label: Any = _("Register")
    menu_order = 350
    add_to_admin_menu = True
    view_roles = (Role.AUDITOR, Role.ADMINISTRATOR)
    ordering = "-seq"
    index_view_class = RegisterIndexView
    inspect_view_class = RegisterInspectView
    related = ("actor",)
    filterset_class = RegisterFilterSet
    list_export = ["seq", "action", "subject_type", "subject_id", "actor", "at", "sha256"]
    export_filename = "trazabilidad"
    inspect_view_fields = ["seq"]


register_viewset = RegisterViewSet("register", url_prefix="trazabilidad")
