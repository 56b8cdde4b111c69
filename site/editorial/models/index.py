"""The one parent of every controlled page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wagtail.models import Page

from editorial.models.kinds import PAGE_TYPES
from editorial.permissions import IndexPermissionTester


class DocumentIndexPage(Page):
    """`/documentos/`: the parent of every controlled page. The portal answers its address."""

    max_count = 1
    parent_page_types = ["portal.HomePage"]
    subpage_types = list(PAGE_TYPES.values())
    settings_panels: list[Any] = []
    promote_panels: list[Any] = []

    class Meta:
        verbose_name = _("index of documents")

    def permissions_for_user(self, user: Any) -> IndexPermissionTester:
        return IndexPermissionTester(user, self)
