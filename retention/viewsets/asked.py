"""What the law asks, kept by the archive; and what is warned of where a line or series is kept."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets.button import Button

from records.events import act
from records.models import Series, SeriesField
from records.organization import tell_change
from records.permissions import Role, has_role
from records.viewsets.base import KeptCreateView, KeptEditView, KeptInspectView, KeptViewSet
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
        by, at = self.request.user, timezone.now()
        with act(by=by, at=at) as log:
            before = self._norms() if self.form.instance.pk else None
            kept = super().save_instance()
            kept.legal_basis.set(self.form.cleaned_data["legal_basis"])
            after = self._norms()
            if before is not None and before != after:
                tell_change(log, kept, {"legal_basis": before}, {"legal_basis": after})
        return kept

    def _norms(self) -> str:
        return "; ".join(sorted(str(one) for one in self.form.instance.bases.all()))


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
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        label, url = _("What its case files are asked"), _fields_url(self.object)
        return [*super().header_more_buttons, Button(label, url=url, icon_name="form")]


class SeriesInspectView(KeptInspectView):
    template_name = "retention/series.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what is asked of its case files: by itself, and by the series above it."""
        lineage = self.object.lineage
        fields = SeriesField.objects.filter(series__in=lineage).select_related("series")
        own = has_role(self.request.user, Role.ARCHIVIST)
        add = f"{reverse('series_fields:add')}?series={self.object.pk}"
        return {
            **super().get_context_data(**kwargs),
            "asked": [(one, one.series_id == self.object.pk) for one in fields],
            "add_url": add if own else "",
        }


def _fields_url(series: Series) -> str:
    return f"{reverse('series_fields:index')}?series={series.pk}"


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
