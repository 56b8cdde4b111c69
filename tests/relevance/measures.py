"""How good an order is: nDCG, the reciprocal rank, and whether the first is it. Pure.

As in TREC: the gain of a grade is 2^grade - 1, discounted by the logarithm of the rank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from math import log2
from statistics import mean

from tests.relevance.judged import IT

DEPTH = 10


def ndcg(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """1 when the ten first are the best there are in the best order, 0 when they are worthless."""
    best = _gain(sorted(grades.values(), reverse=True))
    return _gain(grades.get(one, 0) for one in ranked) / best


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """1 / rank of the first of the ten that is what was looked for; 0 when none is."""
    ranks = (rank for rank, one in enumerate(ranked[:DEPTH], 1) if grades.get(one) == IT)
    return 1 / next(ranks, float("inf"))


def first(ranked: Sequence[str], grades: Mapping[str, int]) -> bool:
    """Whether the first is what was looked for."""
    return bool(ranked) and grades.get(ranked[0]) == IT


def averaged(values: Iterable[float]) -> float:
    return round(mean(values), 3)


def _gain(grades: Iterable[int]) -> float:
    ten = islice(grades, DEPTH)
    return sum((2**grade - 1) / log2(rank + 1) for rank, grade in enumerate(ten, 1))
