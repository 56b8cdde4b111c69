"""Numbers without gaps, taken inside the transaction that uses them."""

from __future__ import annotations

from django.db import transaction

from records.models import Sequence


def take(scope: str, year: int, count: int = 1) -> int:
    """The next number of that scope and year, from 1; of `count` in a row, the first.

    A rollback gives them back. Must run inside a transaction: the row stays locked until it ends.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken only inside a transaction")
    row, _new = Sequence.objects.select_for_update().get_or_create(scope=scope, year=year)
    first = row.last + 1
    row.last += count
    row.save(update_fields=["last"])
    return first
