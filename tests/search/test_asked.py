"""Addresses of searches: read in one way, written in one way."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.asked import NAMES, Asked
from search.backends.base import Order
from search.excerpts import marked, telling
from search.fields import Field, Span
from search.language import parse


def asked(query: str) -> Asked:
    return Asked.of(QueryDict(query))


def test_every_part_is_read() -> None:
    found = asked("q=agua&tipo=format&anio=2024&desde=2024-01-31&anteriores=si&orden=recientes")
    assert found == Asked(
        "agua",
        {Field.KIND: "format", Field.YEAR: "2024"},
        since=date(2024, 1, 31),
        older=True,
        order=Order.NEWEST,
    )
    assert found.span == Span(date(2024, 1, 31), None)
    assert [one.field for one in found.conditions] == [Field.KIND, Field.YEAR]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "desde=ayer",
        "hasta=20240131",
        "desde=２０２４-01-31",
        "orden=x",
        "anteriores=no",
        "otro=1",
    ],
)
def test_what_means_nothing_asks_for_nothing(query: str) -> None:
    assert asked(query) == Asked()
    assert asked(query).query == "?"
    assert not asked(query).narrowed


def test_a_question_is_written_in_one_order() -> None:
    assert asked("orden=codigo&tipo=format&q=niño+sano&pagina=3").query == (
        "?q=ni%C3%B1o+sano&tipo=format&orden=codigo"
    )


def test_a_choice_is_taken_off_again() -> None:
    found = asked("q=agua&oficina=130")
    more = found.choosing(Field.KIND, "format")
    assert more.query == "?q=agua&tipo=format&oficina=130"
    assert more.without(Field.KIND) == found
    assert found.without(Field.TAG) == found


def test_what_is_written_back_is_bounded() -> None:
    assert len(asked("q=" + "a" * 100_000 + "&tipo=" + "b" * 100_000).query) < 600


WORDS = st.text(st.characters(codec="utf-8"), max_size=40)


@given(
    st.dictionaries(
        st.sampled_from(["q", *NAMES.values(), "desde", "hasta", "orden", "anteriores", "x"]),
        WORDS | st.sampled_from(["si", "recientes", "2024-02-29"]),
    )
)
def test_what_is_written_is_read_again(given: dict[str, str]) -> None:
    found = Asked.of(given)
    assert asked(found.query[1:]) == found


def test_a_title_is_marked_whole_and_escaped() -> None:
    assert marked("Talar <b> árboles & más", parse("arbol")) == (
        "Talar &lt;b&gt; <mark>árboles</mark> &amp; más"
    )


def test_the_text_with_most_marks_is_shown() -> None:
    query = parse("tala rasa")
    assert telling(["La tala.", "", "La tala rasa."], query) == (
        "La <mark>tala</mark> <mark>rasa</mark>."
    )
    assert telling(["Una tala.", "Otra tala."], query) == "Una <mark>tala</mark>."
    assert telling([], query) == ""
