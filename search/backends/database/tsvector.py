"""PostgreSQL. Phrases are compared in the text: a tsvector forgets positions of long texts."""

from __future__ import annotations

from collections.abc import Sequence

from search.backends.database.dialects import MOST_UNITS, STEMS, Entries, being, beings_of, where
from search.entries import Sort
from search.terms import (
    Being,
    CodePart,
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
from search.weights import ANYWHERE, WEIGHTS, WHOLE_TITLE

_TABLE = "search_searchentry"
_HAS = f"{_TABLE}.vector @@ %s::tsquery"
_FORMED = f"{_TABLE}.forms_vector @@ %s::tsquery"
_LABELS = {"code_stems": "A", "title_stems": "B", "heading_stems": "C"}
_WHOLE = (
    f"CASE WHEN {_TABLE}.title_stems = %s AND {_TABLE}.sort <> '{Sort.SERIES}'"
    f" THEN {WHOLE_TITLE} ELSE 0 END"
)
# Tags, the text and the files have one label together, D: which it is, the words themselves say.
_PLACES: list[tuple[tuple[str, ...], str, float]] = [
    (STEMS, "", ANYWHERE),
    *(((column,), _LABELS.get(column, "D"), weight) for column, weight in WEIGHTS.items()),
]


class Tsvector:
    """See `Dialect`."""

    def narrowed(self, entries: Entries, query: Query) -> Entries:
        for group in query.groups:
            entries = where(entries, *_any(group))
        if query.excluded:
            condition, params = _any(query.excluded)
            entries = where(entries, f"NOT ({condition})", params)
        return entries

    def scores(self, entries: Entries, query: Query) -> dict[int, float]:
        """By the columns in which each of its words stands, as on SQLite: never by how often."""
        cases: list[str] = []
        asked: list[str] = []
        for unit in query.units()[:MOST_UNITS]:
            for columns, label, weight in _PLACES:
                condition, params = _standing(unit, columns, label)
                cases.append(f"CASE WHEN {condition} THEN {weight} ELSE 0 END")
                asked += params
        if title := query.as_title:
            cases.append(_WHOLE)
            asked.append(title)
        worth = f"({' + '.join(cases)})::float8"
        scored = entries.extra(select={"score": worth}, select_params=asked)  # noqa: S610
        return dict(scored.order_by().values_list("pk", "score"))

    def intact(self) -> bool:
        return True  # generated columns cannot differ from their row

    def renew(self) -> None:
        pass


def _any(group: Sequence[Term | Together]) -> tuple[str, list[str]]:
    conditions = [_match(term, STEMS, "") for term in group]
    if beings := beings_of(group):
        conditions.append(being(beings))
    joined = " OR ".join(f"({condition})" for condition, _ in conditions)
    return joined, [param for _, params in conditions for param in params]


def _match(term: Term | Together, columns: tuple[str, ...], weight: str) -> tuple[str, list[str]]:
    """`weight`: the letter of the one column that is looked in; empty for all."""
    only = f":{weight}" if weight else ""
    match term:
        case Together(stems=stems):
            return _HAS, [" & ".join(f"'{stem}'{only}" for stem in stems)]
        case Word(stem=stem):
            return _HAS, [f"'{stem}'{only}"]
        case Prefix(start=start, stem=stem):
            begun = f"'{start}':*"
            return f"{_HAS} OR {_FORMED}", [f"'{stem}' | {begun}", begun]
        case Phrase(stems=stems):
            beside = " OR ".join(f"strpos({_TABLE}.{column}, %s) > 0" for column in columns)
            all_of = " & ".join(f"'{stem}'{only}" for stem in stems)
            texts = [f" {' '.join(stems)} "] * len(columns)
            return f"{_HAS} AND ({beside})", [all_of, *texts]
        case CodePart(parts=parts):
            begun = " & ".join([*(f"'{part}'" for part in parts[:-1]), f"'{parts[-1]}':*"])
            beside = f"strpos({_TABLE}.code_stems, %s) > 0"
            return f"{_HAS} AND {beside}", [begun, f" {' '.join(parts)}"]
        case InTitle(term=Prefix(start=start, stem=stem)):
            # Of what has no positions, PostgreSQL asks no label: the title itself is looked at.
            formed = f"{_FORMED} AND strpos(' ' || {_TABLE}.title_forms, %s) > 0"
            params = [f"'{stem}':B | '{start}':*B", f"'{start}':*", f" {start}"]
            return f"{_HAS} OR ({formed})", params
        case InTitle(term=inner):
            return _match(inner, ("title_stems",), "B")
        case Same(typed=typed, others=others):
            return _any((typed, *(one for one in others if not isinstance(one, Being))))


def _standing(unit: Unit, columns: tuple[str, ...], label: str) -> tuple[str, list[str]]:
    """Whether any of these stands in one of the columns, which have that label together."""
    conditions: list[str] = []
    params: list[str] = []
    for term in unit:
        if isinstance(term, Being):
            continue
        condition, asked = _match(term, columns, label)
        if label == "D" and isinstance(term, Word):
            condition, asked = (
                f"{condition} AND strpos({_TABLE}.{columns[0]}, %s) > 0",
                [*asked, f" {term.stem} "],
            )
        conditions.append(f"({condition})")
        params += asked
    # What is so by itself is so anywhere, as if its title said it.
    if label in ("", "B") and (beings := beings_of(unit)):
        condition, asked = being(beings)
        conditions.append(condition)
        params += asked
    return " OR ".join(conditions), params
