"""What an index does not know yet, and whether it may answer meanwhile.

An act that takes something away counts at once: until the index has followed it, its counts, facets
and excerpts would tell what one may not know any more. Of all others it may be a moment late.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from django.db.models import Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from records.models import Cursor, RecordEvent

MOMENT = timedelta(seconds=30)
TAKES_AWAY = frozenset(
    {
        "case_file.imported",
        "case_file.merged",
        "case_file.reclassified",
        "case_file.restricted",
        "component.erased",
        "document.access_changed",
        "document.move_called_off",
        "document.moving",
        "record.infected",
        "record.removed",
        "record.restricted",
        "reference.changed",
        "schedule.adjustments",
        "schedule.adopted",
        "schedule.approved",
        "schedule.brought",
        "schedule.convalidated",
        "schedule.imported",
        "schedule.in_force",
        "schedule.lines_written",
        "schedule.published",
        "schedule.received",
        "schedule.registered",
        "schedule.reopened",
        "schedule.replaced",
        "schedule.submitted",
        "suppression.confirmed",
        # A restricted version restricts the case file that gathers it with the others.
        "version.adopted",
        "version.issued",
        "version.issued_urgently",
        "version.withdrawn",
    }
)
"""After these somebody may know less than before, or knows it under another name."""
WORDS_GO = frozenset(
    {"component.erased", "record.infected", "record.removed", "suppression.confirmed"}
)
"""After these a text is nobody's any more, whoever may know of its record."""
_MOST = 1_000


class Named(Protocol):
    name: str


def follower_of(engine: Named) -> str:
    """What its follower is called."""
    return f"search:{engine.name}"


def lags(engine: Named, now: datetime) -> bool:
    """Whether it does not know of what took something away, or of what is older than a moment.

    A server that takes nothing more still answers, but not what is so. Asked at every question:
    one that reads no row where nothing waits.
    """
    missed = Q(action__in=TAKES_AWAY) | Q(at__lt=now - MOMENT)
    return bool(_waiting(engine).filter(missed).values_list("seq")[:1])


def words_gone(engine: Named) -> list[RecordEvent]:
    """What took words away that this engine still has."""
    return list(_waiting(engine).filter(action__in=WORDS_GO)[:_MOST])


def _waiting(engine: Named) -> QuerySet[RecordEvent]:
    """The events that its follower has still to see, in order: by their number, which is indexed,
    however many there are."""
    seen = Cursor.objects.filter(follower=follower_of(engine)).values("seq")[:1]
    return RecordEvent.objects.filter(seq__gt=Coalesce(Subquery(seen), Value(0))).order_by("seq")
