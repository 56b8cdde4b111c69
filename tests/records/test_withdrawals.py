"""Several ends of one version: the first to begin decides, wherever it is asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records import ending, integrity, issue, moving
from records.case_files import closing
from records.exceptions import Conflict, NotAllowed
from records.models import CaseFile, ControlledDocument, Issuance, RecordEvent, Withdrawal
from records.permissions import Role
from tests.factories import World, at, person

ISSUED = date(2020, 2, 3)


@pytest.fixture
def issuance(world: World) -> Issuance:
    return world.issue()


def ends(world: World, issuance: Issuance, on: str, *, day: str) -> Withdrawal:
    told: dict[str, Any] = {"reason": f"Desde {on}.", "by": world.approver, "at": at(day)}
    return issue.withdraw(issuance, effective_on=date.fromisoformat(on), **told)


def test_a_later_verb_brings_it_forward(world: World, issuance: Issuance) -> None:
    ends(world, issuance, "2030-01-01", day="2020-03-01")
    assert issue.status_of(issuance, date(2029, 12, 31)) == "in_force"
    ends(world, issuance, "2021-01-01", day="2020-03-02")
    assert issue.status_of(issuance, date(2020, 12, 31)) == "in_force"
    assert issue.status_of(issuance, date(2021, 1, 1)) == "withdrawn"
    found = Issuance.objects.described().get()
    assert found.withdrawal.reason == "Desde 2021-01-01."
    for day, count in ((date(2020, 12, 31), 1), (date(2021, 1, 1), 0), (date(2031, 1, 1), 0)):
        assert Issuance.objects.visible_to(AnonymousUser()).in_force_on(day).count() == count
        assert ControlledDocument.objects.in_force_on(day).count() == count
    event = RecordEvent.objects.filter(action="version.withdrawn").latest("seq")
    assert (event.facts["effective_on"], event.facts["formerly"]) == ("2021-01-01", "2030-01-01")
    assert integrity.verify().problems == []


def test_it_is_never_put_off(world: World, issuance: Issuance) -> None:
    ends(world, issuance, "2021-01-01", day="2020-03-01")
    for later in ("2021-01-01", "2021-01-02"):
        with pytest.raises(NotAllowed) as refused:
            ends(world, issuance, later, day="2020-03-02")
        assert [one.code for one in refused.value.reasons] == ["not_earlier"]
    with pytest.raises(Conflict):
        ends(world, issuance, "2021-02-01", day="2021-01-01")
    assert Withdrawal.objects.count() == 1


def test_one_written_past_the_verb_puts_nothing_off(world: World, issuance: Issuance) -> None:
    told: dict[str, Any] = {"reason": "Otro día.", "by": world.approver, "at": at("2020-03-01")}
    ending.end(issuance, effective_on=date(2021, 1, 1), **told)
    ending.end(issuance, effective_on=date(2025, 1, 1), **told)
    assert issue.status_of(issuance, date(2021, 1, 1)) == "withdrawn"
    with pytest.raises(IntegrityError), transaction.atomic():
        ending.end(issuance, effective_on=date(2025, 1, 1), **told)


def test_what_takes_its_place_ends_it_although_its_end_is_far(world: World) -> None:
    former = world.issue()
    document = moving.open_successor(
        former.document,
        office=world.office,
        order="Decreto 14 de 2020",
        by=person("clara.calidad", Role.QUALITY, world.office),
        at=at("2020-02-04"),
    )
    ends(world, former, "2030-01-01", day="2020-02-05")
    world.issue(document, world.content("PR-M2-P6-02"), day="2020-02-06")
    assert former.withdrawal.effective_on == date(2020, 2, 6)
    assert former.withdrawal.reason == moving.MOVED


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    days=st.lists(st.integers(0, 60), min_size=1, max_size=4, unique=True), asked=st.integers(0, 70)
)
def test_python_and_database_say_the_same(
    world: World, issuance: Issuance, days: list[int], asked: int
) -> None:
    day = ISSUED + timedelta(days=asked)
    with transaction.atomic():
        for one in days:
            ending.end(
                issuance,
                effective_on=ISSUED + timedelta(days=one),
                reason="Se acaba.",
                by=world.approver,
                at=at("2020-02-03", 12),
            )
        expected = asked < min(days)
        assert (issue.status_of(issuance, day) == "in_force") == expected
        assert Issuance.objects.in_force_on(day).exists() == expected
        transaction.set_rollback(True)


def test_no_version_is_signed_whose_case_file_is_closed(world: World, issuance: Issuance) -> None:
    ends(world, issuance, "2020-03-01", day="2020-03-01")
    case_file = CaseFile.objects.get(document=issuance.document)
    issue.attach(issuance, at=at("2020-03-01"))
    closing.close([case_file], by=world.archivist, at=at("2020-03-02"))
    content = world.content(objective="Otro objetivo.")
    with pytest.raises(NotAllowed) as refused:
        world.submit(issuance.document, content, day="2020-03-03")
    assert [one.code for one in refused.value.reasons] == ["case_file_closed"]
    closing.reopen(
        case_file,
        order="Auto 7",
        reason="Se expide de nuevo.",
        by=world.archivist,
        at=at("2020-03-03"),
    )
    again = world.issue(issuance.document, content, day="2020-03-04")
    assert again.version.record.case_file == case_file
