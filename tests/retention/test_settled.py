"""From its convalidation on, no line of a schedule changes: not by ORM, not by verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import translation

import pytest

from records.exceptions import NotAllowed
from records.models import ClassificationScheme, DocumentType, Series
from records.organization import register
from retention.models import FinalDisposition, RetentionRule, RetentionSchedule
from retention.scheduling import Level, ScheduleLine, adopt_schedule
from tests.factories import World, at
from tests.retention.lives import lead

Status = RetentionSchedule.Status
NOW = at("2026-03-02")


@pytest.fixture
def rule(world: World) -> RetentionRule:
    """A line of the schedule that the entity adopted."""
    return RetentionRule.objects.get(series=world.series)


@pytest.fixture
def draft(world: World) -> RetentionSchedule:
    """The next version, being written, with one line."""
    scheme = ClassificationScheme.objects.create(name="CCD", label="2")
    schedule = RetentionSchedule.objects.create(scheme=scheme, label="2")
    series = Series.objects.create(scheme=scheme, office=world.office, code="130.50", name="Planes")
    line(schedule, series).save()
    return schedule


def line(schedule: RetentionSchedule, series: Series) -> RetentionRule:
    return RetentionRule(
        schedule=schedule,
        series=series,
        office_years=1,
        archive_years=3,
        disposition=FinalDisposition.DESTROY,
    )


def changed(rule: RetentionRule) -> RetentionRule:
    rule.archive_years = 99
    return rule


def new_series(schedule: RetentionSchedule, office: Any) -> Series:
    return Series.objects.create(
        scheme=schedule.scheme, office=office, code="130.77", name="Informes"
    )


BY_ORM: dict[str, Callable[[RetentionRule], Any]] = {
    "save": lambda rule: changed(rule).save(),
    "save of a field": lambda rule: changed(rule).save(update_fields=["archive_years"]),
    "delete": lambda rule: rule.delete(),
    "update": lambda rule: RetentionRule.objects.filter(pk=rule.pk).update(archive_years=99),
    "update of all": lambda rule: RetentionRule.objects.update(archive_years=99),
    "update through its schedule": lambda rule: rule.schedule.rules.update(archive_years=99),
    "bulk update": lambda rule: RetentionRule.objects.bulk_update(
        [changed(rule)], ["archive_years"]
    ),
    "delete of all": lambda rule: RetentionRule.objects.all().delete(),
    "update or create": lambda rule: RetentionRule.objects.update_or_create(
        pk=rule.pk, defaults={"archive_years": 99}
    ),
    "bulk create over it": lambda rule: RetentionRule.objects.bulk_create(
        [changed(rule)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["archive_years"],
    ),
    "a line more": lambda rule: line(
        rule.schedule, new_series(rule.schedule, rule.series.office)
    ).save(),
    "lines more at once": lambda rule: RetentionRule.objects.bulk_create(
        [line(rule.schedule, new_series(rule.schedule, rule.series.office))]
    ),
    "the schedule saved": lambda rule: rule.schedule.save(),
    "the schedule deleted": lambda rule: rule.schedule.delete(),
    "the schedule reopened": lambda rule: RetentionSchedule.objects.update(status=Status.DRAFT),
    "all schedules deleted": lambda rule: RetentionSchedule.objects.all().delete(),
}


@pytest.mark.parametrize("way", BY_ORM)
@pytest.mark.parametrize("status", ["submitted", "convalidated", "in_force"])
def test_no_way_of_the_orm_changes_a_settled_schedule(
    rule: RetentionRule, draft: RetentionSchedule, status: str, way: str
) -> None:
    if status != Status.IN_FORCE:
        lead(draft, status)
        rule = draft.rules.get()
        rule.schedule.label = "otra"
    before = list(RetentionRule.objects.values())
    schedules = list(RetentionSchedule.objects.values())
    words = "ya no cambian|se escriben|se cambia|se elimina"
    refused = pytest.raises(ProtectedError, match=words)
    with translation.override("es"), refused, transaction.atomic():
        BY_ORM[way](rule)
    assert list(RetentionRule.objects.values()) == before
    assert list(RetentionSchedule.objects.values()) == schedules


def test_a_rule_of_a_draft_does_not_fill_a_gap_of_the_adopted_one(
    rule: RetentionRule, draft: RetentionSchedule
) -> None:
    gap = new_series(rule.schedule, rule.series.office)
    with pytest.raises(ProtectedError):
        line(draft, gap).save()
    with pytest.raises(ProtectedError):
        draft.rules.update(series=gap)
    moved = draft.rules.get()
    moved.series = gap
    with pytest.raises(ProtectedError), transaction.atomic():
        RetentionRule.objects.bulk_update([moved], ["series"])


def test_a_draft_changes_in_every_way(draft: RetentionSchedule, world: World) -> None:
    rule = draft.rules.get()
    changed(rule).save()
    draft.rules.update(office_years=4)
    rule.procedure = "Se elimina."
    RetentionRule.objects.bulk_update([rule], ["procedure"])
    RetentionRule.objects.bulk_create([line(draft, new_series(draft, world.office))])
    assert draft.rules.filter(office_years=4, procedure="Se elimina.").exists()
    draft.rules.all().delete()
    assert not draft.rules.exists()


def test_the_verb_says_why_in_a_sentence(world: World, rule: RetentionRule) -> None:
    with translation.override("es"), pytest.raises(NotAllowed, match="versión nueva"):
        register(changed(rule), by=world.archivist, at=NOW)


def test_what_the_adopted_schedule_classifies_is_fixed_with_it(
    world: World, rule: RetentionRule, draft: RetentionSchedule
) -> None:
    scheme = rule.schedule.scheme
    world.series.name = "Otro nombre"
    strange = Series(scheme=scheme, office=world.office, code="130.78", name="Nueva")
    moved = draft.rules.get().series
    moved.scheme = scheme
    kind = DocumentType(series=world.series, name="Acta")
    renamed = ClassificationScheme.objects.get(pk=scheme.pk)
    renamed.name = "Otro cuadro"
    for subject in (world.series, strange, moved, kind, renamed):
        with pytest.raises(NotAllowed):
            register(subject, by=world.archivist, at=NOW)
    scheme.valid_to = date(2026, 1, 1)
    register(scheme, by=world.archivist, at=NOW)  # its end is no rewriting
    new = Series(scheme=draft.scheme, office=world.office, code="130.51", name="Nueva")
    register(new, by=world.archivist, at=NOW)
    register(DocumentType(series=new, name="Acta"), by=world.archivist, at=NOW)


def test_a_schedule_is_adopted_with_its_lines(world: World) -> None:
    schedule = adopt_schedule(
        [
            ScheduleLine(
                office=world.office,
                path=(Level("60", "Conceptos"),),
                office_years=2,
                archive_years=8,
                disposition=FinalDisposition.SAMPLE,
            )
        ],
        scheme=ClassificationScheme(name="CCD", label="9", valid_from=date(2026, 1, 1)),
        schedule=RetentionSchedule(
            label="9", status=Status.ADOPTED, act="Resolución 9", adopted_on=date(2026, 1, 1)
        ),
        by=None,
        at=NOW,
    )
    assert RetentionSchedule.objects.get(pk=schedule.pk).status == Status.IN_FORCE
    assert schedule.scheme.valid_from == date(2026, 1, 1)
    assert schedule.rules.count() == 1
