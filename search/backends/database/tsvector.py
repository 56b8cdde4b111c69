"""PostgreSQL. Phrases are compared in the text: a tsvector forgets positions of long texts."""

from __future__ import annotations

from search.backends.database.dialects import MOST_STEMS, STEMS, Entries, where
from search.language import CodePart, Group, InTitle, Phrase, Prefix, Query, Term, Word
from search.weights import ANYWHERE, WEIGHTS

_TABLE = "search_searchentry"
_HAS = f"{_TABLE}.vector @@ %s::tsquery"
_FORMED = f"{_TABLE}.forms_vector @@ %s::tsquery"
_LABELS = {"code_stems": "A", "title_stems": "B", "heading_stems": "C"}
# Tags, the text and the files have one label together: which it is, the words themselves say.
_UNLABELLED = [column for column in WEIGHTS if column not in _LABELS]
_WORTH = " + ".join(
    [
        f"CASE WHEN {_HAS} THEN {ANYWHERE} ELSE 0 END",
        *(f"CASE WHEN {_HAS} THEN {WEIGHTS[column]} ELSE 0 END" for column in _LABELS),
        *(
            f"CASE WHEN {_HAS} AND strpos({_TABLE}.{column}, %s) > 0"
            f" THEN {WEIGHTS[column]} ELSE 0 END"
            for column in _UNLABELLED
        ),
    ]
)


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
        """By the columns in which each stem stands, as on SQLite: never by how often it does."""
        stems = sorted(query.stems())[:MOST_STEMS]
        worth = f"({' + '.join([_WORTH] * len(stems))})::float8"
        asked = [value for stem in stems for value in _asked_of(stem)]
        scored = entries.extra(select={"score": worth}, select_params=asked)  # noqa: S610
        return dict(scored.order_by().values_list("pk", "score"))

    def intact(self) -> bool:
        return True  # generated columns cannot differ from their row

    def renew(self) -> None:
        pass


def _any(group: Group) -> tuple[str, list[str]]:
    conditions = [_match(term, STEMS, "") for term in group]
    joined = " OR ".join(f"({condition})" for condition, _ in conditions)
    return joined, [param for _, params in conditions for param in params]


def _match(term: Term, columns: tuple[str, ...], weight: str) -> tuple[str, list[str]]:
    """`weight`: the letter of the one column that is looked in; empty for all."""
    only = f":{weight}" if weight else ""
    match term:
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


def _asked_of(stem: str) -> list[str]:
    """The parameters of what one stem is worth."""
    labelled = [f"'{stem}':{label}" for label in _LABELS.values()]
    beside = [value for _column in _UNLABELLED for value in (f"'{stem}':D", f" {stem} ")]
    return [f"'{stem}'", *labelled, *beside]
