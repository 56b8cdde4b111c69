"""What each issued version orders to be kept: a picture of its content, made again at any time."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from records.models.controlled_document import FormerCode, Issuance, Withdrawal
from records.ordering import Source

FOR_EVER = date.max


def _first(days: models.QuerySet[Any]) -> Coalesce:
    """The first effective day of these, or none that ever comes."""
    return Coalesce(
        Subquery(days.values("effective_on")[:1]),
        models.Value(FOR_EVER),
        output_field=models.DateField(),
    )


class RecordOrderQuerySet(models.QuerySet["RecordOrder"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the issued versions that this person may know of."""
        return self.filter(issuance__in=Issuance.objects.visible_to(user).values("pk"))

    def in_force_on(self, day: date) -> Self:
        """Those of the versions in force that day."""
        return self.filter(issuance__in=Issuance.objects.in_force_on(day).values("pk"))

    def by_procedures(self) -> Self:
        """Without what a format tells of itself."""
        return self.exclude(source=Source.FORM.value)

    def with_span(self) -> Self:
        """Adds `since` and `before`: the days on which the version orders it are between them."""
        later = Issuance.objects.filter(
            document=OuterRef("issuance__document"), number__gt=OuterRef("issuance__number")
        ).order_by("effective_on")
        ends = Withdrawal.objects.filter(issuance=OuterRef("issuance")).order_by("effective_on")
        return self.annotate(
            since=F("issuance__effective_on"), superseded=_first(later), withdrawn=_first(ends)
        ).annotate(before=models.functions.Least("superseded", "withdrawn"))

    def ordering_on(self, day: date) -> Self:
        """Those that ordered a record of that day. One query with `with_span`, for many days."""
        spanned: Any = self.with_span()
        found: Self = spanned.filter(since__lte=day, before__gt=day)
        return found


_ByRows = models.Manager.from_queryset(RecordOrderQuerySet)


class RecordOrders(_ByRows["RecordOrder"]):
    """Every row with `present`: the code that the document bears now, where a former one is named.

    It is for matching. What is shown is the code as it was written: who may not know of a document
    is not told what became of its code.
    """

    def get_queryset(self) -> RecordOrderQuerySet:
        borne = FormerCode.objects.filter(code=OuterRef("code")).values("document__code")
        rows: Any = super().get_queryset()
        found: RecordOrderQuerySet = rows.annotate(present=Coalesce(Subquery(borne[:1]), F("code")))
        return found


class RecordOrder(models.Model):
    """One record that an issued version orders. Derived from its content by `records.ordering`.

    Nothing points here: what is filled in keeps the version and the activity that it came of.
    """

    present: str
    since: date  # of rows read by `with_span`
    before: date

    class From(models.TextChoices):
        ACTIVITY = Source.ACTIVITY.value, _("an activity")
        LISTED = Source.LISTED.value, _("its table of records")
        FORM = Source.FORM.value, _("its form")

    issuance = models.ForeignKey(Issuance, models.CASCADE, related_name="orders")
    place = models.PositiveIntegerField(_("place"))
    source = models.CharField(_("ordered by"), max_length=10, choices=From)
    activity = models.CharField(_("activity (id)"), max_length=36, blank=True)
    number = models.CharField(_("number"), max_length=40, blank=True)
    text = models.TextField(_("activity"), blank=True)
    name = models.TextField(_("record"))
    row = models.CharField(_("row of the table of records (id)"), max_length=36, blank=True)
    code = models.CharField(_("code"), max_length=40, blank=True, db_index=True)
    series = models.CharField(_("series"), max_length=40, blank=True, db_index=True)

    objects = RecordOrders()

    # Derived: the index of references would cost queries a row.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("record ordered")
        verbose_name_plural = _("records ordered")
        ordering = ["issuance", "place"]
        constraints = [
            models.UniqueConstraint(fields=["issuance", "place"], name="record_order_once")
        ]

    def __str__(self) -> str:
        return self.name
