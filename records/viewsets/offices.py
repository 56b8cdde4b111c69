"""The offices, and what each continued in: kept where the office is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.models import inlineformset_factory
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminDateInput

from records.events import act
from records.models import Office, OfficeSuccession
from records.organization import register
from records.permissions import Role
from records.viewsets.base import KeptEditView, KeptViewSet
from records.viewsets.generic import BaseInlineFormSet


class SuccessionFormSet(BaseInlineFormSet):
    """The successors of an office. Itself is not offered."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["successor"].queryset = Office.objects.exclude(pk=self.instance.pk)
        form.fields["successor"].label = _("Continues in")
        form.fields["on"].label = _("From")


Successions = inlineformset_factory(
    Office,
    OfficeSuccession,
    formset=SuccessionFormSet,
    fk_name="former",
    fields=["successor", "kind", "act", "on"],
    widgets={"on": AdminDateInput, "act": forms.TextInput},
    extra=1,
    can_delete=False,
)


class OfficeEditView(KeptEditView):
    """The office and its successors in one form: both are kept, or neither."""

    template_name = "records/office.html"

    @cached_property
    def successions(self) -> Any:
        posted = self.request.POST if self.request.method == "POST" else None
        return Successions(posted, instance=self.object, prefix="successions")

    def is_valid(self, form: Any) -> bool:
        sound: bool = super().is_valid(form)
        if self.successions.is_valid():
            return sound
        self.produced_error_code = "validation_error"
        self.produced_error_message = self.get_error_message()
        return False

    def save_instance(self) -> Any:
        now = timezone.now()
        with act(by=self.request.user, at=now):
            office = super().save_instance()
            for form in self.successions.forms:
                if form.has_changed():
                    form.instance.former = office
                    register(form.instance, by=self.request.user, at=now)
        return office

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "successions": self.successions}


class OfficeViewSet(KeptViewSet):
    model = Office
    icon = "group"
    change_roles = (Role.ADMINISTRATOR,)
    related = ("parent",)
    edit_view_class = OfficeEditView
    list_display = ["code", "name", "parent", "valid_from", "valid_to"]
    search_fields = ["code", "name", "act"]
    list_filter = ["parent"]
    panels = [
        FieldPanel(name)
        for name in (
            "code",
            "name",
            "acronym",
            "parent",
            "valid_from",
            "valid_to",
            "act",
            "ending_act",
        )
    ]


class SuccessionViewSet(KeptViewSet):
    model = OfficeSuccession
    icon = "redirect"
    change_roles = (Role.ADMINISTRATOR,)
    related = ("former", "successor")
    list_display = [
        "former",
        Column("successor", label=_("Continues in"), accessor="successor"),
        "kind",
        "act",
        "on",
    ]
    panels = [
        FieldPanel("former", heading=_("Office")),
        FieldPanel("successor", heading=_("Continues in")),
        FieldPanel("kind"),
        FieldPanel("act"),
        FieldPanel("on"),
    ]
