"""What a version would change, before it is in force: by series, with examples. Writes nothing.

A case file keeps its rule (domain 1.5, 11.14), so what is open is told of, to be lengthened by an
act where the new version keeps longer; what is opened from then on follows the new version.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from records.models import CaseFile, ClassificationScheme, Series
from records.models.case_file import Standing
from retention.calculus import PERMANENT, Terms, extended
from retention.models import RetentionSchedule, RuleExtension
from retention.scheduling.extending import further_of, terms_of
from retention.scheduling.finding import rules_of

EXAMPLES = 3
_OPEN = (Standing.OPEN, Standing.REOPENED)


@dataclass(frozen=True, slots=True)
class Change:
    """How the terms of one series, or of case files with acts of their own, would differ.

    `old` None: a series of the new version alone; `new` None: one that it no longer has.
    """

    old: Terms | None
    new: Terms | None

    @property
    def period(self) -> bool:
        """Whether the years, or the fact from which they count, differ."""
        if self.old is None or self.new is None:
            return False
        return _period(self.old) != _period(self.new)

    @property
    def disposition(self) -> bool:
        if self.old is None or self.new is None:
            return False
        return self.old.disposition != self.new.disposition

    @property
    def lengthens(self) -> bool:
        """Whether an act could give what is open the longer term or the preservation."""
        if self.old is None or self.new is None:
            return False
        longer = self.new.years > self.old.years
        return longer or (self.new.disposition == PERMANENT and self.disposition)

    @property
    def shortens(self) -> bool:
        """Whether what is open is kept longer than the new version would: it stays so."""
        if self.old is None or self.new is None:
            return False
        shorter = self.new.years < self.old.years
        return shorter or (self.old.disposition == PERMANENT and self.disposition)


@dataclass(frozen=True, slots=True)
class Effect:
    """A series as it is and as it would be, and the case files that this is about."""

    version: str
    code: str
    name: str
    change: Change
    open: int = 0
    opened_last_year: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DryRun:
    """`changed`: period or disposition differ; `gone` and `new`: in one of the versions only."""

    changed: tuple[Effect, ...]
    gone: tuple[Effect, ...]
    new: tuple[Effect, ...]
    unchanged: int

    @property
    def open(self) -> int:
        """Open case files whose period or disposition would differ under the new version."""
        return sum(one.open for one in self.changed)


def dry_run(schedule: RetentionSchedule, *, today: date) -> DryRun:
    """What this version would change today, against every version that has open case files.

    A fixed number of queries, however many case files there are; raises nothing.
    """
    old_series = _compared(schedule, today)
    terms = {pk: terms_of(rule) for pk, rule in rules_of(old_series).items()}
    new_series = _ruled(Series.objects.filter(scheme=schedule.scheme_id))
    new_rules = rules_of(new_series)
    new_terms = {one.code: terms_of(new_rules[one.pk]) for one in new_series if one.pk in new_rules}
    counts, yearly = _counts(schedule, today)
    apart = _extended(schedule, terms)
    examples = _examples(schedule)
    changed, gone, unchanged = [], [], 0
    for one in old_series:
        if one.pk not in terms:
            continue
        new = new_terms.get(one.code)
        own = apart.get(one.pk, [])
        groups = [(terms[one.pk], counts.get(one.pk, 0) - len(own), examples.get(one.pk, ()))]
        groups += [(changed_terms, 1, (code,)) for changed_terms, code in own]
        for place, (old, count, codes) in enumerate(groups):
            change = Change(old, new)
            effect = Effect(
                version=str(one.scheme.schedule) if hasattr(one.scheme, "schedule") else "",
                code=one.code,
                name=one.name,
                change=change,
                open=count,
                opened_last_year=yearly.get(one.pk, 0) if place == 0 else 0,
                examples=codes if count else (),
            )
            if new is None:
                gone.append(effect)
            elif change.period or change.disposition:
                changed.append(effect)
            else:
                unchanged += 1
    known = {one.code for one in old_series}
    new_only = tuple(
        Effect(str(schedule), one.code, one.name, Change(None, new_terms[one.code]))
        for one in new_series
        if one.code in new_terms and one.code not in known
    )
    return DryRun(tuple(changed), tuple(gone), new_only, unchanged)


def _period(terms: Terms) -> tuple[int | None, int, str]:
    return (terms.office_years, terms.archive_years, terms.trigger)


def _ruled(rows: Any) -> list[Series]:
    return list(
        rows.select_related(
            "rule__schedule", "parent__rule__schedule", "scheme__schedule"
        ).order_by("code")
    )


def _compared(schedule: RetentionSchedule, today: date) -> list[Series]:
    """The series of the version in force, and those of any other that has case files."""
    in_force = ClassificationScheme.objects.latest_on(today).values("pk")
    wanted = Q(scheme__in=in_force) | Q(pk__in=CaseFile.objects.values("series"))
    beside = Series.objects.filter(wanted).exclude(scheme=schedule.scheme_id)
    return _ruled(beside.filter(scheme__accumulated=schedule.is_valuation))


def _open(schedule: RetentionSchedule) -> Any:
    """What is open under another version."""
    beside: Any = CaseFile.objects.exclude(series__scheme=schedule.scheme_id)
    return beside.with_standing().filter(standing__in=_OPEN)


def _counts(schedule: RetentionSchedule, today: date) -> tuple[dict[int, int], dict[int, int]]:
    """Open case files by series, and how many were opened in the year until today."""
    since = today - timedelta(days=365)
    rows = (
        _open(schedule)
        .order_by()
        .values("series")
        .annotate(count=Count("pk"))
        .values_list("series", "count")
    )
    opened = (
        CaseFile.objects.exclude(series__scheme=schedule.scheme_id)
        .filter(opened_on__gt=since, opened_on__lte=today)
        .order_by()
        .values("series")
        .annotate(count=Count("pk"))
        .values_list("series", "count")
    )
    return dict(rows), dict(opened)


def _extended(
    schedule: RetentionSchedule, terms: dict[int, Terms]
) -> dict[int, list[tuple[Terms, str]]]:
    """Open case files with acts of their own, by series: the terms of each, and its code."""
    with_acts = RuleExtension.objects.values("case_file")
    files = {
        pk: (series, code)
        for pk, series, code in _open(schedule)
        .filter(pk__in=with_acts)
        .values_list("pk", "series", "code")
    }
    acts: dict[int, list[RuleExtension]] = defaultdict(list)
    for one in RuleExtension.objects.filter(case_file__in=with_acts).order_by("pk"):
        acts[one.case_file_id].append(one)
    found: dict[int, list[tuple[Terms, str]]] = defaultdict(list)
    for pk, (series, code) in files.items():
        if series in terms:
            own = extended(terms[series], *(further_of(one) for one in acts[pk]))
            found[series].append((own, code))
    return found


def _examples(schedule: RetentionSchedule) -> dict[int, tuple[str, ...]]:
    """The first codes of the open case files of each series that follow their series alone."""
    numbered = (
        _open(schedule)
        .exclude(pk__in=RuleExtension.objects.values("case_file"))
        .annotate(row=Window(RowNumber(), partition_by=[F("series")], order_by=[F("code").asc()]))
        .filter(row__lte=EXAMPLES)
        .order_by("series", "code")
        .values_list("series", "code")
    )
    return _grouped(numbered)


def _grouped(rows: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for series, code in rows:
        found[series].append(code)
    return {series: tuple(codes) for series, codes in found.items()}
