"""No way around the second person: other days, chains, moves, committees, and time that passed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from records import due_tasks, ending, issue, moving, separation, urgency
from records.exceptions import NotAllowed
from records.lifecycle import Step
from records.models import (
    ControlledDocument,
    Issuance,
    Signature,
    UrgentIssuance,
    Withdrawal,
)
from records.permissions import Role
from tests.chamber import Chamber
from tests.factories import World, at, person
from tests.standing import standing
from tests.urgent import confirm, issue_urgently

DAY = "2020-02-03"
LATE = at("2020-02-05", 12)  # 48 hours and one after 11:00
FAR = date(2035, 1, 1)


@pytest.fixture
def world(db: None, settings: Any) -> World:
    settings.RECORDS_RENDERER = "tests.editorial.rendering.QuickRenderer"
    world = standing(World)
    world.quality = person("quique.calidad", Role.QUALITY, world.office)
    return world


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    with pytest.raises(NotAllowed) as error:
        yield
    assert [one.code for one in error.value.reasons] == list(codes)


def withdrawn(world: World, issuance: Issuance, day: date) -> Withdrawal:
    return issue.withdraw(
        issuance, effective_on=day, reason="Se acaba.", by=world.approver, at=at("2020-02-04")
    )


def moved(world: World, former: ControlledDocument, day: str = "2020-02-04") -> ControlledDocument:
    return moving.open_successor(
        former, office=world.office, order="Decreto 14 de 2020", by=world.quality, at=at(day)
    )


def test_until_it_is_confirmed_it_ends_today_or_not_at_all(world: World) -> None:
    one, other = issue_urgently(world), issue_urgently(world, content=world.content("PR-M2-P6-02"))
    with refused("unconfirmed"):
        withdrawn(world, one, FAR)
    assert not Withdrawal.objects.exists()
    assert withdrawn(world, one, date(2020, 2, 4))
    confirm(world, other, moment=at("2020-02-04"))
    assert withdrawn(world, other, FAR)


def test_a_withdrawal_from_a_later_day_hides_nothing(world: World) -> None:
    """As if one had been written before it was refused."""
    issuance = issue_urgently(world)
    ending.end(issuance, effective_on=FAR, reason="Se acaba.", by=world.approver, at=at(DAY, 12))
    found = Issuance.objects.select_related("urgency__confirmation").get()
    assert urgency.standing_of(found, at("2020-02-04")).state == "waiting"
    assert [one.issuance for one in urgency.waiting(at("2020-02-04"))] == [issuance]
    (one,) = separation.duties_of(separation.issued(), at=LATE)
    assert len(one.violations) == 1
    assert urgency.withdraw_lapsed(issuance.urgency, at=at(DAY, 13)) is None
    confirm(world, issuance, moment=at("2020-02-04"))
    confirmed = Issuance.objects.select_related("urgency__confirmation").get()
    assert urgency.standing_of(confirmed, LATE).state == "confirmed"


def test_what_nobody_confirmed_ends_in_time_although_its_end_is_far(world: World) -> None:
    issuance = issue_urgently(world)
    ending.end(issuance, effective_on=FAR, reason="Se acaba.", by=world.approver, at=at(DAY, 12))
    assert due_tasks.run("urgent", at=LATE)
    found = Issuance.objects.get()
    assert found.withdrawal is not None
    assert found.withdrawal.effective_on == date(2020, 2, 5)
    assert due_tasks.run("urgent", at=at("2020-02-06")) is None
    assert Withdrawal.objects.count() == 2


def test_it_moves_to_no_other_code_before_it_is_confirmed(world: World) -> None:
    issuance = issue_urgently(world)
    with refused("unconfirmed"):
        moved(world, issuance.document)
    confirm(world, issuance, moment=at("2020-02-04"))
    assert moved(world, issuance.document)


@pytest.mark.parametrize("day", ["2020-04-01", None])
def test_a_successor_ends_it_today_or_not_at_all(world: World, day: str | None) -> None:
    """As if the former had been issued urgently although it moves, which the verbs refuse."""
    former = world.issue()
    document = moved(world, former.document)
    signature = Signature.objects.get(version=former.version, role="approved")
    UrgentIssuance.objects.create(
        issuance=former, signature=signature, reason="Urge.", confirm_by=LATE
    )
    told: dict[str, Any] = {"day": "2020-02-05", "effective_on": day}
    if day is None:
        world.issue(document, world.content("PR-M2-P6-02"), **told)
        assert Withdrawal.objects.get().effective_on == date(2020, 2, 5)
        return
    with refused("unconfirmed"):
        world.issue(document, world.content("PR-M2-P6-02"), **told)
    assert Issuance.objects.get() == former
    assert not Withdrawal.objects.exists()


def test_no_urgent_issue_follows_one_that_nobody_confirmed(world: World) -> None:
    document = issue_urgently(world).document
    changed = world.content(objective="Otro.")
    with refused("unconfirmed"):
        issue_urgently(world, document, changed, day="2020-02-04")
    due_tasks.run("urgent", at=LATE)
    second = document.versions.get(number=2)
    reasons = urgency.reasons_against(second, by=world.approver, at=at("2020-02-06"))
    assert [one.code for one in reasons] == ["unconfirmed"]
    world.sign(second, 1, world.reviewer, "2020-02-06")
    world.sign(second, 2, world.approver, "2020-02-06")
    third = issue_urgently(world, document, world.content(objective="Tercero."), day="2020-02-07")
    confirm(world, third, moment=at("2020-02-08"))
    fourth = world.content(objective="Cuarto.")
    assert issue_urgently(world, document, fourth, day="2020-02-08").label == "04"


def test_what_replaces_another_document_is_first_issued_as_usual(world: World) -> None:
    document = moved(world, world.issue().document)
    with refused("replaces"):
        issue_urgently(world, document, world.content("PR-M2-P6-02"), day="2020-02-05")
    version = document.versions.get()
    world.sign(version, 1, world.reviewer, "2020-02-05")
    world.sign(version, 2, world.approver, "2020-02-05")
    changed = world.content("PR-M2-P6-02", objective="Otro.")
    assert issue_urgently(world, document, changed, day="2020-02-06").label == "02"


def test_a_committee_that_has_not_decided_is_not_left_out(world: World) -> None:
    committee = Chamber(world).committee
    route = [
        Step("prepared", "Elaboró", (world.author.pk,)),
        Step("reviewed", "Revisión"),
        Step("approved", "Aprobación"),
        Step("approved", "Comité de las TIC", committee=committee.code),
    ]
    with refused("committee"):
        issue_urgently(world, route=route)


def test_minutes_are_not_issued_urgently(world: World) -> None:
    chamber = Chamber(world)
    minutes = chamber.submitted(chamber.version())[1]
    reasons = urgency.reasons_against(minutes, by=chamber.chair, at=at("2020-02-12"))
    assert "minutes" in {one.code for one in reasons}


def test_a_co_author_who_signed_nothing_neither_issues_nor_confirms(world: World) -> None:
    colleague = person("cora.coautora", Role.APPROVER, world.office)
    issuance = issue_urgently(world, authors=[colleague.pk])
    with refused("separation"):
        confirm(world, issuance, by=colleague, moment=at("2020-02-04"))
    version = world.submit(world.document(), world.content("PR-M2-P6-02"), authors=[colleague.pk])
    reasons = urgency.reasons_against(version, by=colleague, at=at(DAY))
    assert [one.code for one in reasons] == ["separation"]


def test_nothing_is_withdrawn_before_its_time(world: World) -> None:
    urgent = issue_urgently(world).urgency
    for moment in (at(DAY, 12), urgent.confirm_by):
        assert urgency.withdraw_lapsed(urgent, at=moment) is None
    assert not Withdrawal.objects.exists()


def test_the_report_names_what_is_in_force_past_its_time(world: World) -> None:
    issuance = issue_urgently(world)

    def named(moment: Any) -> list[str]:
        rows = separation.duties_of(separation.issued(), at=moment)
        return [one for row in rows for one in row.violations]

    assert named(issuance.urgency.confirm_by) == []
    (told,) = named(LATE)
    assert "sigue vigente" in told
    due_tasks.run("urgent", at=LATE)
    assert named(LATE) == []
    other = issue_urgently(world, content=world.content("PR-M2-P6-02"))
    changed = world.content("PR-M2-P6-02", objective="Otro.")
    world.issue(other.document, changed, day="2020-02-04")
    assert named(LATE) == []
