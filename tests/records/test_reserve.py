"""The term of a reserve, by rule: fifteen years at most, and no state that publishes."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from records.case_files.reserve import (
    NEAR,
    PASSED,
    RUNNING,
    UNBOUNDED,
    WARN_DAYS,
    latest_end,
    standing,
)

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def test_fifteen_years_of_a_leap_day_end_on_the_28th() -> None:
    assert latest_end(date(2024, 2, 29)) == date(2039, 2, 28)
    assert latest_end(date(2024, 3, 1)) == date(2039, 3, 1)


@given(days)
def test_a_reserve_lasts_fifteen_years(since: date) -> None:
    end = latest_end(since)
    assert end.year - since.year == 15
    assert (end.month, end.day) in {(since.month, since.day), (2, 28)}


@given(days, days)
def test_it_stands_in_one_way_a_day(until: date, today: date) -> None:
    state = standing(until, today)
    assert (state == PASSED) == (today > until)
    if state == NEAR:
        assert until - today <= timedelta(days=WARN_DAYS)
    if state == RUNNING:
        assert until - today > timedelta(days=WARN_DAYS)


@given(days)
def test_a_classified_one_has_no_term(today: date) -> None:
    assert standing(None, today) == UNBOUNDED
