"""Filing many at once: the same as one by one, at the cost of one."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from records import events
from records.case_files import filing
from records.models import Component, Record, RecordEvent
from records.witness import witnessed
from tests.factories import World, at
from tests.records.case_files.files import opened

pytestmark = pytest.mark.django_db


def entries(count: int) -> list[filing.Entry]:
    return [
        filing.Entry(
            title=f"Oficio {number}",
            created_on=date(2020, 2, 3),
            files=[filing.KeptFile(f"{number}.pdf", f"{number:064}", 10, "application/pdf")],
            pages=number,
        )
        for number in range(1, count + 1)
    ]


def put(world: World, case_file, count: int) -> list[Record]:
    day = at("2020-02-04")
    return filing.put_all(case_file, entries(count), by=world.archivist, at=day)


def test_each_of_many_has_its_place_its_file_and_its_event(world: World):
    case_file = opened(world)
    put(world, case_file, 2)
    records = put(world, case_file, 5)
    assert [one.position for one in records] == [3, 4, 5, 6, 7]
    assert [one.pages for one in records] == [1, 2, 3, 4, 5]
    for record in records:
        event = RecordEvent.objects.get(action="record.filed", subject_id=record.pk)
        file = Component.objects.get(record=record)
        assert event.facts["evidence"] == [witnessed(event.nonce, file)]
        assert events.digest_of(event) == event.sha256


def test_many_cost_as_many_queries_as_two(world: World):
    case_file = opened(world)
    costs = []
    for count in (2, 60):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            put(world, case_file, count)
        costs.append(len(asked))
    assert costs[0] == costs[1]
