"""A version of the retention schedule (TRD) or of the valuation schedule (TVD)."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models import ClassificationScheme
from retention.models.settled import (
    EDITABLE,
    IDENTITY,
    SETTLED,
    ScheduleQuerySet,
    never_deleted,
    refuse,
    settled_sentence,
)


class RetentionSchedule(models.Model):
    """One version of the TRD, or of the TVD of an accumulated fund, for one scheme.

    Its lines change in a draft and while adjustments are asked for, and never from its
    convalidation on (domain 1.4). `status` is a picture of its last step, moved by the verbs of
    `retention.scheduling.life` alone: `save` and the bulk forms raise ProtectedError otherwise, and
    so does deleting any version.
    """

    class Kind(models.TextChoices):
        TRD = "trd", _("retention schedule (TRD)")
        TVD = "tvd", _("valuation schedule (TVD)")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        APPROVED = "approved", _("approved by the committee")
        SUBMITTED = "submitted", _("presented for evaluation")
        IN_EVALUATION = "in_evaluation", _("in evaluation")
        ADJUSTMENTS = "adjustments", _("to be adjusted")
        CONVALIDATED = "convalidated", _("convalidated")
        ADOPTED = "adopted", pgettext_lazy("schedule", "adopted")
        PUBLISHED = "published", pgettext_lazy("schedule", "published")
        IN_FORCE = "in_force", pgettext_lazy("schedule", "in force")
        REPLACED = "replaced", pgettext_lazy("schedule", "replaced")

    kind = models.CharField(_("kind"), max_length=3, choices=Kind, default=Kind.TRD)
    scheme = models.OneToOneField(
        ClassificationScheme, models.PROTECT, related_name="schedule", verbose_name=_("scheme")
    )
    label = models.CharField(_("version"), max_length=20)
    description = models.TextField(
        _("description"), blank=True, help_text=_("What it is for, and what changed in it.")
    )
    status = models.CharField(
        _("status"), max_length=14, choices=Status, default=Status.DRAFT, editable=False
    )
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

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ProtectedError(never_deleted(), {self})

    @property
    def is_valuation(self) -> bool:
        """Whether it is a TVD, with one column of years."""
        return self.kind == self.Kind.TVD

    @property
    def settled(self) -> bool:
        """True from its convalidation on."""
        return self.status in SETTLED

    @property
    def editable(self) -> bool:
        """Whether its lines may be written: in a draft, or while adjustments are asked for."""
        return self.status in EDITABLE

    def _fixed_by(self) -> RetentionSchedule | None:
        """Itself as it is kept, where that forbids what this instance would keep."""
        rows = RetentionSchedule.objects.select_for_update()
        kept: RetentionSchedule | None = rows.filter(pk=self.pk).first() if self.pk else None
        if kept is None:
            return self if self.status != self.Status.DRAFT else None
        if kept.status == self.status:
            return None if kept.editable else kept
        same = all(getattr(kept, one) == getattr(self, one) for one in IDENTITY)
        last = self.steps.order_by("-place").values_list("leads_to", flat=True).first()
        return None if same and last == self.status else kept

    def clean(self) -> None:
        """Every reason against keeping it: fixed by now, or a scheme of the other kind."""
        super().clean()
        with transaction.atomic():
            fixed = self._fixed_by()
        if fixed is not None:
            raise ValidationError(settled_sentence(fixed))
        if self.scheme_id is not None and self.is_valuation != self.scheme.accumulated:
            message = (
                _("A valuation schedule (TVD) goes with the scheme of an accumulated fund.")
                if self.is_valuation
                else _("The scheme of an accumulated fund takes a valuation schedule (TVD).")
            )
            raise ValidationError({"scheme": message})
