"""The picture of what each issued version orders: drawn after its issue, drawn again at any time.

It stands apart from the evidence: a wrong or missing row changes no record, and `rebuild` mends it.
"""

from __future__ import annotations

from django.db import transaction

from records.issue import content_of
from records.models import Issuance, RecordEvent, RecordOrder
from records.ordering import Order, orders_in


def on_event(event: RecordEvent) -> None:
    """After an issue, or an adoption, draw what it orders. Done twice is done once."""
    if event.action != "version.issued":
        return
    key = event.facts["issuance"]
    if not RecordOrder.objects.filter(issuance=key).exists():
        draw(Issuance.objects.select_related("version").get(pk=key))


def rebuild() -> int:
    """Draw the picture of every issued version again; how many records they order."""
    issued = Issuance.objects.select_related("version").order_by("pk")
    return sum(draw(issuance) for issuance in issued.iterator())


def draw(issuance: Issuance) -> int:
    """Draw what one issued version orders, in the place of what stood there; how many records."""
    rows = [
        _row(issuance, place, order)
        for place, order in enumerate(orders_in(content_of(issuance.version)))
    ]
    with transaction.atomic():
        RecordOrder.objects.filter(issuance=issuance).delete()
        # Two processes that follow at once draw the same.
        RecordOrder.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _row(issuance: Issuance, place: int, order: Order) -> RecordOrder:
    return RecordOrder(
        issuance=issuance,
        place=place,
        source=order.source.value,
        activity=order.activity,
        number=order.number[:40],
        text=order.text,
        name=order.name,
        row=order.row,
        code=order.code[:40],
        series=order.series[:40],
    )
