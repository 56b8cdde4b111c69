"""Series that are kept for less than a norm asks, by the words of their names. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from records.text import fold
from retention.calculus import PERMANENT


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least years that `basis` asks of series with these words; ways of saying it by |."""

    words: str
    years: int
    basis: str

    def means(self, name: str) -> bool:
        """Whether a name has the beginnings of all the words of one way of saying it."""
        there = fold(name).split()
        return any(
            bool(way) and all(any(word.startswith(part) for word in there) for part in way)
            for way in (fold(one).split() for one in self.words.split("|"))
        )


def too_short(
    names: Iterable[str], years: int, disposition: str, minimums: Iterable[Minimum]
) -> list[Minimum]:
    """The minimums that a line misses, by its own name or that of a series above it.

    What is preserved for ever misses none.
    """
    if disposition == PERMANENT:
        return []
    known = list(names)
    return [one for one in minimums if years < one.years and any(one.means(name) for name in known)]
