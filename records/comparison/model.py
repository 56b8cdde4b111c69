"""What a difference is made of: changes of parts, and of the fields of a part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from records.comparison.parts import Key, Part, Tree

State = Literal["added", "removed", "moved", "changed"]


class _Absent:
    """A field that is not there at all, which is not the same as one that says nothing."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: `same`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, as they stand in the contents; ABSENT where it is not."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One part that differs: `old` in the older content, `new` in the newer, either may be None.

    `moved`: it stands elsewhere among those that stayed. `after`: in the newer content it follows
    this sibling, None when it is the first; of what was removed it says nothing.
    """

    old: Part | None
    new: Part | None
    moved: bool = False
    fields: tuple[FieldChange, ...] = ()
    after: Key | None = None

    @property
    def key(self) -> Key:
        return self.part.key

    @property
    def part(self) -> Part:
        """The part as it is now, or as it last was."""
        found = self.new or self.old
        if found is None:
            raise ValueError("a change is of a part")
        return found

    @property
    def states(self) -> tuple[State, ...]:
        """What became of it; what was moved and edited is both."""
        if self.old is None:
            return ("added",)
        if self.new is None:
            return ("removed",)
        told: list[State] = ["moved"] if self.moved else []
        return (*told, "changed") if self.fields else tuple(told)


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changed: `head` of the document itself, `changes` of its parts by their key.

    `older` and `newer` are what was compared, the newer under the ids of the older where these
    name the same part. `renumbered`: numbers differ, which is no change.
    """

    older: Tree
    newer: Tree
    head: tuple[FieldChange, ...]
    changes: Mapping[Key, Change]
    renumbered: bool

    def __bool__(self) -> bool:
        return bool(self.head or self.changes)

    def __len__(self) -> int:
        """How many things changed: the size of the edit script."""
        return len(self.head) + sum(len(change.states) for change in self.changes.values())
