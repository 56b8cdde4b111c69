"""Wagtail's own search over the entries of our index: what an installation would have without ours.

The same words and facets in the same database, asked as Wagtail's documentation says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps

from wagtail.search import index
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from modelsearch.abstract_models import TextIDGenericRelation

from search.models import SearchEntry

_NAME = "wagtailentry"
FACETS = ("kind", "office", "series")


@contextmanager
def indexed() -> Iterator[type[Any]]:
    """A proxy of the entries that Wagtail has indexed; no other code knows it afterwards."""

    class WagtailEntry(index.Indexed, SearchEntry):  # type: ignore[misc]
        search_fields = (
            index.SearchField("code", boost=8),
            index.SearchField("codes", boost=8),
            index.SearchField("title", boost=4),
            index.SearchField("headings", boost=2),
            index.SearchField("body"),
            index.SearchField("attached", boost=0.5),
            *(index.FilterField(name) for name in (*FACETS, "audience", "needs", "sort", "until")),
        )

        class Meta:
            proxy = True
            app_label = "search"

    try:
        TextIDGenericRelation(IndexEntry).contribute_to_class(WagtailEntry, "index_entries")
        backend = get_search_backend()
        backend.add_bulk(WagtailEntry, WagtailEntry._default_manager.all())
        yield WagtailEntry
    finally:
        del apps.all_models["search"][_NAME]
        apps.clear_cache()


def found(model: type[Any], text: str, facets: Sequence[str] = (), **which: Any) -> list[Any]:
    """The first ten, with the counts of these facets and the total, as a page of results asks."""
    results = get_search_backend().search(text, model._default_manager.filter(**which))
    for name in facets:
        results.facet(name)
    results.count()
    return list(results[:10])
