"""The embedded search is as good as it was measured to be. Nothing here is a matter of time."""

from __future__ import annotations

import pytest

from search.backends.database import DatabaseEngine
from tests.relevance.asking import GROUPS, Answers, by_engine, quality
from tests.relevance.loading import Library

pytestmark = pytest.mark.django_db


def of(answers: Answers, group: str) -> dict[str, float]:
    return quality({one: answer for one, answer in answers.items() if GROUPS[group](one)})


def test_the_first_answers_are_the_right_ones() -> None:
    """What was measured, less a question or two; of the third that nothing was tuned on as well."""
    answers = by_engine(Library(), DatabaseEngine())
    assert of(answers, "todas")["ndcg_10"] >= 0.86
    assert of(answers, "reservadas")["ndcg_10"] >= 0.85
    assert of(answers, "conocidas, con que se ajusta")["first"] >= 0.84
    assert of(answers, "conocidas, reservadas")["first"] >= 0.79
    assert of(answers, "de mostrador")["mrr"] >= 0.8
    assert of(answers, "de archivo")["mrr"] >= 0.85
