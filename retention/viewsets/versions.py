"""The page of a version: its lines to write while it is a draft, and its files."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.widgets.button import HeaderButton

from records.models import ClassificationScheme
from records.permissions import has_role
from records.viewsets.base import KeptIndexView, KeptInspectView
from retention.models import RetentionSchedule
from retention.scheduling.kept import schedule_of
from retention.scheduling.writing import why_fixed
from retention.viewsets.schedule_files import FORMATS, KEEPS


class _Imports(KeptIndexView):
    """A version comes in from a sheet, with its scheme: both lists lead there.

    The other button is called shortly: on a telephone its whole name left none for this one.
    """

    add_item_label = _("Add")

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons: list[Any] = list(super().header_buttons)
        if has_role(self.request.user, *KEEPS):
            url = reverse("schemes:import")
            buttons.append(HeaderButton(_("Import a schedule"), url=url, icon_name="upload"))
        return buttons


class SchemeIndexView(_Imports):
    pass


class ScheduleIndexView(_Imports):
    """Every version, whatever its state, each to its own page."""

    def get_edit_url(self, instance: Any) -> str | None:
        """None: a version opens on its life, which leads to what may be written."""
        return None


class VersionInspectView(KeptInspectView):
    """Of a scheme or of its schedule: both are one version."""

    template_name = "retention/version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scheme, schedule = _version(self.object)
        written = has_role(self.request.user, *KEEPS) and not why_fixed(scheme, schedule)
        return {
            **super().get_context_data(**kwargs),
            "lines_url": reverse("schemes:lines", args=[scheme.pk]) if written else "",
            "files": [
                (ending.upper(), reverse("schemes:download", args=[scheme.pk, ending]))
                for ending in FORMATS
            ],
        }


def _version(
    instance: ClassificationScheme | RetentionSchedule,
) -> tuple[ClassificationScheme, RetentionSchedule | None]:
    if isinstance(instance, RetentionSchedule):
        return instance.scheme, instance
    return instance, schedule_of(instance)
