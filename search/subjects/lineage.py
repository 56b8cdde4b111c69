"""What stands above a process or a series: each with its code and name, itself first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Q

from records.models import Process, RecordEvent, Series


class Step(NamedTuple):
    """One of a line: what it is called, and the id of what stands above it."""

    code: str
    name: str
    above: int | None


Line = tuple[Step, ...]
Lines = Mapping[int | None, Line]


def of_processes() -> Lines:
    """Every process by its id: there are some dozens. One query."""
    rows = {pk: Step(*told) for pk, *told in Process.objects.values_list("pk", *_COLUMNS)}
    return {pk: _climbed(pk, rows) for pk in rows}


def of_series(ids: Iterable[int | None]) -> Lines:
    """These series by their id. A query a level, and subseries have few."""
    wanted = {one for one in ids if one is not None}
    rows: dict[int, Step] = {}
    missing = set(wanted)
    while missing:
        found = Series.objects.filter(pk__in=missing).values_list("pk", *_COLUMNS)
        rows |= {pk: Step(*told) for pk, *told in found}
        missing = {one.above for one in rows.values() if one.above is not None} - rows.keys()
    return {pk: _climbed(pk, rows) for pk in wanted}


def with_below(pk: int) -> set[int]:
    """A series and all that stands below it, at any depth: they tell its code and name."""
    found, level = {pk}, {pk}
    while level:
        below = set(Series.objects.filter(parent__in=level).values_list("pk", flat=True))
        level = below - found
        found |= level
    return found


def named_after(event: RecordEvent, way: str, *, process: bool = True) -> Q | None:
    """What bears the code of an office, process or series that the event changed; None for others.

    `way` leads from what is asked for to the columns; `process`: whether it is of one.
    """
    if event.action != "reference.changed":
        return None
    match event.subject_type:
        case "records.office":
            return Q(**{f"{way}office": event.subject_id})
        case "records.series":
            return Q(**{f"{way}series__in": with_below(event.subject_id)})
        case "records.process" if process:
            own, below = f"{way}process", f"{way}process__parent"
            return Q(**{own: event.subject_id}) | Q(**{below: event.subject_id})
    return None


def codes(line: Line) -> tuple[str, ...]:
    """The codes of a line, its own first."""
    return tuple(one.code for one in line)


_COLUMNS = ("code", "name", "parent_id")


def _climbed(pk: int, rows: Mapping[int, Step]) -> Line:
    found: dict[int, Step] = {}
    here: int | None = pk
    while here is not None and here in rows and here not in found:
        found[here] = rows[here]
        here = rows[here].above
    return tuple(found.values())
