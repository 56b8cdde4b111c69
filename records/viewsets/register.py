"""The register, to be read by auditors and administrators."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wagtail.admin.ui.tables import Column

from records.event_labels import label_of, subject_name
from records.models import RecordEvent
from records.permissions import Role
from records.viewsets.base import ReadOnlyViewSet


def _action(event: RecordEvent) -> str:
    return label_of(event.action)


def _subject(event: RecordEvent) -> str:
    return f"{subject_name(event.subject_type)} {event.subject_id}"


class RegisterViewSet(ReadOnlyViewSet):
    model = RecordEvent
    icon = "history"
    menu_label: Any = _("Register")
    menu_order = 350
    add_to_admin_menu = True
    view_roles = (Role.AUDITOR, Role.ADMINISTRATOR)
    ordering = "-seq"
    list_display = [
        Column("seq", label=_("No."), sort_key="seq"),
        Column("action", label=_("Action"), accessor=_action),
        Column("subject", label=_("Subject"), accessor=_subject),
        "actor",
        "at",
    ]
    list_filter = ["action", "at"]
    list_export = ["seq", "action", "subject_type", "subject_id", "actor_id", "at", "sha256"]
    inspect_view_fields = ["seq", "action", "actor", "at", "facts", "previous", "sha256"]


register_viewset = RegisterViewSet("register", url_prefix="trazabilidad")
