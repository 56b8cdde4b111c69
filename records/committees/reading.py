"""What is asked of sessions: their state, what waits for a committee, who is there, who voted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef
from django.utils import timezone

from records import quorum
from records.approvals import held_on
from records.committees.people import Seat, seats_of
from records.models import (
    AgendaItem,
    Attendance,
    Commitment,
    CommitmentStep,
    Committee,
    CommitteeRequest,
    CommitteeSession,
    Decision,
    DocumentVersion,
    Vote,
)
from records.routes import awaited_committee


class State(StrEnum):
    """How far a session has come."""

    PLANNED = "planned"
    CONVENED = "convened"
    HELD = "held"
    CLOSED = "closed"
    IN_SIGNATURE = "in_signature"
    SIGNED = "signed"
    CALLED_OFF = "called_off"


def state_of(session: CommitteeSession) -> State:
    """Derived from what was written: nobody sets it."""
    closing, opening = getattr(session, "closing", None), getattr(session, "opening", None)
    if closing is not None and closing.cancelled:
        return State.CALLED_OFF
    if opening is None:
        return State.CONVENED if session.convocations.exists() else State.PLANNED
    versions = opening.document.versions
    if versions.filter(issuance__isnull=False).exists():
        return State.SIGNED
    if versions.in_review().exists():
        return State.IN_SIGNATURE
    return State.CLOSED if closing is not None else State.HELD


def waiting_versions(committee: Committee) -> list[DocumentVersion]:
    """Versions in review whose route waits for this committee and that it has not approved yet."""
    approved = Decision.objects.filter(item__version=OuterRef("pk"), outcome=quorum.APPROVED)
    versions = (
        DocumentVersion.objects.in_review()
        .exclude(Exists(approved))
        .select_related("document", "office", "submitted_by")
        .prefetch_related("signatures")
        .order_by("submitted_at")
    )
    return [one for one in versions if awaited_committee(one) == committee.code]


def open_requests(committee: Committee) -> list[CommitteeRequest]:
    """What was asked of it and no session decided; what was put off is asked still."""
    decided = Decision.objects.filter(item__request=OuterRef("pk")).exclude(outcome=quorum.DEFERRED)
    told = AgendaItem.objects.filter(
        request=OuterRef("pk"), decides=False, session__closing__cancelled=False
    )
    return list(
        committee.requests.exclude(Exists(decided)).exclude(Exists(told)).select_related("by")
    )


def taken_up(committee: Committee) -> set[tuple[str, int]]:
    """What stands in the agenda of a session that is still to end: ("version" or "request", id)."""
    items = AgendaItem.objects.filter(
        session__committee=committee, session__closing__isnull=True, decision__isnull=True
    )
    return {
        (name, key)
        for version, request in items.values_list("version_id", "request_id")
        for name, key in (("version", version), ("request", request))
        if key is not None
    }


def attendance(session: CommitteeSession) -> dict[int, Attendance]:
    """The last row of each seat; guests without a seat are not here."""
    return {
        one.member_id: one
        for one in session.attendances.filter(member__isnull=False).select_related("user")
        if one.member_id is not None
    }


def everybody(session: CommitteeSession) -> list[Attendance]:
    """The last row of everybody who was told of, in the order in which each first came up."""
    rows: dict[object, Attendance] = {}
    for one in session.attendances.select_related("member__position", "member__user", "user"):
        rows[one.member_id or one.name] = one
    return list(rows.values())


def day_for_seats(session: CommitteeSession, now: datetime | None = None) -> date:
    """The day whose members count: that of its opening, once it is held."""
    opening = getattr(session, "opening", None)
    if opening is not None:
        return timezone.localdate(opening.started_at)
    return timezone.localdate(now or session.starts_at)


@dataclass(frozen=True, slots=True)
class Chamber:
    """Who may decide in a session now."""

    seats: tuple[Seat, ...]
    present: frozenset[int]

    @property
    def voting(self) -> frozenset[int]:
        return frozenset(one.member.pk for one in self.seats if one.votes)

    @classmethod
    def of(cls, session: CommitteeSession) -> Chamber:
        rows = session.attendances.filter(member__isnull=False).order_by("pk")
        states = [(key, state) for key, state in rows.values_list("member_id", "state") if key]
        seats = seats_of(session.committee, day_for_seats(session))
        return cls(tuple(seats), quorum.present(states))


def tally_of(item: AgendaItem) -> quorum.Tally:
    """The votes of a point, counted."""
    return quorum.Tally.of(Vote.objects.filter(item=item).values_list("choice", flat=True))


@dataclass(frozen=True, slots=True)
class Followed:
    """A commitment as it stands: its last step, the day that counts, late or not."""

    commitment: Commitment
    steps: tuple[CommitmentStep, ...]
    today: date

    @property
    def due_on(self) -> date:
        days = [one.due_on for one in self.steps if one.due_on is not None]
        return days[-1] if days else self.commitment.due_on

    @property
    def open(self) -> bool:
        ended = {CommitmentStep.State.DONE, CommitmentStep.State.DROPPED}
        return not self.steps or self.steps[-1].state not in ended

    @property
    def overdue(self) -> bool:
        return self.open and self.due_on < self.today


def commitments(committees: list[Committee], today: date) -> list[Followed]:
    """The commitments of these committees, the open ones first, by the day that counts."""
    rows = (
        Commitment.objects.filter(session__committee__in=committees)
        .select_related("session__committee", "session__opening__number", "responsible")
        .prefetch_related("steps")
    )
    found = [Followed(one, tuple(one.steps.all()), today) for one in rows]
    return sorted(found, key=lambda one: (not one.open, one.due_on, one.commitment.pk))


__all__ = [
    "Chamber",
    "Followed",
    "State",
    "attendance",
    "commitments",
    "day_for_seats",
    "everybody",
    "held_on",
    "open_requests",
    "state_of",
    "taken_up",
    "tally_of",
    "waiting_versions",
]
