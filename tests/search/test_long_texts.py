"""Of a long text only what an excerpt is made of travels, and nothing where none is shown."""

from __future__ import annotations

from dataclasses import replace

from search.backends.base import Question, Reader
from search.backends.elastic import asking
from search.backends.elastic.documents import document_of
from search.entries import Entry, Key, Sort
from search.excerpts import LONGEST_SHOWN
from search.language import parse
from tests.search.corpus import TODAY

QUESTION = Question(query=parse("guadua"), user=None, reader=Reader(), today=TODAY)
ENTRY = Entry(
    key=Key(Sort.VERSION, 1),
    code="PR-1",
    title="Talar",
    body="La guadua crece. " * 25_000,
    attached="Otra guadua. " * 30_000,
)


def test_no_text_is_asked_for_where_none_is_shown() -> None:
    assert asking.question_of(QUESTION)["_source"]
    assert asking.question_of(replace(QUESTION, excerpts=False))["_source"] is False


def test_what_is_asked_for_of_a_long_text_is_its_beginning() -> None:
    wanted = asking.question_of(QUESTION)["_source"]
    shown = document_of(ENTRY)["entry"]
    assert {one.partition(".")[0] for one in wanted} == {"entry"}
    assert max(len(shown[one.partition(".")[2]]) for one in wanted) == LONGEST_SHOWN
    hit = {"_id": "version:1", "_source": {"entry": shown}, "sort": [1.0, 0, "PR-1", "version", 1]}
    told = {"hits": [hit], "total": {"value": 1}}
    (found,) = asking.answered(QUESTION, {"hits": told}).hits
    assert "<mark>guadua</mark>" in found.excerpt
    bare = {"hits": {**told, "hits": [{"_id": hit["_id"], "sort": hit["sort"]}]}}
    (found,) = asking.answered(replace(QUESTION, excerpts=False), bare).hits
    assert found.excerpt == ""
