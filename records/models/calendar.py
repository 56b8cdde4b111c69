"""The days on which the entity does not work besides holidays and days of rest."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Closure(models.Model):
    """Days without attention to the public, by an act of the entity: terms stand still in them."""

    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200)
    act = models.CharField(_("act"), max_length=200)

    class Meta:
        verbose_name = _("day of closure")
        verbose_name_plural = _("days of closure")
        ordering = ["-first"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="closure_period",
                violation_error_message=_("It ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}: {self.reason}"
