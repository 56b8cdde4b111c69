"""What the database refuses on a settled schedule, when no model is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, connection, transaction

import pytest

from records.models import (
    ClassificationScheme,
    DocumentType,
    Office,
    OrganicPeriod,
    Series,
)
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


# --- what the lines are made of ---


def of_series(rule: RetentionRule, **change: Any) -> None:
    attacks.raw_update(rule.series, change)


def kind_of(rule: RetentionRule) -> DocumentType:
    """A type of document of the same series; made while it was a draft."""
    return DocumentType.objects.get(series=rule.series)


def a_period_of(rule: RetentionRule) -> OrganicPeriod:
    return OrganicPeriod.objects.get(scheme=rule.series.scheme)


PARTS: dict[str, Callable[[RetentionRule], Any]] = {
    "a series renamed": lambda rule: of_series(rule, name="Otra"),
    "a series with another code": lambda rule: of_series(rule, code="999"),
    "a series of another office": lambda rule: of_series(
        rule, office_id=Office.objects.exclude(pk=rule.series.office_id).latest("pk").pk
    ),
    "a series that is read by others": lambda rule: of_series(rule, proposed_access="reserved"),
    "a series below another": lambda rule: of_series(rule, parent_id=rule.series_id),
    "a series moved away": lambda rule: of_series(
        rule, scheme_id=another_draft(rule).schedule.scheme_id
    ),
    "a series moved in": lambda rule: of_series(
        another_draft(rule), scheme_id=rule.schedule.scheme_id
    ),
    "a series of another period": lambda rule: of_series(rule, period_id=a_period_of(rule).pk),
    "a series with another number": lambda rule: of_series(rule, id=10**6),
    "a series deleted": lambda rule: attacks.raw_delete(rule.series, {}),
    "a type renamed": lambda rule: attacks.raw_update(kind_of(rule), {"name": "Otro"}),
    "a type on paper": lambda rule: attacks.raw_update(kind_of(rule), {"on_paper": True}),
    "a type moved away": lambda rule: attacks.raw_update(
        kind_of(rule), {"series_id": another_draft(rule).series_id}
    ),
    "a type moved in": lambda rule: attacks.raw_update(
        DocumentType.objects.create(series=another_draft(rule).series, name="Carta"),
        {"series_id": rule.series_id},
    ),
    "a type deleted": lambda rule: attacks.raw_delete(kind_of(rule), {}),
    "a type more": lambda rule: attacks.insert(
        kind_of(rule), {**columns(kind_of(rule)), "id": 10**6, "name": "Colado"}
    ),
    "a period renamed": lambda rule: attacks.raw_update(a_period_of(rule), {"name": "Otro"}),
    "a period moved away": lambda rule: attacks.raw_update(
        a_period_of(rule), {"scheme_id": another_draft(rule).schedule.scheme_id}
    ),
    "a period deleted": lambda rule: attacks.raw_delete(a_period_of(rule), {}),
}


@pytest.fixture
def parts(draft: RetentionSchedule) -> RetentionSchedule:
    """The draft, whose line has a type of document, and whose scheme has a period."""
    DocumentType.objects.create(series=draft.rules.get().series, name="Acta")
    OrganicPeriod.objects.create(scheme=draft.scheme, name="Primero")
    return draft


@pytest.mark.parametrize("way", PARTS)
@pytest.mark.parametrize("status", [Status.APPROVED, Status.CONVALIDATED, Status.IN_FORCE])
def test_no_sql_changes_what_a_settled_schedule_is_made_of(
    parts: RetentionSchedule, status: str, way: str
) -> None:
    rule = settled(parts, status)
    before = [_all(one._meta.db_table) for one in (Series, DocumentType, OrganicPeriod)]
    with pytest.raises(IntegrityError, match="es de una TRD"), transaction.atomic():
        PARTS[way](rule)
    assert [_all(one._meta.db_table) for one in (Series, DocumentType, OrganicPeriod)] == before


@pytest.mark.parametrize("way", [way for way in PARTS if "another number" not in way])
def test_a_draft_is_made_of_what_it_wants(parts: RetentionSchedule, way: str) -> None:
    """Nothing but the state of the schedule refuses."""
    with transaction.atomic():
        PARTS[way](RetentionRule.objects.get(schedule=parts))
        transaction.set_rollback(True)


def test_how_case_files_are_foliated_is_no_part_of_a_schedule(parts: RetentionSchedule) -> None:
    rule = settled(parts, Status.IN_FORCE)
    of_series(rule, max_folios=100, ordering="date")
    rule.series.refresh_from_db()
    assert (rule.series.max_folios, rule.series.ordering) == (100, "date")


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
