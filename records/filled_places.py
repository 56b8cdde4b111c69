"""Who signs what was filled in: places in their order, one person each. Pure rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from records.exceptions import Reason
from records.forms import SIGNS_ALONE, Slot
from records.kinds import forms as kinds


@dataclass(frozen=True, slots=True)
class Place:
    """A place to sign. `people`: who alone may; `office`: of which whoever approves may."""

    name: str
    who: str
    people: tuple[int, ...] = ()
    office: int | None = None
    position: str = ""


@dataclass(frozen=True, slots=True)
class Hand:
    """What the rules need to know of whoever wants to sign."""

    user: int
    appointed: bool
    contractor: bool
    approves: bool
    offices: frozenset[int]
    positions: frozenset[str]


def slots_in_order(slots: Sequence[Slot]) -> list[Slot]:
    """Whoever fills it in signs first, also where the format does not say so."""
    own = [slot for slot in slots if slot.who == kinds.FILLER] or [SIGNS_ALONE]
    return [*own[:1], *(slot for slot in slots if slot.who != kinds.FILLER)]


def places(
    slots: Sequence[Slot],
    *,
    author: int,
    heads: Mapping[str, int | None],
    chosen: Mapping[str, int],
) -> list[Place]:
    """The places of one filling. `heads`: by who signs, the office of which somebody approves."""
    people = {kinds.FILLER: (author,)}
    return [
        Place(
            name=slot.name,
            who=slot.who,
            people=(chosen[slot.id],) if slot.who == kinds.CHOSEN else people.get(slot.who, ()),
            office=heads.get(slot.who),
            position=slot.position if slot.who == kinds.POSITION else "",
        )
        for slot in slots
    ]


def as_json(route: Sequence[Place]) -> list[dict[str, Any]]:
    """The places as they are frozen."""
    return [{**asdict(place), "people": list(place.people)} for place in route]


def from_json(route: Sequence[Mapping[str, Any]]) -> list[Place]:
    """The places that were frozen."""
    return [Place(**{**one, "people": tuple(one["people"])}) for one in route]


def reasons_against(
    route: Sequence[Place], signed: Collection[int], place: int, hand: Hand
) -> list[Reason]:
    """Every reason why this person may not sign that place now; empty when they may.

    `signed`: who signed so far, one a place. Nobody signs twice; a contractor fills in or is
    chosen, and authorises nothing (domain 11.9).
    """
    if place != len(signed) or place >= len(route):
        return [Reason("not_next", "Este espacio no es el que está pendiente de firma.")]
    asked = route[place]
    reasons = []
    if hand.user in signed:
        reasons.append(
            Reason("separation", "Usted ya firmó: cada espacio lo firma una persona distinta.")
        )
    if asked.people and hand.user not in asked.people:
        reasons.append(Reason("not_named", "Este espacio lo firma otra persona."))
    if not hand.appointed:
        reasons.append(
            Reason("not_appointed", "No tiene un nombramiento ni un contrato vigente hoy.")
        )
    if asked.office is not None and not (hand.approves and asked.office in hand.offices):
        reasons.append(
            Reason("not_head", "Este espacio lo firma quien aprueba en esa dependencia.")
        )
    if asked.position and asked.position.casefold() not in hand.positions:
        reasons.append(
            Reason("not_position", f"Este espacio lo firma quien ocupa el cargo {asked.position}.")
        )
    if hand.contractor and not asked.people:
        reasons.append(Reason("contractor", "Un contratista diligencia, pero no autoriza."))
    return reasons
