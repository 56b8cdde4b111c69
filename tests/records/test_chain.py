"""The chain: an activity and what it produced, a record and what orders it, both ways alike."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from django.core.management import call_command

import pytest

from records import format_drafts, issue, sendable
from records.chain import indexing, reading
from records.exceptions import NotAllowed
from records.models import FilledFormat, Issuance, RecordOrder, Series, Withdrawal
from records.querysets import records_visible_to
from tests.factories import World, at
from tests.proofs.tampering import drop_guards
from tests.records import filling as made
from tests.records.chain import (
    FORMAT,
    MINUTES,
    SERIES,
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
Counter = Callable[[int], AbstractContextManager[Any]]


@pytest.fixture
def signed_alone(world: World) -> Issuance:
    return alone(world)


def test_an_issue_draws_what_it_orders_and_drawing_again_changes_nothing(world: World) -> None:
    issuance = issued(world)
    follow()
    drawn = list(RecordOrder.objects.values_list("source", "activity", "code", "series"))
    first, second = ids(issuance)
    assert drawn == [
        ("activity", first, FORMAT, SERIES),
        ("activity", second, "", MINUTES),
    ]
    RecordOrder.objects.filter(code=FORMAT).delete()
    call_command("rebuild_chain")
    assert list(RecordOrder.objects.values_list("source", "activity", "code", "series")) == drawn
    assert indexing.rebuild() == 2


# --- Both ways ------------------------------------------------------------------------------------


def test_what_was_filled_in_is_found_from_the_activity_and_leads_back_to_it(
    world: World, signed_alone: Issuance
) -> None:
    issuance = issued(world)
    follow()
    one = filled(world, signed_alone)
    first, second = reading.produced(issuance, world.archivist)
    assert (first.number, first.count, first.newest) == ("1", 1, date(2020, 3, 2))
    assert (second.number, second.count, second.newest) == ("2", 0, None)
    records, more = reading.records_of(issuance, first.activity, world.archivist)
    assert (records, more) == ([one.completion.record], False)
    assert reading.records_of(issuance, second.activity, world.archivist) == ([], False)
    (back,) = reading.orders_of(kept(one, world.archivist), world.archivist)
    assert (back.issuance, back.activity, back.number) == (issuance, first.activity, "1")
    (own,) = reading.produced(signed_alone, world.archivist)
    assert (own.activity, own.count) == ("", 1)


def test_each_version_answers_for_the_days_on_which_it_was_in_force(
    world: World, signed_alone: Issuance
) -> None:
    before = issued(world)
    after = world.issue(
        before.document, {**orders(world), "title": "Otro título"}, day="2020-05-04"
    )
    follow()
    early, late = filled(world, signed_alone), filled(world, signed_alone, day="2020-05-04")
    found = {
        version.label: [
            record.pk for record in reading.records_of(version, ids(version)[0], world.archivist)[0]
        ]
        for version in (before, after)
    }
    assert found == {
        before.label: [early.completion.record_id],
        after.label: [late.completion.record_id],
    }
    for one, version in ((early, before), (late, after)):
        (back,) = reading.orders_of(kept(one, world.archivist), world.archivist)
        assert back.issuance == version


def test_a_withdrawn_procedure_orders_nothing_from_that_day_on(
    world: World, signed_alone: Issuance
) -> None:
    issuance = issued(world)
    follow()
    issue.withdraw(
        issuance,
        effective_on=date(2020, 4, 1),
        reason="Se acabó.",
        by=world.approver,
        at=at("2020-04-01"),
    )
    assert Withdrawal.objects.count() == 1
    early, late = filled(world, signed_alone), filled(world, signed_alone, day="2020-04-01")
    assert len(reading.orders_of(kept(early, world.archivist), world.archivist)) == 1
    assert reading.orders_of(kept(late, world.archivist), world.archivist) == []
    assert reading.produced(issuance, world.archivist)[0].count == 1


def test_where_several_order_it_all_are_told_until_one_is_chosen(
    world: World, signed_alone: Issuance
) -> None:
    one, other = issued(world), issued(world, "PR-M2-P6-02")
    follow()
    unsaid = filled(world, signed_alone)
    offered = sendable.activities_of(
        signed_alone, made.form_in(signed_alone), by=world.stranger, day=date(2020, 3, 3)
    )
    assert [each.issuance for each in offered] == [one, other]
    said = filled(world, signed_alone, day="2020-03-03", order=offered[1])
    assert (said.ordered_by, said.ordered_activity) == (other, ids(other)[0])
    found = reading.orders_of(kept(unsaid, world.archivist), world.archivist)
    assert [each.issuance for each in found] == [one, other]
    found = reading.orders_of(kept(said, world.archivist), world.archivist)
    assert [each.issuance for each in found] == [other]
    counts = [reading.produced(each, world.archivist)[0].count for each in (one, other)]
    assert counts == [1, 2]
    listed = reading.records_of(one, ids(one)[0], world.archivist)[0]
    assert listed == [unsaid.completion.record]


def test_only_an_activity_that_orders_the_format_today_is_chosen(
    world: World, signed_alone: Issuance
) -> None:
    issuance = issued(world)
    follow()
    act = RecordOrder.objects.get(issuance=issuance, code="")
    with pytest.raises(NotAllowed) as refused:
        filled(world, signed_alone, order=act)
    assert [reason.code for reason in refused.value.reasons] == ["not_ordered"]
    assert not FilledFormat.objects.exists()
    assert format_drafts.FormatDraft.objects.count() == 1


def test_an_issued_document_and_a_subseries_are_found_by_their_series(world: World) -> None:
    value = orders(world)
    value["sections"][6]["blocks"][0]["items"][1]["series"] = "130.22"
    parent = Series.objects.create(
        scheme=world.series.scheme, office=world.office, code="130.22", name="Documentos"
    )
    drop_guards()  # as if the schedule had it so from the first
    Series.objects.filter(pk=world.series.pk).update(parent=parent)
    issuance = world.issue(content=value)
    follow()
    (record,), _more = reading.records_of(issuance, ids(issuance)[1], world.archivist)
    assert record.version == issuance.version
    found = reading.keyed(records_visible_to(world.archivist)).get(pk=record.pk)
    assert [one.number for one in reading.orders_of(found, world.archivist)] == ["2"]


def test_what_one_activity_orders_by_its_code_another_does_not_leave_by_the_series(
    world: World, signed_alone: Issuance
) -> None:
    value = orders(world)
    value["sections"][6]["blocks"][0]["items"][1]["series"] = SERIES
    issuance = world.issue(content=value)
    follow()
    one = filled(world, signed_alone)
    (back,) = reading.orders_of(kept(one, world.archivist), world.archivist)
    assert back.number == "1"
    by_form, by_series = reading.produced(issuance, world.archivist)
    listed, _more = reading.records_of(issuance, by_series.activity, world.archivist)
    assert by_form.count == 1
    assert [record.pk for record in listed if record.version is None] == []
    assert len(listed) == by_series.count


# --- Many records, few queries ------------------------------------------------------------------


def test_both_ways_take_two_queries_with_600_records(
    world: World, signed_alone: Issuance, django_assert_num_queries: Counter
) -> None:
    issuance = issued(world)
    for code in range(2, 8):
        issued(world, f"PR-M2-P6-0{code}")
    follow()
    there = many(world, signed_alone, 600)
    user = world.archivist
    user.groups.all()
    records_visible_to(user).exists()  # roles and offices are read once a request
    with django_assert_num_queries(2):
        steps = reading.produced(issuance, user)
    assert [step.count for step in steps] == [300, 300]
    with django_assert_num_queries(2):
        page, more = reading.records_of(issuance, steps[0].activity, user, start=275)
    assert (len(page), more) == (25, False)
    with django_assert_num_queries(2):
        record = reading.keyed(records_visible_to(user)).get(pk=there[-1].pk)
        found = reading.orders_of(record, user)
    assert len(found) == 7
    assert {one.number for one in found} == {"1"}


def test_pages_of_records_are_all_of_them_once(world: World, signed_alone: Issuance) -> None:
    issuance = issued(world)
    follow()
    there = {
        one.pk for one in many(world, signed_alone, 130) if one.case_file.series.code == MINUTES
    }
    seen: list[int] = []
    start, more = 0, True
    while more:
        page, more = reading.records_of(
            issuance, ids(issuance)[1], world.archivist, start=start, size=20
        )
        seen += [one.pk for one in page]
        start += 20
    assert len(seen) == len(set(seen))
    assert set(seen) == there
