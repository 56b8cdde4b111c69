"""The inventory that the demo entity published: everything that it kept at the end of 2025."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from portal.demo.loading.deeds import Deed, moment
from portal.demo.loading.people import user
from retention.inventories import keeping, publishing
from retention.inventories.choosing import Choice
from retention.models import Inventory, InventoryPublication

ON = date(2025, 12, 15)
BY = "archivista"


def deeds() -> Iterator[Deed]:
    """Kept, then published."""
    kept, published = moment(ON, 10), moment(ON, 11)
    asked = keeping.Asked(choice=Choice(), public=True)
    yield Deed(
        kept,
        lambda: Inventory.objects.filter(at=kept).exists(),
        lambda: keeping.keep(asked, by=user(BY), at=kept),
    )
    yield Deed(
        published,
        lambda: InventoryPublication.objects.filter(at=published).exists(),
        lambda: publishing.publish(Inventory.objects.get(at=kept), by=user(BY), at=published),
    )
