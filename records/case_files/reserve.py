"""How long a reserve lasts, and how its term stands on a day. Pure (Ley 1712 de 2014, art. 22).

A term that has run publishes nothing: it asks for a reasoned act (domain 11.13).
"""

from __future__ import annotations

from datetime import date, timedelta

MOST_YEARS = 15
WARN_DAYS = 180
RUNNING, NEAR, PASSED, UNBOUNDED = "running", "near", "passed", "unbounded"


def latest_end(since: date) -> date:
    """The last day on which a reserve of that day may end; of 29 February, the 28th."""
    try:
        return since.replace(year=since.year + MOST_YEARS)
    except ValueError:
        return since.replace(year=since.year + MOST_YEARS, day=28)


def standing(until: date | None, today: date) -> str:
    """How a restriction stands whose last day is `until`; without one, as a classified, unbounded.

    `passed` is no permission: who may know stays the same until an act says otherwise.
    """
    if until is None:
        return UNBOUNDED
    if until < today:
        return PASSED
    return NEAR if until <= today + timedelta(days=WARN_DAYS) else RUNNING
