"""Names and codes that nearly say the same: what a person would ask about before keeping. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from records.text import fold

ALIKE = 90.0
"""From this similarity (0 to 100) on two names are told: «Actas de comite» and «Acta de comité»."""
NAME, CODE, TWICE = "name", "code", "twice"


@dataclass(frozen=True, slots=True)
class Named:
    """A series: its office, what stands above it (its code, or empty), its code and name."""

    office: str
    above: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two series of one office that nearly are one: same or like name, or code but for zeros."""

    kind: str
    one: Named
    other: Named


def likenesses(series: Iterable[Named]) -> list[Likeness]:
    """Every pair of the same office and the same place that is alike, each once, in their order.

    Series of different offices have the same name by right: the same series is produced in many.
    """
    places: dict[tuple[str, str], list[Named]] = defaultdict(list)
    for one in series:
        places[one.office, one.above].append(one)
    return [pair for siblings in places.values() for pair in _among(siblings)]


def like(new: Named, others: Sequence[Named]) -> list[Likeness]:
    """What one that is being written resembles."""
    beside = [
        one
        for one in others
        if (one.office, one.above) == (new.office, new.above) and one.code != new.code
    ]
    return [found for one in beside if (found := _pair(new, one))]


def _among(siblings: Sequence[Named]) -> Iterator[Likeness]:
    found = (_pair(one, other) for one, other in combinations(siblings, 2))
    return (one for one in found if one is not None)


def _pair(one: Named, other: Named) -> Likeness | None:
    names = fold(one.name), fold(other.name)
    if names[0] == names[1]:
        return Likeness(TWICE, one, other)
    if _digits(one.code) == _digits(other.code):
        return Likeness(CODE, one, other)
    # «Actas 2019» and «Actas 2020» differ in what matters.
    alike = bool(fuzz.ratio(*names, score_cutoff=ALIKE))
    return (
        Likeness(NAME, one, other) if alike and _numbers(names[0]) == _numbers(names[1]) else None
    )


def _digits(code: str) -> list[str]:
    return [part.lstrip("0") or "0" for part in re.split(r"[.\-/ ]+", code.strip())]


def _numbers(name: str) -> list[str]:
    return re.findall(r"\d+", name)
