"""The route of a version as it was frozen, and how far its signatures have come."""

from __future__ import annotations

from collections.abc import Iterable

from records.lifecycle import Signed, Step, next_step
from records.models import DocumentVersion, Signature


def route_of(version: DocumentVersion) -> list[Step]:
    """The route that was frozen when the version was submitted."""
    return [
        Step(
            step["role"],
            step["name"],
            tuple(step["people"]),
            step.get("committee", ""),
            step.get("days"),
        )
        for step in version.route
    ]


def signed(version: DocumentVersion) -> list[Signed]:
    """The signatures that are there, as the rules read them."""
    return as_signed(version.signatures.all())


def as_signed(signatures: Iterable[Signature]) -> list[Signed]:
    """What the rules read of signatures; one without a person is a committee's."""
    return [Signed(one.step, one.role, one.user_id, one.stands_for_id) for one in signatures]


def pending_step(version: DocumentVersion) -> int | None:
    """Index of the step that waits for a signature; None when all signed."""
    return next_step(route_of(version), signed(version))


def awaited_committee(version: DocumentVersion) -> str:
    """Code of the committee that the version waits for now; empty where it waits for people."""
    step = pending_step(version)
    return "" if step is None else route_of(version)[step].committee


def missing_people(version: DocumentVersion, place: int) -> list[int]:
    """Ids of whom that step names and whose signature is not there; none where anyone may sign."""
    there = {one.counts_for for one in signed(version) if one.step == place}
    return [one for one in route_of(version)[place].people if one not in there]
