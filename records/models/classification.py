"""The classification scheme, CCD. How long things are kept is apart, in `retention` (ISO 15489)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.models.dated import Dated, DatedQuerySet
from records.models.organization import Office


class SchemeQuerySet(DatedQuerySet["ClassificationScheme"]):
    def in_force_on(self, day: date) -> ClassificationScheme | None:
        """The scheme of that day, or None before the first."""
        return self.latest_on(day).first()

    def latest_on(self, day: date) -> Self:
        """The same as rows, at most one: for a question that goes on from it."""
        return self.on(day).filter(valid_from__isnull=False).order_by("-valid_from")[:1]


class ClassificationScheme(Dated):
    """One version of the CCD, adopted by an act. A new version never rewrites an old one."""

    name = models.CharField(_("name"), max_length=200)
    label = models.CharField(_("version"), max_length=20)
    act = models.CharField(_("act of adoption"), max_length=200, blank=True)

    objects = SchemeQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("classification scheme")
        verbose_name_plural = _("classification schemes")
        ordering = ["-valid_from"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["name", "label"], name="scheme_label_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.label}"


class Ordering(models.TextChoices):
    """In what order the records of a case file are foliated."""

    ARRIVAL = "arrival", _("as they were filed")
    DATE = "date", _("by the date of each document")


class Series(models.Model):
    """A series, or a subseries when it has a parent. Codes are unique within scheme and office."""

    scheme = models.ForeignKey(
        ClassificationScheme, models.PROTECT, related_name="series", verbose_name=_("scheme")
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="series", verbose_name=_("office")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subseries",
        verbose_name=_("series"),
    )
    code = models.CharField(
        _("code"), max_length=40, help_text=_("As printed, office included: 100.02.07.")
    )
    name = models.CharField(_("name"), max_length=250)
    max_folios = models.PositiveSmallIntegerField(
        _("folios in a volume"),
        default=200,
        help_text=_("Beyond them a case file goes on in another volume."),
    )
    ordering = models.CharField(
        _("order within its case files"), max_length=10, choices=Ordering, default=Ordering.ARRIVAL
    )

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="series_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"


class DocumentType(models.Model):
    """A type of document (tipo documental) that a series holds."""

    series = models.ForeignKey(
        Series, models.PROTECT, related_name="document_types", verbose_name=_("series")
    )
    name = models.CharField(_("name"), max_length=250)

    class Meta:
        verbose_name = _("type of document")
        verbose_name_plural = _("types of document")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["series", "name"], name="document_type_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SeriesField(models.Model):
    """One more thing that is told of each case file of a series, named without a line of code.

    Its name is the key under which a case file keeps the answer: it never changes.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        NUMBER = "number", _("number")
        DATE = "date", _("date")
        CHOICE = "choice", _("one of a list")

    series = models.ForeignKey(
        Series, models.PROTECT, related_name="fields", verbose_name=_("series")
    )
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)
    required = models.BooleanField(_("required"), default=False)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        verbose_name = _("further field of a series")
        verbose_name_plural = _("further fields of series")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "name"], name="series_field_once"),
        ]

    def __str__(self) -> str:
        return self.name
