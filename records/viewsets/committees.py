"""Committees and their members, kept by administrators as other reference data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList

from records.models import ClassificationScheme, Committee, CommitteeMember, Series
from records.permissions import Role
from records.text import natural
from records.viewsets.base import KeptViewSet


class CommitteeForm(WagtailAdminModelForm):
    """The series of its minutes is one of the scheme in force; its code stays with its minutes."""

    series_code = forms.ChoiceField(label=_("series of its minutes"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scheme = ClassificationScheme.objects.in_force_on(timezone.localdate())
        series = Series.objects.filter(scheme=scheme, subseries__isnull=True)
        ordered = sorted(series, key=lambda one: natural(one.code))
        field: Any = self.fields["series_code"]
        field.choices = [("", "---------"), *((one.code, str(one)) for one in ordered)]
        if self.instance.pk and self.instance.sessions.filter(opening__isnull=False).exists():
            self.fields["code"].disabled = True


class CommitteeViewSet(KeptViewSet):
    model = Committee
    icon = "group"
    change_roles = (Role.ADMINISTRATOR,)
    view_roles = (Role.AUDITOR,)
    related = ("office", "chair__office", "secretary__office")
    list_display = ["name", "code", "office", "chair", "secretary", "valid_from", "valid_to"]
    search_fields = ["name", "code", "act"]
    edit_handler = ObjectList(
        [
            FieldPanel(name)
            for name in (
                "name",
                "code",
                "act",
                "duties",
                "office",
                "process",
                "chair",
                "secretary",
                "quorum",
                "quorum_number",
                "majority",
                "series_code",
                "minutes_access",
                "valid_from",
                "valid_to",
            )
        ],
        base_form_class=CommitteeForm,
    )


class CommitteeMemberViewSet(KeptViewSet):
    model = CommitteeMember
    icon = "user"
    change_roles = (Role.ADMINISTRATOR,)
    view_roles = (Role.AUDITOR,)
    related = ("committee", "position__office", "user")
    list_display = ["named", "committee", "kind", "votes", "valid_from", "valid_to"]
    list_filter = ["committee", "kind"]
    search_fields = ["position__name", "user__first_name", "user__last_name"]
    panels = [
        FieldPanel(name)
        for name in (
            "committee",
            "kind",
            "position",
            "user",
            "votes",
            "stands_for",
            "act",
            "valid_from",
            "valid_to",
        )
    ]
