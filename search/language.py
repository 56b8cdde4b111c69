"""The language of questions: words (all of them), "phrases", -excluded or NO, OR, prefix*,
field:value and spans of days.

Any text is a question; none is an error. What is not understood is looked for as words, or left
out where it is no day; a remark says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from search.analysis import FILLERS, STOP_WORDS, fold, stem, words
from search.fields import ANY_DAY, CODES, DAY, SINCE, TITLE, UNTIL, WORDS, Condition, Span, span_of
from search.synonyms import NONE, Asked, Thesaurus, telling, together, widened
from search.terms import (
    Being,
    CodePart,
    Group,
    InTitle,
    Phrase,
    Prefix,
    Query,
    Remark,
    Term,
    Together,
    Word,
)

LONGEST = 200
MOST_TERMS = 20

_PART = re.compile(
    r'(?P<minus>[-−–]?)(?:(?P<field>[^\W\d_]{3,12}):(?:"(?P<quoted>[^"]*)"?|(?P<value>[^\s"]+))'
    r'|"(?P<phrase>[^"]*)"?)|(?P<chunk>[^\s"]+)'
)
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_COMPOUND = re.compile(r"[\w./\u0300-\u036f−–-]+")
_CODE = re.compile(r"(?=.*\d)[\w]+(?:[-.][\w]*)+")
_MINUS = "-−–"
_STOPS = frozenset(map(stem, STOP_WORDS))


def clean(text: str) -> str:
    """`text` as a database can take it: no NUL, no other control, no half of a character."""
    kept = (" " if unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"} else one for one in text)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


@dataclass
class _Reading:
    groups: list[Asked] = field(default_factory=list)
    excluded: list[Term] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    span: Span = ANY_DAY
    remarks: list[Remark] = field(default_factory=list)
    asides: list[Asked] = field(default_factory=list)
    negated: bool = False
    joined: bool = False
    count: int = 0

    @property
    def full(self) -> bool:
        return self.count == MOST_TERMS

    def take(self, asked: Asked, *, excluded: bool) -> None:
        self.count += 1
        if excluded or self.negated:
            self.excluded += asked.terms
        elif self.joined and self.groups:
            before = self.groups[-1]
            self.groups[-1] = Asked(before.terms + asked.terms, before.spoken and asked.spoken)
        else:
            self.groups.append(asked)
        self.negated = self.joined = False

    def narrow(self, condition: Condition) -> None:
        self.count += 1
        self.conditions.append(condition)
        self.negated = self.joined = False


def parse(text: str, known: Thesaurus = NONE) -> Query:
    """What `text` asks for, where the entity says it so. Never raises."""
    whole = clean(text)
    source = whole[:LONGEST].rstrip()
    shouted = source.upper() == source
    reading = _Reading()
    shortened = len(whole) > LONGEST
    for part in _parts(source.translate(_QUOTES)):
        if part.kind == "chunk" and _operator(part.value, shouted, reading):
            continue
        if reading.full:
            shortened = True
            break
        if part.kind == "field" and _narrowed(part, reading):
            continue
        aside = not reading.joined and not reading.negated and _is_filler(part)
        for alternatives in _terms(part):
            if reading.full:
                shortened = True
                break
            asked = Asked(alternatives, spoken=part.kind == "chunk")
            if aside:
                reading.asides.append(asked)
            else:
                reading.take(asked, excluded=part.excluded)
    wanted = _without_stop_words(reading.groups or reading.asides[:MOST_TERMS])
    groups = (tuple(dict.fromkeys(group)) for group in widened(wanted, known))
    return Query(
        text=source,
        groups=tuple(dict.fromkeys(groups)),
        excluded=tuple(dict.fromkeys(reading.excluded)),
        shortened=shortened,
        conditions=tuple(dict.fromkeys(reading.conditions)),
        span=reading.span,
        remarks=tuple(dict.fromkeys(reading.remarks)),
    )


class _Part(NamedTuple):
    """A piece of a question: a chunk, a phrase, or the value of a field with its name."""

    kind: str
    value: str
    excluded: bool = False
    name: str = ""
    quoted: bool = False

    @property
    def typed(self) -> str:
        value = f'"{self.value}"' if self.quoted else self.value
        return f"{self.name}:{value}"


def _parts(source: str) -> Iterator[_Part]:
    for found in _PART.finditer(source):
        minus = bool(found["minus"])
        if found["field"] is not None:
            quoted = found["quoted"] is not None
            value = found["quoted"] if quoted else found["value"]
            yield _Part("field", value, minus, found["field"], quoted)
        elif found["phrase"] is not None:
            yield _Part("phrase", found["phrase"], minus)
        else:
            chunk = found["chunk"]
            bare = chunk.lstrip(_MINUS)
            yield _Part("chunk", bare, bare != chunk)


def _is_filler(part: _Part) -> bool:
    """Whether it is a word of asking: looked for only where nothing else is."""
    return part.kind == "chunk" and not part.excluded and set(words(part.value)) <= FILLERS


def _narrowed(part: _Part, reading: _Reading) -> bool:
    """Whether the part narrows the question; else it is looked for as words, with a remark."""
    name = fold(part.name)
    excluded = part.excluded or reading.negated
    if name in {SINCE, UNTIL, DAY}:
        span = None if excluded else span_of(name, part.value)
        if span is None:
            # Its digits are not looked for: «31» is found in the day of every act.
            reading.remarks.append(Remark("day", part.typed))
            return True
        both = reading.span.within(span)
        if both.empty:
            reading.remarks.append(Remark("span", part.typed))
        reading.span = both
        return True
    if name in WORDS and part.value:
        reading.narrow(Condition(WORDS[name], (part.value,), excluded))
        return True
    if name not in CODES and name != TITLE:
        reading.remarks.append(Remark("field", part.typed))
    return False


def _operator(chunk: str, shouted: bool, reading: _Reading) -> bool:
    """OR is no Spanish word; the others are operators unless the whole question is in capitals."""
    if chunk == "OR" or (chunk == "O" and not shouted):
        reading.joined = True
    elif chunk in {"NO", "NOT"} and not shouted:
        reading.negated = True
    else:
        return chunk in {"AND", "Y"} and not shouted
    return True


def _terms(part: _Part) -> Iterator[list[Term]]:
    value = part.value
    name = fold(part.name) if part.kind == "field" else ""
    if name in CODES:
        if found := words(value):
            yield [CodePart(tuple(found))]
        return
    if name == TITLE:
        inner = _Part("phrase" if part.quoted else "chunk", value)
        for alternatives in _terms(inner):
            yield [InTitle(one) for one in alternatives if isinstance(one, Word | Prefix | Phrase)]
        return
    if name or part.kind == "phrase":
        if name and (before := words(part.name)):
            yield [together(before)]
        if found := words(value):
            yield [together(found)]
        return
    for compound in _COMPOUND.findall(value):
        found = words(compound)
        begun = value.endswith(compound + "*")
        if not found:
            continue
        if len(found) == 1 and begun and len(found[0]) > 1:
            yield [Prefix(found[0], stem(found[0]))]
        elif _CODE.fullmatch(compound):
            yield [together(found), *_codes(found)]
        else:
            yield [together(found)]


def _codes(found: list[str]) -> Iterator[CodePart]:
    """A code as it was typed; «PR-M2-P6-1» is also that of 01."""
    yield CodePart(tuple(found))
    if len(found[-1]) == 1 and found[-1].isdigit() and found[-1] != "0":
        yield CodePart((*found[:-1], f"0{found[-1]}"))


def _without_stop_words(groups: list[Asked]) -> list[Asked]:
    """Words that stand in every document say nothing, unless nothing else was asked."""
    return [group for group in groups if not all(map(_is_stop, group.terms))] or groups


def _is_stop(term: Term) -> bool:
    """Of several words, all of them: «y/o»."""
    match term:
        case Word(one):
            return one in _STOPS
        case Phrase(stems):
            return _STOPS.issuperset(stems)
    return False


def begun(query: Query, known: Thesaurus = NONE) -> Query | None:
    """What somebody who has typed so far may mean: titles with these words, the last one begun.

    Or with what the entity says instead of all of them, or a code that begins so. None while
    nothing can be meant.
    """
    found = words(query.text)[:MOST_TERMS]
    if not found:
        return None
    code = CodePart(tuple(found))
    *whole, last = found
    asked = [word for word in whole if word not in STOP_WORDS]
    groups: list[Group] = [(InTitle(Word(stem(word))),) for word in asked]
    start = Prefix(last, stem(last)) if len(last) > 1 else Word(stem(last))
    if any(word.isdigit() or not word.isalpha() for word in found):
        return Query(query.text, ((code,),))
    # A code alternative to all of the words: «PR-M» may begin one, though none is called so.
    groups = [(*group, code) for group in (*groups, (InTitle(start),))]
    others = known.instead_of(telling(found))
    instead = tuple(
        InTitle(one.phrase if isinstance(one, Together) else one)
        for one in others
        if not isinstance(one, Being)
    )
    return Query(query.text, tuple((*group, *instead) for group in groups))
