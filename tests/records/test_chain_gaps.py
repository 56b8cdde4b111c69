"""Where the chain is broken, and who may know of it."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser

import pytest

from records import codes, issue, sendable
from records.chain import gaps, reading
from records.exceptions import NotAllowed
from records.models import AccessLevel, CaseFile, Issuance, Record, RecordOrder
from records.permissions import Role
from tests.factories import World, at, person
from tests.records import filling as made
from tests.records.chain import (
    FORMAT,
    MINUTES,
    SERIES,
    TODAY,
    alone,
    filled,
    follow,
    ids,
    issued,
    kept,
    many,
    orders,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_alone(world: World) -> Issuance:
    return alone(world)


# --- Who may know ---------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [AccessLevel.CLASSIFIED, AccessLevel.RESERVED])
def test_a_restricted_record_is_neither_listed_nor_counted_for_who_may_not_know(
    world: World, signed_alone: Issuance, level: str
) -> None:
    issuance = issued(world)
    follow()
    many(world, signed_alone, 6, access=level)
    other = person("pia.otra", Role.APPROVER, world.other_office)
    for user in (AnonymousUser(), other):
        assert [step.count for step in reading.produced(issuance, user)] == [0, 0]
        assert all(step.newest is None for step in reading.produced(issuance, user))
        for activity_id in ids(issuance):
            assert reading.records_of(issuance, activity_id, user) == ([], False)
        missing = gaps.activities_without_record(user, TODAY, since=date(2020, 1, 1), until=TODAY)
        assert [one.number for one in missing] == ["1", "2"]
    for user in (world.author, world.archivist):
        assert [step.count for step in reading.produced(issuance, user)] == [3, 3]
        found = gaps.activities_without_record(user, TODAY, since=date(2020, 1, 1), until=TODAY)
        assert list(found) == []


def test_a_restricted_procedure_is_told_to_nobody_who_may_not_know_of_it(
    world: World, signed_alone: Issuance
) -> None:
    hidden = world.issue(content={**orders(world), "access": "classified"})
    follow()
    one = filled(world, signed_alone)
    Record.objects.filter(pk=one.completion.record_id).update(access="public")
    CaseFile.objects.update(access="public")
    for user, number in ((AnonymousUser(), 0), (world.stranger, 0), (world.author, 1)):
        assert len(reading.orders_of(kept(one, user), user)) == number
        assert len(gaps.codes_not_in_force(user, TODAY)) == 0
        formats = gaps.formats_without_procedure(user, TODAY)
        assert [each.pk for each in formats] == ([] if number else [signed_alone.pk])
    offered = sendable.activities_of(
        signed_alone, made.form_in(signed_alone), by=world.stranger, day=date(2020, 3, 3)
    )
    assert offered == []
    with pytest.raises(NotAllowed):
        filled(
            world,
            signed_alone,
            day="2020-03-03",
            order=RecordOrder.objects.get(issuance=hidden, code=FORMAT),
        )


# --- Gaps -----------------------------------------------------------------------------------------


def test_a_series_that_no_document_in_force_produces_is_an_orphan(
    world: World, signed_alone: Issuance
) -> None:
    follow()
    codes = lambda: [one.code for one in gaps.series_without_procedure(world.archivist, TODAY)]  # noqa: E731
    assert codes() == [MINUTES, SERIES]
    value = orders(world)
    # The table names the format and no series: the format says where it is filed.
    value["sections"][6]["blocks"][0]["items"][0]["series"] = None
    issuance = world.issue(content=value)
    follow()
    assert codes() == []
    issue.withdraw(
        issuance,
        effective_on=date(2020, 4, 1),
        reason="Se acabó.",
        by=world.approver,
        at=at("2020-04-01"),
    )
    assert codes() == [MINUTES, SERIES]


def test_an_activity_without_record_in_the_period_is_told(
    world: World, signed_alone: Issuance
) -> None:
    issued(world)
    follow()
    filled(world, signed_alone)
    user = world.archivist

    def missing(since: str, until: str) -> list[str]:
        found = gaps.activities_without_record(
            user, TODAY, since=date.fromisoformat(since), until=date.fromisoformat(until)
        )
        return [one.number for one in found]

    assert missing("2020-01-01", "2020-12-31") == ["2"]
    assert missing("2020-03-03", "2020-12-31") == ["1", "2"]
    assert missing("2020-01-01", "2020-03-01") == ["1", "2"]


def test_a_record_said_to_be_of_another_activity_fulfils_only_that(
    world: World, signed_alone: Issuance
) -> None:
    issued(world), issued(world, "PR-M2-P6-02")
    follow()
    second = RecordOrder.objects.get(issuance__version__code="PR-M2-P6-02", code=FORMAT)
    filled(world, signed_alone, order=second)
    found = gaps.activities_without_record(
        world.archivist, TODAY, since=date(2020, 1, 1), until=TODAY
    )
    told = [(one.issuance.version.code, one.number) for one in found]
    assert told == [("PR-M2-P6-01", "1"), ("PR-M2-P6-01", "2"), ("PR-M2-P6-02", "2")]


def test_formats_that_nobody_names_and_codes_that_name_nothing(
    world: World, signed_alone: Issuance
) -> None:
    follow()
    user = world.archivist
    assert list(gaps.formats_without_procedure(user, TODAY)) == [signed_alone]
    value = orders(world)
    value["sections"][4]["blocks"][1]["items"][1]["record"] = "FO-M2-P6-99 Encuesta"
    world.issue(content=value)
    follow()
    assert list(gaps.formats_without_procedure(user, TODAY)) == []
    assert [(one.code, one.known) for one in gaps.codes_not_in_force(user, TODAY)] == [
        ("FO-M2-P6-99", False)
    ]
    issue.withdraw(
        signed_alone,
        effective_on=date(2020, 4, 1),
        reason="Se acabó.",
        by=world.approver,
        at=at("2020-04-01"),
    )
    assert [(one.code, one.known) for one in gaps.codes_not_in_force(user, TODAY)] == [
        (FORMAT, True),
        ("FO-M2-P6-99", False),
    ]


def test_a_former_code_is_the_document_that_bears_another_now(
    world: World, signed_alone: Issuance
) -> None:
    user = world.archivist
    issuance = issued_under(world, "TIC-07")
    assert [one.code for one in gaps.codes_not_in_force(user, TODAY)] == ["TIC-07"]
    codes.keep_former(signed_alone.document, "TIC-07", by=user, at=at("2020-02-05"))
    assert list(gaps.codes_not_in_force(user, TODAY)) == []
    assert list(gaps.formats_without_procedure(user, TODAY)) == []
    record = kept(filled(world, signed_alone), user)
    assert [one.issuance for one in reading.orders_of(record, user)] == [issuance]
    assert [step.count for step in reading.produced(issuance, user)][:1] == [1]


def test_who_may_not_know_of_a_document_is_not_told_its_code_by_a_former_one(
    world: World, signed_alone: Issuance
) -> None:
    issued_under(world, "TIC-07")
    codes.keep_former(signed_alone.document, "TIC-07", by=world.archivist, at=at("2020-02-05"))
    signed_alone.document.access = AccessLevel.RESERVED
    signed_alone.document.save()
    nobody = AnonymousUser()
    told = [(one.code, one.known) for one in gaps.codes_not_in_force(nobody, TODAY)]
    assert told == [("TIC-07", False)]


def issued_under(world: World, code: str) -> Issuance:
    """A procedure whose first activity names the format by that code, and its second nothing."""
    value = orders(world, first=code)
    table, acts = value["sections"][6]["blocks"][0], value["sections"][4]["blocks"][1]
    table["items"] = [{**table["items"][0], "code": code}]
    acts["items"][1]["record"] = ""
    issuance = world.issue(content=value)
    follow()
    return issuance
