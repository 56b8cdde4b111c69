"""The retention schedule (TRD): how long each series is kept, and what then."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models import ClassificationScheme, Series
from retention.models.settled import (
    SETTLED,
    RuleQuerySet,
    ScheduleQuerySet,
    refuse,
    settled_among,
    settled_sentence,
)


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
    """One version of the TRD, for one scheme.

    From its convalidation on, its rules never change (domain 1.4): `save`, `delete` and the bulk
    forms raise ProtectedError. A convalidated one may still be adopted; an adopted one is fixed.
    """

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

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("retention schedule")
        verbose_name_plural = _("retention schedules")
        ordering = ["-adopted_on"]

    def __str__(self) -> str:
        return f"TRD {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            refuse(self._fixed_by())
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            refuse(settled_among(schedules=[self.pk]))
            return super().delete(*args, **kwargs)

    @property
    def settled(self) -> bool:
        """True from its convalidation on."""
        return self.status in SETTLED

    def _fixed_by(self) -> RetentionSchedule | None:
        """Itself as it is kept, where that forbids what this instance would keep."""
        kept: RetentionSchedule | None = settled_among(schedules=[self.pk])
        if kept is None:
            return None
        same = (kept.scheme_id, kept.label) == (self.scheme_id, self.label) and self.settled
        return None if same and kept.status == self.Status.CONVALIDATED else kept

    def clean(self) -> None:
        """All the reasons against settling it: no rules, no act, no day."""
        super().clean()
        with transaction.atomic():
            fixed = self._fixed_by()
        if fixed is not None:
            raise ValidationError(settled_sentence(fixed))
        reasons: dict[str, Any] = {}
        if self.settled and (self.pk is None or not self.rules.exists()):
            reasons["status"] = _("It has no rules yet: write them before it is settled.")
        if self.status == self.Status.ADOPTED:
            if not self.act:
                reasons["act"] = _("Name the act that adopts it.")
            if self.adopted_on is None:
                reasons["adopted_on"] = _("Say the day of its adoption.")
        if reasons:
            raise ValidationError(reasons)


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

    objects = RuleQuerySet.as_manager()

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            refuse(self.settled_in())
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            refuse(self.settled_in())
            return super().delete(*args, **kwargs)

    def settled_in(self) -> RetentionSchedule | None:
        """The settled schedule that it is a line of, or would become one of; None in a draft."""
        with transaction.atomic():
            found: RetentionSchedule | None = settled_among(
                schedules=[self.schedule_id], series=[self.series_id], rules=[self.pk]
            )
        return found

    def clean(self) -> None:
        super().clean()
        if (schedule := self.settled_in()) is not None:
            raise ValidationError(settled_sentence(schedule))
