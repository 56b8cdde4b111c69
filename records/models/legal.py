"""Norms and the dates between which they hold: cited through this table, never hard-coded."""

from __future__ import annotations

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from records.models.dated import Dated, DatedQuerySet


class LegalReference(Dated):
    """A norm, when it holds, and what replaced it. Imported and kept by an administrator."""

    class Kind(models.TextChoices):
        CONSTITUTION = "constitution", _("constitution")
        LAW = "law", _("law")
        DECREE_LAW = "decree_law", _("decree law")
        DECREE = "decree", _("decree")
        RESOLUTION = "resolution", _("resolution")
        AGREEMENT = "agreement", _("agreement")
        ORDINANCE = "ordinance", _("ordinance")
        CIRCULAR = "circular", _("circular")
        DIRECTIVE = "directive", _("directive")
        CONPES = "conpes", _("CONPES document")
        STANDARD = "standard", _("technical standard")
        RULING = "ruling", _("ruling")
        OTHER = "other", _("other")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    number = models.CharField(_("number"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    title = models.CharField(_("subject"), max_length=400, blank=True)
    replaced_by = models.CharField(_("replaced by"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("norm")
        verbose_name_plural = _("norms")
        ordering = ["kind", "year", "number"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["kind", "number", "year", "issuer"], name="norm_once"),
        ]

    def __str__(self) -> str:
        year = f" de {self.year}" if self.year else ""
        return f"{capfirst(self.get_kind_display())} {self.number}{year}"
