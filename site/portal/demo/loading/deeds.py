"""One act of somebody on a day, and doing many in the order of their days."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from portal import demo
from records import agreements
from records.signing import Circumstances

# The day on which the demo entity began to work with Legajo: that of its schedule.
FOUNDED_ON = demo.entity().scheme_adopted_on


@dataclass(frozen=True, slots=True)
class Deed:
    """`done` looks at what is kept; `do` passes the act through its verb."""

    at: datetime
    done: Callable[[], bool]
    do: Callable[[], object]


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """That day at that hour, where the demo entity is."""
    zone = ZoneInfo(demo.entity().time_zone)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)


def accepting(by: Any, at: datetime) -> Circumstances:
    """Everybody accepts the agreement with their first signature, as on the screen."""
    waiting = agreements.waiting_for_acceptance(by, at.date())
    return Circumstances(accepts=waiting.pk if waiting else None)


def perform(deeds: Iterable[Deed], *, each: Callable[[], object] = lambda: None) -> int:
    """Do what is not done yet, in the order of its days; how many that were.

    `each` is called after every deed, done or not.
    """
    performed = 0
    for deed in sorted(deeds, key=lambda one: one.at):
        if not deed.done():
            deed.do()
            performed += 1
        each()
    return performed
