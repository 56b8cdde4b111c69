"""The one way to search. Access is part of the question; no caller filters afterwards."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from html import unescape
from itertools import chain
from operator import methodcaller
from typing import Any, NamedTuple, Required, TypedDict, TypeVar, Unpack

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from records.permissions import offices_of, sees_everything
from records.querysets import received_by
from search import facets, said, spelling
from search.backends import engines
from search.backends.base import Answer, Engine, EngineError, Found, Order, Question, Reader
from search.entries import PORTAL, Key, Sort
from search.facets import Facet
from search.fields import ANY_DAY, Condition, Field, Span
from search.lagging import lags
from search.language import begun, clean, parse
from search.subjects import SUBJECTS
from search.synonyms import NONE, Thesaurus
from search.terms import Query

MOST_PAGES = 500
LARGEST_PAGE = 100
STAFF = tuple(Sort)
FACETS = (Field.KIND, Field.OFFICE, Field.PROCESS, Field.SERIES, Field.YEAR, Field.TAG)
STAFF_FACETS = (*FACETS, Field.STATE, Field.ACCESS)
_LONG_AGO = float("-inf")  # no server has time left: the last engine answers
T = TypeVar("T")


class Hit(NamedTuple):
    """What was found, as its sort loads it, and why: a piece of its text, safe to print."""

    key: Key
    subject: Any
    excerpt: SafeString


class Suggestion(NamedTuple):
    """What the box names while one types, with its subject as its sort loads it."""

    key: Key
    code: str
    title: str
    subject: Any


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found, and what is true of everything found.

    `pages` is at least 1. `after` leads to the next hits, however many there are; empty at the end.
    `query.shortened` is true when only a part of a long question was looked for. `meant` is what
    was perhaps meant, where nothing was found. `degraded`: another engine than the first answered.
    """

    hits: list[Hit]
    total: int
    pages: int
    page: int
    facets: dict[Field, list[Facet]]
    query: Query
    remarks: list[str]
    after: str
    meant: str
    degraded: bool
    asked_at: float | None = field(default=None, repr=False, compare=False)


class Scope(TypedDict, total=False):
    """Of what is searched, by whom and when: `search` and `total` take the same."""

    user: Required[Any]
    today: Required[date]
    sorts: Sequence[Sort]
    narrowed: Iterable[Condition]
    span: Span
    older: bool
    case_file: int | None


def search(
    text: str,
    *,
    order: Order = Order.RELEVANCE,
    page: int = 1,
    after: str = "",
    per_page: int = 20,
    counted: Sequence[Field] = FACETS,
    exactly: bool = False,
    excerpts: bool = True,
    **scope: Unpack[Scope],
) -> Results:
    """What `user` may see that is in force `today` and meets `text` and the conditions.

    No text: all of it, documents first, the newest of each sort before the others. No input makes
    it fail: what cannot be understood is looked for as words, a condition that nothing meets finds
    nothing, a page that is not there has no hits (compare `page` with `pages`). What the user may
    not see changes no hit, order, count or facet.
    `exactly`: nothing is looked for in its place where nothing is found. Whoever shows no excerpt
    asks without: texts are long.
    """
    per_page = max(1, min(per_page, LARGEST_PAGE))
    there = 1 <= page <= MOST_PAGES
    known = _known(text, scope["today"])
    question = _question(
        parse(text, known),
        order=order,
        offset=(page - 1) * per_page if there else 0,
        after=clean(after),
        limit=per_page if there else 0,
        facets=tuple(counted),
        excerpts=excerpts,
        asked_at=time.monotonic(),
        **scope,
    )
    found = _found(question, known, exactly=exactly)
    hits = _loaded(found.answer.hits, question)
    if len(hits) < len(found.answer.hits) and not found.degraded:
        # It tells of what is not to be told: nothing that it says is believed.
        found = _found(replace(question, asked_at=_LONG_AGO), known, exactly=exactly)
        hits = _loaded(found.answer.hits, question)
    answer = found.answer
    meant = spelling.accented(found.meant, (unescape(strip_tags(one.excerpt)) for one in hits))
    return Results(
        hits=hits,
        total=answer.total,
        pages=max(1, min(-(-answer.total // per_page), MOST_PAGES)),
        page=page,
        facets=facets.labelled(answer.facets, scope["user"], scope["today"]),
        query=question.query,
        remarks=[*facets.sentences(question.query), *_remarks(found.way, question.query, meant)],
        after=answer.after,
        meant=meant,
        degraded=found.degraded,
        asked_at=question.asked_at,
    )


def total(text: str, *, like: Results | None = None, **scope: Unpack[Scope]) -> int:
    """How many `search` finds of the same, in their place too; and nothing else of it.

    `like`: an answer to the same text, whose reading of it is the same: two queries less. What
    that took of a server's time is gone.
    """
    known = NONE if like else _known(text, scope["today"])
    query = like.query if like else parse(text, known)
    asked_at = like.asked_at if like else time.monotonic()
    question = _question(query, limit=0, asked_at=asked_at, **scope)
    return _found(question, known, meant=like.meant if like else None).answer.total


class _Way(Enum):
    """What was asked in the place of a question that found nothing."""

    MEANT = "the words that were perhaps meant"
    SOME = "some of the words"


class _Found(NamedTuple):
    """An answer, or that of what was asked in its place: in which way, and what was meant."""

    answer: Answer
    degraded: bool
    way: _Way | None = None
    meant: str = ""


def _found(
    question: Question, known: Thesaurus, *, exactly: bool = False, meant: str | None = None
) -> _Found:
    """Where nothing is found, the words that were perhaps meant are asked, then any of them.

    `meant`: where that is known already.
    """
    query = question.query
    answer, degraded = _asked(methodcaller("answer", question))
    if answer.total or exactly or not query.groups:
        return _Found(answer, degraded)
    if meant is None:
        meant = _meant(question, known)
    for wider, way in _wider(query, meant, question.today):
        answer, degraded = _asked(methodcaller("answer", replace(question, query=wider)))
        if answer.total:
            return _Found(answer, degraded, way, meant)
    return _Found(answer, degraded, meant=meant)


def _meant(question: Question, known: Thesaurus) -> str:
    """What was perhaps meant, of all that the reader may know whatever the filters are."""
    everything = replace(question, conditions=(), span=ANY_DAY, older=True, case_file=None)
    if otherwise := _otherwise(replace(everything, limit=0, facets=())):
        return otherwise

    def words_of(engine: Engine) -> str:
        vocabulary = chain(engine.vocabulary(everything), known.words)
        return spelling.meant(question.query, vocabulary)

    return _asked(words_of)[0]


def _otherwise(question: Question) -> str:
    """The question with its ñ, or a code with its hyphens, where that finds something."""

    def total_of(query: Query) -> int:
        return int(_asked(methodcaller("answer", replace(question, query=query)))[0].total)

    any_way, ways = spelling.otherwise(question.query)
    if not ways or (any_way.groups != question.query.groups and not total_of(any_way)):
        return ""
    return next((one for one in ways if total_of(parse(one))), "")


def instead_of(asked: str, meant: str) -> str:
    """What is said of an answer to what was perhaps meant."""
    told = {"asked": asked, "meant": meant}
    return _("There are no results for «%(asked)s»; those of «%(meant)s» are shown.") % told


def _remarks(way: _Way | None, query: Query, meant: str) -> list[str]:
    """What is said of an answer that is not of what was asked."""
    if way == _Way.MEANT:
        return [instead_of(query.text, meant)]
    if way == _Way.SOME:
        return [_("Nothing has all of these words: what has most of them comes first.")]
    return []


def _wider(query: Query, meant: str, today: date) -> Iterator[tuple[Query, _Way]]:
    """What is asked where nothing has all the words.

    First the words that were perhaps meant, then any of them.
    """
    better = parse(meant, _known(meant, today)) if meant and query.plain else query
    if better is not query:
        yield better, _Way.MEANT
    if (loose := better.loosened) is not None:
        yield loose, _Way.SOME


def _known(text: str, today: date) -> Thesaurus:
    """What the entity says for what was asked: for nothing, no list is read."""
    return said.known(today) if text.strip() else NONE


def _question(
    query: Query,
    *,
    user: Any,
    today: date,
    sorts: Sequence[Sort] = PORTAL,
    narrowed: Iterable[Condition] = (),
    span: Span = ANY_DAY,
    order: Order = Order.RELEVANCE,
    **wanted: Any,
) -> Question:
    """What an engine is asked: what was typed and what was chosen, together."""
    return Question(
        query=query,
        user=user,
        reader=reader_of(user),
        today=today,
        sorts=tuple(sorts),
        conditions=facets.resolved((*narrowed, *query.conditions), user, today),
        span=span.within(query.span),
        order=order,
        **wanted,
    )


def suggest(
    text: str, *, user: Any, today: date, sorts: Sequence[Sort] = PORTAL, limit: int = 8
) -> list[Suggestion]:
    """What begins so in code or title, of what `user` may see today.

    By code where only a code can be meant: they stand in a row then. Else the most fitting first.
    """
    asked = parse(text)
    query = begun(asked, _known(asked.text, today))
    if query is None:
        return []
    question = Question(
        query=query,
        user=user,
        reader=reader_of(user),
        today=today,
        sorts=tuple(sorts),
        order=Order.CODE if query.coded else Order.RELEVANCE,
        limit=limit,
    )
    found, _degraded = _asked(lambda engine: engine.suggest(question))
    there = _subjects([one.key for one in found], user, today)
    return [Suggestion(*one, there[one.key]) for one in found if one.key in there]


def reader_of(user: Any) -> Reader:
    """What engines know of a person: nothing of anonymous ones."""
    if not getattr(user, "is_authenticated", False):
        return Reader()
    if sees_everything(user):
        return Reader(everything=True)
    return Reader(staff=True, offices=offices_of(user), case_files=received_by(user))


def _asked(ask: Callable[[Engine], T]) -> tuple[T, bool]:
    """The answer of the first engine that can give one and knows what was recorded; whether it was
    not the first of all."""
    *others, last = engines()
    for engine in others:
        if lags(engine, timezone.now()):
            continue
        try:
            return ask(engine), False
        except EngineError:
            continue
    return ask(last), bool(others)


def _loaded(found: Sequence[Found], asked: Question) -> list[Hit]:
    """Asks for visibility and force again: an engine that lags behind shows nothing it must not."""
    keys = [one.key for one in found]
    there = _subjects(keys, asked.user, asked.today, older=asked.older)
    return [Hit(one.key, there[one.key], one.excerpt) for one in found if one.key in there]


def _subjects(
    keys: Iterable[Key], user: Any, today: date, *, older: bool = False
) -> dict[Key, Any]:
    by_sort: dict[Sort, list[int]] = defaultdict(list)
    for key in keys:
        by_sort[key.sort].append(key.pk)
    return {
        Key(sort, pk): row
        for sort, ids in by_sort.items()
        for pk, row in SUBJECTS[sort].loaded(ids, user, today, older=older).items()
    }
