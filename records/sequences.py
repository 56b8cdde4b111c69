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
    row = _locked(scope, year)
    first = row.last + 1
    row.last += count
    row.save(update_fields=["last"])
    return first


def passed(scope: str, year: int, number: int) -> None:
    """That number came from elsewhere: the next one taken is beyond it. Inside a transaction."""
    row = _locked(scope, year)
    if row.last < number:
        row.last = number
        row.save(update_fields=["last"])


def _locked(scope: str, year: int) -> Sequence:
    rows = Sequence.objects.select_for_update().filter(scope=scope, year=year)
    row = rows.first()
    if row is None:  # of two that begin a year at once the second waits here, then finds the row
        Sequence.objects.bulk_create([Sequence(scope=scope, year=year)], ignore_conflicts=True)
        row = rows.get()
    return row
