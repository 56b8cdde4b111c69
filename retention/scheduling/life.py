"""The verbs of the life of a version of a schedule: each writes its step and moves the status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from records import quorum, vetoes
from records.approvals import held_on
from records.events import Act, act
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import Decision
from records.permissions import Role, has_role
from records.storage import storage
from retention.models import RetentionSchedule, ScheduleStep
from retention.scheduling import stages
from retention.scheduling.bringing import reasons_against_bringing
from retention.scheduling.freezing import freeze
from retention.scheduling.gaps import without_rule

KEEPS = (Role.ARCHIVIST, Role.ADMINISTRATOR)
FREEZES = frozenset({"submitted", "brought"})
Kind = ScheduleStep.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The facts of a step. `file` is its name and bytes, a PDF."""

    on: date
    number: str = ""
    body: str = ""
    text: str = ""
    deadline: date | None = None
    address: str = ""
    decision: Decision | None = None
    file: tuple[str, bytes] | None = None


def take_step(
    schedule: RetentionSchedule,
    kind: str,
    told: Told,
    *,
    by: Any,
    at: datetime,
    seen: str | None = None,
) -> ScheduleStep:
    """Take the next step of a version; its status follows, in the same transaction.

    A submission freezes the lines as they are. Putting in force dates the scheme and replaces the
    version that was in force till then. Raises NotAllowed with every reason, Conflict when the
    version is no longer in the status that the caller saw. Domain 1.4, 11.14.
    """
    file_sha256 = storage().put(told.file[1]) if told.file and _is_pdf(told.file[1]) else ""
    with act(by=by, at=at) as log:
        schedule = RetentionSchedule.objects.select_for_update().get(pk=schedule.pk)
        if seen is not None and seen != schedule.status:
            message = _("Meanwhile somebody took another step: it is %(status)s.")
            raise Conflict([Reason("moved", message % {"status": schedule.get_status_display()})])
        if reasons := _reasons(schedule, kind, told, by=by, at=at):
            raise NotAllowed(reasons)
        _EFFECTS.get(kind, _none)(schedule, told, log)
        return _written(schedule, kind, told, file_sha256, log)


def bring_in_force(
    schedule: RetentionSchedule,
    *,
    act: str,
    on: date,
    convalidation: str = "",
    body: str = "",
    by: Any,
    at: datetime,
) -> ScheduleStep:
    """Keep a version that was in force before it came into Legajo, as it is, by its act.

    `convalidation` and `body`: the act that convalidated it, and whose, unless the version says so.
    Raises NotAllowed with every reason. Domain 11.20.
    """
    told = Told(on=on, number=act, text=convalidation, body=body)
    return take_step(schedule, Kind.BROUGHT, told, by=by, at=at)


def taken(schedule: RetentionSchedule) -> list[stages.Taken]:
    """The steps as the rules see them."""
    return [
        stages.Taken(one.kind, one.leads_to, one.on, one.deadline)
        for one in schedule.steps.order_by("place")
    ]


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def _reasons(
    schedule: RetentionSchedule, kind: str, told: Told, *, by: Any, at: datetime
) -> list[Reason]:
    """Every reason against the step."""
    today = timezone.localdate(at)
    steps = taken(schedule)
    move = stages.MOVES[kind]
    reasons = []
    if by is not None and not has_role(by, *KEEPS):
        reasons.append(Reason("no_role", _("Your account does not keep this data.")))
    possible = [*stages.possible(schedule.status, steps)]
    if schedule.status in (stages.DRAFT, stages.ADOPTED) and not steps:
        possible = [*possible, Kind.BROUGHT] if schedule.editable else [Kind.BROUGHT]
    if kind not in possible:
        message = _("%(schedule)s is %(status)s: that step is not the next one.")
        told_of = {"schedule": schedule, "status": schedule.get_status_display()}
        reasons.append(Reason("not_next", message % told_of))
    reasons += _missing(move, told) + _days(steps, told, today)
    if told.decision is not None:
        reasons += _decision(told.decision)
    if told.file is not None and not _is_pdf(told.file[1]):
        reasons.append(Reason("no_pdf", _("The file must be a PDF."), "file"))
    if kind in {"approved", "submitted", "brought"}:
        reasons += _lines(schedule)
    if kind == Kind.BROUGHT:
        reasons += reasons_against_bringing(
            schedule, on=told.on, convalidation=told.text, body=told.body, by=by
        )
    if kind in {"in_force", "brought"}:
        reasons += _against_force(schedule, told)
    return reasons + vetoes.reasons(f"schedule.{kind}", schedule, today)


def _missing(move: stages.Move, told: Told) -> list[Reason]:
    words = {
        "number": _("Write its number."),
        "body": _("Say before which body, or by which one."),
        "text": _("Write what was said or why."),
        "deadline": _("Say until when it is answered."),
        "address": _("Write the address where everybody reads it."),
    }
    return [
        Reason("missing", words[name], name)
        for name in move.asks
        if not getattr(told, name) and not (name == "number" and told.decision)
    ]


def _days(steps: list[stages.Taken], told: Told, today: date) -> list[Reason]:
    reasons = []
    if told.on > today:
        reasons.append(Reason("future", _("That day is still to come."), "on"))
    if steps and told.on < steps[-1].on:
        message = _("The step before was on %(day)s: this one is not earlier.")
        day = date_format(steps[-1].on, r"j \d\e F \d\e Y")
        reasons.append(Reason("order", message % {"day": day}, "on"))
    if told.deadline is not None and told.deadline < told.on:
        reasons.append(Reason("deadline", _("It would end before it begins."), "deadline"))
    return reasons


def _decision(decision: Decision) -> list[Reason]:
    reasons = []
    if decision.outcome != quorum.APPROVED:
        message = _("That decision does not approve it.")
        reasons.append(Reason("not_approved", message, "decision"))
    opening = getattr(decision.item.session, "opening", None)
    if opening is None or not opening.document.issuances.exists():
        message = _("The minutes of that session are not signed yet: it approves with them.")
        reasons.append(Reason("not_signed", message, "decision"))
    return reasons


def _lines(schedule: RetentionSchedule) -> list[Reason]:
    if not schedule.rules.exists():
        return [Reason("no_rules", _("It has no rules yet: write them first."))]
    if lacking := without_rule(schedule):
        message = _("These series have no rule, nor has what stands above them: %(codes)s.")
        shown = ", ".join(lacking[:10]) + ("…" if len(lacking) > 10 else "")
        return [Reason("series_without_rule", message % {"codes": shown})]
    return []


def _against_force(schedule: RetentionSchedule, told: Told) -> list[Reason]:
    later = [
        one for one in _in_force_beside(schedule) if (one.scheme.valid_from or date.min) >= told.on
    ]
    message = _("%(schedule)s is in force since that day or a later one.")
    return [Reason("later_in_force", message % {"schedule": one}, "on") for one in later]


def _in_force_beside(schedule: RetentionSchedule) -> list[RetentionSchedule]:
    """What this version would replace: of a TVD, only the same fund's."""
    beside = RetentionSchedule.objects.filter(status=stages.IN_FORCE, kind=schedule.kind)
    if schedule.is_valuation:
        beside = beside.filter(scheme__name=schedule.scheme.name)
    return list(beside.exclude(pk=schedule.pk).select_related("scheme"))


def _none(schedule: RetentionSchedule, told: Told, log: Act) -> None:
    """No further effect."""


def _approved(schedule: RetentionSchedule, told: Told, log: Act) -> None:
    schedule.approval_minutes = _number_of(told)[:200]


def _convalidated(schedule: RetentionSchedule, told: Told, log: Act) -> None:
    _write_convalidation(schedule, told.number, told.body)


def _write_convalidation(schedule: RetentionSchedule, number: str, body: str) -> None:
    told = [part.strip() for part in (number, body) if part.strip()]
    schedule.convalidation = ", ".join(told)[:200]


def _adopted(schedule: RetentionSchedule, told: Told, log: Act) -> None:
    schedule.act, schedule.adopted_on = told.number[:200], told.on


def _put_in_force(schedule: RetentionSchedule, told: Told, log: Act) -> None:
    for other in _in_force_beside(schedule):
        former = other.scheme
        former.valid_to = told.on - timedelta(days=1)
        former.save(update_fields=["valid_to"])
        replaced = Told(on=told.on, text=str(schedule))
        _written(other, Kind.REPLACED, replaced, "", log)
    scheme = schedule.scheme
    # A scheme that was adopted on its own keeps the day of that.
    scheme.valid_from = scheme.valid_from or told.on
    scheme.act = scheme.act or schedule.act
    scheme.save(update_fields=["valid_from", "act"])


def _brought(schedule: RetentionSchedule, told: Told, log: Act) -> None:
    if told.text.strip():
        _write_convalidation(schedule, told.text, told.body)
    _adopted(schedule, told, log)
    _put_in_force(schedule, told, log)


_EFFECTS: dict[str, Callable[[RetentionSchedule, Told, Act], None]] = {
    "approved": _approved,
    "convalidated": _convalidated,
    "adopted": _adopted,
    "in_force": _put_in_force,
    "brought": _brought,
}


def _number_of(told: Told) -> str:
    if told.number or told.decision is None:
        return told.number.strip()
    session = told.decision.item.session
    held = held_on(session)
    named = _("%(minutes)s, decision %(number)s") % {
        "minutes": session.opening.number.printed,
        "number": told.decision.number,
    }
    return f"{named} ({held:%Y-%m-%d})" if held else named


def _written(
    schedule: RetentionSchedule, kind: str, told: Told, file_sha256: str, log: Act
) -> ScheduleStep:
    """The row, the status and the event of a step that nothing is against."""
    move = stages.MOVES[kind]
    step = ScheduleStep.objects.create(
        schedule=schedule,
        place=schedule.steps.count() + 1,
        kind=kind,
        leads_to=move.leads_to,
        on=told.on,
        number=_number_of(told)[:200],
        body=told.body.strip()[:250],
        text=told.text.strip(),
        deadline=told.deadline,
        address=told.address.strip(),
        decision=told.decision,
        content_sha256=freeze(schedule) if kind in FREEZES else "",
        file_name=told.file[0][-255:] if told.file else "",
        file_sha256=file_sha256,
        by=log.by,
        at=log.at,
    )
    if schedule.status != move.leads_to:
        schedule.status = move.leads_to
        schedule.save()
    facts: dict[str, Any] = {"step": step.pk, "on": step.on.isoformat(), "status": step.leads_to}
    if step.content_sha256:
        facts["content_sha256"] = step.content_sha256
    detail = {"number": step.number, "body": step.body, "text": step.text}
    log.record(f"schedule.{kind}", schedule, facts=facts, detail=detail)
    return step
