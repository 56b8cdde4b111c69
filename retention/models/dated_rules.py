"""What the law asks of every schedule, by day: terms of its life, least years of some series."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from records.models import LegalReference
from records.models.dated import Dated, DatedQuerySet


class ScheduleTerm(Dated):
    """How long something of the life of a schedule may take. Warned of, never refused."""

    class Kind(models.TextChoices):
        SUBMIT = "submit", _("to present it, from its approval")
        EVALUATE = "evaluate", _("to evaluate it, from its presentation")
        ADJUST = "adjust", _("to answer what was asked, from the concept")
        PUBLISH = "publish", _("to publish it and enter it in the RUSD, from its convalidation")

    kind = models.CharField(_("term"), max_length=10, choices=Kind)
    days = models.PositiveSmallIntegerField(_("days"))
    business = models.BooleanField(_("business days"), default=True)
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("term of a schedule")
        verbose_name_plural = _("terms of schedules")
        ordering = ["kind", "valid_from"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(days__gte=1), name="schedule_term_days"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.days}"


class MinimumPeriod(Dated):
    """The least years that a norm asks of the series whose name has these words.

    Warned of where lines are written and read; the entity decides and answers for it.
    """

    words = models.CharField(
        _("words"),
        max_length=300,
        help_text=_(
            "The beginnings of words that the name of the series has, all of them in any order, "
            "whatever the accents. Ways of saying it are separated by |."
        ),
    )
    years = models.PositiveSmallIntegerField(_("least years"))
    basis = models.CharField(_("legal basis"), max_length=200)
    norm = models.ForeignKey(
        LegalReference,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("norm"),
    )

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("legal minimum period")
        verbose_name_plural = _("legal minimum periods")
        ordering = ["words", "valid_from"]

    def __str__(self) -> str:
        return f"{self.words}: {self.years}"
