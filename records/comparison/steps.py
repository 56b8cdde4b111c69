"""What of a difference the flowchart shows: the steps that came, went, moved and changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from records.comparison.model import Difference, State
from records.comparison.parts import written
from records.content import Block


@dataclass(frozen=True, slots=True)
class StepChanges:
    """A table of activities of the newer content: what became of its rows, by their id there.

    `removed`: the rows of the older that are no more, as they were.
    """

    block: Block
    marks: Mapping[str, tuple[State, ...]]
    removed: tuple[Mapping[str, Any], ...]


def steps(difference: Difference) -> list[StepChanges]:
    """Each table of activities of the newer content in which a step differs."""
    older, newer, changes = difference.older, difference.newer, difference.changes
    tables = [key for key in newer if key[:2] == ("block", "activities")]
    gone: dict[Any, list[Mapping[str, Any]]] = {}
    for key, change in changes.items():
        if key[:2] == ("row", "activities") and change.new is None:
            former = older[key].parent
            place = former if former in newer else next(iter(tables), None)
            gone.setdefault(place, []).append(written(older, key, numbered=True))
    found = []
    for table in tables:
        rows = [one for keys in newer[table].children.values() for one in keys]
        marks = {newer[one].id: changes[one].states for one in rows if one in changes}
        if rows and (marks or table in gone):
            block = written(newer, table, numbered=True)
            found.append(StepChanges(block, marks, tuple(gone.get(table, ()))))
    return found
