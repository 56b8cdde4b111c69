"""What is warned of where lines are written, read or looked at; it keeps nobody from anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.entity_calendar import calendar
from records.models import DocumentType, Series
from records.text import natural
from retention.layouts.likeness import alike
from retention.models import (
    FinalDisposition,
    MinimumPeriod,
    RetentionRule,
    RetentionSchedule,
    ScheduleTerm,
)
from retention.scheduling import stages
from retention.scheduling.kept import kept_lines
from retention.scheduling.life import taken
from retention.scheduling.minimums import Minimum, too_short


@dataclass(frozen=True, slots=True)
class Warned:
    """A sentence about the line of this code; empty for the version as a whole."""

    code: str
    message: str


def minimums_on(day: date) -> list[Minimum]:
    """The least years that norms ask that day."""
    rows = MinimumPeriod.objects.on(day)
    return [Minimum(one.words, one.years, one.basis) for one in rows]


def about_minimums(
    names: Sequence[str], years: int, disposition: str, minimums: Iterable[Minimum]
) -> list[str]:
    """A sentence for each norm that asks for more years than a line of these names has."""
    message = _(
        "«%(name)s» is kept %(years)s in all; %(basis)s asks for at least %(least)s. Check it, or "
        "say in the procedure why it is so."
    )
    return [
        message
        % {
            "name": names[-1],
            "years": _years(years),
            "basis": one.basis,
            "least": _years(one.years),
        }
        for one in too_short(names, years, disposition, minimums)
    ]


def of_rule(rule: RetentionRule, *, today: date) -> list[str]:
    """What is warned of one line as it is being kept."""
    names = [one.name for one in rule.series.lineage]
    years = (rule.office_years or 0) + rule.archive_years
    return about_minimums(names, years, rule.disposition, minimums_on(today))


def of_series(series: Series) -> list[str]:
    """What is warned of one series as it is kept: what it resembles among those of its office."""
    lines = [line for line, _series in kept_lines(series.scheme)]
    told = alike(line for line in lines if line.office == series.office.code)
    return [one.message for one in told if f"({series.code})" in one.message]


def of_schedule(schedule: RetentionSchedule, *, today: date) -> list[Warned]:
    """Everything that is warned of a version: its terms, its lines, its names. Some queries."""
    return [
        *(Warned("", one) for one in about_terms(schedule, today=today)),
        *(Warned("", one) for one in about_types(schedule)),
        *of_lines(schedule, today=today),
    ]


def of_lines(schedule: RetentionSchedule, *, today: date) -> list[Warned]:
    """What is warned of the lines of a version, by code."""
    series = list(Series.objects.filter(scheme=schedule.scheme_id).select_related("office", "rule"))
    by_key = {one.pk: one for one in series}
    minimums = minimums_on(today)
    found = []
    for one in series:
        one.parent = by_key.get(one.parent_id) if one.parent_id else None
        rule: RetentionRule | None = getattr(one, "rule", None)
        if rule is None:
            continue
        names = [level.name for level in one.lineage]
        years = (rule.office_years or 0) + rule.archive_years
        for message in about_minimums(names, years, rule.disposition, minimums):
            found.append(Warned(one.code, message))
        if rule.disposition == FinalDisposition.SAMPLE and not (
            rule.sampling_method or rule.procedure.strip()
        ):
            found.append(Warned(one.code, _("It says neither how nor how much is selected.")))
    for line, problem in _alike(schedule):
        found.append(Warned(line, problem))
    return sorted(found, key=lambda one: natural(one.code))


def _alike(schedule: RetentionSchedule) -> list[tuple[str, str]]:
    """Codes and sentences of what resembles another series of its office and place."""
    numbered = [
        replace(line, line=place)
        for place, (line, _series) in enumerate(kept_lines(schedule.scheme))
    ]
    return [(numbered[one.line].printed_code, one.message) for one in alike(numbered)]


def about_types(schedule: RetentionSchedule) -> list[str]:
    """One sentence for all lines of a TRD that tell no type of document, which its form asks for.

    Those of the series above count. What is filed under the others is never told apart by its type.
    A TVD lists subjects, which have none.
    """
    if schedule.is_valuation:
        return []
    above = dict(Series.objects.filter(scheme=schedule.scheme_id).values_list("pk", "parent_id"))
    typed = {*DocumentType.objects.filter(series__in=above).values_list("series_id", flat=True)}

    def told(key: int | None) -> bool:
        return key is not None and (key in typed or told(above.get(key)))

    rules = schedule.rules.select_related("series")
    bare = sorted(
        (one.series for one in rules if not told(one.series_id)), key=lambda one: natural(one.code)
    )
    if not bare:
        return []
    return [
        ngettext(
            "%(count)d line tells no type of document (%(first)s): what is filed under it is not "
            "told apart by type.",
            "%(count)d lines tell no type of document, the first %(first)s: what is filed under "
            "them is not told apart by type.",
            len(bare),
        )
        % {"count": len(bare), "first": bare[0]}
    ]


def about_terms(schedule: RetentionSchedule, *, today: date) -> list[str]:
    """The legal terms of its life that run, or ended without being met."""
    rows = ScheduleTerm.objects.on(today)
    terms = [stages.Term(one.kind, one.days, one.business) for one in rows]
    labels: dict[str, Any] = dict(ScheduleTerm.Kind.choices)
    told = []
    for due in stages.dues(taken(schedule), terms, calendar()):
        words = {
            "term": labels[due.kind],
            "day": date_format(due.until, r"j \d\e F \d\e Y"),
        }
        if due.is_late(today):
            told.append(_("The term %(term)s ended on %(day)s.") % words)
        elif due.met_on is None:
            told.append(_("The term %(term)s ends on %(day)s.") % words)
    return told


def _years(count: int) -> str:
    return ngettext("%(count)d year", "%(count)d years", count) % {"count": count}
