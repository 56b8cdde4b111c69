"""SQLite. Terms are quoted strings of letters and digits: no operator can be smuggled in."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection, transaction

from search.backends.database.dialects import MOST_UNITS, STEMS, Entries, being, beings_of, where
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
from search.weights import ANYWHERE, WEIGHTS, WHOLE_TITLE

_FOUND = "search_searchentry.id {} (SELECT rowid FROM search_fts(%s))"
_ANYWHERE = " ".join(STEMS)
_IN_TEXT = "SELECT rowid AS pk, %s AS weight FROM search_fts(%s)"
_SO = "SELECT id AS pk, %s AS weight FROM search_searchentry WHERE {}"
_WHOLE = _SO.format("title_stems = %s AND id IN (SELECT rowid FROM search_fts(%s)) AND sort <> %s")


class Fts5:
    """See `Dialect`."""

    def narrowed(self, entries: Entries, query: Query) -> Entries:
        worded = [group for group in query.groups if not beings_of(group)]
        if worded:
            wanted = " AND ".join(f"({_any(group)})" for group in worded)
            entries = where(entries, _FOUND.format("IN"), [wanted])
        for group in query.groups:
            if beings := beings_of(group):
                condition, params = being(beings)
                either = f"({_FOUND.format('IN')} OR {condition})"
                entries = where(entries, either, [_any(group), *params])
        if query.excluded:
            entries = where(entries, _FOUND.format("NOT IN"), [_any(query.excluded)])
        return entries

    def scores(self, entries: Entries, query: Query) -> dict[int, float]:
        """By the columns in which each word stands: code, title, tags, headings, text, files."""
        units = query.units()[:MOST_UNITS]
        asked = [
            _standing(unit, column, weight) for unit in units for column, weight in WEIGHTS.items()
        ]
        # What all have that were found needs no question.
        sure = query.sure
        asked += [_standing(unit, _ANYWHERE, ANYWHERE) for unit in units if unit not in sure]
        base = ANYWHERE * len(sure.intersection(units))
        if title := query.as_title:
            whole = f'{{title_stems}} : "{title.strip()}"'
            asked.append((_WHOLE, [WHOLE_TITLE, title, whole, Sort.SERIES.value]))
        together = " UNION ALL ".join(statement for statement, _params in asked)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT pk, SUM(weight) + %s FROM ({together}) GROUP BY pk",  # noqa: S608  see above
                [base, *(value for _statement, params in asked for value in params)],
            )
            return dict(cursor.fetchall())

    def intact(self) -> bool:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO search_fts(search_fts, rank) VALUES ('integrity-check', 1)"
                )
        except DatabaseError:
            return False
        return True

    def renew(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")


def _standing(unit: Unit, columns: str, weight: float) -> tuple[str, list[Any]]:
    """What has any of these in the columns. What is so by itself is so anywhere, as if its title
    said it."""
    said = (one for one in unit if not isinstance(one, Being))
    match = " OR ".join(f"({_match(one, columns, '')})" for one in said)
    beings = beings_of(unit) if columns in (_ANYWHERE, "title_stems") else []
    if not beings:
        return _IN_TEXT, [weight, match]
    condition, params = being(beings)
    so = f"SELECT pk, weight FROM ({_IN_TEXT} UNION {_SO.format(condition)})"  # noqa: S608  above
    return so, [weight, match, weight, *params]


def _any(group: Group) -> str:
    return " OR ".join(_match(term, _ANYWHERE, "forms") for term in group)


def _match(term: Term | Together, columns: str, forms: str) -> str:
    match term:
        case Together(stems=stems):
            return " AND ".join(f'({{{columns}}} : "{stem}")' for stem in stems)
        case Word(stem=stem):
            return f'{{{columns}}} : "{stem}"'
        case Prefix(start=start, stem=stem):
            return f'({{{columns}}} : "{stem}") OR ({{{columns} {forms}}} : "{start}" *)'
        case Phrase(stems=stems):
            return f'{{{columns}}} : "{" ".join(stems)}"'
        case CodePart(parts=parts):
            return f'code_stems : "{" ".join(parts)}" *'
        case InTitle(term=inner):
            return _match(inner, "title_stems", "title_forms")
        case Same(typed=typed, others=others):
            said = (one for one in others if not isinstance(one, Being))
            return " OR ".join(f"({_match(one, columns, forms)})" for one in (typed, *said))
