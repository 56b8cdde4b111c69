"""The index of the database engine. It copies text and can be rebuilt; it holds no state."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models import Issuance


class SearchEntry(models.Model):
    """The words of one issued version.

    Triggers (SQLite) or generated columns (PostgreSQL) keep the full-text index in step with it.
    Whether the version is in force, and who may see it, is asked of `Issuance` at every search.
    """

    issuance = models.OneToOneField(
        Issuance, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("issuance")
    )
    code = models.CharField(_("code"), max_length=40)
    title = models.CharField(_("title"), max_length=300)
    body = models.TextField(_("text"), blank=True)
    code_stems = models.TextField()
    title_stems = models.TextField()
    body_stems = models.TextField()
    forms = models.TextField(blank=True)

    class Meta:
        verbose_name = _("entry of the search index")
        verbose_name_plural = _("entries of the search index")
        ordering = ["code", "issuance"]

    def __str__(self) -> str:
        return self.code
