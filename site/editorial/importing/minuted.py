"""What was read out of minutes, as plain data: it leaves the reading process."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Attendant:
    """Somebody whom the minutes name, as printed; `letter` excuses or names a substitute."""

    name: str
    position: str = ""
    office: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class MinutedPoint:
    """A point of the agenda and what the development tells of it."""

    title: str
    development: str = ""


@dataclass(frozen=True, slots=True)
class MinutedDecision:
    """A decision in its words; the code and version that it names, and what it comes to."""

    text: str
    code: str = ""
    version: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class MinutedCommitment:
    """What, who, until when."""

    text: str
    responsible: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Minuted:
    """Minutes as they were written elsewhere. Hours are HH:MM; what is absent is empty."""

    number: int | None = None
    year: int | None = None
    committee: str = ""
    day: date | None = None
    begins: str = ""
    ends: str = ""
    place: str = ""
    attendees: tuple[Attendant, ...] = ()
    guests: tuple[Attendant, ...] = ()
    absent: tuple[Attendant, ...] = ()
    points: tuple[MinutedPoint, ...] = ()
    quorum: str = ""
    decisions: tuple[MinutedDecision, ...] = ()
    commitments: tuple[MinutedCommitment, ...] = ()
    annexes: tuple[str, ...] = ()
    signers: tuple[Attendant, ...] = ()


def minuted_to_plain(minuted: Minuted) -> dict[str, Any]:
    """As JSON-ready data; days in ISO 8601."""
    plain = asdict(minuted)
    plain["day"] = minuted.day and minuted.day.isoformat()
    for one in plain["commitments"]:
        one["due_on"] = one["due_on"] and one["due_on"].isoformat()
    return plain


def minuted_from_plain(plain: dict[str, Any]) -> Minuted:
    """What `minuted_to_plain` wrote."""
    return Minuted(
        **{
            **plain,
            "day": _day(plain["day"]),
            **{
                name: tuple(Attendant(**one) for one in plain[name])
                for name in ("attendees", "guests", "absent", "signers")
            },
            "points": tuple(MinutedPoint(**one) for one in plain["points"]),
            "decisions": tuple(MinutedDecision(**one) for one in plain["decisions"]),
            "commitments": tuple(
                MinutedCommitment(one["text"], one["responsible"], _day(one["due_on"]))
                for one in plain["commitments"]
            ),
            "annexes": tuple(plain["annexes"]),
        }
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
