"""The days of a case file under its rule: from what it counts, and until when it is kept. Pure.

Domain 1.6 and 11.1: years count from the administrative closing unless the rule names another fact;
what is open, or was reopened, is «sin iniciar» whatever the rule. Holds suspend what then happens,
not the count.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

CLOSING, YEAR_END, LAST_DOCUMENT = "closing", "year_end", "last_document"
EVENT, REGISTRATION = "event", "registration"
PERMANENT = "permanent"
_KEEPING = {"destroy": 0, "sample": 1, PERMANENT: 2}
"""How much of a case file each disposition keeps."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case file. `closed_on`: its administrative closing, while it stands."""

    opened_on: date
    closed_on: date | None = None
    last_document_on: date | None = None
    event_on: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule asks: years in the office and in the central archive, and what then.

    `office_years` is None in a valuation schedule, which has one term.
    """

    office_years: int | None
    archive_years: int
    disposition: str
    trigger: str = CLOSING

    @property
    def years(self) -> int:
        return (self.office_years or 0) + self.archive_years


@dataclass(frozen=True, slots=True)
class Further:
    """What an act adds to the terms of one case file; it never takes anything away."""

    office_years: int = 0
    archive_years: int = 0
    permanent: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """From when the years count, the last day in the office and in the central archive."""

    since: date
    ag_until: date
    ac_until: date

    @property
    def due_on(self) -> date:
        """The day from which its final disposition may be proposed."""
        return self.ac_until


def extended(terms: Terms, *further: Further) -> Terms:
    """The terms of a case file after these acts. Never fewer years, never out of preservation."""
    office = sum(one.office_years for one in further)
    return replace(
        terms,
        office_years=None if terms.office_years is None and not office else _plus(terms, office),
        archive_years=terms.archive_years + sum(one.archive_years for one in further),
        disposition=PERMANENT if any(one.permanent for one in further) else terms.disposition,
    )


def together(first: Terms, *others: Terms) -> Terms:
    """The terms of what is kept by each of these: the most years, the disposition that keeps most.

    It counts from the fact of the longest; `days_under` asks each.
    """
    every = (first, *others)
    told = [one.office_years for one in every if one.office_years is not None]
    office, longest = max(told, default=None), max(every, key=lambda one: one.years)
    return Terms(
        office,
        longest.years - (office or 0),
        max((one.disposition for one in every), key=_KEEPING.__getitem__),
        longest.trigger,
    )


def keeps_as_long(one: Terms, other: Terms) -> bool:
    """Whether what is kept by the first is kept as long, and as much of it, as by the other."""
    return (
        _KEEPING[one.disposition] >= _KEEPING[other.disposition]
        and (one.office_years or 0) >= (other.office_years or 0)
        and one.archive_years >= other.archive_years
    )


def _plus(terms: Terms, years: int) -> int:
    return (terms.office_years or 0) + years


def counts_from(trigger: str, facts: Facts) -> date | None:
    """The day from which the years count; None while that has not happened («sin iniciar»)."""
    if facts.closed_on is None:
        return None
    if trigger == YEAR_END:
        return date(facts.closed_on.year, 12, 31)
    if trigger == LAST_DOCUMENT:
        return facts.last_document_on
    if trigger == EVENT:
        return facts.event_on
    if trigger == REGISTRATION:
        return facts.opened_on
    return facts.closed_on


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February is 28 where there is none.

    There is no longest term: what lies beyond the last year that a calendar writes is its last day.
    """
    year = day.year + years
    if year > date.max.year:
        return date.max
    if (day.month, day.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


def days_of(terms: Terms, facts: Facts) -> Days | None:
    """The days of a case file; None while its years have not begun to count."""
    since = counts_from(terms.trigger, facts)
    if since is None:
        return None
    ag_until = years_after(since, terms.office_years or 0)
    return Days(since, ag_until, years_after(ag_until, terms.archive_years))


def days_under(every: Iterable[Terms], facts: Facts) -> Days | None:
    """The days of what is kept by each of these terms: the latest. None while one has not begun."""
    found = []
    for terms in every:
        if (days := days_of(terms, facts)) is None:
            return None
        found.append(days)
    last = max(found, key=lambda one: one.ac_until, default=None)
    return last and replace(last, ag_until=max(one.ag_until for one in found))
