"""The conditions of a question as a filter of rows."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from search.backends.base import Question
from search.entries import Sort
from search.fields import Condition, Field, years_in

COLUMNS = {
    Field.KIND: "kind",
    Field.OFFICE: "office",
    Field.ACCESS: "access",
}
_LISTS = {Field.PROCESS: "process_path", Field.SERIES: "series_path", Field.TAG: "tags"}

_NOTHING = Q(pk__in=[])


def met(question: Question) -> Q:
    """The rows that meet every condition, within the span, in the case file."""
    found = Q()
    for condition in question.conditions:
        one = _one(condition, question.today)
        found &= ~one if condition.excluded else one
    if question.span.since is not None:
        found &= Q(day__gte=question.span.since)
    if question.span.until is not None:
        found &= Q(day__lte=question.span.until)
    if question.case_file is not None:
        found &= Q(sort=Sort.RECORD.value, case_file=question.case_file)
    return found


def _one(condition: Condition, today: date) -> Q:
    field, values = condition.field, condition.values
    if field in COLUMNS:
        return Q(**{f"{COLUMNS[field]}__in": values})
    if field == Field.YEAR:
        values = tuple(years_in(values))
    found = _NOTHING
    for value in values:
        found |= _value(field, value, today)
    return found


def _value(field: Field, value: str, today: date) -> Q:
    if field in _LISTS:
        return _NOTHING if "|" in value else Q(**{f"{_LISTS[field]}__contains": f"|{value}|"})
    if field == Field.YEAR:
        return Q(day__year=int(value))
    version = Q(sort=Sort.VERSION.value)
    in_force = Q(until=None) | Q(until__gt=today)
    if value == "in_force":
        return version & in_force
    if value == "replaced":
        return version & ~in_force & Q(state="")
    if value == "withdrawn":
        return version & ~in_force & Q(state="withdrawn")
    return ~version & Q(state=value)
