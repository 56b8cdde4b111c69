"""Who sits in a committee on a day: by position, in person, by delegation, as a guest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from records.exceptions import Reason
from records.models import Appointment, Committee, CommitteeMember, Position
from records.models.organization import person_name
from records.organization import appointment_of
from records.permissions import Role, has_role


@dataclass(frozen=True, slots=True)
class Sitter:
    """A person as the minutes print them."""

    user: Any
    name: str
    position: str
    office: str

    @classmethod
    def of(cls, user: Any, day: date, appointment: Appointment | None = None) -> Sitter:
        """With what the person holds that day, if anything."""
        held = appointment or appointment_of(user, day)
        return cls(
            user, person_name(user), held.title if held else "", held.office.name if held else ""
        )


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of a day: who sits by right (None: the post is vacant), and who may instead."""

    member: CommitteeMember
    holder: Sitter | None
    delegates: tuple[Sitter, ...] = ()

    @property
    def votes(self) -> bool:
        """Whether it counts for the quorum and votes."""
        return self.member.kind == CommitteeMember.Kind.TITULAR and self.member.votes

    def people(self) -> list[Any]:
        """Everybody who may sit here without a letter."""
        sitters = ([self.holder] if self.holder else []) + list(self.delegates)
        return [one.user for one in sitters]


def seats_of(committee: Committee, day: date) -> list[Seat]:
    """The members of that day, titulars first; delegates stand within the seat that they take."""
    members = list(
        committee.members.on(day)
        .select_related("position__office", "user", "stands_for")
        .order_by("pk")
    )
    sitters = _sitters(members, day)
    seats = []
    for member in members:
        if member.kind == CommitteeMember.Kind.DELEGATE:
            continue
        delegates = (
            sitters.get(one.pk)
            for one in members
            if one.stands_for_id == member.pk and one.kind == CommitteeMember.Kind.DELEGATE
        )
        seats.append(
            Seat(member, sitters.get(member.pk), tuple(one for one in delegates if one is not None))
        )
    return sorted(seats, key=lambda one: one.member.kind != CommitteeMember.Kind.TITULAR)


def _sitters(members: Iterable[CommitteeMember], day: date) -> dict[int, Sitter]:
    """Who each member is that day; a vacant position is nobody."""
    listed = list(members)
    held = holders([one.position_id for one in listed if one.position_id], day)
    found = {}
    for one in listed:
        if one.user is not None:
            found[one.pk] = Sitter.of(one.user, day)
        elif one.position_id in held:
            appointment = held[one.position_id]
            found[one.pk] = Sitter.of(appointment.user, day, appointment)
    return found


def holders(positions: Iterable[int | None], day: date) -> dict[int, Appointment]:
    """Who holds each position that day: whoever stands in for another before the titular."""
    appointments = (
        Appointment.objects.on(day)
        .filter(position__in=[one for one in positions if one], user__is_active=True)
        .select_related("user", "position__office", "office")
        .order_by("substitutes__pk", "valid_from", "pk")
    )
    by_position: dict[int, Appointment] = {}
    for one in sorted(appointments, key=lambda each: each.substitutes_id is not None):
        by_position[one.position_id or 0] = one
    return by_position


def holder(position: Position, day: date) -> Any | None:
    """The person who holds a position that day, if anybody does."""
    found = holders([position.pk], day).get(position.pk)
    return found.user if found else None


def keeps(committee: Committee, user: Any, day: date) -> bool:
    """Whether the person is its secretary that day."""
    return has_role(user, Role.SECRETARY) and holder(committee.secretary, day) == user


def presides(committee: Committee, user: Any, day: date) -> bool:
    """Whether the person presides it that day."""
    return bool(holder(committee.chair, day) == user)


def seat_of(committee: Committee, user: Any, day: date) -> Seat | None:
    """The seat with a vote in which that person may sit by right, or by delegation."""
    voting = [one for one in seats_of(committee, day) if one.votes]
    own = (one for one in voting if one.holder and one.holder.user == user)
    return next(own, next((one for one in voting if user in one.people()), None))


def sits_in(committee: Committee, user: Any, day: date) -> bool:
    """Whether the person belongs to the committee that day, guests too, or keeps or presides it."""
    if keeps(committee, user, day) or presides(committee, user, day):
        return True
    return any(user in seat.people() for seat in seats_of(committee, day))


def committees_of(user: Any, day: date) -> list[Committee]:
    """The committees that the person belongs to that day. Two queries where there is none."""
    held = Appointment.objects.on(day).filter(user=user.pk, position__isnull=False)
    posts = list(held.values_list("position", flat=True))
    near = (
        Committee.objects.on(day)
        .filter(
            Q(chair__in=posts)
            | Q(secretary__in=posts)
            | Q(members__position__in=posts)
            | Q(members__user=user.pk)
        )
        .select_related("chair", "secretary", "office", "process")
        .distinct()
    )
    return [one for one in near if sits_in(one, user, day)]


def keeper_reasons(committee: Committee, by: Any, at: datetime) -> list[Reason]:
    """Why this person does not keep the committee; empty for its secretary of that day."""
    if keeps(committee, by, timezone.localdate(at)):
        return []
    message = _("The secretary of the committee does this: whoever holds that position today.")
    return [Reason("no_secretary", message)]
