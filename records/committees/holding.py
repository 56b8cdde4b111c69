"""A session is held: attendance, quorum, its number, its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import numbers, quorum, vetoes
from records.committees.calling import begun, ended_reasons, locked
from records.committees.people import Seat, Sitter, keeper_reasons, seats_of
from records.committees.reading import Chamber
from records.events import Act, act
from records.exceptions import Conflict, NotAllowed, Reason
from records.lifecycle import MINUTES
from records.models import (
    Attendance,
    Committee,
    CommitteeMember,
    CommitteeSession,
    ControlledDocument,
    SessionClosing,
    SessionOpening,
    Vote,
)
from records.numbering import NumberClass
from records.organization import appointment_of
from records.submission import take_code


@dataclass(frozen=True, slots=True)
class Presence:
    """What is told of a seat, or of a guest without one (`member` None).

    `user`: who sits, None for the holder of the seat. `letter`: the one that names a substitute,
    or that excuses the absence. `name` and `position` are of a guest from outside.
    """

    member: CommitteeMember | None
    state: str = Attendance.State.PRESENT
    user: Any = None
    letter: str = ""
    name: str = ""
    position: str = ""


def numbers_of(committee: Committee) -> NumberClass:
    """The row of numbers of its minutes; the number is also the code of the document."""
    return NumberClass(
        f"minutes:{committee.code}", f"AC-{committee.code}-{{year}}-{{number}}", width=3
    )


def hold(
    session: CommitteeSession,
    presences: Sequence[Presence],
    *,
    started_at: datetime | None = None,
    by: Any,
    at: datetime,
) -> SessionOpening:
    """Open the session with those who are there, verify the quorum, and take its number.

    Asynchronous: nobody is present until they vote, and the quorum is asked of each decision.
    Without quorum nothing is written and no number is taken. Raises NotAllowed with every reason,
    Conflict when it is held already.
    """
    began = started_at or at
    with act(by=by, at=at) as log:
        session = locked(session)
        if begun(session):
            raise Conflict([Reason("begun", _("The session is held already."))])
        committee, day = session.committee, timezone.localdate(began)
        seats = seats_of(committee, day)
        reasons = [
            *keeper_reasons(committee, by, at),
            *ended_reasons(session),
            *_opening_reasons(session, began, at),
        ]
        if session.mode == CommitteeSession.Mode.ASYNCHRONOUS:
            if presences:
                message = _("In an asynchronous session whoever votes is present.")
                reasons.append(Reason("asynchronous", message, "attendance"))
        else:
            told = [
                one.member.pk
                for one in presences
                if one.member is not None and one.state == Attendance.State.PRESENT
            ]
            voting = {one.member.pk for one in seats if one.votes}
            reasons += quorum.reasons_against_quorum(
                committee.quorum, voting, told, committee.quorum_number
            )
            reasons += _presence_reasons(presences, seats, day, {})
        reasons += vetoes.reasons("hold", session, day)
        if reasons:
            raise NotAllowed(reasons)
        number = numbers.give(numbers_of(committee), session, by=by, at=at)
        opening = SessionOpening.objects.create(
            session=session,
            started_at=began,
            number=number,
            document=take_code(
                ControlledDocument(
                    kind=MINUTES,
                    office=committee.office,
                    access=committee.minutes_access,
                    created_at=at,
                    created_by=by,
                ),
                number.printed,
            ),
            by=by,
            at=at,
        )
        _write(log, session, presences, seats, day, by=by, at=at)
        log.record(
            "session.held",
            session,
            facts={"number": number.pk, "document": opening.document_id, "mode": session.mode},
        )
    return opening


def _opening_reasons(session: CommitteeSession, began: datetime, at: datetime) -> list[Reason]:
    reasons = []
    called = session.convocations.order_by("at").first()
    if called is None:
        reasons.append(Reason("not_convened", _("Call the members first.")))
    elif began < called.at:
        message = _("The session cannot begin before its members were called.")
        reasons.append(Reason("before_called", message, "started_at"))
    if began > at:
        message = _("The session cannot begin in the future.")
        reasons.append(Reason("future", message, "started_at"))
    if session.mode == CommitteeSession.Mode.ASYNCHRONOUS and at < session.starts_at:
        message = _("The window for votes has not begun.")
        reasons.append(Reason("window", message, "started_at"))
    return reasons


def register_attendance(
    session: CommitteeSession, presences: Sequence[Presence], *, by: Any, at: datetime
) -> list[Attendance]:
    """Somebody comes late, leaves, or a guest enters. What was told before stays as evidence."""
    with act(by=by, at=at) as log:
        session = locked(session)
        reasons = [*keeper_reasons(session.committee, by, at), *ended_reasons(session)]
        if not begun(session):
            reasons.append(Reason("not_held", _("The session has not begun.")))
            raise NotAllowed(reasons)
        if session.mode == CommitteeSession.Mode.ASYNCHRONOUS:
            message = _("In an asynchronous session whoever votes is present.")
            reasons.append(Reason("asynchronous", message, "attendance"))
        day = timezone.localdate(session.opening.started_at)
        seats = seats_of(session.committee, day)
        reasons += _presence_reasons(presences, seats, day, _seated(session))
        if reasons:
            raise NotAllowed(reasons)
        return _write(log, session, presences, seats, day, by=by, at=at)


def _seated(session: CommitteeSession) -> dict[int, int]:
    """Who sits in which seat now."""
    found: dict[int, int] = {}
    for one in session.attendances.filter(member__isnull=False).order_by("pk"):
        found.pop(one.member_id or 0, None)
        if one.state == Attendance.State.PRESENT and one.user_id and one.member_id:
            found[one.member_id] = one.user_id
    return found


def _presence_reasons(
    presences: Sequence[Presence], seats: Sequence[Seat], day: date, seated: dict[int, int]
) -> list[Reason]:
    by_member = {one.member.pk: one for one in seats}
    reasons: list[Reason] = []
    taken = dict(seated)
    for one in presences:
        if one.state not in Attendance.State.values:
            reasons.append(Reason("state", _("Say who is present and who is not."), "attendance"))
            continue
        if one.member is None:
            if not (one.name.strip() or one.user):
                reasons.append(Reason("no_name", _("Write the name of the guest."), "attendance"))
            continue
        seat = by_member.get(one.member.pk)
        if seat is None:
            message = _("%(name)s is no member of the committee on that day.")
            text = message % {"name": one.member.named}
            reasons.append(Reason("no_member", text, "attendance"))
            continue
        taken.pop(one.member.pk, None)
        if one.state != Attendance.State.PRESENT:
            continue
        reasons += _sitting_reasons(one, seat, day, taken)
    return reasons


def _sitting_reasons(one: Presence, seat: Seat, day: date, taken: dict[int, int]) -> list[Reason]:
    who = one.user or (seat.holder.user if seat.holder else None)
    name = seat.member.named
    if who is None:
        message = _("Nobody holds the seat of %(name)s on that day: name who sits.")
        return [Reason("vacant", message % {"name": name}, "attendance")]
    reasons = []
    if who.pk in taken.values():
        message = _("%(name)s: the same person does not sit in two seats.")
        reasons.append(Reason("two_seats", message % {"name": name}, "attendance"))
    if who not in seat.people():
        held = appointment_of(who, day)
        if not one.letter.strip():
            message = _("%(name)s: a substitute is named by a letter; write which.")
            reasons.append(Reason("no_letter", message % {"name": name}, "attendance"))
        if held is None or not held.may_approve:
            message = _("%(name)s: the substitute has an appointment in force; a contractor none.")
            reasons.append(Reason("not_appointed", message % {"name": name}, "attendance"))
    taken[seat.member.pk] = who.pk
    return reasons


def _write(
    log: Act,
    session: CommitteeSession,
    presences: Sequence[Presence],
    seats: Sequence[Seat],
    day: date,
    *,
    by: Any,
    at: datetime,
) -> list[Attendance]:
    by_member = {one.member.pk: one for one in seats}
    rows = []
    for one in presences:
        seat = by_member[one.member.pk] if one.member is not None else None
        sitter = _sitter(one, seat, day)
        rows.append(
            Attendance.objects.create(
                session=session,
                member=one.member,
                state=one.state,
                user=sitter.user if sitter else None,
                name=sitter.name if sitter else one.name.strip()[:200],
                position=sitter.position if sitter else one.position.strip()[:250],
                office=sitter.office if sitter else "",
                letter=one.letter.strip()[:200],
                by=by,
                at=at,
            )
        )
    if rows:
        log.record(
            "session.attendance",
            session,
            facts={"seats": [one.member_id for one in rows], "states": [one.state for one in rows]},
        )
    return rows


def _sitter(one: Presence, seat: Seat | None, day: date) -> Sitter | None:
    if seat is not None:
        known = ([seat.holder] if seat.holder else []) + list(seat.delegates)
        found = [each for each in known if one.user is None or each.user == one.user]
        if found:
            return found[0]
    return Sitter.of(one.user, day) if one.user is not None else None


def close(
    session: CommitteeSession, *, ended_at: datetime | None = None, by: Any, at: datetime
) -> SessionClosing:
    """End a session: every matter that is voted was decided or put off. Raises NotAllowed."""
    ended = ended_at or at
    with act(by=by, at=at) as log:
        session = locked(session)
        if SessionClosing.objects.filter(session=session).exists():
            raise Conflict([Reason("closed", _("The session has ended."))])
        reasons = keeper_reasons(session.committee, by, at)
        if not begun(session):
            reasons.append(Reason("not_held", _("The session has not begun.")))
            raise NotAllowed(reasons)
        if not session.opening.started_at <= ended <= at:
            message = _("It ended after it began, and not in the future.")
            reasons.append(Reason("ended_at", message, "ended_at"))
        voted = Vote.objects.filter(item__session=session).order_by("at").last()
        if session.mode == CommitteeSession.Mode.ASYNCHRONOUS and voted and ended < voted.at:
            message = _("It did not end before its last vote.")
            reasons.append(Reason("ended_at", message, "ended_at"))
        open_items = session.items.filter(decides=True, decision__isnull=True)
        reasons += [
            Reason(
                "undecided",
                _("Point %(order)d is not decided: decide it or put it off.")
                % {"order": one.order},
                f"item-{one.pk}",
            )
            for one in open_items
        ]
        if reasons:
            raise NotAllowed(reasons)
        closing = SessionClosing.objects.create(session=session, ended_at=ended, by=by, at=at)
        present = Chamber.of(session).present
        log.record("session.closed", session, facts={"present": sorted(present)})
    return closing
