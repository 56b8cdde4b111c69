"""Whether a text meets a question, without an engine: the same language as everywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language import parse
from search.plain import Told, meets

LINE = "140.05.01 Contratos de suministro 2024-000017 Vía veredal El Roble caja 12"


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("contrato suministros", True),
        ("CONTRATO via", True),
        ("obra", False),
        ('"contratos de suministro"', True),
        ('"suministro de contratos"', False),
        ("contrato -suministro", False),
        ("contrato -obra", True),
        ("obra OR suministro", True),
        ("veredal obra", False),
        ("suminis*", True),
        ("código:140.05", True),
        ("140.05", True),
        ("140.06", False),
        ("000017", True),
        ("caja 12", True),
        ("serie:140.05", True),
        ("-serie:140.05", False),
        ("serie:140.06", False),
        ("título:veredal", True),
        ("", True),
        ("???", False),
        ("desde:2030", True),  # days are no words
    ],
)
def test_a_line_meets_what_its_words_say(asked: str, there: bool) -> None:
    assert meets(Told.of(LINE), parse(asked)) is there


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_and_any_question_are_an_answer(text: str, asked: str) -> None:
    assert meets(Told.of(text), parse(asked)) in (True, False)


@given(st.lists(st.sampled_from(["contrato", "vías", "140.05", "2024"]), min_size=1, max_size=3))
def test_a_text_is_found_by_its_own_words(words: list[str]) -> None:
    assert meets(Told.of(" ".join(words)), parse(" ".join(words)))
