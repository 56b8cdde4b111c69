"""Telling the day of the fact from which a closed case file counts (domain 1.6)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.case_files.rights import done_by, reasons_of_keeper
from records.case_files.standing import locked
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import CaseFile, Record, Standing
from records.wording import too_long, unsaid
from retention.calculus import EVENT
from retention.models import StartingFact
from retention.scheduling.extending import rule_of


def tell_fact(
    case_file: CaseFile,
    *,
    what: str,
    on: date | None,
    record: Record | None = None,
    reason: str = "",
    by: Any,
    at: datetime,
) -> StartingFact:
    """Say what happened, on what day, and by which of its documents that is shown.

    Only of a closed case file whose rule counts from an event. One that was told already is
    corrected with a reason, and stays written. Who keeps the case files of the office does.
    Raises NotAllowed with every reason.
    """
    today = timezone.localdate(at)
    with act(by=by, at=at) as log:
        case_file = locked(case_file)
        former = case_file.facts.order_by("pk").last()
        reasons = [
            *reasons_of_keeper(by, case_file, at),
            *_of_its_rule(case_file),
            *too_long(StartingFact, "what", what),
        ]
        if not what.strip():
            reasons.append(Reason("no_fact", _("Say what happened."), "what"))
        if on is None or on > today:
            reasons.append(Reason("on", _("Write the day on which it happened."), "on"))
        elif on < case_file.opened_on:
            message = _("It was opened on %(day)s: the fact is of that day or later.")
            told = {"day": case_file.opened_on.isoformat()}
            reasons.append(Reason("before", message % told, "on"))
        if record is not None and not _holds(case_file, record):
            message = _("That document is not in this case file.")
            reasons.append(Reason("record", message, "record"))
        reasons += unsaid(reason) if former is not None else []
        reasons += vetoes.reasons("fact.tell", case_file, today)
        if reasons or on is None:
            raise NotAllowed(reasons)
        fact = StartingFact.objects.create(
            case_file=case_file,
            what=what.strip(),
            on=on,
            record=record,
            reason=reason.strip(),
            **done_by(by, at),
        )
        facts: dict[str, Any] = {"fact": fact.pk, "on": on.isoformat()}
        if former is not None:
            facts["from"] = former.on.isoformat()
        if record is not None:
            facts["record"] = record.pk
        detail = {"event": fact.what, "reason": fact.reason}
        log.record("case_file.fact_told", case_file, facts=facts, detail=detail)
    return fact


def _of_its_rule(case_file: CaseFile) -> list[Reason]:
    reasons = []
    if case_file.standing not in (Standing.CLOSED, Standing.FINAL):
        message = _("%(code)s is not closed: its years do not count yet.")
        reasons.append(Reason("not_closed", message % {"code": case_file.code}))
    kept = rule_of(case_file)
    if kept is None or not kept.counts_from(EVENT):
        message = _("The rule of %(code)s does not count from an event.")
        reasons.append(Reason("trigger", message % {"code": case_file.code}))
    return reasons


def _holds(case_file: CaseFile, record: Record) -> bool:
    return Record.objects.kept().filter(pk=record.pk, case_file=case_file).exists()
