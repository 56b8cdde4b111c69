"""How much of what was shown is not for everybody: what the register keeps of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from records.models import AccessLevel
from search.facets import Facet
from search.fields import Field
from search.levels import level_of
from search.queries import Hit, Suggestion


def restricted_in(facets: Mapping[Field, Sequence[Facet]]) -> int:
    """Of everything that was found; its access must have been counted."""
    levels = facets[Field.ACCESS]
    return sum(one.count for one in levels if one.value != AccessLevel.PUBLIC)


def restricted_among(found: Iterable[Hit | Suggestion]) -> int:
    """Of these."""
    return sum(level_of(one.key.sort, one.subject) != AccessLevel.PUBLIC for one in found)
