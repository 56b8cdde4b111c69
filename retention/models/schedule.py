"""A version of the retention schedule (TRD) or of the valuation schedule (TVD)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models import ClassificationScheme
from retention.models.settled import (
    SETTLED,
    ScheduleQuerySet,
    refuse,
    settled_among,
    settled_sentence,
)


class RetentionSchedule(models.Model):
    """One version of the TRD, or of the TVD of an accumulated fund, for one scheme.

    From its convalidation on, its rules never change (domain 1.4): `save`, `delete` and the bulk
    forms raise ProtectedError. A convalidated one may still be adopted; an adopted one is fixed.
    """

    class Kind(models.TextChoices):
        TRD = "trd", _("retention schedule (TRD)")
        TVD = "tvd", _("valuation schedule (TVD)")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        APPROVED = "approved", _("approved by the committee")
        SUBMITTED = "submitted", _("presented for evaluation")
        CONVALIDATED = "convalidated", _("convalidated")
        ADOPTED = "adopted", pgettext_lazy("schedule", "adopted")

    kind = models.CharField(_("kind"), max_length=3, choices=Kind, default=Kind.TRD)
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
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=("trd", "tvd")), name="schedule_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind.upper()} {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            refuse(self._fixed_by())
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            refuse(settled_among(schedules=[self.pk]))
            return super().delete(*args, **kwargs)

    @property
    def is_valuation(self) -> bool:
        """Whether it is a TVD, with one column of years."""
        return self.kind == self.Kind.TVD

    @property
    def settled(self) -> bool:
        """True from its convalidation on."""
        return self.status in SETTLED

    def _fixed_by(self) -> RetentionSchedule | None:
        """Itself as it is kept, where that forbids what this instance would keep."""
        kept: RetentionSchedule | None = settled_among(schedules=[self.pk])
        if kept is None:
            return None
        fixed = ("kind", "scheme_id", "label")
        same = self.settled and all(getattr(kept, one) == getattr(self, one) for one in fixed)
        return None if same and kept.status == self.Status.CONVALIDATED else kept

    def clean(self) -> None:
        """All the reasons against settling it: no rules, no act, no day."""
        super().clean()
        with transaction.atomic():
            fixed = self._fixed_by()
        if fixed is not None:
            raise ValidationError(settled_sentence(fixed))
        reasons: dict[str, Any] = {}
        if self.scheme_id is not None and self.is_valuation != self.scheme.accumulated:
            reasons["scheme"] = (
                _("A valuation schedule (TVD) goes with the scheme of an accumulated fund.")
                if self.is_valuation
                else _("The scheme of an accumulated fund takes a valuation schedule (TVD).")
            )
        if self.settled and (self.pk is None or not self.rules.exists()):
            reasons["status"] = _("It has no rules yet: write them before it is settled.")
        if self.status == self.Status.ADOPTED:
            if not self.act:
                reasons["act"] = _("Name the act that adopts it.")
            if self.adopted_on is None:
                reasons["adopted_on"] = _("Say the day of its adoption.")
        if reasons:
            raise ValidationError(reasons)
