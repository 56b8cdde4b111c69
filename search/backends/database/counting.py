"""What was found, as the rows of one query: their order and the counts of each facet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F
from django.db.models.functions import Cast

from search.backends.base import MOST_VALUES, Order, Question
from search.backends.database.rows import unlisted
from search.entries import Sort
from search.fields import Field

_KEY = ("id", "sort", "subject", "code")
_COUNTED: dict[Field, tuple[str, ...]] = {
    Field.KIND: ("kind",),
    Field.OFFICE: ("office",),
    Field.PROCESS: ("process",),
    Field.SERIES: ("series",),
    Field.ACCESS: ("access",),
    Field.TAG: ("tags",),
    Field.YEAR: ("day",),
    Field.STATE: ("until", "state"),
}
_DAYS = ("day", "until")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as the driver gives them: of ten thousand no value is converted without need."""

    names: list[str]
    rows: list[Any]

    def columns(self, *names: str) -> Iterable[tuple[Any, ...]]:
        """Of each row what stands under these names."""
        places = [self.names.index(name) for name in names]
        return zip(*([row[place] for row in self.rows] for place in places), strict=True)


def columns_of(question: Question) -> Mapping[str, Any]:
    """What must be read of each row to order and count it, by its name. Days as text: SQLite's
    driver makes an object of each, which costs more than the search."""
    names = [*_KEY]
    if question.order in {Order.NEWEST, Order.OLDEST}:
        names.append("day")
    names += [name for facet in question.facets for name in _COUNTED[facet]]
    return {
        name: Cast(name, CharField()) if name in _DAYS else F(name) for name in dict.fromkeys(names)
    }


def places(
    found: Table, question: Question, scores: Mapping[int, float]
) -> Iterator[tuple[tuple[Any, ...], int]]:
    """What orders each row, comparable with that of every other, and its id."""
    match question.order:
        case Order.NEWEST:
            for pk, sort, subject, code, day in found.columns(*_KEY, "day"):
                yield (_backwards(day or ""), code, sort, subject), pk
        case Order.OLDEST:
            for pk, sort, subject, code, day in found.columns(*_KEY, "day"):
                yield (day or "~", code, sort, subject), pk
        case Order.CODE:
            for pk, sort, subject, code in found.columns(*_KEY):
                yield (code, sort, subject), pk
        case _:
            exact = question.query.text.upper()
            for pk, sort, subject, code in found.columns(*_KEY):
                yield (code.upper() != exact, -scores.get(pk, 0.0), code, sort, subject), pk


def counts(facet: Field, found: Table, question: Question) -> list[tuple[str, int]]:
    """The values of a facet with how many rows each keeps, most first; of years, the latest."""
    if facet == Field.STATE:
        today = question.today.isoformat()
        told = found.columns("sort", "until", "state")
        counted = Counter(_state(sort, until, state, today) for sort, until, state in told)
    else:
        counted = Counter(value for (value,) in found.columns(*_COUNTED[facet]))
    if facet == Field.TAG:
        counted = _summed((tag, count) for tags, count in counted.items() for tag in unlisted(tags))
    if facet == Field.YEAR:
        counted = _summed((day[:4], count) for day, count in counted.items() if day)
        return sorted(counted.items(), reverse=True)[:MOST_VALUES]
    values = [(value, count) for value, count in counted.items() if value]
    return sorted(values, key=lambda one: (-one[1], one[0]))[:MOST_VALUES]


def _summed(counted: Iterable[tuple[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for value, count in counted:
        total[value] += count
    return total


def _backwards(day: str) -> str:
    """Orders days the other way round; what has none comes last."""
    return "".join(chr(ord("9") - ord(one) + ord("0")) for one in day if one.isdigit()) or "~"


def _state(sort: str, until: str | None, state: str, today: str) -> str:
    """What it says of itself; of a version, whether it is in force that day."""
    if sort != Sort.VERSION.value:
        return state
    if until is None or until > today:
        return "in_force"
    return state or "replaced"
