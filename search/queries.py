"""The one way to search. Access is part of the question; no caller filters afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from records.models import Issuance
from search.backends import engine
from search.backends.base import Facet, Filters, Question
from search.excerpts import excerpt
from search.language import Query, clean, parse
from search.models import SearchEntry

MOST_PAGES = 500
LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """A version that was found and why: a piece of its text, safe to print."""

    issuance: Issuance
    excerpt: SafeString


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found, and what is true of everything found.

    `pages` is at least 1; `facets` has the keys of `search.backends.base.FACETS`.
    `query.shortened` is true when only a part of a long question was looked for.
    """

    hits: list[Hit]
    total: int
    pages: int
    page: int
    facets: dict[str, list[Facet]]
    query: Query


def search(
    text: str,
    *,
    user: Any,
    today: date,
    kind: str | None = None,
    process: str | None = None,
    office: str | None = None,
    series: str | None = None,
    tag: str | None = None,
    since: date | None = None,
    until: date | None = None,
    page: int = 1,
    per_page: int = 20,
) -> Results:
    """The versions in force `today` that `user` may see and that meet `text` and the filters.

    No text: all of them, by code. No input makes it fail: what cannot be understood is looked for
    as words, a filter nobody knows finds nothing, a page that is not there has no hits (compare
    `page` with `pages`). What the user may not see changes no hit, order, count or facet.
    """
    per_page = max(1, min(per_page, LARGEST_PAGE))
    query = parse(text)
    there = 1 <= page <= MOST_PAGES
    answer = engine().answer(
        Question(
            query=query,
            user=user,
            today=today,
            filters=Filters(
                kind=clean(kind or ""),
                process=clean(process or ""),
                office=clean(office or ""),
                series=clean(series or ""),
                tag=clean(tag or ""),
                since=since,
                until=until,
            ),
            offset=(page - 1) * per_page if there else 0,
            limit=per_page if there else 0,
        )
    )
    return Results(
        hits=_hits(answer.ids, query, user, today),
        total=answer.total,
        pages=max(1, min(-(-answer.total // per_page), MOST_PAGES)),
        page=page,
        facets=answer.facets,
        query=query,
    )


def _hits(ids: tuple[int, ...], query: Query, user: Any, today: date) -> list[Hit]:
    """Asks for visibility and force again: an engine that lags behind shows nothing it must not."""
    visible = Issuance.objects.visible_to(user).in_force_on(today)
    issuances = visible.for_lists().in_bulk(ids) if ids else {}
    bodies = dict(SearchEntry.objects.filter(pk__in=ids).values_list("pk", "body"))
    return [
        Hit(issuances[one], excerpt(bodies.get(one, ""), query)) for one in ids if one in issuances
    ]
