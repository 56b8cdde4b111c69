"""The controlled documents of the demo entity, every version as canonical content.

A file holds what is written, `history.toml` what became of each version and when.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.demo.contents import versions
from portal.demo.organization import toml
from records.content import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One named step of the route."""

    step: str
    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A version that went back to its author for correction."""

    by: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgent:
    """A version that one person issued alone, and that another confirmed."""

    by: str
    on: date
    reason: str
    confirmed_by: str
    confirmed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoVersion:
    """A version and what became of it. `state`: issued, adopted, in_review, returned or draft.

    Usernames are those of `people()`. An adopted version was signed on paper: it has the printed
    names in `adopted` instead.
    """

    content: Content
    state: str
    label: str | None
    note: str
    scope: str
    prepared_by: tuple[str, ...]
    prepared_on: date | None
    reviews: tuple[Review, ...]
    approved_by: str | None
    committee: str | None
    approved_on: date | None
    effective_on: date | None
    adopted: dict[str, Any] | None
    returned: Returned | None = None
    urgent: Urgent | None = None
    request: str | None = None
    """The reason of the request of change that it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoDocument:
    """A code with its versions in order of time; `withdrawal`: reason, day and person."""

    code: str
    kind: str
    office: str
    tags: tuple[str, ...]
    versions: tuple[DemoVersion, ...] = field(repr=False)
    withdrawal: dict[str, Any] | None


def documents() -> list[DemoDocument]:
    """Every document with all its versions, in the order of `history.toml`."""
    return [_document(row) for row in toml("history.toml")["documents"]]


def source(code: str) -> dict[str, Any]:
    """The file of a code as it was written."""
    folder = "formats" if code.startswith("FO") else "procedures"
    return toml(f"{folder}/{code}.toml")


def _document(row: dict[str, Any]) -> DemoDocument:
    return dated(source(row["code"]), row)


def dated(written: dict[str, Any], row: dict[str, Any]) -> DemoDocument:
    """A document as it is written, with what became of each of its versions."""
    contents = versions(written)
    return DemoDocument(
        code=written["code"],
        kind=written["kind"],
        office=written["office"],
        tags=tuple(row["tags"]),
        versions=tuple(
            _version(each, content) for each, content in zip(row["versions"], contents, strict=True)
        ),
        withdrawal=row.get("withdrawal"),
    )


def _version(row: dict[str, Any], content: Content) -> DemoVersion:
    return DemoVersion(
        content=content,
        state=row.get("state", "issued"),
        label=row.get("label"),
        note=row["note"],
        scope=row.get("scope", "major"),
        prepared_by=tuple(row.get("prepared_by", ())),
        prepared_on=row.get("prepared_on"),
        reviews=tuple(Review(**each) for each in row.get("reviews", ())),
        approved_by=row.get("approved_by"),
        committee=row.get("committee"),
        approved_on=row.get("approved_on"),
        effective_on=row.get("effective_on"),
        adopted=row.get("adopted"),
        returned=Returned(**row["returned"]) if "returned" in row else None,
        urgent=Urgent(**row["urgent"]) if "urgent" in row else None,
        request=row.get("request"),
    )
