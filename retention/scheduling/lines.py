"""The lines of a schedule as they are written or read, and keeping them as series and rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from records.events import act
from records.models import (
    AccessLevel,
    ClassificationScheme,
    DocumentType,
    LegalReference,
    Office,
    OrganicPeriod,
    Series,
)
from records.organization import register
from retention.layouts.lines import Level, TypeName
from retention.models import (
    FinalDisposition,
    Reproduction,
    RetentionRule,
    RetentionSchedule,
    RuleBasis,
    SamplingMethod,
    Trigger,
)
from retention.scheduling.life import bring_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleLine:
    """A line of the official layout: a series, or what stands below one, with its rule.

    `path` goes from the series down to what the line is of, to any depth. Without a `disposition`
    it only classifies: a line of a CCD, or a series whose subseries have the rules. A line of a TVD
    has no `office_years`, names its `period` and may be a subject (asunto) instead of a series.
    """

    office: Office
    path: tuple[Level, ...]
    document_types: tuple[TypeName, ...] = ()
    office_years: int | None = None
    archive_years: int | None = None
    disposition: FinalDisposition | None = None
    reproduction: Reproduction | None = None
    trigger: Trigger = Trigger.CLOSING
    on_paper: bool = False
    electronic: bool = True
    procedure: str = ""
    legal_basis: tuple[LegalReference, ...] = ()
    sampling_method: SamplingMethod | None = None
    sampling_rate: Decimal | None = None
    human_rights: bool = False
    proposed_access: AccessLevel = AccessLevel.PUBLIC
    period: OrganicPeriod | None = None
    is_subject: bool = False

    @property
    def has_rule(self) -> bool:
        """Whether it tells how long, or what then; half of it is no rule that can be kept."""
        told = (self.office_years, self.archive_years, self.disposition)
        return any(one is not None for one in told)

    @property
    def code(self) -> str:
        """As printed: office, series, subseries… joined by dots."""
        return ".".join([self.office.code, *(level.code for level in self.path)])

    @property
    def name(self) -> str:
        return self.path[-1].name


def draft_schedule(
    lines: Iterable[ScheduleLine],
    *,
    scheme: ClassificationScheme,
    schedule: RetentionSchedule | None,
    by: Any,
    at: datetime,
) -> ClassificationScheme:
    """Keep a new scheme and, unless None, a new draft of a schedule, with these lines.

    All or nothing. A series that several lines share is kept once; without a schedule only what
    classifies is kept. Raises NotAllowed with the reasons of the first line that is wrong.
    """
    with act(by=by, at=at):
        if schedule is not None:
            scheme.accumulated = schedule.is_valuation
        register(scheme, by=by, at=at)
        if schedule is not None:
            schedule.scheme = scheme
            schedule.status = RetentionSchedule.Status.DRAFT
            register(schedule, by=by, at=at)
        add_lines(lines, scheme=scheme, schedule=schedule, by=by, at=at)
    return scheme


def add_lines(
    lines: Iterable[ScheduleLine],
    *,
    scheme: ClassificationScheme,
    schedule: RetentionSchedule | None,
    by: Any,
    at: datetime,
) -> None:
    """Keep these lines in a scheme, and in its schedule unless None. All or nothing.

    What the scheme has already of their paths is used as it is. Raises NotAllowed with the reasons
    of the first line that is wrong.
    """
    with act(by=by, at=at):
        known = {(one.period_id, one.code): one for one in scheme.series.select_related("period")}
        for line in lines:
            series = _series_of(line, scheme, known, by=by, at=at)
            for order, kind in enumerate(line.document_types, start=1):
                register(
                    DocumentType(
                        series=series,
                        name=kind.name,
                        order=order,
                        on_paper=kind.on_paper,
                        electronic=kind.electronic,
                    ),
                    by=by,
                    at=at,
                )
            if schedule is not None and line.has_rule:
                _keep_rule(line, series, schedule, by=by, at=at)


def _keep_rule(
    line: ScheduleLine, series: Series, schedule: RetentionSchedule, *, by: Any, at: datetime
) -> None:
    rule = RetentionRule(
        # Django's own validation says what is missing.
        schedule=schedule,
        series=series,
        office_years=line.office_years,
        archive_years=line.archive_years,  # type: ignore[misc]
        disposition=line.disposition or "",
        reproduction=line.reproduction or "",
        trigger=line.trigger,
        on_paper=line.on_paper,
        electronic=line.electronic,
        procedure=line.procedure,
        sampling_method=line.sampling_method or "",
        sampling_rate=line.sampling_rate,
        human_rights=line.human_rights,
    )
    register(rule, by=by, at=at)
    for norm in line.legal_basis:
        register(RuleBasis(rule=rule, norm=norm), by=by, at=at)


def adopt_schedule(
    lines: Iterable[ScheduleLine],
    *,
    scheme: ClassificationScheme,
    schedule: RetentionSchedule,
    by: Any,
    at: datetime,
) -> RetentionSchedule:
    """Keep a new scheme with its series and the schedule with a rule for each line. All or nothing.

    A series that several lines share is kept once. A schedule that comes as adopted was in force
    before it came into Legajo, by its `act`, from the day of its scheme or else `adopted_on`: it is
    so once its lines are in, and from then on they never change. Raises NotAllowed with the reasons
    of the first line that is wrong.
    """
    with act(by=by, at=at):
        adopted = schedule.status != RetentionSchedule.Status.DRAFT
        since, scheme.valid_from = scheme.valid_from, None
        draft_schedule(lines, scheme=scheme, schedule=schedule, by=by, at=at)
        if adopted:
            on = since or schedule.adopted_on or timezone.localdate(at)
            bring_in_force(schedule, act=schedule.act, on=on, by=by, at=at)
            schedule.refresh_from_db()
            scheme.refresh_from_db()
    return schedule


def _series_of(
    line: ScheduleLine,
    scheme: ClassificationScheme,
    known: dict[tuple[Any, str], Series],
    *,
    by: Any,
    at: datetime,
) -> Series:
    """The series of the end of its path; what is not known yet of the path is kept first."""
    parent = None
    code = line.office.code
    period = getattr(line.period, "pk", None)
    last = len(line.path) - 1
    for place, level in enumerate(line.path):
        code = f"{code}.{level.code}"
        if (period, code) not in known:
            series = Series(
                scheme=scheme,
                office=line.office,
                parent=parent,
                code=code,
                name=level.name,
                period=line.period,
                is_subject=line.is_subject,
                # What is not told of a series above is what the law supposes.
                proposed_access=line.proposed_access if place == last else AccessLevel.PUBLIC,
            )
            known[period, code] = register(series, by=by, at=at)
        parent = known[period, code]
    if parent is None:
        raise ValueError("A line has a path")
    return parent
