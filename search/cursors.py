"""The cursor of a hit: what orders it, so that the next piece begins behind it whatever came in."""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, Protocol

_LONGEST = 1_000


class Pieced(Protocol):
    @property
    def after(self) -> str: ...

    @property
    def offset(self) -> int: ...


def cursor_of(place: Sequence[Any]) -> str:
    """What orders a hit, as it stands in an address."""
    return base64.urlsafe_b64encode(json.dumps(list(place)).encode()).decode().rstrip("=")


def place_of(cursor: str) -> list[Any] | None:
    """What a cursor holds; None for what is none."""
    if not cursor or len(cursor) > _LONGEST:
        return None
    try:
        held = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return held if isinstance(held, list) else None


def place_after(places: Sequence[tuple[Any, ...]], wanted: Pieced) -> int:
    """Where the wanted piece begins among these, which are in order."""
    held = place_of(wanted.after)
    if held is None or not places or len(held) != len(places[0]):
        return wanted.offset
    try:
        return bisect_right(places, tuple(held))
    except TypeError:
        return wanted.offset
