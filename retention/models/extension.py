"""A case file keeps its rule; an act may lengthen it or keep it for ever, never shorten it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.models import CaseFile
from records.models.evidence import Evidence, EvidenceQuerySet


class RuleExtension(Evidence):
    """By an act, more years or permanent preservation for one case file (domain 11.14)."""

    class Motive(models.TextChoices):
        LATER_LAW = "later_law", _("a later norm")
        HUMAN_RIGHTS = "human_rights", _("human rights or armed conflict")

    case_file = models.ForeignKey(
        CaseFile, models.PROTECT, related_name="extensions", verbose_name=_("case file")
    )
    motive = models.CharField(_("motive"), max_length=14, choices=Motive)
    further_office_years = models.PositiveSmallIntegerField(
        _("further years in the office archive"), default=0
    )
    further_archive_years = models.PositiveSmallIntegerField(
        _("further years in the central archive"), default=0
    )
    permanent = models.BooleanField(_("permanent preservation"), default=False)
    act = models.CharField(_("act"), max_length=200)
    on = models.DateField(_("day of the act"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension of the rule of a case file")
        verbose_name_plural = _("extensions of the rules of case files")
        ordering = ["case_file", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(permanent=True)
                | Q(further_office_years__gt=0)
                | Q(further_archive_years__gt=0),
                name="extension_extends",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_file.code}: {self.act}"
