"""SQLite. Terms are quoted strings of letters and digits: no operator can be smuggled in."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction

from search.backends.database.dialects import STEMS, Entries, where
from search.language import CodePart, Group, InTitle, Phrase, Prefix, Query, Term, Word
from search.weights import ANYWHERE, WEIGHTS

_FOUND = "search_searchentry.id {} (SELECT rowid FROM search_fts(%s))"
_ANYWHERE = " ".join(STEMS)
_MOST_STEMS = 50  # SQLite puts at most 500 questions together


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
        """By the columns in which each stem stands: code, title, headings, text, files."""
        asked = [
            (weight, f'{column} : "{stem}"')
            for stem in sorted(query.stems())[:_MOST_STEMS]
            for column, weight in ((f"{{{_ANYWHERE}}}", ANYWHERE), *WEIGHTS.items())
        ]
        one = "SELECT rowid AS pk, %s AS weight FROM search_fts(%s)"
        together = " UNION ALL ".join([one] * len(asked))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT pk, SUM(weight) FROM ({together}) GROUP BY pk",  # noqa: S608  see above
                [value for pair in asked for value in pair],
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
