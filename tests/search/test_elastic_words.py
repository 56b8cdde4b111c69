"""What is said to the search server, without one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.backends.base import EngineError, Order, Question, Reader
from search.backends.elastic import asking
from search.backends.elastic.breaker import Breaker
from search.backends.elastic.ordering import after, place
from search.backends.elastic.server import Names, Server, aliases
from search.backends.elastic.wording import EXACT
from search.cursors import cursor_of
from search.entries import Sort
from search.language import parse
from search.weights import ANYWHERE, SORTS, WEIGHTS, WHOLE_TITLE
from tests.search.corpus import TODAY

SCORES = st.floats(0, 4000, width=32)
TIES = st.tuples(st.text(max_size=20), st.sampled_from(list(Sort)), st.integers(1, 2**40))
DAYS = st.dates().map(lambda day: day.year * 10_000 + day.month * 100 + day.day)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=8,
)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_server_that_failed_is_left_alone_and_then_tried_by_one() -> None:
    clock = Clock()
    breaker = Breaker(rest=10.0, clock=clock)
    assert not breaker.open()
    breaker.failed()
    assert breaker.open()
    clock.now = 9.9
    assert breaker.open()
    clock.now = 10.0
    assert [breaker.open() for _ in range(3)] == [False, True, True]
    breaker.answered()
    assert not breaker.open()


@given(score=SCORES, exact=st.booleans(), day=DAYS, tie=TIES)
def test_a_place_by_relevance_leads_back(score: float, exact: bool, day: int, tie: Any) -> None:
    given_by_server = [score + EXACT if exact else score, day, *tie]
    held = place(Order.RELEVANCE, given_by_server)
    assert held[0] is not exact
    back = after(Order.RELEVANCE, cursor_of(held))
    assert back is not None
    assert back[0] == pytest.approx(given_by_server[0])
    assert back[1:] == [day, *tie]


@given(order=st.sampled_from([Order.NEWEST, Order.OLDEST]), day=DAYS, tie=TIES)
def test_a_place_by_date_leads_back(order: Order, day: int, tie: Any) -> None:
    assert after(order, cursor_of(place(order, [day, *tie]))) == [day, *tie]


@given(tie=TIES)
def test_a_place_by_code_leads_back(tie: Any) -> None:
    assert after(Order.CODE, cursor_of(place(Order.CODE, tie))) == list(tie)


@given(order=st.sampled_from(list(Order)), held=st.lists(ANYTHING, max_size=6), text=st.text())
def test_what_is_no_cursor_never_reaches_the_server(order: Order, held: Any, text: str) -> None:
    assert after(order, text) is None
    found = after(order, cursor_of(held))
    assert found is None or found[-2] in set(Sort)


def test_all_words_together_weigh_less_than_an_exact_code() -> None:
    assert (sum(WEIGHTS.values()) + ANYWHERE) * 50 + WHOLE_TITLE + max(SORTS.values()) < EXACT


def test_nobody_asks_the_index_of_everybody_only() -> None:
    names = Names("staff", "public")
    assert asking.index_for(names, Reader()) == "public"
    assert asking.index_for(names, Reader(staff=True)) == "staff"
    assert asking.index_for(names, Reader(everything=True)) == "staff"


def test_more_case_files_than_a_question_can_name() -> None:
    reader = Reader(staff=True, case_files=frozenset(range(65_537)))
    question = Question(query=parse("tala"), user=None, reader=reader, today=TODAY)
    with pytest.raises(EngineError):
        asking.question_of(question)


def test_passwords_are_in_nothing_that_is_printed() -> None:
    server = Server(nodes=("https://uno.example:9200",), user="ana", password="uy", api_key="ay")
    assert "uy" not in repr(server)
    assert "ay" not in repr(server)


def test_another_version_has_another_name() -> None:
    assert aliases("legajo", "0123456789") == (
        "legajo-staff-0123456789",
        "legajo-public-0123456789",
    )
    assert set(aliases("legajo")).isdisjoint(aliases("legajo", "0123456789"))
