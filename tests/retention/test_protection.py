"""What the database refuses on a settled schedule, when no model is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, connection, transaction

import pytest

from records.models import ClassificationScheme, Series
from retention.models import RetentionRule, RetentionSchedule
from tests.records import attacks
from tests.records.attacks import columns, raw
from tests.retention.lives import DAY, lead, step
from tests.retention.test_settled import draft as draft  # a fixture
from tests.retention.test_settled import line, new_series

Status = RetentionSchedule.Status
RULES, SCHEDULES = RetentionRule._meta.db_table, RetentionSchedule._meta.db_table


def settled(draft: RetentionSchedule, status: str) -> RetentionRule:
    """The rule of a schedule that has this state now."""
    lead(draft, status)
    return RetentionRule.objects.get(schedule=draft)


def another(rule: RetentionRule) -> dict[str, Any]:
    """A line more of the same schedule, for a series of its scheme."""
    series = new_series(rule.schedule, rule.series.office)
    return {**columns(rule), "id": rule.pk + 1000, "series_id": series.pk}


def another_draft(rule: RetentionRule) -> RetentionRule:
    scheme = ClassificationScheme.objects.create(name="CCD", label="borrador")
    schedule = RetentionSchedule.objects.create(scheme=scheme, label="borrador")
    series = Series.objects.create(
        scheme=scheme, office=rule.series.office, code="130.90", name="Otra"
    )
    own = line(schedule, series)
    own.save()
    return own


def set_(rule: RetentionRule, **change: Any) -> None:
    attacks.raw_update(rule, change)


FIXED = ["approved", "in_evaluation", "convalidated", "adopted", "in_force"]
WAYS: dict[str, Callable[[RetentionRule], Any]] = {
    "a rule changed": lambda rule: set_(rule, archive_years=99),
    "a rule deleted": lambda rule: attacks.raw_delete(rule, {}),
    "a rule moved away": lambda rule: set_(rule, schedule_id=another_draft(rule).schedule_id),
    "a rule moved in": lambda rule: set_(another_draft(rule), schedule_id=rule.schedule_id),
    "a rule of a draft for a series of it": lambda rule: set_(
        another_draft(rule), series_id=another(rule)["series_id"]
    ),
    "a line more": lambda rule: attacks.insert(rule, another(rule)),
    "a line more through a draft": lambda rule: attacks.insert(
        rule, {**another(rule), "schedule_id": another_draft(rule).schedule_id}
    ),
    "the schedule reopened": lambda rule: set_(rule.schedule, status="draft"),
    "the schedule of another scheme": lambda rule: set_(
        rule.schedule, scheme_id=ClassificationScheme.objects.create(name="CCD", label="5").pk
    ),
    "the schedule renamed": lambda rule: set_(rule.schedule, label="otra"),
    "the schedule with another number": lambda rule: set_(rule.schedule, id=10**6),
    "a table of the same name before it": lambda rule: (
        raw(f"CREATE TEMPORARY TABLE {SCHEDULES} (id bigint, scheme_id bigint, status text)"),
        set_(rule, archive_years=99),
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("status", FIXED)
def test_no_sql_changes_a_settled_schedule(draft: RetentionSchedule, status: str, way: str) -> None:
    rule = settled(draft, status)
    rules, schedules = _all(RULES), _all(SCHEDULES)
    with pytest.raises(IntegrityError, match="es de una TRD"), transaction.atomic():
        WAYS[way](rule)
    assert (_all(RULES), _all(SCHEDULES)) == (rules, schedules)


LINES = [way for way in WAYS if "same name" not in way and "the schedule" not in way]


@pytest.mark.parametrize("way", LINES)
@pytest.mark.parametrize("status", [Status.DRAFT, Status.ADJUSTMENTS])
def test_a_draft_is_written_and_unwritten(draft: RetentionSchedule, way: str, status: str) -> None:
    """Nothing but the state of the schedule refuses."""
    if status == Status.ADJUSTMENTS:
        lead(draft, Status.IN_EVALUATION)
        step(draft, "adjustments", text="Falta una serie.", deadline=DAY)
    rule = RetentionRule.objects.get(schedule=draft)
    with transaction.atomic():  # the keys that point nowhere now would be told at the commit
        WAYS[way](rule)
        transaction.set_rollback(True)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.CONVALIDATED, Status.IN_FORCE])
def test_no_sql_moves_a_status_without_its_step(draft: RetentionSchedule, status: str) -> None:
    lead(draft, status)
    for other in set(Status) - {status}:
        with pytest.raises(IntegrityError, match="es de una TRD"), transaction.atomic():
            attacks.raw_update(draft, {"status": other})


@pytest.mark.conformance("C04")
@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_FORCE])
def test_no_sql_deletes_a_version(draft: RetentionSchedule, status: str) -> None:
    lead(draft, status)
    RetentionRule.objects.filter(schedule=draft, schedule__status="draft").delete()
    with pytest.raises(IntegrityError, match="es de una TRD"), transaction.atomic():
        attacks.raw_delete(draft, {})
    assert _all(SCHEDULES)


def _all(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
        return list(cursor.fetchall())
