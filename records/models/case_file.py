"""The case file (expediente): what belongs together because it comes of one matter."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import Case, Exists, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.models.access import AccessLevel
from records.models.classification import Series
from records.models.organization import Appointment, Office


class Support(models.TextChoices):
    """On what it is kept (domain 2)."""

    ELECTRONIC = "electronic", _("electronic")
    HYBRID = "hybrid", _("hybrid")
    PAPER = "paper", _("paper")


class Standing(models.TextChoices):
    """How far a case file has come (domain 11.1). It follows from its closings."""

    OPEN = "open", _("open")
    REOPENED = "reopened", _("reopened, without date")
    CLOSED = "closed", _("administratively closed")
    FINAL = "final", _("finally closed")
    MERGED = "merged", _("merged into another")


class CaseFileQuerySet(models.QuerySet["CaseFile"]):
    def with_standing(self) -> Self:
        """Adds `standing`, and `closed_on`: the administrative closing from which retention counts.

        A closing that was reopened counts no more: the case file is «sin fecha» (domain 11.1). To
        choose by standing, `standing_in` is the quick way.
        """
        of_it, _final, administrative = _closings()
        in_force = Q(reopening=None)
        # One look at the closings of each row. EXISTS would be answered by reading all closings
        # there are: PostgreSQL does not know that only a page of the rows is asked for.
        strongest = Max(
            Case(
                When(in_force & Q(kind="final"), then=2),
                When(in_force & Q(kind="administrative"), then=1),
                default=0,
            )
        )
        told = (
            of_it.values("case_file")
            .annotate(strongest=strongest)
            .annotate(
                told=Case(
                    When(strongest=2, then=Value(Standing.FINAL.value)),
                    When(strongest=1, then=Value(Standing.CLOSED.value)),
                    default=Value(Standing.REOPENED.value),
                    output_field=models.CharField(),
                )
            )
            .values("told")
        )
        return self.annotate(
            closed_on=Subquery(administrative.order_by("-pk").values("on")[:1]),
            standing=Case(
                When(merged_into__isnull=False, then=Value(Standing.MERGED.value)),
                default=Coalesce(Subquery(told), Value(Standing.OPEN.value)),
                output_field=models.CharField(),
            ),
        )

    def standing_in(self, standings: Collection[str]) -> Self:
        """Those that stand in one of these ways; all of them where none is given.

        What `with_standing` annotates, asked by the rows that make it so: of a million case files
        PostgreSQL then reads those of the answer, and not each with its closings.
        """
        if not standings:
            return self
        of_it, final, administrative = _closings()
        ended = of_it.filter(reopening=None)
        # Not by a join: PostgreSQL takes what is no row of a small table for rare.
        merges = CaseFile._meta.get_field("merged_into").related_model._default_manager
        kept = ~Exists(merges.filter(source=OuterRef("pk")))
        reopened = of_it.model._meta.get_field("reopening").related_model._default_manager
        ways: list[tuple[set[str], Any]] = [
            ({Standing.MERGED}, Q(pk__in=merges.values("source"))),
            # Two of a kind are one question: an OR of two EXISTS reads every row.
            ({Standing.FINAL, Standing.CLOSED}, kept & Exists(ended)),
            ({Standing.OPEN, Standing.REOPENED}, kept & ~Exists(ended)),
            ({Standing.FINAL}, kept & Exists(final)),
            ({Standing.CLOSED}, kept & ~Exists(final) & Exists(administrative)),
            (
                {Standing.REOPENED},
                kept & ~Exists(ended) & Q(pk__in=reopened.values("closing__case_file")),
            ),
            ({Standing.OPEN}, kept & ~Exists(of_it)),
        ]
        found, wanted = Q(), {*standings}
        for names, condition in ways:
            if names <= wanted:
                found |= condition
                wanted -= names
        return self.filter(found)


def _closings() -> tuple[Any, Any, Any]:
    """Those of the case file that is asked about: all; final ones in force; administrative ones."""
    closings = CaseFile._meta.get_field("closings").related_model._default_manager
    of_it = closings.filter(case_file=OuterRef("pk")).order_by()
    standing = of_it.filter(reopening=None)
    return of_it, standing.filter(kind="final"), standing.filter(kind="administrative")


class CaseFile(models.Model):
    """A case file of a series. It keeps the office and the series of the day it was opened.

    Lock it before anything enters or leaves. Closings are rows of their own, never a column here.
    """

    standing: str  # of rows read by `with_standing`
    closed_on: Any
    last: int  # of rows read by `records.case_files.standing.read`, like the next
    types: tuple[int, int | None]

    series = models.ForeignKey(
        Series, models.PROTECT, related_name="case_files", verbose_name=_("series")
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="case_files", verbose_name=_("office")
    )
    code = models.CharField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=250)
    public_title = models.CharField(
        _("title for everybody"),
        max_length=250,
        blank=True,
        help_text=_("For public inventories, where the title names a person (Ley 1581 de 2012)."),
    )
    opened_on = models.DateField(_("opened on"))
    support = models.CharField(
        pgettext_lazy("case file", "support"),
        max_length=10,
        choices=Support,
        default=Support.ELECTRONIC,
    )
    access = models.CharField(
        _("access"), max_length=10, choices=AccessLevel, default=AccessLevel.PUBLIC
    )
    responsible = models.ForeignKey(
        Appointment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="case_files",
        verbose_name=_("responsible"),
        help_text=_(
            "Who answers for it, and hands it over when leaving (Ley 594 de 2000, art. 15)."
        ),
    )
    metadata = models.JSONField(
        _("further metadata"),
        default=dict,
        blank=True,
        help_text=_("By the name of the field of its series."),
    )
    gathers = models.CharField(
        _("gathers"),
        max_length=120,
        blank=True,
        help_text=_("The rule that fills it, such as format:FO-M1-P1-01:2026. Two never do."),
    )
    document = models.OneToOneField(
        "records.ControlledDocument",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="case_file",
        verbose_name=_("controlled document"),
        help_text=_("Set where the case file gathers the versions of one document."),
    )

    objects = CaseFileQuerySet.as_manager()

    # Kept by verbs, no page refers to it: the index of references would cost six queries a row.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("case file")
        verbose_name_plural = _("case files")
        ordering = ["code"]
        # A list by code of one office or series, or of the few that are restricted or on paper,
        # begins at its first line. Titles and codes are searched by trigrams on PostgreSQL (0032).
        indexes = [
            models.Index(fields=["office", "code"], name="case_file_of_office"),
            models.Index(fields=["series", "code"], name="case_file_of_series"),
            models.Index(fields=["series", "opened_on"], name="case_file_series_year"),
            models.Index(fields=["opened_on"], name="case_file_opened"),
            models.Index(
                fields=["code"],
                condition=~Q(access=AccessLevel.PUBLIC),
                name="case_file_restricted",
            ),
            models.Index(
                fields=["code"],
                condition=~Q(support=Support.ELECTRONIC),
                name="case_file_on_paper",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["gathers"], condition=~Q(gathers=""), name="case_file_gathers_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"
