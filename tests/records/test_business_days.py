"""Business days: Colombian holidays, days of rest, closures of the entity, and terms that stop."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from django.test import Client
from django.urls import reverse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.business_days import FIRST_YEAR, LAST_YEAR, Calendar, NoCalendar, Span
from records.entity_calendar import calendar
from records.models import Closure, Entity
from records.permissions import Role
from tests.factories import World, person
from tests.standing import standing

WEEK = Calendar()
SIX_DAYS = Calendar(saturdays=True)
ONE_DAY = timedelta(days=1)
days = st.dates(date(FIRST_YEAR + 1, 1, 1), date(LAST_YEAR - 10, 12, 31))
spans = st.builds(
    lambda first, length: Span(first, first + timedelta(days=length)), days, st.integers(0, 20)
)
calendars = st.builds(Calendar, st.lists(spans, max_size=3).map(tuple), st.booleans())


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-05-01", False),  # Labour Day
        ("2019-05-01", False),
        ("2024-01-08", False),  # Epiphany, on the Monday after
        ("2024-03-28", False),  # Holy Thursday
        ("2024-05-13", False),  # Ascension
        ("2024-06-03", False),  # Corpus Christi
        ("2024-06-10", False),  # Sacred Heart
        ("2024-07-20", False),  # Independence, a Saturday, not moved
        ("2024-12-24", True),
        ("2024-11-11", False),
        ("2024-11-12", True),
        ("2024-06-08", False),  # a Saturday
        ("2024-06-09", False),  # a Sunday
    ],
)
def test_days_that_are_known(day: str, works: bool) -> None:
    assert WEEK.is_business_day(date.fromisoformat(day)) is works


def test_an_entity_may_work_on_saturdays_and_close_between_the_years() -> None:
    assert SIX_DAYS.is_business_day(date(2024, 6, 8))
    assert not SIX_DAYS.is_business_day(date(2024, 7, 20))
    closed = Calendar((Span(date(2024, 12, 23), date(2025, 1, 3)),))
    assert closed.add(date(2024, 12, 20), 1) == date(2025, 1, 7)  # the 6th is Epiphany


def test_a_term_runs_from_the_day_after() -> None:
    # Fifteen days of a petition received on Thursday 5 December 2024, over Christmas and New Year.
    assert WEEK.add(date(2024, 12, 5), 15) == date(2024, 12, 27)
    assert WEEK.add(date(2024, 6, 7), 1) == date(2024, 6, 11)  # Monday is a holiday
    assert WEEK.count(date(2024, 6, 7), date(2024, 6, 11)) == 1


@pytest.mark.conformance("P07")
def test_a_suspended_term_goes_on_where_it_stood() -> None:
    asked, answered = date(2024, 9, 4), date(2024, 9, 13)
    assert WEEK.add(date(2024, 9, 2), 5) == date(2024, 9, 9)
    assert WEEK.add_suspended(date(2024, 9, 2), 5, [Span(asked, answered)]) == date(2024, 9, 19)
    assert WEEK.add_suspended(date(2024, 9, 2), 5, [Span(asked)]) is None
    assert WEEK.add_suspended(date(2024, 9, 2), 5, [Span(date(2024, 9, 10))]) == date(2024, 9, 9)


@pytest.mark.parametrize(("since", "length"), [("1983-12-30", 3), ("2100-12-20", 15)])
def test_a_year_without_calendar_is_said(since: str, length: int) -> None:
    with pytest.raises(NoCalendar, match=r"No hay calendario .* para el año (1983|2101)"):
        WEEK.add(date.fromisoformat(since), length)


def test_a_term_without_a_day_is_no_term() -> None:
    with pytest.raises(ValueError, match="al menos un día"):
        WEEK.add(date(2024, 1, 2), 0)


@given(calendars, days, st.integers(1, 60))
def test_the_last_day_is_the_only_one_that_completes_the_count(
    entity: Calendar, since: date, length: int
) -> None:
    last = entity.add(since, length)
    assert last > since
    assert entity.is_business_day(last)
    assert entity.count(since, last) == length
    assert entity.count(since, last - ONE_DAY) == length - 1


@given(calendars, days, st.integers(1, 30), st.integers(1, 30))
def test_terms_add_up(entity: Calendar, since: date, one: int, other: int) -> None:
    assert entity.add(entity.add(since, one), other) == entity.add(since, one + other)


@given(calendars, days, st.integers(1, 30), spans)
def test_a_suspension_never_shortens_and_is_the_same_as_a_closure(
    entity: Calendar, since: date, length: int, held: Span
) -> None:
    last = entity.add_suspended(since, length, [held])
    assert last is not None
    assert last >= entity.add(since, length)
    closed = Calendar((*entity.closures, held), entity.saturdays)
    assert last == closed.add(since, length)


FIXED = [(1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25)]
MOVED = [(1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11)]
SINCE_2026 = (7, 9)  # Our Lady of Chiquinquirá, as the library knows it; moved too
FROM_EASTER = [-3, -2, 43, 64, 71]


def easter(year: int) -> date:
    """Sunday of Easter, by the Gregorian computus of Meeus and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@given(st.integers(FIRST_YEAR, LAST_YEAR))
def test_the_holidays_are_those_of_the_law(year: int) -> None:
    moved = [date(year, *day) for day in [*MOVED, *([SINCE_2026] if year >= 2026 else [])]]
    told = {date(year, *day) for day in FIXED}
    told |= {day + timedelta(days=-day.weekday() % 7) for day in moved}
    told |= {easter(year) + timedelta(days=days) for days in FROM_EASTER}
    first = date(year, 1, 1)
    every = [first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1)]
    assert {day for day in every if not WEEK.is_business_day(day)} == {
        day for day in every if day in told or day.weekday() >= 5
    }


def test_the_list_of_a_real_installation(real_inputs: Path) -> None:
    """Its days of the week from Monday to Friday are ours but for Labour Day of 2019.

    Its Saturdays and Sundays are not compared: some Sundays are missing there, and ten Saturdays
    of 2019 to 2021 stand in it, which only an entity's own closures could explain.
    """
    with (real_inputs / "non_working_days_2019_2022.csv").open(encoding="utf-8") as rows:
        told = {date.fromisoformat(row["fecha"]) for row in csv.DictReader(rows)}
    first, last = date(2019, 1, 1), date(2022, 12, 31)
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    free = {day for day in every if not WEEK.is_business_day(day)}
    assert told <= free
    assert {day for day in free - told if day.weekday() < 5} == {date(2019, 5, 1)}


@pytest.mark.django_db
def test_an_administrator_keeps_the_closures(client: Client) -> None:
    standing(World)
    admin = person("ada.admin", Role.ADMINISTRATOR)
    client.force_login(admin)
    told = {
        "first": "2026-12-24",
        "last": "2026-12-31",
        "reason": "Cierre de fin de año",
        "act": "Resolución 900 de 2026",
    }
    backwards = client.post(reverse("closures:add"), {**told, "last": "2026-12-01"})
    assert "Termina antes de empezar" in backwards.content.decode()
    assert client.post(reverse("closures:add"), told).status_code == 302
    Entity.objects.update(works_saturdays=True)
    assert calendar() == Calendar((Span(date(2026, 12, 24), date(2026, 12, 31)),), saturdays=True)
    assert Closure.objects.get().reason == "Cierre de fin de año"
