"""The retention schedule (TRD): how long each series is kept, and what then."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models import ClassificationScheme, Series


class FinalDisposition(models.TextChoices):
    PERMANENT = "permanent", _("permanent preservation")
    DESTROY = "destroy", _("destruction")
    SAMPLE = "sample", _("selection")


class Trigger(models.TextChoices):
    """The fact from which the years count (domain 1.6)."""

    CLOSING = "closing", _("closing of the case file")
    YEAR_END = "year_end", _("end of the year")
    LAST_DOCUMENT = "last_document", _("last document")
    EVENT = "event", _("an event")


class RetentionSchedule(models.Model):
    """One version of the TRD, for one scheme. A convalidated version never changes."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        APPROVED = "approved", _("approved by the committee")
        SUBMITTED = "submitted", _("presented for evaluation")
        CONVALIDATED = "convalidated", _("convalidated")
        ADOPTED = "adopted", pgettext_lazy("schedule", "adopted")

    scheme = models.OneToOneField(
        ClassificationScheme, models.PROTECT, related_name="schedule", verbose_name=_("scheme")
    )
    label = models.CharField(_("version"), max_length=20)
    status = models.CharField(_("status"), max_length=14, choices=Status, default=Status.DRAFT)
    approval_minutes = models.CharField(_("minutes of approval"), max_length=200, blank=True)
    convalidation = models.CharField(_("convalidation"), max_length=200, blank=True)
    act = models.CharField(_("act of adoption"), max_length=200, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)

    class Meta:
        verbose_name = _("retention schedule")
        verbose_name_plural = _("retention schedules")
        ordering = ["-adopted_on"]

    def __str__(self) -> str:
        return f"TRD {self.label}"


class RetentionRule(models.Model):
    """A line of the schedule. Exactly one final disposition; reproduction goes with any."""

    schedule = models.ForeignKey(
        RetentionSchedule, models.PROTECT, related_name="rules", verbose_name=_("schedule")
    )
    series = models.OneToOneField(
        Series, models.PROTECT, related_name="rule", verbose_name=_("series")
    )
    office_years = models.PositiveSmallIntegerField(_("years in the office archive"))
    archive_years = models.PositiveSmallIntegerField(_("years in the central archive"))
    disposition = models.CharField(_("final disposition"), max_length=10, choices=FinalDisposition)
    reproduce = models.BooleanField(_("reproduce by technical means"), default=False)
    trigger = models.CharField(
        _("counts from"), max_length=14, choices=Trigger, default=Trigger.CLOSING
    )
    on_paper = models.BooleanField(_("paper"), default=False)
    electronic = models.BooleanField(_("electronic"), default=True)
    procedure = models.TextField(_("procedure"), blank=True)

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ["series__code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(disposition__in=FinalDisposition.values), name="rule_disposition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.series.code}: {self.office_years}+{self.archive_years}"
