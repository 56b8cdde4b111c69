"""What a check is, what it finds, and what it may lean on while the rows pass by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from records.events import GENESIS
from records.exceptions import Failure
from records.integrity.streams import ONCE, STREAMS
from records.merkle import Frontier

UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    ObjectDoesNotExist,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it was written: which check saw it, where, and what it saw."""

    check: str
    object: str
    message: str


Found = Iterable[tuple[str, str]]
"""What a check yields: object and sentence."""


@dataclass(frozen=True, slots=True)
class Check:
    """`look` is called with each row of its stream (a list of them if `many`) and the state."""

    name: str
    over: str
    many: bool
    look: Callable[[Any, State], Found]


@dataclass
class State:
    """What the passes remember: the row before, the tree so far, which rows were witnessed.

    `counts` is how much was checked. Nothing here grows with the register but one bit a row.
    """

    seq: int = 0
    chain: str = GENESIS
    tree: Frontier = field(default_factory=Frontier)
    heads_at: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    witnessed: dict[str, bytearray] = field(default_factory=dict)
    former: Any = None
    last_anchor: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    seals: frozenset[str] | None = None  # of the entity, once they were asked for

    def witness(self, table: str, key: int) -> None:
        """Remember that an event vouches for a row."""
        bits = self.witnessed.setdefault(table, bytearray())
        place, bit = divmod(key, 8)
        if place >= len(bits):
            bits.extend(bytes(place + 1 - len(bits) + 1024))
        bits[place] |= 1 << bit

    def is_witnessed(self, table: str, key: int) -> bool:
        """True if an event vouched for that row."""
        bits = self.witnessed.get(table, b"")
        place, bit = divmod(key, 8)
        return place < len(bits) and bool(bits[place] & 1 << bit)


class CouldNotCheck(Failure):
    """Database, storage or key cannot be read: nothing is known, which is not the same as sound."""


CHECKS: dict[str, Check] = {}


def check(
    name: str, *, over: str, many: bool = False
) -> Callable[[Callable[[Any, State], Found]], Callable[[Any, State], Found]]:
    """Register a check. Upper apps add theirs in `AppConfig.ready()`."""

    def registered(look: Callable[[Any, State], Found]) -> Callable[[Any, State], Found]:
        if over not in STREAMS and over != ONCE:
            raise ValueError(over)
        CHECKS[name] = Check(name, over, many, look)
        return look

    return registered


def of_stream(stream: str) -> list[Check]:
    """The checks that look at a stream, in the order in which they were registered."""
    return [one for one in CHECKS.values() if one.over == stream]


def looked(one: Check, rows: Any, state: State, where: str) -> Iterator[Problem]:
    """What a check finds. What cannot even be read is found, too: tampering makes nonsense."""
    try:
        for name, sentence in one.look(rows, state):
            yield Problem(one.name, name, sentence)
    except UNREADABLE as error:
        yield Problem(one.name, where, f"No se puede leer como se escribió ({error!r:.120}).")
