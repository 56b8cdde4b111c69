"""Pages that citizens reach through Wagtail's tree; documents are answered by views."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from editorial.permissions import ControlledPagePermissionTester


class HomePage(Page):
    """The portal's home."""

    introduction = models.TextField(_("introduction"), blank=True)

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["editorial.DocumentIndexPage"]
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    settings_panels: list[Any] = []
    promote_panels: list[Any] = []
    template = "portal/home.html"

    class Meta:
        verbose_name = _("home page")

    def permissions_for_user(self, user: Any) -> ControlledPagePermissionTester:
        return ControlledPagePermissionTester(user, self)
