"""The case file (expediente): what belongs together because it comes of one matter."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.access import AccessLevel
from records.models.classification import Series
from records.models.organization import Office


class CaseFile(models.Model):
    """A case file of a series. It keeps the office and the series of the day it was opened.

    Lock it before anything enters or leaves. Closings are rows of their own, never a column here.
    """

    series = models.ForeignKey(
        Series, models.PROTECT, related_name="case_files", verbose_name=_("series")
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="case_files", verbose_name=_("office")
    )
    code = models.CharField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=250)
    opened_on = models.DateField(_("opened on"))
    access = models.CharField(
        _("access"), max_length=10, choices=AccessLevel, default=AccessLevel.PUBLIC
    )
    document = models.OneToOneField(
        "records.ControlledDocument",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="case_file",
        verbose_name=_("controlled document"),
        help_text=_("Set where the case file gathers the versions of one document."),
    )

    # Kept by verbs, no page refers to it: the index of references would cost six queries a row.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("case file")
        verbose_name_plural = _("case files")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"
