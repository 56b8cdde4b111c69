"""A version of a schedule led through its life, step by step, by the verbs."""

from __future__ import annotations

from datetime import date
from typing import Any

from retention.models import RetentionSchedule, ScheduleStep
from retention.scheduling.life import Told, take_step
from tests.factories import at

DAY = date(2026, 3, 2)
NOW = at("2026-03-02")
USUAL = (
    ("approved", {"number": "Acta 4 de 2026"}),
    ("submitted", {"body": "Consejo Departamental de Archivos"}),
    ("received", {}),
    ("convalidated", {"number": "Acuerdo 12", "body": "Consejo Departamental de Archivos"}),
    ("adopted", {"number": "Resolución 8 de 2026"}),
    ("published", {"address": "https://entidad.example/trd"}),
    ("registered", {"number": "RUSD-77"}),
    ("in_force", {}),
)


def step(
    schedule: RetentionSchedule, kind: str, *, by: Any = None, on: date = DAY, **told: Any
) -> ScheduleStep:
    """One step, with the facts that it needs unless others are told."""
    facts = dict(USUAL).get(kind, {}) | told
    return take_step(schedule, kind, Told(on=on, **facts), by=by, at=NOW)


def lead(schedule: RetentionSchedule, status: str, by: Any = None) -> RetentionSchedule:
    """Take the usual steps till the version has that status."""
    for kind, _facts in USUAL:
        if schedule.status == status:
            break
        step(schedule, kind, by=by)
        schedule.refresh_from_db()
    assert schedule.status == status
    return schedule
