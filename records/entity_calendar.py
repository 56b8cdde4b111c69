"""The entity's own calendar of business days, as its closures and its week say."""

from __future__ import annotations

from records.business_days import Calendar, Span
from records.models import Closure, Entity


def calendar() -> Calendar:
    """The calendar that terms are counted with; two queries."""
    closures = Closure.objects.order_by("first").values_list("first", "last")
    return Calendar(
        closures=tuple(Span(first, last) for first, last in closures),
        saturdays=Entity.current().works_saturdays,
    )
