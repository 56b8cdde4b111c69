"""Verification of the whole register: everything is computed again from the bytes.

Each check is a small function, registered under its name; the rows pass by once, a thousand at a
time. A problem is named: which check, which object, what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import QuerySet

from records import anchors
from records.integrity import (
    events,
    files,
    filled,
    heads,
    indices,
    issuances,
    levels,
    numbers,
    surroundings,
    versions,
)
from records.integrity.model import (
    CHECKS,
    UNREADABLE,
    Check,
    CouldNotCheck,
    Problem,
    State,
    check,
    looked,
    of_stream,
)
from records.integrity.streams import COUNTED, ONCE, STREAMS, Stream
from records.models import RegisterHead

__all__ = [
    "CHECKS",
    "COUNTED",
    "Check",
    "CouldNotCheck",
    "Problem",
    "Report",
    "State",
    "check",
    "events",
    "files",
    "filled",
    "heads",
    "indices",
    "issuances",
    "levels",
    "looked",
    "numbers",
    "size",
    "surroundings",
    "verify",
    "versions",
]
BATCH = 1_000


@dataclass
class Report:
    """How much was checked and what is not as it was written."""

    checked: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(progress: Callable[[int], None] = lambda rows: None) -> Report:
    """Check everything. `progress` is told how many rows passed. Raises CouldNotCheck.

    Reads only; what is recorded meanwhile is checked by the next run.
    """
    state = State(last_anchor=anchors.last_number())
    report = Report()
    try:
        with _at_one_moment():
            for number, length, root in RegisterHead.objects.values_list("number", "size", "root"):
                state.heads_at.setdefault(length, []).append((number, root))
            for name, stream in STREAMS.items():
                state.former = None
                for chunk in _chunks(stream.rows()):
                    report.problems += _pass(name, chunk, state)
                    state.counts[name] = state.counts.get(name, 0) + len(chunk)
                    progress(len(chunk))
            for one in of_stream(ONCE):
                report.problems += looked(one, [], state, one.name)
    except DatabaseError as error:
        raise CouldNotCheck(f"No se puede leer la base de datos: {error}") from error
    report.checked = {name: state.counts.get(name, 0) for name in COUNTED}
    return report


@contextmanager
def _at_one_moment() -> Iterator[None]:
    """Every query sees the database as it is now, and nobody who writes waits for it."""
    if connection.in_atomic_block:
        yield
        return
    begin = {
        "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        "sqlite": "BEGIN DEFERRED",
    }
    with connection.cursor() as cursor:
        cursor.execute(begin[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def size() -> int:
    """How many rows `verify` will pass by."""
    return sum(stream.rows().count() for stream in STREAMS.values())


def _chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    found = rows.iterator(chunk_size=BATCH)
    while chunk := list(islice(found, BATCH)):
        yield chunk


def _place(stream: Stream, row: Any) -> str:
    """What a row is called by the checks of its stream; its key where that is gone, too."""
    try:
        return stream.named(row)
    except UNREADABLE:
        return f"{row._meta.verbose_name} {row.pk}"


def _pass(stream: str, chunk: list[Any], state: State) -> Iterator[Problem]:
    each = [one for one in of_stream(stream) if not one.many]
    for row in chunk:
        where = _place(STREAMS[stream], row)
        for one in each:
            yield from looked(one, row, state, where)
        if stream == "events":
            state.seq, state.chain = row.seq, row.sha256
        state.former = row
    for one in of_stream(stream):
        if one.many:
            yield from looked(one, chunk, state, stream)
