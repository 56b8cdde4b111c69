"""Committees of the demo entity and what happened in their sessions, as plain structures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from portal.demo.organization import toml


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What somebody, by username, will do; `done_on` with its note once it is done."""

    text: str
    by: str
    due_on: date
    done_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A matter that is told and not decided."""

    title: str
    development: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session from its convocation to the signature of its minutes.

    `approves`: codes of documents whose version in review is decided, each approved; who took part
    in one is impeded. `absent`: keys of positions whose holder is not there, with the letter that
    says so. `dissents`: key of a position, choice and reason, in the first of them.
    """

    convened_on: date
    means: str
    on: date
    place: str = ""
    link: str = ""
    told: tuple[Told, ...]
    approves: tuple[str, ...]
    development: str
    impediment: str
    absent: tuple[tuple[str, str], ...] = ()
    dissents: tuple[tuple[str, str, str], ...] = ()
    commitments: tuple[Commitment, ...] = ()
    circulated_on: date
    signed_on: date
    chair: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """`chair`, `secretary` and `members` are keys of positions; `keeper` who holds the secretary's.

    `reviews`: the steps of review before its decision, one route for each.
    """

    code: str
    name: str
    act: str
    duties: str
    office: str
    process: str
    chair: str
    secretary: str
    members: tuple[str, ...]
    series: str
    created_on: date
    keeper: str
    reviews: tuple[tuple[str, ...], ...]
    sessions: tuple[Session, ...]


@cache
def committees() -> tuple[Committee, ...]:
    """The committees of the core, with their sessions."""
    return (committee(toml("committee.toml")),)


def committee(told: dict[str, Any], sessions: tuple[Session, ...] | None = None) -> Committee:
    """One as a file tells it; with those sessions, or its own."""
    own = tuple(_session(row) for row in told.get("sessions", ()))
    return Committee(
        **{key: value for key, value in told.items() if key not in _NESTED},
        members=tuple(told["members"]),
        reviews=tuple(tuple(names) for names in told["reviews"]),
        sessions=own if sessions is None else sessions,
    )


_NESTED = ("members", "reviews", "sessions")
_LISTED = ("told", "approves", "commitments")


def _session(row: dict[str, Any]) -> Session:
    return Session(
        **{
            key: value
            for key, value in row.items()
            if key not in ("told", "approves", "commitments")
        },
        told=tuple(Told(**each) for each in row["told"]),
        approves=tuple(row["approves"]),
        commitments=tuple(Commitment(**each) for each in row["commitments"]),
    )
