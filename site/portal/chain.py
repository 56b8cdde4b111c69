"""What each activity of a document leaves, as far as citizens may follow it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from records.chain.reading import published_of
from records.models import Issuance

# The newest of all that a document left: a page is no list, and the search finds the others.
MOST = 30


@dataclass(slots=True)
class Left:
    """Of one activity: the formats in force that it names, and the newest public documents."""

    formats: list[Issuance] = field(default_factory=list)
    documents: list[Any] = field(default_factory=list)


def left_by(issuance: Issuance, user: Any, day: date) -> dict[str, Left]:
    """By id of the activity, what it leaves. Three queries at most, one where it orders nothing."""
    orders = list(issuance.orders.with_span())
    if not orders:
        return {}
    found = {one.activity: Left() for one in orders}
    codes = {one.present for one in orders if one.code} - {issuance.version.code}
    if codes:
        issued = Issuance.objects.visible_to(user).in_force_on(day)
        rows = issued.filter(document__code__in=codes).for_lists()
        formats = {one.document.code: one for one in rows}
        for one in orders:
            named = formats.get(one.present)
            if named is not None and named not in found[one.activity].formats:
                found[one.activity].formats.append(named)
    for activity, record in published_of(issuance, orders, user, until=day, most=MOST):
        found[activity].documents.append(record)
    return found
