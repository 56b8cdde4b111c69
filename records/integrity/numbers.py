"""Checks of the consecutive numbers: none missing from 1 to the last, and the last is the last."""

from __future__ import annotations

from django.db.models import Max

from records.integrity.model import Found, State, check
from records.integrity.streams import STREAMS
from records.models import ContingencyRange, RegistryNumber, Sequence

named = STREAMS["numbers"].named


@check("number_gaps", over="numbers")
def without_gap(row: Sequence, state: State) -> Found:
    """Every number of the row was given, or is set aside by a range that waits to be loaded."""
    asked = {"scope": row.scope, "year": row.year}
    given = RegistryNumber.objects.filter(**asked)
    ranges = ContingencyRange.objects.filter(**asked)
    if not given.exists() and not ranges.exists():
        return  # counts something that bears its number itself, as a case file does
    aside = [(one.first, one.last) for one in ranges.filter(numbers__isnull=True)]
    expected = 1
    spans = sorted([*((one, one) for one in given.values_list("number", flat=True)), *aside])
    for first, last in spans:
        if first > expected:
            yield named(row), f"Falta el número {expected}."
        expected = max(expected, last + 1)
    if expected - 1 != row.last:
        yield named(row), f"El último número es {expected - 1} y el consecutivo dice {row.last}."


@check("number_rows", over="once")
def each_in_a_row(rows: list[None], state: State) -> Found:
    """No number was given in a row that does not exist."""
    there = set(Sequence.objects.values_list("scope", "year"))
    found = RegistryNumber.objects.values("scope", "year").annotate(last=Max("number"))
    for one in found.order_by("scope", "year"):
        if (one["scope"], one["year"]) not in there:
            yield f"consecutivo {one['scope']} de {one['year']}", "Falta su fila."
