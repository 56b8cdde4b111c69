"""Versions that were adopted before their steps were kept get the one that says so."""

from __future__ import annotations

from datetime import date

from django.db import connection

import pytest

from records import due_tasks, integrity
from records.guards import protect
from records.organization import register
from retention.models import RetentionSchedule
from tests.factories import World, at
from tests.proofs.tampering import drop_guards, put
from tests.retention.test_settled import draft as draft  # a fixture

pytestmark = pytest.mark.django_db


def as_before(schedule: RetentionSchedule) -> None:
    """As the release before this one left it: adopted, and no step."""
    drop_guards()
    put(schedule, status="adopted", act="Resolución 9 de 2020", adopted_on=date(2020, 5, 1))
    connection.check_constraints()  # a table with pending checks is not altered
    protect()


def problems() -> list[str]:
    return [one.check for one in integrity.verify().problems if one.check == "schedule_life"]


def test_it_is_brought_in_force_by_its_act_and_the_register_is_sound(
    world: World, draft: RetentionSchedule
) -> None:
    register(draft, by=world.archivist, at=at("2020-04-01"))
    as_before(draft)
    assert problems()
    assert due_tasks.run("former schedules", at=at("2026-01-01"))
    draft.refresh_from_db()
    (step,) = draft.steps.all()
    assert (step.kind, step.number, step.on) == (
        "brought",
        "Resolución 9 de 2020",
        date(2020, 5, 1),
    )
    assert draft.status == RetentionSchedule.Status.IN_FORCE
    assert not problems()
    assert due_tasks.run("former schedules", at=at("2026-01-02")) is None


def test_a_row_that_the_register_does_not_know_stays_named(
    world: World, draft: RetentionSchedule
) -> None:
    as_before(draft)
    assert due_tasks.run("former schedules", at=at("2026-01-01")) is None
    assert problems()
