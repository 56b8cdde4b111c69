"""Whether a text meets a question, where there is no engine to ask: the lines of one inventory.

The same words as everywhere: any accent, plural or order. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.analysis import pairs
from search.terms import (
    Being,
    CodePart,
    InTitle,
    Other,
    Phrase,
    Prefix,
    Query,
    Same,
    Term,
    Together,
    Word,
)


@dataclass(frozen=True, slots=True)
class Told:
    """The words of a text, in order: as they are compared, and their stems."""

    words: tuple[str, ...]
    stems: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Told:
        found = pairs(text)
        return cls(*zip(*found, strict=True)) if found else cls((), ())

    def __add__(self, other: Told) -> Told:
        """The words of both, one text after the other."""
        return Told(self.words + other.words, self.stems + other.stems)


def meets(told: Told, query: Query) -> bool:
    """Whether every group of the question is met by one of its terms, and nothing excluded is.

    A condition (`serie:210`) is met where its words stand side by side. The days that a question
    names are no words: whoever asks holds them against the days that it knows.
    """
    if query.hopeless:
        return False
    if any(_has(told, one) for one in query.excluded):
        return False
    if not all(any(_has(told, one) for one in group) for group in query.groups):
        return False
    return all(
        any(_begun(told.words, Told.of(value).words) for value in one.values) != one.excluded
        for one in query.conditions
    )


def _has(told: Told, term: Term | Other) -> bool:
    match term:
        case Same(typed=typed, others=others):
            return _has(told, typed) or any(_has(told, one) for one in others)
        case Being():
            return False  # what a text is of, its words say
        case InTitle(term=inner):
            return _has(told, inner)
        case Together(stems=several):
            return set(several).issubset(told.stems)
        case Word(stem=one):
            return one in told.stems
        case Prefix(start=start, stem=one):
            return one in told.stems or any(word.startswith(start) for word in told.words)
        case Phrase(stems=several):
            return _runs(told.stems, several)
        case CodePart(parts=parts):
            return _begun(told.words, parts)


def _runs(stands: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether these stand there side by side."""
    count = len(wanted)
    return any(
        tuple(stands[at : at + count]) == tuple(wanted)
        for at, one in enumerate(stands[: len(stands) - count + 1])
        if one == wanted[0]
    )


def _begun(stands: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether these stand there side by side, the last of them perhaps only begun."""
    if not wanted:
        return False
    *whole, last = wanted
    count = len(whole)
    return any(
        list(stands[at : at + count]) == whole and stands[at + count].startswith(last)
        for at in range(len(stands) - count)
    )
