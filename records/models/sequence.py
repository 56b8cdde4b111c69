"""Consecutive numbers without gaps: one row a scope and year, locked while a number is taken."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sequence(models.Model):
    """The last number given in a scope and year. Taken only in the transaction that uses it."""

    scope = models.CharField(_("scope"), max_length=100)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("sequence")
        verbose_name_plural = _("sequences")
        constraints = [models.UniqueConstraint(fields=["scope", "year"], name="sequence_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.year}: {self.last}"
