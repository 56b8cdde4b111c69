"""Numbers that bind: given once, in order, annulled by minutes, loaded after a contingency."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

from django.db import IntegrityError, transaction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import numbers
from records.events import act
from records.exceptions import Conflict, NotAllowed
from records.models import NumberAnnulment, Record, RecordEvent, RegistryNumber
from records.numbering import NumberClass
from records.permissions import Role
from tests.factories import World, at, person

pytestmark = pytest.mark.django_db

LETTERS = NumberClass("letters", layout="{office}-{year}-{number}")
DAY = at("2021-05-04")
MINUTES = NumberClass("minutes", by_office=True)


@pytest.fixture
def archivist(world: World):
    return person("archivera", Role.ARCHIVIST)


def give(world: World, moment: datetime = DAY):
    with act(by=world.author, at=moment):
        return numbers.give(LETTERS, world.office, by=world.author, at=moment, office="210")


def codes(error: pytest.ExceptionInfo[NotAllowed]) -> set[str]:
    return {reason.code for reason in error.value.reasons}


def test_numbers_follow_each_other_and_the_office_is_only_printed(world: World):
    first, second = give(world), give(world)
    assert (first.printed, second.printed) == ("210-2021-00001", "210-2021-00002")
    assert first.scope == "letters"
    assert RecordEvent.objects.filter(action="number.given").count() == 2


def test_a_class_may_count_by_office(world: World):
    with act(by=None, at=at("2021-05-04")):
        rows = [
            numbers.give(MINUTES, world.office, by=None, at=at("2021-05-04"), office=office)
            for office in ("210", "220", "210")
        ]
    assert [(row.scope, row.number) for row in rows] == [
        ("minutes:210", 1),
        ("minutes:220", 1),
        ("minutes:210", 2),
    ]


def test_a_rollback_gives_the_number_back(world: World):
    give(world)
    with suppress(ZeroDivisionError), act(by=None, at=DAY):
        assert numbers.give(LETTERS, world.office, by=None, at=DAY).number == 2
        raise ZeroDivisionError
    assert give(world).number == 2


@pytest.mark.conformance("P06")
def test_the_year_changes_at_midnight_of_bogota(world: World):
    last = give(world, datetime(2022, 1, 1, 4, 59, 59, tzinfo=UTC))
    first = give(world, datetime(2022, 1, 1, 5, 0, tzinfo=UTC))
    assert [(row.year, row.number) for row in (last, first)] == [(2021, 1), (2022, 1)]
    assert last.taken_on == date(2021, 12, 31)


def test_the_table_itself_refuses_a_twin(world: World):
    row = give(world)
    row.pk, row._state.adding, row.printed = None, True, "otro"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.conformance("P06")
def test_a_number_is_annulled_by_signed_minutes_and_stays_given(world: World, archivist):
    row = give(world)
    minutes = Record.objects.get(version=world.issue().version)
    annulment = numbers.annul(
        row,
        reason="Se radicó dos veces.",
        order="Acta 3",
        minutes=minutes,
        by=archivist,
        at=at("2021-05-05"),
    )
    assert annulment.number == row
    assert give(world).number == 2
    with pytest.raises(Conflict):
        numbers.annul(
            row,
            reason="Otra vez.",
            order="Acta 4",
            minutes=minutes,
            by=archivist,
            at=at("2021-05-06"),
        )


def test_every_reason_against_an_annulment_is_named_at_once(world: World):
    row = give(world)
    record = Record.objects.get(version=world.issue().version)
    loose = Record.objects.create(
        case_file=record.case_file,
        position=9,
        title="Sin firmar",
        created_on=date(2021, 5, 4),
        incorporated_at=at("2021-05-04"),
    )
    with pytest.raises(NotAllowed) as refused:
        numbers.annul(
            row, reason=" ", order="", minutes=loose, by=world.author, at=at("2021-05-05")
        )
    assert codes(refused) == {"no_role", "minutes", "no_reason", "no_act"}
    assert not NumberAnnulment.objects.exists()


def test_a_contingency_is_set_aside_and_loaded_once(world: World, archivist):
    give(world)
    opened = numbers.open_range(
        LETTERS, 3, order="Resolución 5 de 2021", by=archivist, at=at("2021-05-05")
    )
    assert (opened.first, opened.last) == (2, 4)
    assert give(world).number == 5
    minutes = Record.objects.get(version=world.issue().version)
    by_hand = [
        numbers.HandWritten(2, world.office, date(2021, 5, 5)),
        numbers.HandWritten(4, world.office, date(2021, 5, 6)),
    ]
    loaded = numbers.load_range(
        opened, LETTERS, by_hand, minutes=minutes, by=archivist, at=at("2021-05-07"), office="210"
    )
    assert [(row.number, hasattr(row, "annulment")) for row in loaded] == [
        (2, False),
        (3, True),
        (4, False),
    ]
    given_ = RegistryNumber.objects.order_by("number").values_list("number", flat=True)
    assert list(given_) == [1, 2, 3, 4, 5]
    with pytest.raises(Conflict):
        numbers.load_range(
            opened, LETTERS, by_hand, minutes=minutes, by=archivist, at=at("2021-05-08")
        )


def test_what_does_not_fit_a_range_is_named_and_nothing_is_loaded(world: World, archivist):
    opened = numbers.open_range(
        LETTERS, 2, order="Resolución 5 de 2021", by=archivist, at=at("2021-05-05")
    )
    by_hand = [
        numbers.HandWritten(1, world.office, date(2021, 5, 5)),
        numbers.HandWritten(1, world.office, date(2020, 5, 5)),
        numbers.HandWritten(9, world.office, date(2021, 5, 5)),
    ]
    with pytest.raises(NotAllowed) as refused:
        numbers.load_range(
            opened, MINUTES, by_hand, minutes=None, by=world.author, at=at("2021-05-07")
        )
    assert codes(refused) == {"no_role", "scope", "outside", "twice", "year", "minutes"}
    assert not RegistryNumber.objects.exists()


@pytest.mark.parametrize("size", [0, -1, numbers.LARGEST_RANGE + 1])
def test_a_range_of_no_sense_is_refused(world: World, archivist, size: int):
    with pytest.raises(NotAllowed) as refused:
        numbers.open_range(LETTERS, size, order=" ", by=archivist, at=at("2021-05-05"))
    assert codes(refused) == {"size", "no_act"}


@given(st.integers(2000, 2100), st.integers(1, 10**7), st.from_regex(r"[0-9]{3}", fullmatch=True))
def test_two_numbers_never_print_alike(year: int, number: int, office: str):
    printed = LETTERS.printed(year, number, office)
    assert printed != LETTERS.printed(year, number + 1, office)
    assert printed != LETTERS.printed(year + 1, number, office)
