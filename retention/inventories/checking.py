"""What verification of the register asks of the inventories that were kept."""

from __future__ import annotations

from typing import Any

from records.exceptions import StorageError
from records.integrity import State, check
from records.integrity.model import Found
from records.integrity.streams import ONCE
from records.storage import storage
from retention.models import Inventory


@check("inventory_file", over=ONCE)
def kept(rows: Any, state: State) -> Found:
    """The content of each is there, and is the one of its digest and size."""
    for inventory in Inventory.objects.select_related("number").order_by("pk").iterator():
        name = f"inventario {inventory}"
        try:
            content = storage().read(inventory.content_sha256)
        except StorageError as error:
            yield name, str(error)
            continue
        if (listed := inventory.listed.count()) not in (0, inventory.case_files):
            yield name, f"Nombra {listed} expedientes y debería nombrar {inventory.case_files}."
        if len(content) != inventory.size:
            yield name, f"Tiene {len(content)} bytes y debería tener {inventory.size}."
