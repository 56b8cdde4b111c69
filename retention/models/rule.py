"""A line of a schedule: how long a series is kept, and what then."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.models import LegalReference, Series
from retention.models.schedule import RetentionSchedule
from retention.models.settled import (
    BasisQuerySet,
    RuleQuerySet,
    refuse,
    settled_among,
    settled_sentence,
)


class FinalDisposition(models.TextChoices):
    PERMANENT = "permanent", _("permanent preservation")
    DESTROY = "destroy", _("destruction")
    SAMPLE = "sample", _("selection")


class Reproduction(models.TextChoices):
    """By which technical means a copy is made besides; printed M, D or MT."""

    MICROFILM = "microfilm", _("microfilm")
    DIGITAL = "digital", _("digitisation")
    EITHER = "either", _("technical means")


class SamplingMethod(models.TextChoices):
    """How what is kept of a selection is chosen (domain 3.4)."""

    SIMPLE_RANDOM = "simple_random", _("simple random")
    SYSTEMATIC = "systematic", _("systematic")
    QUALITATIVE = "qualitative", _("qualitative")
    INTRINSIC = "intrinsic", _("intrinsic")


class Trigger(models.TextChoices):
    """The fact from which the years count (domain 1.6)."""

    CLOSING = "closing", _("closing of the case file")
    YEAR_END = "year_end", _("end of the year")
    LAST_DOCUMENT = "last_document", _("last document")
    EVENT = "event", _("an event")
    REGISTRATION = "registration", _("registration (former schedules)")


class RetentionRule(models.Model):
    """A line of the schedule. Exactly one final disposition; reproduction goes with any.

    A line of a TVD has one term only, that of the central archive. What tells of human rights is
    kept for ever (Ley 1448 de 2011, arts. 143 and 144).
    """

    schedule = models.ForeignKey(
        RetentionSchedule, models.PROTECT, related_name="rules", verbose_name=_("schedule")
    )
    series = models.OneToOneField(
        Series, models.PROTECT, related_name="rule", verbose_name=_("series")
    )
    office_years = models.PositiveSmallIntegerField(
        _("years in the office archive"), null=True, blank=True
    )
    archive_years = models.PositiveSmallIntegerField(_("years in the central archive"))
    disposition = models.CharField(_("final disposition"), max_length=10, choices=FinalDisposition)
    reproduction = models.CharField(
        _("reproduction"), max_length=10, choices=Reproduction, blank=True, default=""
    )
    trigger = models.CharField(
        _("counts from"), max_length=14, choices=Trigger, default=Trigger.CLOSING
    )
    on_paper = models.BooleanField(_("paper"), default=False)
    electronic = models.BooleanField(_("electronic"), default=True)
    procedure = models.TextField(_("procedure"), blank=True)
    legal_basis = models.ManyToManyField(
        LegalReference,
        through="RuleBasis",
        blank=True,
        related_name="rules",
        verbose_name=_("legal basis"),
    )
    sampling_method = models.CharField(
        _("selection method"), max_length=14, choices=SamplingMethod, blank=True, default=""
    )
    sampling_rate = models.DecimalField(
        _("percentage that is kept"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    human_rights = models.BooleanField(
        _("human rights"),
        default=False,
        help_text=_("It tells of human rights or of the armed conflict: it is kept for ever."),
    )

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ["series__code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(disposition__in=FinalDisposition.values), name="rule_disposition"
            ),
            models.CheckConstraint(
                condition=Q(human_rights=False) | Q(disposition=FinalDisposition.PERMANENT),
                name="rule_human_rights",
                violation_error_message=_("What tells of human rights is kept permanently."),
            ),
            models.CheckConstraint(
                condition=Q(reproduction="") | Q(reproduction__in=Reproduction.values),
                name="rule_reproduction",
            ),
        ]

    def __str__(self) -> str:
        years = [one for one in (self.office_years, self.archive_years) if one is not None]
        return f"{self.series.code}: {'+'.join(str(one) for one in years)}"

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
        """Every reason against the line, each beside its field."""
        super().clean()
        if (schedule := self.settled_in()) is not None:
            raise ValidationError(settled_sentence(schedule))
        if reasons := self._contradictions():
            raise ValidationError(reasons)

    def _contradictions(self) -> dict[str, Any]:
        reasons: dict[str, Any] = {}
        if self.schedule_id is not None:
            if self.schedule.is_valuation and self.office_years is not None:
                reasons["office_years"] = _("A line of a valuation schedule (TVD) has one term.")
            if not self.schedule.is_valuation and self.office_years is None:
                reasons["office_years"] = _("Write how many years the office keeps it; 0 is none.")
            if self.series_id is not None and self.series.scheme_id != self.schedule.scheme_id:
                reasons["series"] = _("That series is of the scheme of another schedule.")
        if self.human_rights and self.disposition != FinalDisposition.PERMANENT:
            reasons["disposition"] = _("What tells of human rights is kept permanently.")
        if self.disposition != FinalDisposition.SAMPLE:
            for name in ("sampling_method", "sampling_rate"):
                if getattr(self, name):
                    reasons[name] = _("Only what ends in selection says how it is chosen.")
        return reasons


class RuleBasis(models.Model):
    """A norm on which a line stands. Fixed with the line."""

    rule = models.ForeignKey(
        RetentionRule, models.CASCADE, related_name="bases", verbose_name=_("retention rule")
    )
    norm = models.ForeignKey(
        LegalReference, models.PROTECT, related_name="+", verbose_name=_("norm")
    )
    article = models.CharField(_("article"), max_length=60, blank=True)

    objects = BasisQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["rule", "norm"], name="basis_once")]

    def __str__(self) -> str:
        return ", ".join(part for part in (str(self.norm), self.article) if part)

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            refuse(settled_among(rules=[self.rule_id]))
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            refuse(settled_among(rules=[self.rule_id]))
            return super().delete(*args, **kwargs)
