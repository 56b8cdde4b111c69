"""The judged set is what it says it is."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.relevance.judged import IT, KINDS, corpus, name_of, questions

SEARCHED = ("version", "record", "case_file", "series")


def test_there_is_enough_of_it() -> None:
    assert sum(len(corpus()[sort]) for sort in SEARCHED) >= 150
    asked = questions()
    assert len(asked) >= 120
    assert len({one.text for one in asked}) == len(asked)
    assert {one.kind for one in asked} == set(KINDS)
    traits = {one.trait for one in asked}
    assert traits >= {"typo", "plural", "accent", "order", "code", "former", "synonym"}


def test_a_third_is_held_out_of_every_kind() -> None:
    held = Counter(one.kind for one in questions() if one.held_out)
    assert all(held[kind] >= 5 for kind in KINDS)
    assert 0.25 < held.total() / len(questions()) < 0.42


@pytest.mark.parametrize("question", questions(), ids=lambda one: one.text)
def test_what_is_judged_is_in_the_corpus(question) -> None:
    named = {name_of(row) for sort in SEARCHED for row in corpus()[sort]}
    assert set(question.grades) <= named
    assert set(question.grades.values()) <= {1, 2, IT}
    assert IT in question.grades.values()
