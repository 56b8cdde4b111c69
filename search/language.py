"""The language of questions: words (all of them), "phrases", -excluded or NO, OR, prefix*.

Any text is a question; none is an error. What is not understood is looked for as words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from search.analysis import STOP_WORDS, stem, words

LONGEST = 200
MOST_TERMS = 20

_PART = re.compile(r'(?P<minus>[-−–]?)"(?P<phrase>[^"]*)"?|(?P<chunk>[^\s"]+)')
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_COMPOUND = re.compile(r"[\w./\u0300-\u036f−–-]+")
_CODE = re.compile(r"(?=.*\d)[\w]+(?:[-.][\w]*)+")
_MINUS = "-−–"


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any inflexion."""

    stem: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins so, or an inflexion of it: trámite* is also found in «trámites»."""

    start: str
    stem: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side within code, title or body."""

    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodePart:
    """A piece of the document's code: whole words, the last one may be only begun."""

    parts: tuple[str, ...]


Term = Word | Prefix | Phrase | CodePart
Group = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Every group must be met by one of its terms, and none of `excluded`.

    `hopeless`: something was asked, but it holds no word. `shortened`: more was asked than is
    looked for (200 characters, 20 terms).
    """

    text: str
    groups: tuple[Group, ...] = ()
    excluded: Group = ()
    shortened: bool = False

    @property
    def empty(self) -> bool:
        return not self.text

    @property
    def hopeless(self) -> bool:
        return bool(self.text) and not self.groups and not self.excluded

    def stems(self) -> frozenset[str]:
        """Every stem that counts for rank and excerpt."""
        return frozenset(one for group in self.groups for term in group for one in _stems(term))

    def starts(self) -> tuple[str, ...]:
        """What words may begin with, for the excerpt."""
        terms = [term for group in self.groups for term in group]
        return tuple(term.start for term in terms if isinstance(term, Prefix))


def _stems(term: Term) -> tuple[str, ...]:
    match term:
        case Word(stem=one) | Prefix(stem=one):
            return (one,)
        case Phrase(stems=several):
            return several
        case CodePart(parts=parts):
            return parts


def clean(text: str) -> str:
    """`text` as a database can take it: no NUL, no other control, no half of a character."""
    kept = (" " if unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"} else one for one in text)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


@dataclass
class _Reading:
    groups: list[list[Term]] = field(default_factory=list)
    excluded: list[Term] = field(default_factory=list)
    negated: bool = False
    joined: bool = False
    count: int = 0

    def take(self, alternatives: list[Term], *, excluded: bool) -> None:
        self.count += 1
        if excluded or self.negated:
            self.excluded += alternatives
        elif self.joined and self.groups:
            self.groups[-1] += alternatives
        else:
            self.groups.append(alternatives)
        self.negated = self.joined = False


def parse(text: str) -> Query:
    """What `text` asks for. Never raises."""
    whole = clean(text)
    source = whole[:LONGEST].rstrip()
    shouted = source.upper() == source
    reading = _Reading()
    shortened = len(whole) > LONGEST
    for kind, value, minus in _parts(source.translate(_QUOTES)):
        if kind == "chunk" and _operator(value, shouted, reading):
            continue
        for alternatives in _terms(kind, value):
            if reading.count == MOST_TERMS:
                shortened = True
                break
            reading.take(alternatives, excluded=minus)
    groups = tuple(tuple(dict.fromkeys(group)) for group in _without_stop_words(reading.groups))
    return Query(
        source, tuple(dict.fromkeys(groups)), tuple(dict.fromkeys(reading.excluded)), shortened
    )


def _parts(source: str) -> Iterator[tuple[str, str, bool]]:
    for found in _PART.finditer(source):
        chunk = found["chunk"]
        if chunk is None:
            yield "phrase", found["phrase"], bool(found["minus"])
            continue
        bare = chunk.lstrip(_MINUS)
        yield "chunk", bare, bare != chunk


def _operator(chunk: str, shouted: bool, reading: _Reading) -> bool:
    """OR is no Spanish word; the others are operators unless the whole question is in capitals."""
    if chunk == "OR" or (chunk == "O" and not shouted):
        reading.joined = True
    elif chunk in {"NO", "NOT"} and not shouted:
        reading.negated = True
    else:
        return chunk in {"AND", "Y"} and not shouted
    return True


def _terms(kind: str, value: str) -> Iterator[list[Term]]:
    if kind == "phrase":
        if found := words(value):
            yield [_together(found)]
        return
    for compound in _COMPOUND.findall(value):
        found = words(compound)
        begun = value.endswith(compound + "*")
        if not found:
            continue
        if len(found) == 1 and begun and len(found[0]) > 1:
            yield [Prefix(found[0], stem(found[0]))]
        elif _CODE.fullmatch(compound):
            yield [_together(found), CodePart(tuple(found))]
        else:
            yield [_together(found)]


def _together(found: list[str]) -> Term:
    return Word(stem(found[0])) if len(found) == 1 else Phrase(tuple(stem(one) for one in found))


def _without_stop_words(groups: list[list[Term]]) -> list[list[Term]]:
    """Words that stand in every document say nothing, unless nothing else was asked."""
    stops = {Word(stem(word)) for word in STOP_WORDS}
    telling = [group for group in groups if not set(group) <= stops]
    return telling or groups
