"""What a question asks for, as engines are asked it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from search.analysis import joined, stem, words
from search.fields import ANY_DAY, Condition, Span


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


@dataclass(frozen=True, slots=True)
class InTitle:
    """The same, in the title alone."""

    term: Word | Prefix | Phrase


@dataclass(frozen=True, slots=True)
class Being:
    """Whatever has one of these values in a field. `counts`: as much as if its title said so."""

    condition: Condition
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Together:
    """Several words said instead of others: all of them must be there, wherever they stand, as if
    they had been typed. Side by side, as `phrase` has them, they count for all that was asked."""

    stems: tuple[str, ...]
    phrase: Phrase


Other = Word | Phrase | Together | Being
"""What may be said, or be, instead of what was typed."""


@dataclass(frozen=True, slots=True)
class Same:
    """A word that was typed, or what the entity says instead of it and its neighbours."""

    typed: Word | Phrase
    others: tuple[Other, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The stems that stand for it one by one."""
        said = (one for one in self.others if isinstance(one, Together))
        return tuple(dict.fromkeys(stem for one in said for stem in one.stems))

    @property
    def counted(self) -> tuple[Word | Phrase | Being, ...]:
        """What counts as much as all of it, where it stands or is."""
        others = (one.phrase if isinstance(one, Together) else one for one in self.others)
        return tuple(one for one in others if not isinstance(one, Being) or one.counts)


class Remark(NamedTuple):
    """What was not understood of a question: `code` is field, day or span; `text` is what was
    typed."""

    code: str
    text: str


Term = Word | Prefix | Phrase | CodePart | InTitle | Same
Group = tuple[Term, ...]
Unit = tuple[Word | Phrase | Being, ...]
"""What counts once for the place where any of it stands."""


@dataclass(frozen=True, slots=True)
class Query:
    """Every group must be met by one of its terms, none of `excluded`, and every condition.

    `hopeless`: something was asked, but it holds no word. `shortened`: more was asked than is
    looked for (200 characters, 20 terms and conditions).
    """

    text: str
    groups: tuple[Group, ...] = ()
    excluded: Group = ()
    shortened: bool = False
    conditions: tuple[Condition, ...] = ()
    span: Span = ANY_DAY
    remarks: tuple[Remark, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.text

    @property
    def hopeless(self) -> bool:
        asked = self.groups or self.excluded or self.conditions or not self.span.open
        return bool(self.text) and not asked

    @property
    def coded(self) -> bool:
        """Whether it asks for codes alone."""
        terms = [term for group in self.groups for term in group]
        return bool(terms) and all(isinstance(term, CodePart) for term in terms)

    def units(self) -> tuple[Unit, ...]:
        """What counts for rank: each stem that was typed, or what is said instead of it.

        Then the words of that, each by itself.
        """
        terms = [_bare(term) for group in self.groups for term in group]
        units = [one for term in terms for one in _units(term)]
        apart = (one for term in terms if isinstance(term, Same) for one in _apart(term))
        return tuple(dict.fromkeys((*units, *apart)))

    @property
    def sure(self) -> frozenset[Unit]:
        """The units that whatever meets the question has: those of all alternatives of a group."""
        found: frozenset[Unit] = frozenset()
        for group in self.groups:
            found |= frozenset.intersection(*map(_sure, group))
        return found

    def stems(self) -> frozenset[str]:
        """Every stem that is looked for by itself: each is shown in the excerpt."""
        terms = [_bare(term) for group in self.groups for term in group]
        apart = (one for term in terms if isinstance(term, Same) for one in term.words)
        return frozenset((*(one for term in terms for one in _stems(term)), *apart))

    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """What is said instead of what was typed: shown where all of it stands."""
        terms = (_bare(term) for group in self.groups for term in group)
        others = (one for term in terms if isinstance(term, Same) for one in term.counted)
        said = (one for one in others if not isinstance(one, Being))
        return tuple(dict.fromkeys(map(_stems, said)))

    @property
    def as_title(self) -> str:
        """A title that is just what was typed, as an index has it; empty where none can be."""
        return joined(map(stem, words(self.text))) if self.plain and self.groups else ""

    def starts(self) -> tuple[str, ...]:
        """What words may begin with, for the excerpt."""
        terms = [_bare(term) for group in self.groups for term in group]
        return tuple(term.start for term in terms if isinstance(term, Prefix))

    @property
    def plain(self) -> bool:
        """Whether it is words alone: nothing says that all of them must be there, or where."""
        terms = [term for group in self.groups for term in group]
        marked = set('"“”„«»') & set(self.text)
        narrowed = self.excluded or self.conditions or marked or not self.span.open
        return not narrowed and not any(isinstance(one, InTitle | Prefix) for one in terms)

    @property
    def loosened(self) -> Query | None:
        """A question for any of the words of several that are plain, typed or said instead."""
        terms = dict.fromkeys(term for group in self.groups for term in group)
        said = (one for term in terms if isinstance(term, Same) for one in term.words)
        terms |= dict.fromkeys(map(Word, said))
        groups = (tuple(terms),)
        return replace(self, groups=groups) if self.plain and groups != self.groups else None


def _bare(term: Term) -> Word | Prefix | Phrase | CodePart | Same:
    return term.term if isinstance(term, InTitle) else term


def _units(term: Term) -> Iterator[Unit]:
    bare = _bare(term)
    others = bare.counted if isinstance(bare, Same) else ()
    for one in _stems(bare):
        yield (Word(one), *others)


def _apart(term: Same) -> Iterator[Unit]:
    """Each word of what is said instead, or all of what was asked in its place."""
    for one in term.words:
        yield (Word(one), term.typed, *term.counted)


def _sure(term: Term) -> frozenset[Unit]:
    bare = _bare(term)
    match bare:
        case Prefix():
            return frozenset()
        case CodePart(parts=parts):
            return frozenset((Word(one),) for one in parts[:-1])
        case Same(others=others, counted=counted) if others != counted:
            return frozenset()  # what meets it otherwise than by what counts
    return frozenset(_units(bare))


def _stems(term: Word | Prefix | Phrase | CodePart | Same) -> tuple[str, ...]:
    match term:
        case Word(stem=one) | Prefix(stem=one):
            return (one,)
        case Phrase(stems=several):
            return several
        case CodePart(parts=parts):
            return parts
        case Same(typed=typed):
            return _stems(typed)
