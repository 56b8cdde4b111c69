"""What a year of the demo entity is made of, told before any database sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.demo.documents import DemoDocument
from portal.demo.filled import AttendanceList, Filling
from portal.demo.sessions import Committee


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request of change, known by its reason. `accepted` None: nobody decided on it yet."""

    kind: str
    code: str | None = None
    document_kind: str = ""
    title: str = ""
    office: str
    reason: str
    by: str
    on: date
    decided_on: date | None = None
    accepted: bool | None = None
    decision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A signed note of errata on the version in force of a document that day."""

    code: str
    says: str
    should_say: str
    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """An authorised departure from an activity; `ended_on` if somebody ended it before its time."""

    code: str
    activity: str
    instead: str
    reason: str
    asked_by: str
    by: str
    on: date
    until: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """Everything that happens; `documents` each with the life of its versions."""

    seed: int
    documents: tuple[DemoDocument, ...]
    committees: tuple[Committee, ...]
    fillings: tuple[Filling, ...]
    lists: tuple[AttendanceList, ...]
    requests: tuple[Request, ...]
    corrections: tuple[Correction, ...]
    departures: tuple[Departed, ...]

    @property
    def issued(self) -> int:
        """How many documents it issues, minutes too."""
        sessions = sum(len(one.sessions) for one in self.committees)
        return sessions + sum(
            any(each.approved_on for each in one.versions) for one in self.documents
        )
