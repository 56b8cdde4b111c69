"""What a question asks for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fields import Span
from search.language import LONGEST, MOST_TERMS, parse
from search.terms import CodePart, Phrase, Prefix, Query, Word


def words(*stems: str) -> tuple[tuple[Word, ...], ...]:
    return tuple((Word(stem),) for stem in stems)


def test_words_are_all_wanted_in_any_inflexion() -> None:
    assert parse("Permisos forestales").groups == words("permis", "forestal")


def test_words_of_every_document_say_nothing_unless_they_are_all_there_is() -> None:
    assert parse("el permiso de la tala").groups == words("permis", "tal")
    assert parse("de la").groups == words("de", "la")
    assert parse("actas y/o informes").groups == words("acta", "inform")
    assert parse("y/o").groups == ((Phrase(("y", "o")),),)


@pytest.mark.parametrize(
    "text", ['"permiso de tala"', "«permiso de tala»", "“permiso de tala”", '"permiso de tala']
)
def test_quotes_make_a_phrase_even_if_left_open(text: str) -> None:
    assert parse(text).groups == ((Phrase(("permis", "de", "tal")),),)


@pytest.mark.parametrize(
    "text", ["bosque -tala", "bosque NO tala", "bosque NOT tala", "-tala bosque"]
)
def test_what_is_not_wanted(text: str) -> None:
    query = parse(text)
    assert query.groups == words("bosqu")
    assert query.excluded == (Word("tal"),)


@pytest.mark.parametrize("text", ["río OR quebrada agua", "río O quebrada agua"])
def test_or_joins_its_neighbours(text: str) -> None:
    assert parse(text).groups == ((Word("rio"), Word("quebr")), (Word("agu"),))


def test_capitals_are_no_operators_in_a_question_all_in_capitals() -> None:
    assert parse("TALA NO AUTORIZADA").excluded == ()
    assert parse("RÍO OR QUEBRADA").groups == ((Word("rio"), Word("quebr")),)


@pytest.mark.parametrize("text", ["OR", "OR tala", "tala OR", "-", "--", '""', "*", "- -"])
def test_operators_without_operands_do_no_harm(text: str) -> None:
    assert parse(text).groups in (words("tal"), ())
    assert parse(text).excluded == ()


def test_a_star_looks_for_beginnings() -> None:
    assert parse("trámite*").groups == ((Prefix("tramite", "tramit"),),)


def test_codes_are_looked_for_in_texts_and_in_codes_even_half_typed() -> None:
    parts = ("pr", "m2", "p6", "0")
    assert parse("pr-m2-p6-0").groups == ((Phrase(parts), CodePart(parts)),)


def test_nothing_asked_is_not_nothing_understood() -> None:
    assert parse(" \t\0 ").empty
    assert parse("¿?").hopeless
    assert not parse("-tala").hopeless


def test_limits_are_told() -> None:
    assert len(parse("a" * 500).text) == LONGEST
    assert parse("a" * 500).shortened
    many = parse(" ".join(f"x{n}" for n in range(MOST_TERMS + 5)))
    assert many.shortened
    assert len(many.groups) == MOST_TERMS
    assert not parse("bosque").shortened


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_is_a_question(text: str) -> None:
    query = parse(text)
    assert isinstance(query, Query)
    assert sum(map(len, query.groups)) + len(query.excluded) <= 2 * MOST_TERMS
    assert query.empty or query.hopeless or query.groups or query.excluded
    query.text.encode()


@pytest.mark.parametrize("text", ["desde:31/02/2024 archivo", "archivo hasta:ayer"])
def test_what_is_no_day_is_told_and_left_out(text: str) -> None:
    query = parse(text)
    assert query.groups == parse("archivo").groups
    assert [one.code for one in query.remarks] == ["day"]


def test_days_are_read_as_they_are_spoken() -> None:
    assert parse("desde:15/03/2024").span == Span(date(2024, 3, 15))
    assert parse("hasta:2/2024").span == Span(None, date(2024, 2, 29))
    assert parse("fecha:1/3/2024..5/3/2024").span == Span(date(2024, 3, 1), date(2024, 3, 5))
