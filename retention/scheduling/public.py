"""The versions of schedules that anybody may read: from their adoption on, by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from retention.models import RetentionSchedule, ScheduleStep
from retention.models.settled import PUBLIC


@dataclass(frozen=True, slots=True)
class PublicVersion:
    """A version as it stood on a day. Never a draft, nor one that waits for its adoption."""

    schedule: RetentionSchedule
    status: str
    act: str
    adopted_on: date | None
    in_force_from: date | None
    in_force_to: date | None
    act_sha256: str = ""
    """Of the act of its adoption, where whoever told of it brought the PDF."""

    @property
    def name(self) -> str:
        """What its address calls it."""
        return public_name(self.schedule)

    @property
    def state(self) -> str:
        return str(RetentionSchedule.Status(self.status).label)

    @property
    def is_in_force(self) -> bool:
        return self.status == RetentionSchedule.Status.IN_FORCE


def public_name(schedule: RetentionSchedule) -> str:
    """What the address of a version calls it: the label of a TRD; a TVD says that it is one."""
    return f"tvd-{schedule.label}" if schedule.is_valuation else schedule.label


def public_versions(day: date) -> list[PublicVersion]:
    """Those that were adopted by that day, the newest first. Two queries."""
    rows = RetentionSchedule.objects.select_related("scheme").prefetch_related("steps")
    found = [one for one in (_version(row, day) for row in rows) if one is not None]
    return sorted(found, key=lambda one: (one.adopted_on or date.min, one.name), reverse=True)


def public_version(name: str, day: date) -> PublicVersion | None:
    """That version as it stood that day; None where nobody may read it yet, or it is none."""
    return next((one for one in public_versions(day) if one.name == name), None)


def _version(schedule: RetentionSchedule, day: date) -> PublicVersion | None:
    kinds = ScheduleStep.Kind
    steps = [one for one in schedule.steps.all() if one.on <= day]
    if not steps or steps[-1].leads_to not in PUBLIC:
        return None
    by_kind = {one.kind: one for one in steps}
    adopted = by_kind.get(kinds.ADOPTED) or by_kind.get(kinds.BROUGHT)
    since = by_kind.get(kinds.IN_FORCE) or by_kind.get(kinds.BROUGHT)
    ended = by_kind.get(kinds.REPLACED)
    return PublicVersion(
        schedule,
        steps[-1].leads_to,
        adopted.number if adopted else "",
        adopted.on if adopted else None,
        (schedule.scheme.valid_from or since.on) if since else None,
        schedule.scheme.valid_to if ended else None,
        adopted.file_sha256 if adopted else "",
    )
