"""Facets: what is asked to be counted, and what the counts are. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from search.backends.base import MOST_VALUES
from search.backends.elastic.conditions import VERSION, in_state
from search.fields import Field

_FIELDS = {
    Field.KIND: "kind",
    Field.OFFICE: "office",
    Field.PROCESS: "process",
    Field.SERIES: "series",
    Field.ACCESS: "access",
    Field.TAG: "tags",
    Field.YEAR: "year",
}
_OF_VERSIONS = ("in_force", "replaced", "withdrawn")
_MOST_FIRST = [{"_count": "desc"}, {"_key": "asc"}]
_OTHERS, _VALUES = "others", "values"


def counted(facets: Iterable[Field], today: date) -> dict[str, Any]:
    """The aggregations of these facets. One more value than is told: nothing may be a value."""
    found: dict[str, Any] = {}
    for facet in facets:
        if facet == Field.STATE:
            states = {one: in_state(one, today) for one in _OF_VERSIONS}
            others = {"bool": {"must_not": [VERSION]}}
            found[facet.value] = {"filters": {"filters": states}}
            found[f"{facet.value}_{_OTHERS}"] = {
                "filter": others,
                "aggs": {_VALUES: _terms("state", _MOST_FIRST)},
            }
        else:
            order: Any = {"_key": "desc"} if facet == Field.YEAR else _MOST_FIRST
            found[facet.value] = _terms(_FIELDS[facet], order)
    return found


def counts(facets: Iterable[Field], told: Mapping[str, Any]) -> dict[Field, list[tuple[str, int]]]:
    """What was counted: most first and then by value, years from the last."""
    return {facet: _counts(facet, told)[:MOST_VALUES] for facet in facets}


def _counts(facet: Field, told: Mapping[str, Any]) -> list[tuple[str, int]]:
    if facet != Field.STATE:
        return _read(told[facet.value])
    states = told[facet.value]["buckets"]
    found = dict(_read(told[f"{facet.value}_{_OTHERS}"][_VALUES]))
    for one in _OF_VERSIONS:
        found[one] = found.get(one, 0) + states[one]["doc_count"]
    kept = [(value, count) for value, count in found.items() if count]
    return sorted(kept, key=lambda one: (-one[1], one[0]))


def _read(told: Mapping[str, Any]) -> list[tuple[str, int]]:
    return [(one["key"], one["doc_count"]) for one in told["buckets"] if one["key"]]


def _terms(field: str, order: Any) -> dict[str, Any]:
    return {"terms": {"field": field, "size": MOST_VALUES + 1, "order": order}}
