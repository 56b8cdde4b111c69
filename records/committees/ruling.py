"""Votes and decisions of many points on one screen: all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from records.committees.calling import locked
from records.committees.deciding import decide, vote
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import AgendaItem, CommitteeMember, CommitteeSession, Decision

# What the lack of a vote that was refused itself brings about: it is not told twice.
_OF_VOTES = frozenset(["missing_vote", "no_votes", "majority"])


@dataclass(frozen=True, slots=True)
class Ballot:
    """How a seat votes, as the secretary records it."""

    choice: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Votes and decision of one point, for many points on one screen.

    The vote of None is one that was written for somebody who is no member: it is refused.
    """

    item: AgendaItem
    outcome: str
    text: str = ""
    ballots: Mapping[CommitteeMember, Ballot] | Mapping[CommitteeMember | None, Ballot] = field(
        default_factory=dict
    )


def rule(
    session: CommitteeSession, rulings: Sequence[Ruling], *, by: Any, at: datetime
) -> list[Decision]:
    """Votes and decisions of many points in one act: all of them or none.

    Raises NotAllowed with the reasons of every point, each at `item-N-field`.
    """
    reasons: list[Reason] = []
    decided: list[Decision] = []
    with act(by=by, at=at):
        session = locked(session)
        for one in rulings:
            if one.item.session_id != session.pk:
                raise NotAllowed([Reason("other_session", _("That point is of another session."))])
            against = _cast(one, by=by, at=at)
            try:
                decided.append(decide(one.item, one.outcome, text=one.text, by=by, at=at))
            except NotAllowed as refused:
                against += [
                    each for each in refused.reasons if not (against and each.code in _OF_VOTES)
                ]
            reasons += [
                Reason(
                    each.code,
                    f"{one.item.order}. {each.message}",
                    f"item-{one.item.pk}-{each.field or 'outcome'}",
                )
                for each in against
            ]
        if reasons:
            raise NotAllowed(reasons)
    return decided


def _cast(ruling: Ruling, *, by: Any, at: datetime) -> list[Reason]:
    """Write the votes of one point. The reasons against those of every seat, by its name."""
    reasons: list[Reason] = []
    for member, ballot in ruling.ballots.items():
        try:
            vote(ruling.item, member, ballot.choice, reason=ballot.reason, by=by, at=at)
        except NotAllowed as refused:
            name = member.named if member else _("A vote of nobody of this committee")
            place = f"vote-{member.pk}" if member else "outcome"
            reasons += [
                Reason(one.code, f"{name}: {one.message}", place) for one in refused.reasons
            ]
    return reasons
