"""What the law asks, kept by the archive; and what is warned of where a line or series is kept."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel

from records.events import act
from records.permissions import Role
from records.viewsets.base import KeptCreateView, KeptEditView, KeptViewSet
from retention.models import MinimumPeriod, ScheduleTerm
from retention.scheduling.warnings import of_rule, of_series


class _Warning:
    """Tells, after it is kept, what a person would ask about it."""

    form: Any
    request: Any

    def warnings_of(self, instance: Any) -> list[str]:
        raise NotImplementedError

    def save_instance(self) -> Any:
        kept = super().save_instance()  # type: ignore[misc]
        for message in self.warnings_of(kept):
            messages.warning(self.request, message)
        return kept


class _RuleForm(_Warning):
    def warnings_of(self, instance: Any) -> list[str]:
        return of_rule(instance, today=timezone.localdate())

    def save_instance(self) -> Any:
        """The norms that it stands on are rows of their own, kept with it or not at all."""
        with act(by=self.request.user, at=timezone.now()):
            kept = super().save_instance()
            kept.legal_basis.set(self.form.cleaned_data["legal_basis"])
        return kept


class _SeriesForm(_Warning):
    def warnings_of(self, instance: Any) -> list[str]:
        return of_series(instance)


class RuleCreateView(_RuleForm, KeptCreateView):
    pass


class RuleEditView(_RuleForm, KeptEditView):
    pass


class SeriesCreateView(_SeriesForm, KeptCreateView):
    pass


class SeriesEditView(_SeriesForm, KeptEditView):
    pass


class _Asked(KeptViewSet):
    change_roles = (Role.ARCHIVIST,)
    view_roles = (Role.ADMINISTRATOR, Role.AUDITOR)


class MinimumViewSet(_Asked):
    model = MinimumPeriod
    icon = "warning"
    list_display = ["words", "years", "basis", "valid_from", "valid_to"]
    panels = [
        FieldPanel(name) for name in ("words", "years", "basis", "norm", "valid_from", "valid_to")
    ]


class TermViewSet(_Asked):
    model = ScheduleTerm
    icon = "history"
    list_display = ["kind", "days", "business", "basis", "valid_from", "valid_to"]
    panels = [
        FieldPanel(name) for name in ("kind", "days", "business", "basis", "valid_from", "valid_to")
    ]
