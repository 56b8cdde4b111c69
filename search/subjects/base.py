"""What a sort of subject answers. Engines know entries only; what they are of stands here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from django.db.models import Model, Q, QuerySet

from records.models import RecordEvent
from search.entries import Entry, Sort


class Subject(Protocol):
    """One sort of what can be searched."""

    @property
    def sort(self) -> Sort: ...

    def all(self) -> QuerySet[Any]:
        """Every row that has an entry, in the order of its key."""

    def entries(self, ids: Collection[int]) -> list[Entry]:
        """The entries of these, in the order of their keys; none of what has none (any more)."""

    def visible(self, user: Any, today: date) -> QuerySet[Any]:
        """The rows that this person may know of that day. Every answer is asked this again."""

    def loaded(
        self, ids: Collection[int], user: Any, today: date, *, older: bool = False
    ) -> Mapping[int, Any]:
        """Those of these rows that the person may know of, with what a line of a list shows.

        Only those in force that day, unless `older`: an index may lag behind.
        """

    def touched(self, events: Sequence[RecordEvent]) -> Collection[int]:
        """The ids whose entry these events may have changed. More than that does no harm."""


def ids_of(model: type[Model], ways: Iterable[Q | None]) -> set[int]:
    """The ids that any of these ways leads to. A question a way, none for None or what is empty.

    One with OR over several reads the whole table of a large archive.
    """
    found: set[int] = set()
    for way in ways:
        if way is not None:
            rows = model._default_manager.filter(way).order_by()
            found.update(rows.values_list("pk", flat=True))
    return found
