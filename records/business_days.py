"""Business days (días hábiles) of Colombia: what a term that the law gives in days is counted in.

A term runs from the day after (Ley 4 de 1913, arts. 59 to 62): neither the day it is counted from
nor a holiday, a day of rest or a closure of the entity uses any of it up. Ley 51 de 1983 moves
most holidays to a Monday.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

ONE_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1984, 2100
"""From the first year of the Mondays of Ley 51 de 1983 to the last that is calculated."""

_SATURDAY, _SUNDAY = 5, 6


class NoCalendar(ValueError):
    """A term reaches a year that has no calendar; the message is a sentence."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"No hay calendario de días hábiles para el año {year}: lo hay de {FIRST_YEAR} a "
            f"{LAST_YEAR}."
        )


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; `last` None: it has not ended."""

    first: date
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days an entity works: no Sunday, no holiday, none of its closures, Saturday if so."""

    closures: tuple[Span, ...] = ()
    saturdays: bool = False

    def is_business_day(self, day: date) -> bool:
        """Whether the entity works that day. Raises NoCalendar."""
        if day in _holidays(day.year) or day.weekday() == _SUNDAY:
            return False
        if day.weekday() == _SATURDAY and not self.saturdays:
            return False
        return not any(day in closure for closure in self.closures)

    def count(self, since: date, until: date) -> int:
        """Business days after `since`, up to and with `until`; none when it lies before."""
        days = (until - since).days
        return sum(self.is_business_day(since + n * ONE_DAY) for n in range(1, days + 1))

    def add(self, since: date, days: int) -> date:
        """The last day of a term of `days` business days that runs from the day after `since`.

        Raises NoCalendar, and ValueError for a term without a day.
        """
        return self._last(since, days, ())

    def add_suspended(self, since: date, days: int, suspended: Sequence[Span]) -> date | None:
        """The same for a term that stood still inside each span; None while one holds it still.

        Raises NoCalendar, and ValueError for a term without a day.
        """
        last = self._last(since, days, [span for span in suspended if span.last is not None])
        held = any(span.last is None and span.first <= last for span in suspended)
        return None if held else last

    def _last(self, since: date, days: int, suspended: Sequence[Span]) -> date:
        if days < 1:
            raise ValueError("Un término tiene al menos un día.")
        _holidays(since.year)
        day = since
        while days:
            day += ONE_DAY
            if self.is_business_day(day) and not any(day in span for span in suspended):
                days -= 1
        return day


@lru_cache(maxsize=128)
def _holidays(year: int) -> frozenset[date]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoCalendar(year)
    return frozenset(country_holidays("CO", years=year, expand=False))
