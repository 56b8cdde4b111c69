"""The classification scheme, CCD. How long things are kept is apart, in `retention` (ISO 15489)."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models.access import AccessLevel
from records.models.dated import Dated, DatedQuerySet
from records.models.organization import Office


class SchemeQuerySet(DatedQuerySet["ClassificationScheme"]):
    def in_force_on(self, day: date) -> ClassificationScheme | None:
        """The scheme of that day, or None before the first. Never one of an accumulated fund."""
        return self.latest_on(day).first()

    def latest_on(self, day: date) -> Self:
        """The same as rows, at most one: for a question that goes on from it."""
        live = self.on(day).filter(valid_from__isnull=False, accumulated=False)
        return live.order_by("-valid_from")[:1]


class ClassificationScheme(Dated):
    """One version of the CCD, adopted by an act. A new version never rewrites an old one.

    One of an accumulated fund (of a TVD) classifies what was produced in organic periods that are
    over: nothing new is filed under it.
    """

    name = models.CharField(_("name"), max_length=200)
    label = models.CharField(_("version"), max_length=20)
    act = models.CharField(_("act of adoption"), max_length=200, blank=True)
    accumulated = models.BooleanField(
        _("of an accumulated fund"),
        default=False,
        help_text=_("It classifies what closed organic periods left, with a valuation schedule."),
    )

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


class OrganicPeriod(Dated):
    """A time in which the entity had one structure, whose papers a TVD values (domain 1.3)."""

    scheme = models.ForeignKey(
        ClassificationScheme, models.PROTECT, related_name="periods", verbose_name=_("scheme")
    )
    name = models.CharField(_("name"), max_length=200)
    act = models.CharField(
        _("act"), max_length=300, blank=True, help_text=_("The norm that gave it its structure.")
    )
    structure = models.TextField(
        _("structure"), blank=True, help_text=_("Its offices and what each of them did.")
    )

    class Meta(Dated.Meta):
        verbose_name = _("organic period")
        verbose_name_plural = _("organic periods")
        ordering = ["valid_from", "name"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["scheme", "name"], name="period_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Every reason against it: a scheme of what is produced today, a day that is missing."""
        super().clean()
        reasons: dict[str, Any] = {}
        if self.scheme_id is not None and not self.scheme.accumulated:
            reasons["scheme"] = _("Only the scheme of an accumulated fund has organic periods.")
        for name in ("valid_from", "valid_to"):
            if getattr(self, name) is None:
                reasons[name] = _("Say the days between which that structure was there.")
        if reasons:
            raise ValidationError(reasons)


class Series(models.Model):
    """A series; with a parent a subseries, to any depth. In an accumulated fund also a subject.

    Codes are unique within scheme and organic period, and hold the code of their office.
    """

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
    proposed_access = models.CharField(
        _("proposed access"),
        max_length=10,
        choices=AccessLevel,
        default=AccessLevel.PUBLIC,
        help_text=_("What its case files are opened with. Each restriction is motivated there."),
    )
    period = models.ForeignKey(
        OrganicPeriod,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="series",
        verbose_name=_("organic period"),
    )
    is_subject = models.BooleanField(
        _("subject"),
        default=False,
        help_text=_("In an accumulated fund, what was kept together but never was a series."),
    )

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = pgettext_lazy("plural", "series")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code"],
                condition=Q(period__isnull=True),
                name="series_code_once",
                violation_error_message=_("Its scheme has a series of that code already."),
            ),
            models.UniqueConstraint(
                fields=["period", "code"],
                condition=Q(period__isnull=False),
                name="series_code_once_a_period",
                violation_error_message=_("Its period has a series of that code already."),
            ),
            models.CheckConstraint(
                condition=Q(proposed_access__in=AccessLevel.values), name="series_access"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"

    @property
    def level(self) -> int:
        """1 for a series, 2 for a subseries of it, and so on."""
        return len(self.lineage)

    @property
    def lineage(self) -> list[Series]:
        """The series and what stands above it, from the top down to itself."""
        found = [self]
        while (above := found[-1].parent) is not None and above not in found:
            found.append(above)
        return found[::-1]

    def clean(self) -> None:
        """Every reason against its place: another scheme, a ring, a period of another scheme."""
        super().clean()
        reasons: dict[str, Any] = {}
        if self.scheme_id is None:
            return
        if self.parent is not None:
            if self.parent.scheme_id != self.scheme_id:
                reasons["parent"] = _("The series above it is of another scheme.")
            elif self.pk is not None and self.pk in {one.pk for one in self.parent.lineage}:
                reasons["parent"] = _("A series does not stand below itself.")
            elif self.parent.period_id != self.period_id:
                reasons["period"] = _("It is of the period of the series above it.")
        if self.period is not None and self.period.scheme_id != self.scheme_id:
            reasons["period"] = _("That period is of another scheme.")
        if self.scheme.accumulated and self.period is None:
            reasons.setdefault("period", _("Say of which organic period it is."))
        if self.is_subject and not self.scheme.accumulated:
            reasons["is_subject"] = _("Only an accumulated fund has subjects.")
        if reasons:
            raise ValidationError(reasons)


class DocumentType(models.Model):
    """A type of document (tipo documental) that a series holds, in its order there.

    Its supports are those of the series where it tells none.
    """

    series = models.ForeignKey(
        Series, models.PROTECT, related_name="document_types", verbose_name=_("series")
    )
    name = models.CharField(_("name"), max_length=250)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    on_paper = models.BooleanField(_("paper"), default=False)
    electronic = models.BooleanField(_("electronic"), default=False)

    class Meta:
        verbose_name = _("type of document")
        verbose_name_plural = _("types of document")
        ordering = ["order", "name"]
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
