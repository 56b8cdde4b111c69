"""Closing case files, one or six hundred at a time, and reopening them (domain 2.3 and 11.1).

The administrative closing freezes the electronic index, which is signed, and starts the retention;
until the final one a late document enters with a reason and a new index, and moves no clock. A
reopening, by an act, leaves the case file «sin fecha»; closing it again freezes a new index and the
old ones are kept (Acuerdo AGN 001 de 2024, art. 4.3.2.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.case_files.completeness import missing
from records.case_files.rights import done_by, reasons_of_archive, reasons_of_keeper
from records.case_files.standing import ENDED, all_locked, closing_in_force, locked
from records.electronic_index.freezing import freeze
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import CaseFile, CaseFileClosing, CaseFileReopening, Standing
from records.wording import too_long, unsaid

Kind = CaseFileClosing.Kind
MOST_AT_ONCE = 600
SOONEST = timedelta(days=365)
"""A final closing within a year of the administrative one says why it does not wait."""
_ACTIONS = {Kind.ADMINISTRATIVE: "case_file.closed", Kind.FINAL: "case_file.finally_closed"}


def reasons_against(
    case_files: Iterable[CaseFile], kind: str, *, by: Any, at: datetime
) -> dict[int, list[Reason]]:
    """Every reason against closing each of these now, by its key; an empty list where none is.

    They were read with their standing. What lies in the case files is asked for all at once.
    """
    case_files = list(case_files)
    today = timezone.localdate(at)
    found: dict[int, list[Reason]] = {}
    for one in case_files:
        reasons = _reasons_of_standing(one, kind)
        if kind == Kind.FINAL:
            reasons += reasons_of_archive(by)
        else:
            reasons += reasons_of_keeper(by, one, at)
        found[one.pk] = reasons + vetoes.reasons("close", one, today)
    for key, reasons in missing(case_files, final=kind == Kind.FINAL, day=today).items():
        found[key] += reasons
    return found


def comes_at_once(case_file: CaseFile, day: date) -> bool:
    """Whether a final closing that day would come before anybody could bring a late document.

    Between both closings late documents enter (domain 2.3): the final one ends the prescription of
    the actions, which takes years, not days.
    """
    if case_file.standing != Standing.CLOSED:
        return False
    closed: date = case_file.closed_on
    return day < closed + SOONEST


def _reasons_of_standing(case_file: CaseFile, kind: str) -> list[Reason]:
    standing = case_file.standing
    if kind == Kind.ADMINISTRATIVE and standing in ENDED:
        message = _("%(code)s is closed already.")
        return [Reason("closed", message % {"code": case_file.code})]
    if kind == Kind.FINAL and standing in (Standing.FINAL, Standing.MERGED):
        message = _("%(code)s is finally closed already.")
        return [Reason("final", message % {"code": case_file.code})]
    if kind == Kind.FINAL and standing != Standing.CLOSED:
        message = _("%(code)s has no administrative closing yet: that one comes first.")
        return [Reason("not_closed", message % {"code": case_file.code})]
    return []


def close(
    case_files: Iterable[CaseFile],
    kind: str = Kind.ADMINISTRATIVE,
    *,
    reason: str = "",
    by: Any,
    at: datetime,
) -> list[CaseFileClosing]:
    """Close these case files, all or none, each with its closing and its frozen index.

    Raises NotAllowed with every reason against each, its code before it where there are several.
    """
    wanted = list(case_files)
    with act(by=by, at=at) as log:
        if len(wanted) > MOST_AT_ONCE:
            message = _("Close %(most)d case files at a time at most.") % {"most": MOST_AT_ONCE}
            raise NotAllowed([Reason("too_many", message)])
        rows = all_locked(wanted)
        found = reasons_against(rows, kind, by=by, at=at)
        if kind == Kind.FINAL and not reason.strip():
            _ask_why(rows, found, timezone.localdate(at))
        if refused := told(rows, found):
            raise NotAllowed(refused)
        done = done_by(by, at)
        closings = []
        for one in rows:
            closing = _closing(one, kind, reason, done, at)
            closings.append(closing)
            facts = {"closing": closing.pk, "on": closing.on.isoformat(), "number": closing.number}
            detail = {"reason": closing.reason} if closing.reason else None
            log.record(_ACTIONS[Kind(kind)], one, facts=facts, detail=detail)
            if kind == Kind.ADMINISTRATIVE:
                freeze(one, closing, by=by, at=at)
    return closings


def _ask_why(rows: Iterable[CaseFile], found: dict[int, list[Reason]], day: date) -> None:
    message = _(
        "%(code)s was closed on %(day)s: between both closings late documents still enter, until "
        "the legal actions prescribe. Say why it is finally closed already."
    )
    for one in rows:
        if comes_at_once(one, day):
            told = {"code": one.code, "day": f"{one.closed_on:%Y-%m-%d}"}
            found[one.pk].append(Reason("at_once", message % told, "reason"))


def told(case_files: Iterable[CaseFile], found: Mapping[int, list[Reason]]) -> list[Reason]:
    """The reasons of all of them in one list; of several case files, each says of which."""
    rows = list(case_files)
    return [
        reason
        if len(rows) == 1
        else Reason(reason.code, f"{one.code}: {reason.message}", reason.field)
        for one in rows
        for reason in found[one.pk]
    ]


def _closing(
    case_file: CaseFile, kind: str, reason: str, done: dict[str, Any], at: datetime
) -> CaseFileClosing:
    there = CaseFileClosing.objects.filter(case_file=case_file, kind=kind).count()
    return CaseFileClosing.objects.create(
        case_file=case_file,
        kind=kind,
        number=there + 1,
        on=timezone.localdate(at),
        reason=reason.strip(),
        **done,
    )


def reopen(
    case_file: CaseFile, *, reason: str, order: str, by: Any, at: datetime
) -> list[CaseFileReopening]:
    """Reopen a closed case file by a legal or administrative act; every closing in force ends.

    Archive managers and administrators do. Its retention counts no more until it is closed again.
    Raises NotAllowed with every reason.
    """
    with act(by=by, at=at) as log:
        case_file = locked(case_file)
        reasons = reasons_of_archive(by)
        if case_file.standing not in (Standing.CLOSED, Standing.FINAL):
            message = _("%(code)s is not closed.")
            reasons.append(Reason("not_closed", message % {"code": case_file.code}))
        reasons += unsaid(reason)
        if not order.strip():
            message = _("Cite the act that orders it.")
            reasons.append(Reason("no_act", message, "order"))
        reasons += too_long(CaseFileReopening, "act", order, place="order")
        reasons += vetoes.reasons("reopen", case_file, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        done = done_by(by, at)
        rows = [
            CaseFileReopening.objects.create(
                closing=closing,
                on=timezone.localdate(at),
                reason=reason.strip(),
                act=order.strip(),
                **done,
            )
            for kind in Kind
            if (closing := closing_in_force(case_file, kind)) is not None
        ]
        log.record(
            "case_file.reopened",
            case_file,
            facts={"closings": [row.closing_id for row in rows]},
            detail={"reason": reason.strip(), "act": order.strip()},
        )
    return rows
