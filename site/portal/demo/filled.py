"""What people of the demo entity filled in: formats and attendance lists, as plain structures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any

from portal.demo.organization import toml


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A format that somebody filled in; `signed_on` once `chosen` signed it, or never.

    `values` by label. One person fills in one format at most once a day.
    """

    code: str
    by: str
    on: date
    chosen: str
    office: str
    values: tuple[tuple[str, Any], ...]
    signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Who confirmed with their account, and what they told."""

    by: str
    document: str
    office: str
    position: str
    mail: str
    telephone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceList:
    """A meeting of one morning; its subject is told once."""

    subject: str
    place: str
    on: date
    starts: time
    ends: time
    office: str
    series: str
    by: str
    attendees: tuple[Attendee, ...]


@cache
def fillings() -> tuple[Filling, ...]:
    """The formats filled in at the core."""
    return tuple(
        Filling(**{**row, "values": tuple(row["values"].items())})
        for row in toml("filled.toml")["formats"]
    )


@cache
def lists() -> tuple[AttendanceList, ...]:
    """The attendance lists of the core."""
    return tuple(
        AttendanceList(**{**row, "attendees": tuple(Attendee(**one) for one in row["attendees"])})
        for row in toml("filled.toml")["lists"]
    )
