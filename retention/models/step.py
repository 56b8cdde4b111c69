"""The life of a version of a schedule: what was done with it, each step a row written once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models import Decision
from records.models.evidence import Evidence, EvidenceQuerySet
from retention.models.schedule import RetentionSchedule


class ScheduleStep(Evidence):
    """A step of a version of a schedule (domain 1.4, Acuerdo AGN 001 de 2024, título 5).

    `leads_to` is the status from then on. A submission names the SHA-256 of the lines as they were
    (canonical JSON, in the storage); a round of evaluation ends with the evaluator's `text`, its
    concept, and the day until which the entity answers.
    """

    class Kind(models.TextChoices):
        APPROVED = "approved", _("approved by the committee")
        REOPENED = "reopened", _("taken back to draft")
        SUBMITTED = "submitted", _("presented for evaluation")
        RECEIVED = "received", _("evaluation begun")
        ADJUSTMENTS = "adjustments", _("adjustments asked for")
        CONVALIDATED = "convalidated", _("convalidated")
        ADOPTED = "adopted", _("adopted by an act")
        PUBLISHED = "published", _("published")
        REGISTERED = "registered", _("entered in the RUSD")
        IN_FORCE = "in_force", _("put in force")
        BROUGHT = "brought", _("brought in, already in force")
        REPLACED = "replaced", _("replaced by another version")

    schedule = models.ForeignKey(
        RetentionSchedule, models.PROTECT, related_name="steps", verbose_name=_("schedule")
    )
    place = models.PositiveSmallIntegerField(pgettext_lazy("order", "place"))
    kind = models.CharField(_("step"), max_length=12, choices=Kind)
    leads_to = models.CharField(_("status"), max_length=14, choices=RetentionSchedule.Status)
    on = models.DateField(_("day"))
    number = models.CharField(_("number"), max_length=200, blank=True)
    body = models.CharField(_("body"), max_length=250, blank=True)
    text = models.TextField(_("text"), blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    address = models.URLField(_("address"), blank=True)
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decision"),
    )
    content_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    file_name = models.CharField(_("file name"), max_length=255, blank=True)
    file_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a schedule")
        verbose_name_plural = _("steps of schedules")
        ordering = ["schedule", "place"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "place"], name="schedule_step_once")
        ]

    def __str__(self) -> str:
        return f"{self.schedule}: {self.get_kind_display()}"
