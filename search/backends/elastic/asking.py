"""Questions as the bodies of searches, and their answers read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString

from search.backends.base import Answer, EngineError, Found, Order, Question, Reader, Suggested
from search.backends.elastic.conditions import all_of, known
from search.backends.elastic.counting import counted, counts
from search.backends.elastic.mapping import DEEPEST
from search.backends.elastic.ordering import after, ordered, place
from search.backends.elastic.server import Names
from search.backends.elastic.wording import asked, worth
from search.cursors import cursor_of
from search.entries import Key, Sort
from search.excerpts import telling

MOST_WORDS = 20_000
_MOST_TERMS = 65_536  # of one clause: what Elasticsearch takes
_SHOWN = ("body", "headings", "attached")
_WORDS = "words"
Body = dict[str, Any]


def index_for(names: Names, reader: Reader) -> str:
    """Which index a reader's questions ask: nobody's never reach what is not public."""
    return names.staff if reader.everything or reader.staff else names.public


def question_of(question: Question) -> Body:
    """The search whose answer `answered` reads. Raises EngineError for one that asks too much."""
    if len(question.reader.case_files) > _MOST_TERMS:
        raise EngineError("more case files were received than a question can name")
    body = _search(question, [f"entry.{one}" for one in _SHOWN] if question.excerpts else [])
    # One more than is wanted tells whether there are more.
    body["size"] = question.limit + 1 if question.limit else 0
    body["track_total_hits"] = True
    if behind := after(question.order, question.after):
        body["search_after"] = behind
    else:
        body["from"] = min(question.offset, DEEPEST - body["size"])
    if question.facets:
        body["aggs"] = counted(question.facets, question.today)
    return body


def answered(question: Question, told: Mapping[str, Any]) -> Answer:
    """The answer to a question."""
    hits = told["hits"]["hits"]
    piece = hits[: question.limit]
    last = place(question.order, piece[-1]["sort"]) if len(hits) > len(piece) > 0 else None
    return Answer(
        hits=tuple(_found(one, question) for one in piece),
        total=told["hits"]["total"]["value"],
        facets=counts(question.facets, told.get("aggregations", {})),
        after=cursor_of(last) if last else "",
    )


def suggestions_of(question: Question) -> Body:
    """The search for what meets a question made by `language.begun`."""
    return _search(question, ["entry.code", "entry.title"]) | {
        "size": question.limit,
        "track_total_hits": False,
    }


def suggested(told: Mapping[str, Any]) -> list[Suggested]:
    return [
        Suggested(key_of(one), one["_source"]["entry"]["code"], one["_source"]["entry"]["title"])
        for one in told["hits"]["hits"]
    ]


def vocabulary_of(question: Question) -> Body:
    """The search for the words of what the reader may know, those of most documents."""
    return {
        "query": all_of(known(question)),
        "size": 0,
        "track_total_hits": False,
        "aggs": {_WORDS: {"terms": {"field": _WORDS, "size": MOST_WORDS}}},
    }


def vocabulary(told: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Each word and how many documents are called by it."""
    return [(one["key"], one["doc_count"]) for one in told["aggregations"][_WORDS]["buckets"]]


def whole(told: Mapping[str, Any]) -> bool:
    """Whether all of the index was asked: a part of an answer is none."""
    return not told["timed_out"] and not told["_shards"]["failed"]


def key_of(hit: Mapping[str, Any]) -> Key:
    sort, _, subject = hit["_id"].partition(":")
    return Key(Sort(sort), int(subject))


def _search(question: Question, shown: list[str]) -> Body:
    query = question.query
    found: dict[str, Any] = {"filter": known(question) + asked(query)}
    if question.order == Order.RELEVANCE:
        found |= {"should": worth(query)}
    return {
        "query": {"bool": found},
        "sort": ordered(question.order),
        "_source": shown or False,
    }


def _found(hit: Mapping[str, Any], question: Question) -> Found:
    if not question.excerpts:
        return Found(key_of(hit), SafeString(""))
    entry = hit["_source"]["entry"]
    return Found(key_of(hit), telling([entry[one] for one in _SHOWN], question.query))
