"""The entity's own synonyms: what it also calls what people ask for. Pure.

They act on the question, so that a change of the list counts from the next question on, in every
engine alike, and no index is built anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from records.characters import in_sight
from search.analysis import FILLERS, STOP_WORDS, stem, words
from search.terms import Being, Group, Other, Phrase, Same, Term, Together, Word

BETWEEN = "="
MOST_SETS = 500
MOST_EXPRESSIONS = 12
"""Of one set."""
MOST_WORDS = 12
"""Of one expression."""
_STEMS_SAYING_NOTHING = frozenset(map(stem, STOP_WORDS | FILLERS))


def expressions_of(written: str) -> list[str]:
    """The expressions of a set, written one a line, or all in one line: «FUID = inventario», or
    with commas alone."""
    lines = [bare for line in written.splitlines() if (bare := in_sight(line))]
    if len(lines) == 1:
        lines = lines[0].split(BETWEEN if BETWEEN in lines[0] else ",")
    return [bare for line in lines if (bare := in_sight(line))]


class Fault(NamedTuple):
    """What is wrong with an expression of a set: it is one of several sets, few, many, long,
    empty, twice or elsewhere."""

    code: str
    expression: str = ""
    most: int = 0


def faults_of(expressions: Sequence[str], others: Sequence[str]) -> list[Fault]:
    """What speaks against a set, beside the others of the list."""
    if several := [one for one in expressions if BETWEEN in one]:
        return [Fault("several", several[0][:60])]
    if len(expressions) < 2:
        return [Fault("few")]
    if len(expressions) > MOST_EXPRESSIONS:
        return [Fault("many", most=MOST_EXPRESSIONS)]
    found = []
    taken = {key_of(one) for other in others for one in expressions_of(other)}
    seen: set[tuple[str, ...]] = set()
    for one in expressions:
        key = key_of(one)
        if len(words(one)) > MOST_WORDS:
            found.append(Fault("long", f"{one[:60]}…", MOST_WORDS))
        elif not key:
            found.append(Fault("empty", one[:60]))
        elif key in seen:
            found.append(Fault("twice", one))
        elif key in taken:
            found.append(Fault("elsewhere", one))
        seen.add(key)
    return found


def key_of(expression: str) -> tuple[str, ...]:
    """What makes two expressions the same: the stems of the words that say something."""
    return telling(words(expression))


def telling(found: Iterable[str]) -> tuple[str, ...]:
    """The stems of the words that say something."""
    return tuple(root for root in map(stem, found) if root not in _STEMS_SAYING_NOTHING)


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """What is said instead of an expression, by its key; and every word there is of them."""

    others: Mapping[tuple[str, ...], tuple[Other, ...]]
    longest: int = 0
    words: frozenset[str] = frozenset()

    def instead_of(self, stems: Sequence[str]) -> tuple[Other, ...]:
        return self.others.get(tuple(stems), ())


NONE = Thesaurus({})


@lru_cache(maxsize=8)
def thesaurus(sets: tuple[str, ...], called: tuple[tuple[str, Being], ...] = ()) -> Thesaurus:
    """Of the sets as they are written, and of what is called so whatever its text says.

    An expression of two sets means what both say.
    """
    others: dict[tuple[str, ...], dict[Other, None]] = {}
    for written in sets:
        terms = {key: term for one in expressions_of(written) for key, term in _read(one)}
        for key in terms:
            rest = (term for other, term in terms.items() if other != key)
            others.setdefault(key, {}).update(dict.fromkeys(rest))
    for name, being in called:
        if key := key_of(name):
            others.setdefault(key, {})[being] = None
    known = (one for written in sets for one in expressions_of(written))
    return Thesaurus(
        others={key: tuple(rest) for key, rest in others.items() if rest},
        longest=max(map(len, others), default=0),
        words=frozenset(
            word for one in (*known, *(name for name, _being in called)) for word in words(one)
        ),
    )


def _read(expression: str) -> Iterator[tuple[tuple[str, ...], Word | Together]]:
    found = words(expression)
    if key := telling(found):
        said = together(found)
        yield key, said if isinstance(said, Word) else Together(key, said)


def together(found: Collection[str]) -> Word | Phrase:
    """Words side by side, in any inflexion."""
    stems = tuple(map(stem, found))
    return Word(stems[0]) if len(stems) == 1 else Phrase(stems)


@dataclass(slots=True)
class Asked:
    """A group of a question on its way. `spoken`: of plain words, for which others may be said."""

    terms: list[Term]
    spoken: bool = False


def widened(groups: Sequence[Asked], known: Thesaurus) -> Iterator[Group]:
    """The groups, each with what the entity says instead of it, the longest expressions first.

    Of an expression of several words each is met by itself or by all that is said instead: so all
    of them are, or that is. What is said instead of one word is asked like typed words, which may
    stand apart; of several that were typed, in the place of which it must stand as it is written.
    """
    start = 0
    while start < len(groups):
        for end in range(min(len(groups), start + known.longest), start, -1):
            if others := known.instead_of(_spoken(groups[start:end])):
                for group in groups[start:end]:
                    yield _with(group, others, alone=end - start == 1)
                break
        else:
            end = start + 1
            yield _each(groups[start], known)
        start = end


def _with(group: Asked, others: tuple[Other, ...], *, alone: bool) -> Group:
    typed = group.terms[0]
    if not isinstance(typed, Word | Phrase):
        return (typed,)
    if not alone:
        others = tuple(one.phrase if isinstance(one, Together) else one for one in others)
    return (Same(typed, others),)


def _each(group: Asked, known: Thesaurus) -> Group:
    """Words between which OR stands mean others one by one."""
    if not group.spoken or not known.longest:
        return tuple(group.terms)
    return tuple(
        Same(one, others)
        if isinstance(one, Word | Phrase) and (others := known.instead_of(_told(one)))
        else one
        for one in group.terms
    )


def _spoken(run: Sequence[Asked]) -> tuple[str, ...]:
    """The stems of these groups; none where one of them is something else than plain words."""
    found: list[str] = []
    for group in run:
        first = group.terms[0]
        if not group.spoken or len(group.terms) > 1 or not isinstance(first, Word | Phrase):
            return ()
        found += _told(first)
    return tuple(found)


def _told(term: Word | Phrase) -> tuple[str, ...]:
    several = (term.stem,) if isinstance(term, Word) else term.stems
    return tuple(one for one in several if one not in _STEMS_SAYING_NOTHING)
