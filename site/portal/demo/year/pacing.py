"""Days of the demo's year: everything happens on a day that the entity works."""

from __future__ import annotations

from datetime import date
from random import Random

from records.business_days import ONE_DAY, Calendar

FIRST = date(2025, 12, 1)
LAST = date(2026, 11, 27)
_CALENDAR = Calendar()


def works(day: date) -> bool:
    """Whether the demo entity works that day."""
    return _CALENDAR.is_business_day(day)


def later(day: date, count: int) -> date:
    """That many business days after, or the day itself."""
    return _CALENDAR.add(day, count) if count else day


def on_or_after(day: date) -> date:
    """The day, or the next on which the entity works."""
    return day if works(day) else _CALENDAR.add(day, 1)


def earlier(day: date, count: int) -> date:
    """That many business days before."""
    while count:
        day -= ONE_DAY
        count -= works(day)
    return day


def between(first: date, last: date, pick: Random) -> date:
    """Some business day from the first on, not after the last if that one is one."""
    return on_or_after(first + ONE_DAY * pick.randint(0, max(0, (last - first).days)))
