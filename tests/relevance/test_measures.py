"""The measures give what is known of simple orders."""

from __future__ import annotations

import pytest

from tests.relevance.measures import first, ndcg, reciprocal_rank

GRADES = {"a": 3, "b": 2, "c": 1}


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        (["a", "b", "c"], 1.0),
        (["a", "b", "c", *"defghi"], 1.0),
        ([], 0.0),
        (["x", "y"], 0.0),
        (["c", "b", "a"], 0.681),
        ([*"defghijklm", "a"], 0.0),
    ],
)
def test_ndcg(ranked: list[str], expected: float) -> None:
    assert round(ndcg(ranked, GRADES), 3) == expected


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [(["a"], 1.0), (["b", "a"], 0.5), (["b"], 0.0), ([*"defghijklm", "a"], 0)],
)
def test_the_rank_of_what_was_looked_for(ranked: list[str], expected: float) -> None:
    assert reciprocal_rank(ranked, GRADES) == expected
    assert first(ranked, GRADES) == (expected == 1)
