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

from records.models import CaseFile, ClassificationScheme, Reclassification, Series
from records.models.case_file import Standing
from records.text import fold, natural
from retention.calculus import PERMANENT, Terms
from retention.models import RetentionSchedule, RuleExtension
from retention.scheduling.extending import kept_rules, terms_of
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
    organic_period: str = ""
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
    new_terms = {
        _place(one): terms_of(new_rules[one.pk]) for one in new_series if one.pk in new_rules
    }
    counts, yearly = _counts(schedule, today)
    apart = _apart(schedule)
    examples = _examples(schedule)
    changed, gone, unchanged = [], [], 0
    for one in old_series:
        if one.pk not in terms:
            continue
        new = new_terms.get(_place(one))
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
                organic_period=_period_of(one),
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
    known = {_place(one) for one in old_series}
    new_only = tuple(
        Effect(
            str(schedule), one.code, one.name, Change(None, new_terms[_place(one)]), _period_of(one)
        )
        for one in new_series
        if _place(one) in new_terms and _place(one) not in known
    )
    return DryRun(tuple(changed), tuple(gone), new_only, unchanged)


def _period(terms: Terms) -> tuple[int | None, int, str]:
    return (terms.office_years, terms.archive_years, terms.trigger)


def _period_of(series: Series) -> str:
    return "" if series.period is None else series.period.name


def _place(series: Series) -> tuple[str, str]:
    """What a series has in common with that of another version: its organic period and its code."""
    return (fold(_period_of(series)), series.code)


def _ruled(rows: Any) -> list[Series]:
    found = rows.select_related(
        "rule__schedule", "parent__rule__schedule", "scheme__schedule", "period"
    )
    return sorted(found, key=lambda one: natural(one.code))


def _compared(schedule: RetentionSchedule, today: date) -> list[Series]:
    """The series of the version in force, and those of any other that has case files."""
    in_force = ClassificationScheme.objects.latest_on(today).values("pk")
    wanted = Q(scheme__in=in_force) | Q(pk__in=CaseFile.objects.values("series"))
    of_fund = Q(scheme__accumulated=schedule.is_valuation)
    if schedule.is_valuation:  # of another fund it replaces nothing
        wanted |= Q(scheme__schedule__status=RetentionSchedule.Status.IN_FORCE)
        of_fund &= Q(scheme__name=schedule.scheme.name)
    beside = Series.objects.filter(wanted, of_fund).exclude(scheme=schedule.scheme_id)
    return _ruled(beside)


def _open(schedule: RetentionSchedule) -> Any:
    """What is open under another version."""
    beside: Any = CaseFile.objects.exclude(series__scheme=schedule.scheme_id)
    return beside.with_standing().standing_in(_OPEN)


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


def _with_own_terms() -> Q:
    """Case files that do not follow their series alone: acts lengthened them, or it was another."""
    acts = RuleExtension.objects.values("case_file")
    moved = Reclassification.objects.values("case_file")
    return Q(pk__in=acts) | Q(pk__in=moved)


def _apart(schedule: RetentionSchedule) -> dict[int, list[tuple[Terms, str]]]:
    """Open case files with terms of their own, by series: the terms of each, and its code."""
    rows = list(
        _open(schedule)
        .filter(_with_own_terms())
        .select_related("series__rule__schedule", "series__parent__rule__schedule")
        .order_by("code")
    )
    kept = kept_rules(rows)
    found: dict[int, list[tuple[Terms, str]]] = defaultdict(list)
    for one in rows:
        if one.pk in kept:
            found[one.series_id].append((kept[one.pk].terms, one.code))
    return found


def _examples(schedule: RetentionSchedule) -> dict[int, tuple[str, ...]]:
    """The first codes of the open case files of each series that follow their series alone."""
    numbered = (
        _open(schedule)
        .exclude(_with_own_terms())
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
