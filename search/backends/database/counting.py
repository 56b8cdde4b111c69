"""What was found, as the rows of one query: their order and the counts of each facet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from operator import itemgetter
from typing import Any

from django.db.models import CharField, F
from django.db.models.functions import Cast

from search.backends.base import MOST_VALUES, Order, Question
from search.backends.database.rows import unlisted
from search.cursors import cursor_of, place_after
from search.entries import Sort
from search.fields import Field
from search.weights import SORTS

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
_OTHER_WAY = str.maketrans("0123456789", "9876543210", "-")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as the driver gives them: of ten thousand no value is converted without need."""

    names: list[str]
    rows: list[Any]

    def columns(self, *names: str) -> Iterable[Any]:
        """Of each row what stands under these names: tuples, or the values of one name."""
        return map(itemgetter(*map(self.names.index, names)), self.rows)


def columns_of(question: Question) -> Mapping[str, Any]:
    """What must be read of each row to order and count it, by its name. Days as text: SQLite's
    driver makes an object of each, which costs more than the search."""
    names = [*_KEY]
    if question.order != Order.CODE:
        names.append("day")
    names += [name for facet in question.facets for name in _COUNTED[facet]]
    return {
        name: Cast(name, CharField()) if name in _DAYS else F(name) for name in dict.fromkeys(names)
    }


def piece(found: Table, question: Question, scores: Mapping[int, float]) -> tuple[list[int], str]:
    """The ids of the wanted piece in order, and the cursor of its last where there is more."""
    placed = _placed(found, question, scores)
    if question.after:
        ordered = sorted(placed)
        start = place_after([place[:-1] for place in ordered], question)
    else:
        # Of thousands only the first are wanted: to order all of them costs more than to find them.
        ordered = nsmallest(question.offset + question.limit + 1, placed)
        start = question.offset
    wanted = ordered[start : start + question.limit]
    more = bool(wanted) and start + len(wanted) < len(ordered)
    return [place[-1] for place in wanted], cursor_of(wanted[-1][:-1]) if more else ""


def _placed(
    found: Table, question: Question, scores: Mapping[int, float]
) -> Iterable[tuple[Any, ...]]:
    """What orders each row, comparable with that of every other, and its id in the end."""
    told: Iterable[Any]
    match question.order:
        case Order.CODE:
            return found.columns("code", "sort", "subject", "id")
        case Order.NEWEST:
            told = found.columns("code", "sort", "subject", "id", "day")
            return [(_backwards(day or ""), *rest) for *rest, day in told]
        case Order.OLDEST:
            told = found.columns("code", "sort", "subject", "id", "day")
            return [(day or "~", *rest) for *rest, day in told]
        case _:
            exact = question.query.text.upper()
            told = found.columns("code", "sort", "subject", "id", "day")
            worth = {sort.value: weight for sort, weight in SORTS.items()}.get
            return [
                (
                    code.upper() != exact,
                    -scores.get(pk, 0.0) - worth(sort, 0.0),
                    _backwards(day or ""),
                    code,
                    sort,
                    subject,
                    pk,
                )
                for code, sort, subject, pk, day in told
            ]


def counts(facet: Field, found: Table, question: Question) -> list[tuple[str, int]]:
    """The values of a facet with how many rows each keeps, most first; of years, the latest."""
    if facet == Field.STATE:
        today = question.today.isoformat()
        told = Counter(found.columns("sort", "until", "state"))
        counted = _summed(
            (_state(sort, until, state, today), count)
            for (sort, until, state), count in told.items()
        )
    else:
        counted = Counter(found.columns(*_COUNTED[facet]))
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
    return day.translate(_OTHER_WAY) or "~"


def _state(sort: str, until: str | None, state: str, today: str) -> str:
    """What it says of itself; of a version, whether it is in force that day."""
    if sort != Sort.VERSION.value:
        return state
    if until is None or until > today:
        return "in_force"
    return state or "replaced"
