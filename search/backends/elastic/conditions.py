"""Who may read, what is in force and what narrows a question, as filters. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from search.backends.base import Question, Reader
from search.backends.elastic.documents import number_of
from search.entries import Sort
from search.fields import Condition, Field, years_in

Clause = dict[str, Any]
NOTHING: Clause = {"match_none": {}}
_COLUMNS = {
    Field.KIND: "kind",
    Field.OFFICE: "office",
    Field.ACCESS: "access",
    Field.PROCESS: "process_path",
    Field.SERIES: "series_path",
    Field.TAG: "tags",
}
VERSION: Clause = {"term": {"sort": Sort.VERSION.value}}


def known(question: Question) -> list[Clause]:
    """Filters of what the question may know of: readable, in force that day, within its fields."""
    today = number_of(question.today)
    found: list[Clause] = [
        {"terms": {"sort": [sort.value for sort in question.sorts]}},
        *readable(question.reader),
        without({"range": {"since": {"gt": today}}}),
    ]
    if not question.older:
        found.append(without(_ended(question.today)))
    return found + _met(question)


def readable(reader: Reader) -> list[Clause]:
    """Filters of what a reader may know of: the same as `Reader.may_read`."""
    if reader.everything:
        return []
    return [
        {"terms": {"audience": [one.value for one in reader.audiences]}},
        _is_of(reader, "needs", "case_file"),
        _is_of(reader, "needs_original", "original_case_file"),
    ]


def _is_of(reader: Reader, needs: str, case_file: str) -> Clause:
    """Of all the offices that a field holds, or one who received the case file of the other."""
    ways: list[Clause] = [{"term": {f"{needs}_count": 0}}]
    if reader.offices:
        of_all = {"minimum_should_match_field": f"{needs}_count"}
        ways.append({"terms_set": {needs: {"terms": sorted(reader.offices), **of_all}}})
    if reader.case_files:
        ways.append({"terms": {case_file: sorted(reader.case_files)}})
    return any_of(ways)


def in_state(value: str, today: date) -> Clause:
    """What says of itself `value`; of versions, whether they are in force that day."""
    ended = _ended(today)
    match value:
        case "in_force":
            return {"bool": {"filter": [VERSION], "must_not": [ended]}}
        case "replaced":
            return all_of([VERSION, ended, {"term": {"state": ""}}])
        case "withdrawn":
            return all_of([VERSION, ended, {"term": {"state": "withdrawn"}}])
    return {"bool": {"filter": [{"term": {"state": value}}], "must_not": [VERSION]}}


def any_of(clauses: list[Clause]) -> Clause:
    return {"bool": {"should": clauses, "minimum_should_match": 1}} if clauses else NOTHING


def all_of(clauses: list[Clause]) -> Clause:
    return {"bool": {"filter": clauses}}


def without(clause: Clause) -> Clause:
    return {"bool": {"must_not": [clause]}}


def _ended(today: date) -> Clause:
    return {"range": {"until": {"lte": number_of(today)}}}


def _met(question: Question) -> list[Clause]:
    """Filters of every condition, of the span and of the case file."""
    found: list[Clause] = []
    for condition in question.conditions:
        one = _one(condition, question.today)
        found.append(without(one) if condition.excluded else one)
    if not question.span.open:
        ends = {"gte": number_of(question.span.since), "lte": number_of(question.span.until)}
        found.append({"range": {"day": {name: end for name, end in ends.items() if end}}})
    if question.case_file is not None:
        found.append({"term": {"sort": Sort.RECORD.value}})
        found.append({"term": {"case_file": question.case_file}})
    return found


def _one(condition: Condition, today: date) -> Clause:
    field, values = condition.field, list(condition.values)
    if field == Field.STATE:
        return any_of([in_state(value, today) for value in values])
    if field == Field.YEAR:
        return {"terms": {"year": years_in(values)}}
    return one_of(condition)


def one_of(condition: Condition) -> Clause:
    """What has one of these values, of a field that the index has as it is."""
    return {"terms": {_COLUMNS[condition.field]: list(condition.values)}}
