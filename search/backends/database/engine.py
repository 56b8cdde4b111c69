"""The engine of an installation without a search server, and of every one whose server is down.

It matches stems that Python wrote by the same rules on both databases. It never ranks by statistics
of the whole index, as bm25 does: a restricted document would move the order of what a visitor
sees.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, When

from search.analysis import joined, words
from search.backends.base import Answer, Found, Order, Question, Suggested
from search.backends.database.conditions import met
from search.backends.database.counting import Table, columns_of, counts, piece
from search.backends.database.dialects import MOST_UNITS, Dialect, beings_of
from search.backends.database.fts5 import Fts5
from search.backends.database.rows import COPIED, entry_of, row_of, sound
from search.backends.database.tsvector import Tsvector
from search.entries import Entry, Key, Sort
from search.excerpts import telling
from search.fields import Field
from search.lagging import words_gone
from search.models import SearchEntry
from search.subjects import SUBJECTS
from search.terms import Being, Phrase, Query, Unit, Word
from search.weights import ANYWHERE, WEIGHTS, WHOLE_TITLE

_TOGETHER = 50
_FEW = 200  # of rows, whose texts are read quicker than all of an index is asked
_MOST_TITLES = 20_000
_SHOWN = ("body", "headings", "attached")


class DatabaseEngine:
    """See `Engine`. One query finds what this person may see this day; Python orders and counts."""

    name = "database"

    def answer(self, question: Question) -> Answer:
        query = question.query
        if query.hopeless:
            return Answer(facets={one: [] for one in question.facets})
        entries = _dialect().narrowed(_known(question), query)
        shown = columns_of(question)
        rows = _fetched(entries.order_by().values_list(*shown.values()))
        found = Table(list(shown), rows)
        ranked = question.order == Order.RELEVANCE and query.groups and rows
        scores = _scores(entries, found, query) if ranked else {}
        ids, after = piece(found, question, scores)
        return Answer(
            hits=_hits(ids, question),
            total=len(rows),
            facets={one: counts(one, found, question) for one in question.facets},
            after=after,
        )

    def suggest(self, question: Question) -> list[Suggested]:
        answer = self.answer(replace(question, facets=()))
        keys = [one.key for one in answer.hits]
        rows = _by_key(keys, "code", "title")
        return [Suggested(key, *rows[key]) for key in keys if key in rows]

    def vocabulary(self, question: Question) -> Iterable[str]:
        named = ("title", "headings", "code", "tags")
        rows = _known(question).order_by("-day", "pk").values_list(*named)
        for texts in rows[:_MOST_TITLES].iterator():
            for text in texts:
                yield from words(text)

    def put(self, entries: Collection[Entry]) -> None:
        SearchEntry.objects.bulk_create(
            [row_of(entry) for entry in entries],
            update_conflicts=True,
            unique_fields=["sort", "subject"],
            update_fields=COPIED,
            batch_size=_TOGETHER,
        )

    def drop(self, keys: Collection[Key]) -> None:
        for sort in Sort:
            if ids := [key.pk for key in keys if key.sort == sort]:
                SearchEntry.objects.filter(sort=sort.value, subject__in=ids).delete()

    def held(self) -> Iterator[tuple[Key, str]]:
        for row in SearchEntry.objects.order_by("sort", "subject").iterator(100):
            entry = entry_of(row)
            yield entry.key, entry.digest if sound(row) else ""

    def keys(self) -> Iterator[Key]:
        rows = SearchEntry.objects.order_by("sort", "subject").values_list("sort", "subject")
        return (Key(Sort(sort), subject) for sort, subject in rows.iterator())

    def intact(self) -> bool:
        return _dialect().intact()

    def renew(self) -> None:
        _dialect().renew()

    @contextmanager
    def anew(self) -> Iterator[DatabaseEngine]:
        yield self


def _dialect() -> Dialect:
    return Tsvector() if connection.vendor == "postgresql" else Fts5()


def _known(question: Question) -> QuerySet[SearchEntry]:
    """The entries that the question may know of: visible, in force that day, within its fields."""
    seen = []
    for sort in question.sorts:
        rows = SUBJECTS[sort].visible(question.user, question.today)
        known = Exists(rows.order_by().filter(pk=OuterRef("subject")))
        seen.append(When(sort=sort.value, then=known))
    # A case is asked of each row that the words found. Of conditions with OR a database may begin
    # with all rows of a sort, or make a list of all that is visible.
    visible = Case(*seen, default=False, output_field=BooleanField())
    in_force = Q(since=None) | Q(since__lte=question.today)
    if not question.older:
        in_force &= Q(until=None) | Q(until__gt=question.today)
    found = SearchEntry.objects.filter(visible, in_force, met(question))
    if Sort.RECORD in question.sorts and (gone := words_gone(DatabaseEngine)):
        # Its text must not be found by what it said, nor shown, until it is read anew.
        ids = SUBJECTS[Sort.RECORD].touched(gone)
        found = found.exclude(sort=Sort.RECORD.value, subject__in=ids)
    return found


def _fetched(rows: QuerySet[Any, Any]) -> list[Any]:
    """As the driver gives them: ten thousand rows need no conversion of each value."""
    try:
        statement, params = rows.query.sql_with_params()
    except EmptyResultSet:  # a condition that nothing can meet
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _scores(entries: QuerySet[SearchEntry], found: Table, query: Query) -> Mapping[int, float]:
    """How well each meets the query. The stems of a few rows are read, of many the index asked."""
    if len(found.rows) > _FEW:
        return _dialect().scores(entries, query)
    units = [_said(unit) for unit in query.units()[:MOST_UNITS]]
    columns = ("sort", "kind", "office", *WEIGHTS)
    rows = _only(list(found.columns("id"))).values_list("pk", *columns)
    return {
        pk: sum(_worth(unit, kind, office, texts) for unit in units)
        + (WHOLE_TITLE if texts[_TITLE] == query.as_title and sort != Sort.SERIES else 0.0)
        for pk, sort, kind, office, *texts in rows
    }


_TITLE = list(WEIGHTS).index("title_stems")
_Said = tuple[list[str], list[Being]]


def _said(unit: Unit) -> _Said:
    """What of a unit a text holds, as it stands there; and what a row is by itself."""
    said = [(one.stem,) if isinstance(one, Word) else one.stems for one in _worded(unit)]
    return list(map(joined, said)), beings_of(unit)


def _worded(unit: Unit) -> Iterator[Word | Phrase]:
    return (one for one in unit if not isinstance(one, Being))


def _worth(unit: _Said, kind: str, office: str, texts: Sequence[str]) -> float:
    """What a unit is worth by the texts in which it stands, which are in the order of weights."""
    said, beings = unit
    there = {
        place: weight
        for place, (weight, text) in enumerate(zip(WEIGHTS.values(), texts, strict=True))
        if any(one in text for one in said)
    }
    if any(_is(one, kind, office) for one in beings):
        there[_TITLE] = WEIGHTS["title_stems"]
    return ANYWHERE + sum(there.values()) if there else 0.0


def _is(being: Being, kind: str, office: str) -> bool:
    own = kind if being.condition.field == Field.KIND else office
    return own in being.condition.values


def _hits(ids: list[int], question: Question) -> tuple[Found, ...]:
    columns = ("sort", "subject", *(_SHOWN if question.excerpts else ()))
    rows = {row[0]: row[1:] for row in _only(ids).values_list("pk", *columns)}
    found = []
    for pk in ids:
        if pk in rows:
            sort, subject, *texts = rows[pk]
            found.append(Found(Key(Sort(sort), subject), telling(texts, question.query)))
    return tuple(found)


def _by_key(keys: list[Key], *columns: str) -> dict[Key, tuple[Any, ...]]:
    wanted = Q(pk__in=[])
    for key in keys:
        wanted |= Q(sort=key.sort.value, subject=key.pk)
    rows = SearchEntry.objects.filter(wanted).values_list("sort", "subject", *columns)
    return {Key(Sort(row[0]), row[1]): row[2:] for row in rows}


def _only(ids: list[int]) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(pk__in=ids)
