"""Terms of steps: when each is due, its light, and what is told on which day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from records.business_days import LAST_YEAR, Calendar, Span
from records.lifecycle import Step
from records.terms import (
    ESCALATE,
    LIGHTS,
    NEAR,
    ON_TIME,
    OVERDUE,
    REMIND_NEAR,
    REMIND_PASSED,
    notices,
    reasons_against,
    standing_on,
)

WEEK = Calendar()
ONE_DAY = timedelta(days=1)
openings = st.dates(date(2019, 1, 1), date(2040, 12, 31))
lengths = st.integers(1, 60)
closures = st.builds(
    lambda first, length: Span(first, first + timedelta(days=length)), openings, st.integers(0, 20)
)
calendars = st.builds(Calendar, st.lists(closures, max_size=3).map(tuple), st.booleans())


@pytest.mark.parametrize(
    ("today", "light", "days"),
    [
        ("2026-03-16", ON_TIME, 5),  # a Monday: the step opens; the 23rd is Saint Joseph
        ("2026-03-17", ON_TIME, 4),
        ("2026-03-19", ON_TIME, 2),
        ("2026-03-20", NEAR, 1),
        ("2026-03-21", NEAR, 1),
        ("2026-03-24", NEAR, 0),
        ("2026-03-25", OVERDUE, 1),
        ("2026-03-28", OVERDUE, 3),
    ],
)
@pytest.mark.conformance("W02")
def test_a_term_of_five_days_over_a_holiday(today: str, light: str, days: int) -> None:
    opened = date(2026, 3, 16)
    found = standing_on(date.fromisoformat(today), opened=opened, days=5, calendar=WEEK, near=1)
    assert found.due == date(2026, 3, 24)
    assert found.light == light
    assert found.days == days


@given(openings, lengths, calendars, st.integers(0, 5), st.integers(0, 120))
def test_the_light_only_ever_gets_more_pressing(
    opened: date, days: int, calendar: Calendar, near: int, later: int
) -> None:
    one, two = (
        standing_on(
            opened + timedelta(days=n), opened=opened, days=days, calendar=calendar, near=near
        )
        for n in (later, later + 1)
    )
    assert one.due == two.due
    assert calendar.is_business_day(one.due)
    assert calendar.count(opened, one.due) == days
    assert LIGHTS.index(two.light) <= LIGHTS.index(one.light)
    if one.light == two.light == OVERDUE:
        assert one.days <= two.days
    if OVERDUE not in (one.light, two.light):
        assert one.days >= two.days


@given(openings, lengths, calendars, st.integers(0, 5), st.integers(0, 120))
def test_overdue_is_after_the_last_day_and_near_counts_what_remains(
    opened: date, days: int, calendar: Calendar, near: int, later: int
) -> None:
    today = opened + timedelta(days=later)
    found = standing_on(today, opened=opened, days=days, calendar=calendar, near=near)
    assert (found.light == OVERDUE) == (today > found.due)
    if found.light != OVERDUE:
        used = calendar.count(opened, today)
        assert found.days == days - used
        assert (found.light == NEAR) == (days - used <= near)


@given(
    openings,
    lengths,
    calendars,
    st.integers(0, 5),
    st.integers(0, 90),
    st.none() | st.integers(1, 9),
)
def test_what_is_told(
    opened: date,
    days: int,
    calendar: Calendar,
    near: int,
    later: int,
    escalate: int | None,
) -> None:
    today = opened + timedelta(days=later)
    standing = standing_on(today, opened=opened, days=days, calendar=calendar, near=near)
    told = notices(standing, today, opened=opened, calendar=calendar, escalate_after=escalate)
    if later == 0 or not calendar.is_business_day(today) or standing.light == ON_TIME:
        assert told == ()
    elif standing.light == NEAR:
        assert told == (REMIND_NEAR,)
    else:
        assert told[0] == REMIND_PASSED
        late = escalate is not None and standing.days >= escalate
        assert (ESCALATE in told) == late


@given(openings, lengths, calendars)
def test_the_first_day_on_which_a_term_is_told_as_passed_is_the_next_one_worked(
    opened: date, days: int, calendar: Calendar
) -> None:
    due = calendar.add(opened, days)
    day = due
    while True:
        day += ONE_DAY
        assume(day.year < LAST_YEAR)
        standing = standing_on(day, opened=opened, days=days, calendar=calendar, near=0)
        told = notices(standing, day, opened=opened, calendar=calendar, escalate_after=None)
        assert (told == (REMIND_PASSED,)) == calendar.is_business_day(day)
        if told:
            assert calendar.count(due, day) == 1
            return


def test_every_term_beyond_the_calendar_is_named() -> None:
    route = [
        Step("prepared", "Elaboró"),
        Step("reviewed", "Revisión técnica", days=30_000),
        Step("reviewed", "Revisión metodológica", days=5),
        Step("approved", "Aprobación", days=0),
        Step("approved", "Comité", committee="CTIC", days=32_000),
    ]
    told = reasons_against(route, WEEK, date(2026, 3, 16))
    assert [one.partition(":")[0] for one in told] == ["Revisión técnica", "Aprobación", "Comité"]
    assert str(LAST_YEAR + 1) in told[0]
    assert reasons_against(route[:1] + route[2:3], WEEK, date(2026, 3, 16)) == []


def test_terms_are_counted_one_after_another() -> None:
    last = date(LAST_YEAR, 12, 20)
    steps = [Step("reviewed", f"Paso {n}", days=5) for n in range(4)]
    assert reasons_against(steps[:1], WEEK, last) == []
    assert reasons_against(steps, WEEK, last)
