"""The process map: macroprocesses and their processes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.dated import Dated, DatedQuerySet
from records.models.organization import Office


class Process(Dated):
    """A process, or a macroprocess when it has no parent."""

    class Kind(models.TextChoices):
        STRATEGIC = "strategic", _("strategic")
        MISSION = "mission", _("mission")
        SUPPORT = "support", _("support")
        EVALUATION = "evaluation", _("evaluation")

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(
        _("letters in codes"),
        max_length=10,
        blank=True,
        help_text=_("Where codes name the process by letters. Empty: its code, if it is letters."),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("macroprocess"),
    )
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="processes",
        verbose_name=_("led by"),
    )

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"
