"""The fact from which the years of a case file count, where its rule names an event."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models import CaseFile, Record
from records.models.case_file_acts import Done
from records.models.evidence import EvidenceQuerySet


class StartingFact(Done):
    """On what day that happened of which the rule speaks: a contract was settled, somebody left.

    Written once. One that was told wrong is corrected by a later one, which says why.
    """

    case_file = models.ForeignKey(
        CaseFile, models.PROTECT, related_name="facts", verbose_name=_("case file")
    )
    what = models.CharField(_("what happened"), max_length=250)
    on = models.DateField(_("day"))
    record = models.ForeignKey(
        Record,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document that shows it"),
    )
    reason = models.TextField(_("reason"), blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact from which a case file counts")
        verbose_name_plural = _("facts from which case files count")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_file.code}: {self.what}"
