"""The days of a case file under its rule, against a second and slower way to count them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.calculus import (
    CLOSING,
    EVENT,
    LAST_DOCUMENT,
    PERMANENT,
    REGISTRATION,
    YEAR_END,
    Facts,
    Further,
    Terms,
    counts_from,
    days_of,
    extended,
    years_after,
)

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
TRIGGERS = st.sampled_from([CLOSING, YEAR_END, LAST_DOCUMENT, EVENT, REGISTRATION])
YEARS = st.integers(0, 32_767)
TERMS = st.builds(
    Terms,
    st.none() | YEARS,
    YEARS,
    st.sampled_from([PERMANENT, "destroy", "sample"]),
    TRIGGERS,
)
FACTS = st.builds(Facts, DAYS, st.none() | DAYS, st.none() | DAYS, st.none() | DAYS)
FURTHER = st.builds(Further, st.integers(0, 300), st.integers(0, 300), st.booleans())


def slowly(day: date, years: int) -> date:
    """Year by year, then day by day from the first of January to the day that is wanted."""
    wanted = (day.month, day.day)
    year = day.year
    for _one in range(years):
        year += 1
        if year > 9999:
            return date(9999, 12, 31)
    found = date(year, 1, 1)
    while (found.month, found.day) < wanted:
        if found == date.max or (found + timedelta(days=1)).year != year:
            return found
        found += timedelta(days=1)
    # Past it: the day that was wanted is not in this year, and the one before it counts.
    return found if (found.month, found.day) == wanted else found - timedelta(days=1)


@given(DAYS, st.integers(0, 400) | st.sampled_from([7798, 7799, 7800, 8100, 32_767]))
def test_years_after_as_counted_slowly(day: date, years: int) -> None:
    assert years_after(day, years) == slowly(day, years)


@given(TERMS, FACTS)
def test_the_days_of_a_case_file_as_counted_slowly(terms: Terms, facts: Facts) -> None:
    if facts.closed_on is None:
        since = None
    else:
        since = {
            CLOSING: facts.closed_on,
            YEAR_END: facts.closed_on.replace(month=12, day=31),
            LAST_DOCUMENT: facts.last_document_on,
            EVENT: facts.event_on,
            REGISTRATION: facts.opened_on,
        }[terms.trigger]
    found = days_of(terms, facts)
    if since is None:
        assert found is None
        return
    assert found is not None
    first = slowly(since, terms.office_years or 0)
    assert (found.since, found.ag_until) == (since, first)
    assert found.due_on == found.ac_until == slowly(first, terms.archive_years)
    assert found.since <= found.ag_until <= found.ac_until


@given(TERMS, st.lists(FURTHER, max_size=4), FACTS)
def test_an_act_never_shortens(terms: Terms, acts: list[Further], facts: Facts) -> None:
    longer = extended(terms, *acts)
    assert longer.years == terms.years + sum(one.office_years + one.archive_years for one in acts)
    assert longer.archive_years >= terms.archive_years
    if terms.disposition == PERMANENT or any(one.permanent for one in acts):
        assert longer.disposition == PERMANENT
    else:
        assert longer.disposition == terms.disposition
    before, after = days_of(terms, facts), days_of(longer, facts)
    assert (before is None) == (after is None)
    if before and after:
        assert after.due_on >= before.due_on


@pytest.mark.conformance("R04")
def test_leap_days_and_terms_without_end() -> None:
    assert years_after(date(2020, 2, 29), 1) == date(2021, 2, 28)
    assert years_after(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert years_after(date(2020, 2, 29), 80) == date(2100, 2, 28)
    assert years_after(date(2020, 12, 31), 32_767) == date.max


def test_what_is_open_or_was_reopened_has_no_days() -> None:
    for trigger in (CLOSING, YEAR_END, LAST_DOCUMENT, EVENT, REGISTRATION):
        facts = Facts(date(2020, 1, 1), None, date(2020, 2, 1), date(2020, 3, 1))
        assert counts_from(trigger, facts) is None
    assert days_of(Terms(1, 1, "destroy", EVENT), Facts(date(2020, 1, 1), date(2021, 1, 1))) is None
