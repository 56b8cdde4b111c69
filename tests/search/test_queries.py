"""Searching as any visitor may: what is in force, what one may know, whatever is typed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.analysis import tokens
from tests.search.corpus import ANYBODY, TODAY, Corpus, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def corpus() -> Corpus:
    return Corpus()


def codes(text: str = "", **filters: Any) -> list[str]:
    return [hit.subject.version.code for hit in ask(text, **filters).hits]


# --- What is in force -----------------------------------------------------------------------------


def test_only_the_version_in_force_that_day(corpus: Corpus) -> None:
    first = corpus.add("PR-1", body="guadua", effective_on=date(2020, 1, 1))
    second = corpus.add("PR-1", body="bambú", effective_on=date(2021, 1, 1))
    assert codes("guadua", today=date(2019, 12, 31)) == []
    assert [hit.subject for hit in ask("guadua", today=date(2020, 12, 31)).hits] == [first]
    assert codes("bambú", today=date(2020, 12, 31)) == []
    assert codes("guadua", today=date(2021, 1, 1)) == []
    assert [hit.subject for hit in ask("bambú", today=date(2021, 1, 1)).hits] == [second]


def test_what_was_withdrawn_revives_nothing(corpus: Corpus) -> None:
    corpus.add("PR-1", body="guadua", effective_on=date(2020, 1, 1))
    corpus.withdraw(corpus.add("PR-1", body="guadua", effective_on=date(2021, 1, 1)), TODAY)
    assert codes("guadua", today=date(2021, 5, 31)) == ["PR-1"]
    assert codes("guadua") == []
    assert ask().total == 0


# --- Who may know ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "access",
    [
        {"access": "classified"},
        {"access": "reserved"},
        {"access": "public", "document_access": "classified"},
    ],
)
@pytest.mark.parametrize(
    "text", ["canariobody", "canariotitulo", "PR-CANARIO-9", "canario*", '"canariobody vuela"', ""]
)
def test_a_restricted_document_is_for_its_own_office(
    corpus: Corpus, access: dict[str, str], text: str
) -> None:
    corpus.add(
        "PR-CANARIO-9",
        "El canariotitulo",
        "Un canariobody vuela.",
        office=corpus.other,
        process=corpus.other_process,
        tags=("canariotag",),
        **access,
    )
    for user in (ANYBODY, None, corpus.own):
        results = ask(text, user=user)
        assert (results.hits, results.total) == ([], 0)
        assert not any(results.facets.values())
    assert codes(text, user=corpus.stranger) == ["PR-CANARIO-9"]


# --- Hostile questions ----------------------------------------------------------------------------

HOSTILE = [
    "'", '"', '""', "\\", "%", "_", "\0", "tala\0tala", "*", "**", "tala**", "tala:*", "a & !b",
    "NEAR(tala río)", "title_stems : tala", "{a b} : tala", "^tala", "tala AND", "(((((", ")(",
    "tala' OR '1'='1", "'; DROP TABLE search_searchentry; --", "tala<->río", "<mark>tala</mark>",
    "\ud800", "\u202etala", "ﷺ" * 50, "a" * 100_000, "a " * 50_000, '"a ' * 5_000, "- " * 9_000,
    "OR " * 9_000, "a* " * 40, "%s %(x)s", "½ ² ß İ ŉ", "τέλος", "\U0001f600", "x-1-" * 60,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_question_breaks_it(corpus: Corpus, text: str) -> None:
    corpus.add("PR-1", "Talar", "tala ½ ² ß İ ŉ τέλος")
    for filters in ({}, {"kind": text}, {"tag": text, "process": text, "office": text}):
        results = ask(text, **filters)
        assert results.total in (0, 1)
        repr(results).encode(errors="surrogatepass")


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=st.text(alphabet=st.characters(codec=None)), body=st.text())
def test_no_text_breaks_it(corpus: Corpus, text: str, body: str) -> None:
    with transaction.atomic():
        corpus.add("PR-1", body[:300].replace("\0", ""), body)
        assert ask(text).total in (0, 1)
        words = [token.word for token in tokens(body)][:3]
        if words:
            assert codes('"' + " ".join(words) + '"') == ["PR-1"]
        transaction.set_rollback(True)


# --- The answer -----------------------------------------------------------------------------------


def test_without_text_everything_by_code(corpus: Corpus) -> None:
    corpus.add("PR-2", "Sembrar")
    corpus.add("FO-1", "Talar")
    assert codes("") == codes("  ") == ["FO-1", "PR-2"]


def test_a_question_without_any_word_finds_nothing(corpus: Corpus) -> None:
    corpus.add("PR-1", "Talar")
    for text in ("¿?", "((((", "*"):
        assert (ask(text).total, ask(text).remarks) == (0, ["Escriba al menos una palabra."])


def test_a_long_question_says_that_it_was_shortened(corpus: Corpus) -> None:
    assert ask("tala " * 100).query.shortened
    assert not ask("tala").query.shortened


def test_pages_are_of_a_bearable_size(corpus: Corpus) -> None:
    for number in range(3):
        corpus.add(f"PR-{number}", "Talar")
    assert len(ask(per_page=0).hits) == 1
    assert len(ask(per_page=10**9).hits) == 3


def test_hits_show_why(corpus: Corpus) -> None:
    corpus.add("PR-1", "Talar", "Cortar la guadua <b>madura</b>.")
    (hit,) = ask("guaduas").hits
    assert hit.excerpt == "Cortar la <mark>guadua</mark> &lt;b&gt;madura&lt;/b&gt;."


def test_a_page_costs_a_fixed_number_of_queries(
    corpus: Corpus, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        corpus.add(f"PR-{number}", "Talar", series=corpus.series, tags=("monte",))
    with django_assert_max_num_queries(6):
        for hit in ask("tala").hits:
            assert hit.subject.version.process.parent.name
            assert hit.subject.version.series.code
