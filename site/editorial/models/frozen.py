"""What was submitted, as the editor sees it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.models import Revision

from editorial.models.document import DocumentPage
from records.models import DocumentVersion


class FrozenRevision(models.Model):
    """The revision that a version was submitted from. PROTECT keeps it from `purge_revisions`.

    A picture for the editor; the truth is the content's component.
    """

    version = models.OneToOneField(DocumentVersion, models.PROTECT, related_name="frozen_revision")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="frozen")
    page = models.ForeignKey(DocumentPage, models.PROTECT, related_name="frozen_revisions")

    class Meta:
        verbose_name = _("frozen revision")
        verbose_name_plural = _("frozen revisions")

    def __str__(self) -> str:
        return str(self.version)
