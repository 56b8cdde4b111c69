"""People of the demo: accounts and appointments on their day, and who leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model

from portal import demo
from portal.demo import year
from portal.demo.loading.deeds import FOUNDED_ON, Deed, moment
from records.events import act
from records.models import Appointment, Office, Position
from records.organization import register
from records.permissions import Role
from records.setup import close_account, open_account

ADMINISTRATOR = "admin"


def user(username: str) -> Any:
    """One of the demo's people, as the database has them now."""
    return get_user_model()._default_manager.get(username=username)


@cache
def _positions() -> dict[str, demo.Position]:
    return {one.key: one for one in (*demo.positions(), *year.positions())}


def person_named(username: str) -> demo.Person:
    """One of the core's people, as written."""
    return next(one for one in demo.people() if one.username == username)


def position_of(key: str) -> Position:
    """The position of that key, as the database has it."""
    written = _positions()[key]
    return Position.objects.get(name=written.name, office__code=written.office)


def account(person: demo.Person, password: str, *, by: Any, at: datetime) -> Any:
    """The account of one of the demo's people; the one that is there, if it is."""
    there = get_user_model()._default_manager.filter(username=person.username).first()
    if there is not None:
        return there
    first, last = split_name(person.name)
    return open_account(
        person.username,
        first_name=first,
        last_name=last,
        email=f"{person.username}@{demo.entity().email.partition('@')[2]}",
        roles=[Role[role.upper()] for role in person.roles],
        password=password if person.username in (*demo.SIGN_INS, demo.LEAVES) else None,
        by=by,
        at=at,
    )


def split_name(name: str) -> tuple[str, str]:
    """Given names and the two surnames that end a Colombian name."""
    words = name.split()
    return " ".join(words[:-2]), " ".join(words[-2:])


def arrivals(people: Iterable[demo.Person], password: str, since: date) -> Iterator[Deed]:
    """Each appointment on its day, the account with the first; before `since`, on that day."""
    for person in people:
        for one in person.appointments:
            yield _arrival(person, one, password, moment(max(since, one.valid_from), 7))


def _arrival(person: demo.Person, one: demo.Appointment, password: str, at: datetime) -> Deed:
    def done() -> bool:
        held = Appointment.objects.filter(user__username=person.username, valid_from=one.valid_from)
        return held.exists()

    def do() -> None:
        by = user(ADMINISTRATOR)
        with act(by=by, at=at):
            appointment = Appointment(
                user=account(person, password, by=by, at=at),
                position=position_of(one.position) if one.position else None,
                office=Office.objects.get(code=one.office),
                bond=one.bond,
                act=one.act,
                valid_from=one.valid_from,
                valid_to=one.valid_to,
            )
            register(appointment, by=by, at=at)

    return Deed(at, done, do)


def new_positions(positions: Iterable[demo.Position], at: datetime) -> Iterator[Deed]:
    """Positions that the entity gets after its founding."""
    for one in positions:

        def done(one: demo.Position = one) -> bool:
            return Position.objects.filter(name=one.name, office__code=one.office).exists()

        def do(one: demo.Position = one) -> None:
            office = Office.objects.get(code=one.office)
            register(Position(name=one.name, office=office), by=user(ADMINISTRATOR), at=at)

        yield Deed(at, done, do)


def departures(people: Iterable[demo.Person]) -> Iterator[Deed]:
    """Who left signs in no more from that evening."""
    for person in people:
        if person.active:
            continue
        last = max(each.valid_to or FOUNDED_ON for each in person.appointments)
        at = moment(last, 18)

        def done(username: str = person.username) -> bool:
            return not user(username).is_active

        def do(username: str = person.username, at: datetime = at) -> None:
            close_account(user(username), by=user(ADMINISTRATOR), at=at)

        yield Deed(at, done, do)
