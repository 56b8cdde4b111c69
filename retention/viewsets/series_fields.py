"""What a series asks of each of its case files besides, defined by the archive without code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from records.case_files.shaping import add_field, drop_field
from records.exceptions import NotAllowed
from records.models import Series, SeriesField
from records.permissions import Role
from records.querysets import key_of
from records.refused import in_messages
from records.viewsets.base import KeptCreateView, KeptViewSet, RolePermissionPolicy


class SeriesFieldForm(WagtailAdminModelForm):
    listed = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, only for a field that is one of a list."),
    )


class SeriesFieldCreateView(KeptCreateView):
    def get_initial_form_instance(self) -> SeriesField:
        """The series that one comes from is chosen already."""
        told = self.request.GET.get("series", "")
        chosen = Series.objects.filter(pk=key).first() if (key := key_of(told)) else None
        return SeriesField(series=chosen) if chosen else SeriesField()

    def get_success_buttons(self) -> list[Any]:
        """None: it is never edited, its name is the key of what is answered."""
        return []

    def save_instance(self) -> Any:
        told = self.form.cleaned_data
        return add_field(
            told["series"],
            name=told["name"],
            kind=told["kind"],
            required=told["required"],
            choices=told["listed"].splitlines(),
            by=self.request.user,
            at=timezone.now(),
        )


class SeriesFieldDropView(generic.DeleteView):
    page_title = _("Stop asking it")

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            drop_field(self.object, by=self.request.user, at=timezone.now())
        except NotAllowed as refused:
            in_messages(self.request, refused)
        else:
            messages.success(self.request, _("It is not asked any more."))
        return redirect(self.get_success_url())


class SeriesFieldViewSet(KeptViewSet):
    model = SeriesField
    icon = "form"
    change_roles = (Role.ARCHIVIST,)
    view_roles = (Role.ADMINISTRATOR, Role.AUDITOR)
    pages = frozenset({"index", "index_results", "add", "delete"})
    related = ("series",)
    add_view_class = SeriesFieldCreateView
    delete_view_class = SeriesFieldDropView
    list_display = [
        "name",
        "series",
        "kind",
        Column(
            "required",
            label=_("Required"),
            accessor=lambda one: _("Yes") if one.required else _("No"),
        ),
    ]
    list_filter = ["series"]
    search_fields = ["name", "series__code", "series__name"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "It is asked when a case file of the series, or of one below it, is opened; it "
                    "is shown on its page and its control sheet, searched and exported. It may be "
                    "added while the schedule is in force: it is no line of it."
                )
            ),
            *(FieldPanel(name) for name in ("series", "name", "kind", "required", "listed")),
        ],
        base_form_class=SeriesFieldForm,
    )

    def register_permissions(self) -> None:
        policy = RolePermissionPolicy(self.model, change=self.change_roles, view=self.view_roles)
        policy.roles["delete"] = self.change_roles
        register_permission_policy(self.model, policy, exact_class=True)
