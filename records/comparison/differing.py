"""The difference of two contents: what came, went, changed and moved, as little as can be."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from records.comparison.model import ABSENT, Change, Difference, FieldChange
from records.comparison.pairing import renamed
from records.comparison.parts import ROOT, Key, Tree, tree
from records.content import Content
from records.findings import without_idle_parts


def compare(before: Content, after: Content) -> Difference:
    """All that makes the newer content of the older one; empty when they say the same.

    A part is the same by its id (by what it says, where ids are new). Of siblings that stand in
    another order the fewest are called moved: all but a longest run whose order held. What was
    moved and edited is both. A target of a decision changed only if it is another activity.
    """
    older = tree(before)
    newer = renamed(older, after)
    changes = dict(_changes(older, newer))
    renumbered = any(
        older[key].number != part.number for key, part in newer.items() if key in older
    )
    head = _fields(older[ROOT].fields, newer[ROOT].fields)
    return Difference(older, newer, head, changes, renumbered)


def compare_read(before: Content, after: Content) -> Difference:
    """The same of what is read: an optional part that says nothing is printed nowhere.

    A version of before such parts were left out still holds them; that they go is no change.
    """
    return compare(without_idle_parts(before), without_idle_parts(after))


def _changes(older: Tree, newer: Tree) -> list[tuple[Key, Change]]:
    found = []
    for new in newer.values():
        for container, siblings in new.children.items():
            stayed = _stayed(older, new.key, container, siblings)
            previous = None
            for one in siblings:
                part, old = newer[one], older.get(one)
                fields = _fields(old.fields, part.fields) if old else ()
                moved = old is not None and one not in stayed
                if old is None or moved or fields:
                    found.append((one, Change(old, part, moved, fields, previous)))
                previous = one
    found += [(key, Change(old, None)) for key, old in older.items() if key not in newer]
    return found


def _stayed(older: Tree, parent: Key, container: str, siblings: Sequence[Key]) -> set[Key]:
    """The most of these siblings that stood in the same list of the same part in that order."""
    here = [
        key
        for key in siblings
        if key in older and (older[key].parent, older[key].container) == (parent, container)
    ]
    kept = _longest_rising([older[key].position for key in here])
    return {here[index] for index in kept}


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    """Indexes of a longest rising run, which may leave some out (patience sorting)."""
    tops: list[int] = []  # of each length, the run that ends lowest
    ends: list[int] = []
    before: list[int] = []
    for index, number in enumerate(numbers):
        place = bisect_left(tops, number)
        before.append(ends[place - 1] if place else -1)
        if place == len(tops):
            tops.append(number)
            ends.append(index)
        else:
            tops[place], ends[place] = number, index
    run = []
    index = ends[-1] if ends else -1
    while index >= 0:
        run.append(index)
        index = before[index]
    return run[::-1]


def _fields(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[FieldChange, ...]:
    names = [*new, *(name for name in old if name not in new)]
    return tuple(
        FieldChange(name, old.get(name, ABSENT), new.get(name, ABSENT))
        for name in names
        if old.get(name, ABSENT) != new.get(name, ABSENT)
    )
