"""The rounds of evaluation of a version: what was presented, asked, answered, and what changed."""

from __future__ import annotations

from dataclasses import dataclass

from retention.models import RetentionSchedule, ScheduleStep
from retention.scheduling.differences import Differences, differences
from retention.scheduling.freezing import frozen


@dataclass(frozen=True, slots=True)
class Round:
    """From one presentation to the next. `concept` is None while nothing was asked.

    `answer` and `differences` are of the next presentation; None before it.
    """

    number: int
    presented: ScheduleStep
    concept: ScheduleStep | None
    answered: ScheduleStep | None
    differences: Differences | None

    @property
    def answer(self) -> str:
        return self.answered.text if self.answered else ""


def rounds_of(schedule: RetentionSchedule) -> list[Round]:
    """Every round, in order. Raises StorageError where a frozen content is lost."""
    steps = list(schedule.steps.order_by("place"))
    presented = [one for one in steps if one.kind == ScheduleStep.Kind.SUBMITTED]
    found = []
    for number, one in enumerate(presented, start=1):
        answered = presented[number] if number < len(presented) else None
        until = answered.place if answered else len(steps) + 1
        asked = [
            step
            for step in steps
            if step.kind == ScheduleStep.Kind.ADJUSTMENTS and one.place < step.place < until
        ]
        changed = (
            differences(frozen(one.content_sha256), frozen(answered.content_sha256))
            if answered
            else None
        )
        found.append(Round(number, one, asked[-1] if asked else None, answered, changed))
    return found
