"""What each database does its own way. Raw SQL stands in these modules and in migrations only; what
people typed enters it as parameters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.db.models import QuerySet

from search.backends.database.conditions import COLUMNS
from search.models import SearchEntry
from search.terms import Being, Query, Same, Term, Together
from search.weights import WEIGHTS

Entries = QuerySet[SearchEntry]
STEMS = tuple(WEIGHTS)
MOST_UNITS = 50
"""So many words of a question are weighed: SQLite puts at most 500 questions together."""


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


def beings_of(terms: Iterable[Term | Being | Together]) -> list[Being]:
    """What is asked for by what it is, of these terms and of what is said instead of them."""
    found: list[Being] = []
    for term in terms:
        others = term.others if isinstance(term, Same) else (term,)
        found += [one for one in others if isinstance(one, Being)]
    return found


def being(beings: Sequence[Being]) -> tuple[str, list[str]]:
    """Whether a row is one of these, as a condition in SQL."""
    conditions = []
    params: list[str] = []
    for one in beings:
        column, values = COLUMNS[one.condition.field], one.condition.values
        conditions.append(f"search_searchentry.{column} IN ({', '.join(['%s'] * len(values))})")
        params += values
    return f"({' OR '.join(conditions)})", params
