"""The language of questions: words (all of them), "phrases", -excluded or NO, OR, prefix*,
field:value and spans of days.

Any text is a question; none is an error. What is not understood is looked for as words, and a
remark says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from search.analysis import FILLERS, STOP_WORDS, fold, stem, words
from search.fields import ANY_DAY, CODES, DAY, SINCE, TITLE, UNTIL, WORDS, Condition, Span, span_of

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


class Remark(NamedTuple):
    """What was not understood of a question: `code` is field, day or span; `text` is what was
    typed."""

    code: str
    text: str


Term = Word | Prefix | Phrase | CodePart | InTitle
Group = tuple[Term, ...]


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

    def stems(self) -> frozenset[str]:
        """Every stem that counts for rank and excerpt."""
        return frozenset(one for group in self.groups for term in group for one in _stems(term))

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
        """A question for any of the words of several that are plain."""
        if len(self.groups) < 2 or not self.plain:
            return None
        terms = dict.fromkeys(term for group in self.groups for term in group)
        return replace(self, groups=(tuple(terms),))


def _bare(term: Term) -> Word | Prefix | Phrase | CodePart:
    return term.term if isinstance(term, InTitle) else term


def _stems(term: Term) -> tuple[str, ...]:
    match _bare(term):
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
    conditions: list[Condition] = field(default_factory=list)
    span: Span = ANY_DAY
    remarks: list[Remark] = field(default_factory=list)
    asides: list[list[Term]] = field(default_factory=list)
    negated: bool = False
    joined: bool = False
    count: int = 0

    @property
    def full(self) -> bool:
        return self.count == MOST_TERMS

    def take(self, alternatives: list[Term], *, excluded: bool) -> None:
        self.count += 1
        if excluded or self.negated:
            self.excluded += alternatives
        elif self.joined and self.groups:
            self.groups[-1] += alternatives
        else:
            self.groups.append(alternatives)
        self.negated = self.joined = False

    def narrow(self, condition: Condition) -> None:
        self.count += 1
        self.conditions.append(condition)
        self.negated = self.joined = False


def parse(text: str) -> Query:
    """What `text` asks for. Never raises."""
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
            if aside:
                reading.asides.append(alternatives)
            else:
                reading.take(alternatives, excluded=part.excluded)
    asked = _without_stop_words(reading.groups or reading.asides[:MOST_TERMS])
    groups = tuple(tuple(dict.fromkeys(group)) for group in asked)
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
            reading.remarks.append(Remark("day", part.typed))
            return False
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
            yield [_together(before)]
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


def _together(found: list[str]) -> Word | Phrase:
    return Word(stem(found[0])) if len(found) == 1 else Phrase(tuple(stem(one) for one in found))


def _without_stop_words(groups: list[list[Term]]) -> list[list[Term]]:
    """Words that stand in every document say nothing, unless nothing else was asked."""
    stops: set[Term] = {Word(stem(word)) for word in STOP_WORDS}
    telling = [group for group in groups if not set(group) <= stops]
    return telling or groups


def begun(query: Query) -> Query | None:
    """What somebody who has typed so far may mean: titles with these words, the last one begun.

    Or a code that begins so. None while nothing can be meant.
    """
    found = words(query.text)[:MOST_TERMS]
    if not found:
        return None
    code = CodePart(tuple(found))
    *whole, last = found
    telling = [word for word in whole if word not in STOP_WORDS]
    groups: list[Group] = [(InTitle(Word(stem(word))),) for word in telling]
    start = Prefix(last, stem(last)) if len(last) > 1 else Word(stem(last))
    if any(word.isdigit() or not word.isalpha() for word in found):
        return Query(query.text, ((code,),))
    groups.append((InTitle(start), code) if not whole else (InTitle(start),))
    return Query(query.text, tuple(groups))
