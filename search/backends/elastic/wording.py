"""The words of a question as clauses: which documents meet them, and how well. Pure."""

from __future__ import annotations

from typing import Any

from search.backends.elastic.conditions import Clause, all_of, any_of, one_of, without
from search.entries import Sort
from search.terms import (
    Being,
    CodePart,
    Group,
    InTitle,
    Phrase,
    Prefix,
    Query,
    Same,
    Term,
    Together,
    Unit,
    Word,
)
from search.weights import ANYWHERE, SORTS, WEIGHTS, WHOLE_TITLE

EXACT = 4096.0
"""What the document of an exact code has above all others: more than all words together, and so
little that what they are worth is not rounded away."""
_MOST_UNITS = 50
_TITLE = "title_stems"
_WHOLE = f"{_TITLE}.whole"


def asked(query: Query) -> list[Clause]:
    """Filters: every group is met by one of its terms, and nothing of what is excluded."""
    found = [_any(group) for group in query.groups]
    if query.excluded:
        found.append(without(_any(query.excluded)))
    return found


def worth(query: Query) -> list[Clause]:
    """Clauses that need not be met: each adds its weight, whatever else is in the index."""
    exact = _scored({"term": {"exact": query.text.upper()}}, EXACT)
    units = query.units()[:_MOST_UNITS]
    places: list[tuple[str, float]] = [("", ANYWHERE), *WEIGHTS.items()]
    found = [exact]
    found += [_scored({"term": {"sort": sort.value}}, weight) for sort, weight in SORTS.items()]
    if title := query.as_title:
        named = all_of([{"term": {_WHOLE: title}}, without({"term": {"sort": Sort.SERIES.value}})])
        found.append(_scored(named, WHOLE_TITLE))
    found += [_scored(_standing(unit, place), weight) for unit in units for place, weight in places]
    return found


def _standing(unit: Unit, place: str) -> Clause:
    """Whether any of these stands there; anywhere for no place."""
    return any_of([one for term in unit for one in _at(term, place)])


def _at(term: Word | Phrase | Being, place: str) -> list[Clause]:
    match term:
        case Being(condition=condition):
            # What is so by itself is so anywhere, as if its title said it.
            return [one_of(condition)] if place in ("", _TITLE) else []
        case Word(stem=stem) if place:
            return [{"term": {place: stem}}]
        case Phrase(stems=stems) if place:
            return [_beside(place, stems)]
    return [_match(term)]


def _scored(clause: Clause, weight: float) -> Clause:
    return {"constant_score": {"filter": clause, "boost": weight}}


def _any(group: Group) -> Clause:
    return any_of([_match(term) for term in group])


def _match(term: Term | Together | Being) -> Clause:
    match term:
        case Together(stems=stems):
            return all_of([{"term": {"stems": stem}} for stem in stems])
        case Word(stem=stem):
            return {"term": {"stems": stem}}
        case Prefix(start=start, stem=stem):
            return _begun(start, stem, "stems", "forms")
        case Phrase(stems=stems):
            return any_of([_beside(field, stems) for field in WEIGHTS])
        case CodePart(parts=parts):
            return _code(parts)
        case InTitle(term=Word(stem=stem)):
            return {"term": {_TITLE: stem}}
        case InTitle(term=Prefix(start=start, stem=stem)):
            return _begun(start, stem, _TITLE, "title_forms")
        case InTitle(term=Phrase(stems=stems)):
            return _beside(_TITLE, stems)
        case Same(typed=typed, others=others):
            return any_of([_match(one) for one in (typed, *others)])
        case Being(condition=condition):
            return one_of(condition)
    raise AssertionError(term)


def _begun(start: str, stem: str, field: str, forms: str) -> Clause:
    return any_of([{"term": {field: stem}}, {"prefix": {field: start}}, {"prefix": {forms: start}}])


def _beside(field: str, stems: tuple[str, ...]) -> Clause:
    return {"match_phrase": {field: {"query": " ".join(stems)}}}


def _code(parts: tuple[str, ...]) -> Clause:
    """Words side by side, the last one begun: by intervals, which expand no beginning."""
    *whole, last = parts
    begun = {"prefix": {"prefix": last}}
    if not whole:
        return {"prefix": {"code_stems": last}}
    before: dict[str, Any] = {"query": " ".join(whole), "ordered": True, "max_gaps": 0}
    together = {"ordered": True, "max_gaps": 0, "intervals": [{"match": before}, begun]}
    return all_of([{"intervals": {"code_stems": {"all_of": together}}}])
