"""SQLite. Terms are quoted strings of letters and digits: no operator can be smuggled in."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction

from search.backends.database.dialects import MOST_STEMS, STEMS, Entries, where
from search.language import CodePart, Group, InTitle, Phrase, Prefix, Query, Term, Word
from search.weights import ANYWHERE, WEIGHTS

_FOUND = "search_searchentry.id {} (SELECT rowid FROM search_fts(%s))"
_ANYWHERE = " ".join(STEMS)


class Fts5:
    """See `Dialect`."""

    def narrowed(self, entries: Entries, query: Query) -> Entries:
        if query.groups:
            wanted = " AND ".join(f"({_any(group)})" for group in query.groups)
            entries = where(entries, _FOUND.format("IN"), [wanted])
        if query.excluded:
            entries = where(entries, _FOUND.format("NOT IN"), [_any(query.excluded)])
        return entries

    def scores(self, entries: Entries, query: Query) -> dict[int, float]:
        """By the columns in which each stem stands: code, title, tags, headings, text, files."""
        stems = sorted(query.stems())[:MOST_STEMS]
        asked = [
            (weight, f'{column} : "{stem}"') for stem in stems for column, weight in WEIGHTS.items()
        ]
        # What all have that were found needs no question.
        sure = _sure(query)
        asked += [(ANYWHERE, f'{{{_ANYWHERE}}} : "{one}"') for one in stems if one not in sure]
        base = ANYWHERE * len(sure.intersection(stems))
        one = "SELECT rowid AS pk, %s AS weight FROM search_fts(%s)"
        together = " UNION ALL ".join([one] * len(asked))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT pk, SUM(weight) + %s FROM ({together}) GROUP BY pk",  # noqa: S608  see above
                [base, *(value for pair in asked for value in pair)],
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


def _sure(query: Query) -> frozenset[str]:
    """The stems that whatever meets the query has: those that all alternatives of a group ask."""
    found: frozenset[str] = frozenset()
    for group in query.groups:
        found |= frozenset.intersection(*map(_asked_by, group))
    return found


def _asked_by(term: Term) -> frozenset[str]:
    match term:
        case Word(stem=stem):
            return frozenset({stem})
        case Phrase(stems=stems):
            return frozenset(stems)
        case CodePart(parts=parts):
            return frozenset(parts[:-1])
        case InTitle(term=inner):
            return _asked_by(inner)
    return frozenset()


def _any(group: Group) -> str:
    return " OR ".join(_match(term, _ANYWHERE, "forms") for term in group)


def _match(term: Term, columns: str, forms: str) -> str:
    match term:
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
