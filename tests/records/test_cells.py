"""Cells of downloaded tables: none acts, none is changed by a round trip."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.cells import inert, unmarked


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "'="])
def test_what_begins_like_a_formula_is_marked(start: str) -> None:
    assert inert(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "Acta", "5 - 3", "'80", "1=1"])
def test_other_text_stays(text: str) -> None:
    assert inert(text) == text == unmarked(text)


@given(st.text())
def test_what_was_marked_comes_back(text: str) -> None:
    assert unmarked(inert(text)) == text
