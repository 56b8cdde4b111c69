"""Votes and decisions. Approving a version is recorded here and takes effect with the minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from records import approvals, quorum, returning, vetoes
from records.committees.calling import begun, ended_reasons, locked
from records.committees.people import Seat, Sitter, keeper_reasons, keeps
from records.committees.reading import Chamber, tally_of
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import (
    AgendaItem,
    Attendance,
    CommitteeMember,
    CommitteeSession,
    Decision,
    DocumentVersion,
    Vote,
)
from records.routes import awaited_committee

_ASYNCHRONOUS = CommitteeSession.Mode.ASYNCHRONOUS


def vote(
    item: AgendaItem,
    member: CommitteeMember | None,
    choice: str,
    *,
    reason: str = "",
    by: Any,
    at: datetime,
) -> Vote:
    """Record the vote of a seat on a point, once.

    In a session that people attend the secretary records it, or whoever sits there casts it. In an
    asynchronous one each casts their own, inside the window, and is present by it. Who wrote,
    prepared or reviewed a version declares an impediment and nothing else. Raises NotAllowed.
    """
    with act(by=by, at=at) as log:
        session = locked(item.session)
        item = AgendaItem.objects.select_related("version").get(pk=item.pk)
        chamber = Chamber.of(session)
        seat = _seat(chamber, member)
        voter = _voter(session, seat, by)
        reasons = [
            *_moment_reasons(session, item, at),
            *quorum.reasons_against_vote(
                choice,
                reason,
                seat=seat.member.pk if seat else None,
                present=chamber.voting if session.mode == _ASYNCHRONOUS else chamber.present,
                voted=set(Vote.objects.filter(item=item).values_list("member_id", flat=True)),
                impeded=voter is not None and _impeded(item, voter.user),
            ),
        ]
        if seat is not None:
            reasons += _caster_reasons(session, seat, voter, by=by, at=at)
        if reasons or seat is None or voter is None:
            raise NotAllowed(reasons or [Reason("absent", _("Nobody sits there."), "member")])
        if session.mode == _ASYNCHRONOUS and seat.member.pk not in chamber.present:
            Attendance.objects.create(
                session=session,
                member=seat.member,
                state=Attendance.State.PRESENT,
                user=voter.user,
                name=voter.name,
                position=voter.position,
                office=voter.office,
                by=by,
                at=at,
            )
        cast = Vote.objects.create(
            item=item,
            member=seat.member,
            user=voter.user,
            name=voter.name,
            choice=choice,
            reason=reason.strip(),
            by=by,
            at=at,
        )
        log.record(
            "session.voted", session, facts={"item": item.pk, "vote": cast.pk, "choice": choice}
        )
    return cast


def _seat(chamber: Chamber, member: CommitteeMember | None) -> Seat | None:
    """The seat with a vote of that member in this session; None for anybody else."""
    voting = (one for one in chamber.seats if one.votes)
    return next((one for one in voting if member and one.member.pk == member.pk), None)


def _voter(session: CommitteeSession, seat: Seat | None, by: Any) -> Sitter | None:
    """Who votes for the seat: whoever sits in it; where nobody attends, whoever asks and may."""
    if seat is None:
        return None
    sitters = ([seat.holder] if seat.holder else []) + list(seat.delegates)
    if session.mode == _ASYNCHRONOUS:
        return next((one for one in sitters if one.user == by), None)
    row = session.attendances.filter(member=seat.member).select_related("user").last()
    if row is None or row.user is None:
        return None
    return Sitter(row.user, row.name, row.position, row.office)


def _impeded(item: AgendaItem, user: Any) -> bool:
    return item.version is not None and user.pk in approvals.interested(item.version)


def _moment_reasons(session: CommitteeSession, item: AgendaItem, at: datetime) -> list[Reason]:
    reasons = ended_reasons(session)
    if not begun(session):
        return [*reasons, Reason("not_held", _("The session has not begun."))]
    if not item.decides:
        reasons.append(Reason("not_voted", _("This matter is only told, not voted."), "choice"))
    if Decision.objects.filter(item=item).exists():
        reasons.append(Reason("decided", _("This point was decided already."), "choice"))
    closes = session.votes_until if session.mode == _ASYNCHRONOUS else None
    opens = session.starts_at if closes is not None else session.opening.started_at
    return [*reasons, *quorum.reasons_against_window(at, opens=opens, closes=closes)]


def _caster_reasons(
    session: CommitteeSession, seat: Seat, voter: Sitter | None, *, by: Any, at: datetime
) -> list[Reason]:
    """Whose hand writes the vote."""
    if voter is not None and voter.user == by:
        return []
    if session.mode == _ASYNCHRONOUS:
        message = _("Each member casts their own vote in an asynchronous session.")
        return [Reason("not_own", message, "member")]
    if keeps(session.committee, by, timezone.localdate(at)):
        return []
    message = _("The secretary records the votes, or each member their own.")
    return [Reason("not_own", message, "member")]


def decide(item: AgendaItem, outcome: str, *, text: str = "", by: Any, at: datetime) -> Decision:
    """Record what the committee decided on a point, with its quorum and its votes as they stand.

    But for what is put off, each who is present and votes has done so, abstained or is impeded.
    A version that is returned goes back to its author at once, with the text as the reason; one
    that is approved waits for the signature of the minutes. Raises NotAllowed with every reason,
    Conflict when it was decided.
    """
    with act(by=by, at=at) as log:
        session = locked(item.session)
        item = AgendaItem.objects.select_related("version").get(pk=item.pk)
        if Decision.objects.filter(item=item).exists():
            raise Conflict([Reason("decided", _("This point was decided already."), "outcome")])
        chamber, tally = Chamber.of(session), tally_of(item)
        committee = session.committee
        reasons = [
            *keeper_reasons(committee, by, at),
            *ended_reasons(session),
            *_item_reasons(session, item, outcome, text),
        ]
        if not begun(session):
            raise NotAllowed([*reasons, Reason("not_held", _("The session has not begun."))])
        reasons += _open_window_reasons(session, chamber, tally, at)
        reasons += quorum.reasons_against_quorum(
            committee.quorum, chamber.voting, chamber.present, committee.quorum_number
        )
        if outcome in dict(Decision._meta.get_field("outcome").flatchoices):
            reasons += quorum.reasons_against_outcome(
                outcome, committee.majority, tally, seats=len(chamber.voting)
            )
            if outcome != quorum.DEFERRED:
                reasons += _missing_votes(session, item, chamber)
        reasons += vetoes.reasons("decide", item, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        number = Decision.objects.filter(item__session=session).aggregate(last=Max("number"))
        decision = Decision.objects.create(
            item=item,
            number=(number["last"] or 0) + 1,
            outcome=outcome,
            text=text.strip() or _proposed(item, outcome),
            in_favour=tally.in_favour,
            against=tally.against,
            abstentions=tally.abstentions,
            impeded=tally.impeded,
            by=by,
            at=at,
        )
        log.record(
            "session.decided",
            session,
            facts={
                "item": item.pk,
                "decision": decision.pk,
                "outcome": outcome,
                **({"version": item.version_id} if item.version_id else {}),
            },
        )
        if item.version is not None and outcome == quorum.RETURNED:
            returning.refuse(item.version, reason=decision.text, by=by, at=at, decision=decision)
    return decision


def _item_reasons(
    session: CommitteeSession, item: AgendaItem, outcome: str, text: str
) -> list[Reason]:
    reasons = []
    offered = outcomes_for(item)
    if not item.decides:
        reasons.append(Reason("not_voted", _("This matter is only told, not voted."), "outcome"))
    elif outcome not in offered:
        reasons.append(Reason("outcome", _("Choose what was decided."), "outcome"))
    if not text.strip() and not _proposed(item, outcome):
        reasons.append(Reason("no_text", _("Write the decision, or its reason."), "text"))
    if item.version is not None and outcome != quorum.DEFERRED:
        reasons += _version_reasons(session, item.version)
    return reasons


def outcomes_for(item: AgendaItem) -> tuple[str, ...]:
    """What may become of a point: a version is approved or returned, a matter approved or not."""
    no = quorum.RETURNED if item.version_id else quorum.REJECTED
    return (quorum.APPROVED, no, quorum.DEFERRED)


def _version_reasons(session: CommitteeSession, version: DocumentVersion) -> list[Reason]:
    known = DocumentVersion.objects.in_review().filter(pk=version.pk).first()
    if known is None or awaited_committee(known) != session.committee.code:
        message = _("%(code)s: that version does not wait for this committee.")
        return [Reason("unknown_version", message % {"code": version.code}, "version")]
    day = approvals.held_on(session) or timezone.localdate(session.starts_at)
    late = known.signatures.filter(signed_on__gt=day)
    if late.exists() and session.mode != _ASYNCHRONOUS:
        message = _("%(code)s: it came to the committee after the day of the session.")
        return [Reason("too_late", message % {"code": version.code}, "version")]
    return []


def _missing_votes(session: CommitteeSession, item: AgendaItem, chamber: Chamber) -> list[Reason]:
    """Whose vote is still to be written: in writing, whoever does not vote is not present."""
    if session.mode == _ASYNCHRONOUS:
        return []
    voted = set(Vote.objects.filter(item=item).values_list("member_id", flat=True))
    missing = quorum.missing_votes(chamber.voting, chamber.present, voted)
    message = _("%(name)s is present: write their vote, abstention or impediment.")
    return [
        Reason("missing_vote", message % {"name": seat.member.named}, f"vote-{seat.member.pk}")
        for seat in chamber.seats
        if seat.member.pk in missing
    ]


def _proposed(item: AgendaItem, outcome: str) -> str:
    """The words of the usual decision; a return or a refusal always needs words of its own."""
    if outcome == quorum.DEFERRED:
        return "Se aplaza para una próxima sesión."
    if outcome != quorum.APPROVED:
        return ""
    if item.version is None:
        return "Se aprueba."
    return f"Se aprueba el documento {item.version.code}, {item.version.title}."


def _open_window_reasons(
    session: CommitteeSession, chamber: Chamber, tally: quorum.Tally, at: datetime
) -> list[Reason]:
    """An asynchronous session decides when its window is over, or when everybody voted."""
    if session.mode != _ASYNCHRONOUS or session.votes_until is None or at > session.votes_until:
        return []
    if tally.able + tally.impeded >= len(chamber.voting):
        return []
    message = _("Votes are still received: wait for the end of the window.")
    return [Reason("window", message, "outcome")]
