"""Terms of the steps of a route: until when each is due, how pressing it is, and who is told.

A term is a number of business days from the day after the step opened (`records.business_days`).
Nothing of it is kept: a closure that the entity declares moves every date that lies beyond it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from records.business_days import Calendar, NoCalendar
from records.lifecycle import Step

OVERDUE, NEAR, ON_TIME = "overdue", "near", "on_time"
LIGHTS = (OVERDUE, NEAR, ON_TIME)
"""The traffic light, the most pressing first."""

REMIND_NEAR, REMIND_PASSED, ESCALATE = "near", "passed", "escalated"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a term stands on a day: until when it runs, its light, and business days.

    `days`: those that remain after that day, or those that it is overdue.
    """

    due: date
    light: str
    days: int


def standing_on(today: date, *, opened: date, days: int, calendar: Calendar, near: int) -> Standing:
    """How a term of `days` that opened that day stands; near its end with `near` days or fewer.

    The last day belongs to the term. Raises NoCalendar, and ValueError for a term without a day.
    """
    due = calendar.add(opened, days)
    if today > due:
        return Standing(due, OVERDUE, calendar.count(due, today))
    left = calendar.count(today, due)
    return Standing(due, NEAR if left <= near else ON_TIME, left)


def notices(
    standing: Standing,
    today: date,
    *,
    opened: date,
    calendar: Calendar,
    escalate_after: int | None,
) -> tuple[str, ...]:
    """What there is to tell that day: its end comes near, it passed, a substitute is told.

    Nothing on the day when the step opened, and nothing on a day when the entity does not work.
    `escalate_after`: business days overdue; None where nobody else is told.
    """
    if today <= opened or not calendar.is_business_day(today):
        return ()
    if standing.light == NEAR:
        return (REMIND_NEAR,)
    if standing.light != OVERDUE:
        return ()
    escalates = escalate_after is not None and standing.days >= escalate_after
    return (REMIND_PASSED, ESCALATE) if escalates else (REMIND_PASSED,)


def reasons_against(route: Sequence[Step], calendar: Calendar, since: date) -> list[str]:
    """Why these terms cannot be counted from that day, one after another; a sentence a step.

    A term that would end in a year without a calendar is none.
    """
    reasons = []
    for step in route:
        if step.days is None:
            continue
        if step.days < 1:
            reasons.append(f"{step.name}: un término tiene al menos un día hábil.")
            continue
        try:
            since = calendar.add(since, step.days)
        except NoCalendar as error:
            reasons.append(f"{step.name}: {step.days} días hábiles. {error}")
    return reasons
