"""The series and offices of the day of a case file: those of today, and for the archive of then.

What a TVD values, or a scheme that another replaced, is classified by who answers for the archive,
under what was in force or organised so on the day it was opened (domain 1.3, 11.15).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from records.case_files.rights import ARCHIVISTS
from records.models import ClassificationScheme, Office, Series
from records.permissions import has_role


def series_for(by: Any, day: date, *, today: date) -> QuerySet[Series]:
    """The series under which somebody may open a case file of that day, of the lowest level.

    Those of the scheme in force; for who answers for the archive also those of the scheme of that
    day, which another replaced, and of the funds whose organic period it lies in.
    """
    wanted = Q(scheme__in=ClassificationScheme.objects.latest_on(today).values("pk"))
    if has_role(by, *ARCHIVISTS) and day < today:
        wanted |= Q(scheme__in=ClassificationScheme.objects.latest_on(day).values("pk"))
        funds = ClassificationScheme.objects.on(today).filter(
            accumulated=True, valid_from__isnull=False
        )
        wanted |= Q(
            scheme__in=funds.values("pk"),
            period__valid_from__lte=day,
            period__valid_to__gte=day,
        )
    return Series.objects.filter(wanted, subseries=None)


class OfDay:
    """Series and offices by their codes, for many days: what `series_for` would offer."""

    def __init__(
        self, series: Iterable[str], offices: Iterable[str], *, by: Any, today: date
    ) -> None:
        self.today = today
        self.archive = has_role(by, *ARCHIVISTS)
        self.schemes = list(ClassificationScheme.objects.filter(valid_from__isnull=False))
        self.series: dict[str, list[Series]] = defaultdict(list)
        rows = Series.objects.filter(scheme__in=self.schemes, code__in=set(series))
        for one in rows.select_related("scheme", "office", "parent", "period"):
            self.series[one.code].append(one)
        self.offices: dict[str, list[Office]] = defaultdict(list)
        for office in Office.objects.filter(code__in=set(offices)):
            self.offices[office.code].append(office)

    def series_on(self, code: str, day: date) -> Series | None:
        """The series of that code for a case file of that day; None where there is none."""
        there = self.series.get(code, [])
        if self.archive and day < self.today:
            funds = [
                one
                for one in there
                if one.period and one.period.holds_on(day) and one.scheme.holds_on(self.today)
            ]
            if found := self._of_scheme(there, day) or next(iter(funds), None):
                return found
        return self._of_scheme(there, self.today)

    def _of_scheme(self, series: list[Series], day: date) -> Series | None:
        live = [one for one in self.schemes if not one.accumulated and one.holds_on(day)]
        latest = max(live, key=lambda one: one.valid_from or date.min, default=None)
        return next((one for one in series if latest and one.scheme_id == latest.pk), None)

    def office_on(self, code: str, day: date) -> Office | None:
        """The office of that code: for the archive the one of that day, else today's."""
        there = self.offices.get(code, [])
        days = (day, self.today) if self.archive else (self.today,)
        return next((one for when in days for one in there if one.holds_on(when)), None)
