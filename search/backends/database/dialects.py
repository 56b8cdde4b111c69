"""What each database does its own way. Raw SQL stands in these modules and in migrations only; what
people typed enters it as parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from django.db.models import QuerySet

from search.language import Query
from search.models import SearchEntry
from search.weights import WEIGHTS

Entries = QuerySet[SearchEntry]
STEMS = tuple(WEIGHTS)
MOST_STEMS = 50
"""So many stems of a question are weighed: SQLite puts at most 500 questions together."""


class Dialect(Protocol):
    def narrowed(self, entries: Entries, query: Query) -> Entries:
        """Those of `entries` that meet the words of the query."""

    def scores(self, entries: Entries, query: Query) -> dict[int, float]:
        """How well each of `entries` meets it, and perhaps others; higher is better."""

    def intact(self) -> bool: ...

    def renew(self) -> None: ...


def where(entries: Entries, condition: str, params: Sequence[Any]) -> Entries:
    """Those that meet a condition in SQL."""
    return entries.extra(where=[condition], params=list(params))  # noqa: S610  see above
