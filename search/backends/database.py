"""The database's own full-text search: FTS5 on SQLite, tsvector on PostgreSQL.

Both index the same stems and match by the same rules, so they find the same documents. Neither
ranks by statistics of the whole index (bm25 does): a restricted document would move the order of
what a visitor sees. Raw SQL stands here and in the migration only; what people typed enters it as
parameters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any, Protocol

from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet

from records.kinds import LABELS
from records.models import ControlledDocument, Issuance
from search.backends.base import Answer, Facet, Filters, Question
from search.documents import Indexed
from search.language import CodePart, Group, Phrase, Prefix, Query, Term, Word
from search.models import SearchEntry

Entries = QuerySet[SearchEntry]
_COLUMNS = ("code_stems", "title_stems", "body_stems")


class DatabaseEngine:
    """See `Engine`. One query finds, orders and counts what this person may see this day."""

    def answer(self, question: Question) -> Answer:
        query = question.query
        if query.hopeless:
            return Answer((), 0, _facets([], []))
        entries = _dialect().narrowed(_visible(question), query)
        rows = list(entries.values_list("pk", "code", *_FACET_FIELDS))
        tags = list(
            entries.filter(issuance__document__tags__isnull=False).values_list(
                "issuance__document__tags__slug", "issuance__document__tags__name"
            )
        )
        scores = _dialect().scores(entries, query) if query.groups and rows else {}
        exact = query.text.upper()
        rows.sort(key=lambda row: (row[1] != exact, -scores.get(row[0], 0.0), row[1], row[0]))
        page = rows[question.offset : question.offset + question.limit]
        return Answer(tuple(row[0] for row in page), len(rows), _facets(rows, tags))

    def put(self, entries: Iterable[Indexed]) -> None:
        rows = [SearchEntry(**asdict(entry)) for entry in entries]
        SearchEntry.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["issuance"],
            update_fields=["code", "title", "body", *_COLUMNS, "forms"],
            batch_size=50,
        )

    def drop(self, ids: Iterable[int]) -> None:
        SearchEntry.objects.filter(pk__in=list(ids)).delete()

    def held(self) -> dict[int, str]:
        names = [field.name for field in fields(Indexed) if field.name != "issuance_id"]
        rows = SearchEntry.objects.order_by("pk").values("issuance_id", *names)
        return {row["issuance_id"]: Indexed(**row).digest for row in rows.iterator(100)}

    def intact(self) -> bool:
        return _dialect().intact()

    def renew(self) -> None:
        _dialect().renew()


def _visible(question: Question) -> Entries:
    """The entries that the question may know of: in force that day, visible, within its filters."""
    issuances = Issuance.objects.visible_to(question.user).in_force_on(question.today)
    return SearchEntry.objects.filter(issuance__in=issuances).filter(_within(question.filters))


def _within(filters: Filters) -> Q:
    version = "issuance__version__"
    found = Q()
    if filters.kind:
        found &= Q(**{f"{version}kind": filters.kind})
    if filters.process:
        found &= Q(**{f"{version}process__code": filters.process}) | Q(
            **{f"{version}process__parent__code": filters.process}
        )
    if filters.office:
        found &= Q(**{f"{version}office__code": filters.office})
    if filters.series:
        found &= Q(**{f"{version}series__code": filters.series})
    if filters.tag:
        tagged = ControlledDocument.objects.filter(tags__slug=filters.tag)
        found &= Q(issuance__document__in=tagged)
    if filters.since:
        found &= Q(issuance__effective_on__gte=filters.since)
    if filters.until:
        found &= Q(issuance__effective_on__lte=filters.until)
    return found


_FACET_FIELDS = (
    "issuance__version__kind",
    "issuance__version__process__code",
    "issuance__version__process__name",
    "issuance__version__office__code",
    "issuance__version__office__name",
    "issuance__version__series__code",
    "issuance__version__series__name",
    "issuance__effective_on",
)


def _facets(rows: list[Any], tags: list[Any]) -> dict[str, list[Facet]]:
    kinds = [(row[2], LABELS.get(row[2], row[2])) for row in rows]
    years = Counter(row[9].year for row in rows)
    return {
        "kind": _counted(kinds),
        "process": _counted([(row[3], row[4]) for row in rows]),
        "office": _counted([(row[5], row[6]) for row in rows]),
        "series": _counted([(row[7], row[8]) for row in rows]),
        "tag": _counted(tags),
        "year": [Facet(str(year), str(year), years[year]) for year in sorted(years, reverse=True)],
    }


def _counted(pairs: list[tuple[str | None, str]]) -> list[Facet]:
    """Most first, then by label. A code that had two names is one facet, under the last of them."""
    counts = Counter(value for value, _ in pairs if value)
    labels = {value: label for value, label in sorted(set(pairs), key=str) if value}
    facets = [Facet(value, labels[value], count) for value, count in counts.items()]
    return sorted(facets, key=lambda facet: (-facet.count, facet.label, facet.value))


class _Dialect(Protocol):
    def narrowed(self, entries: Entries, query: Query) -> Entries:
        """Those of `entries` that meet the query."""

    def scores(self, entries: Entries, query: Query) -> dict[int, float]:
        """How well each of `entries` meets it; higher is better."""

    def intact(self) -> bool: ...

    def renew(self) -> None: ...


def _dialect() -> _Dialect:
    return _Tsvector() if connection.vendor == "postgresql" else _Fts5()


class _Fts5:
    """SQLite. Terms are quoted strings of letters and digits, so no operator can be smuggled in."""

    def narrowed(self, entries: Entries, query: Query) -> Entries:
        found = "search_searchentry.issuance_id {} (SELECT rowid FROM search_fts({}))"
        if query.groups:
            wanted = " AND ".join(f"({self._any(group)})" for group in query.groups)
            entries = _where(entries, found.format("IN", "%s"), [wanted])
        if query.excluded:
            entries = _where(entries, found.format("NOT IN", "%s"), [self._any(query.excluded)])
        return entries

    def _any(self, group: Group) -> str:
        return " OR ".join(self._match(term) for term in group)

    def _match(self, term: Term) -> str:
        columns = " ".join(_COLUMNS)
        match term:
            case Word(stem=stem):
                return f'{{{columns}}} : "{stem}"'
            case Prefix(start=start, stem=stem):
                return f'({{{columns}}} : "{stem}") OR ({{{columns} forms}} : "{start}" *)'
            case Phrase(stems=stems):
                return f'{{{columns}}} : "{" ".join(stems)}"'
            case CodePart(parts=parts):
                return f'code_stems : "{" ".join(parts)}" *'

    def scores(self, entries: Entries, query: Query) -> dict[int, float]:
        terms = sorted(query.stems())
        marks = ", ".join(["%s"] * len(terms))
        # n / (n + 1): the tenth mention says little more than the second.
        statement = f"""
            SELECT doc, SUM(n / (n + 1.0) * CASE col
                WHEN 'code_stems' THEN 8 WHEN 'title_stems' THEN 4 ELSE 1 END)
            FROM (SELECT doc, col, term, COUNT(*) AS n FROM search_vocab
                  WHERE term IN ({marks}) AND col <> 'forms' GROUP BY doc, col, term)
            GROUP BY doc"""  # noqa: S608  only marks for parameters are put in
        with connection.cursor() as cursor:
            cursor.execute(statement, terms)
            return {doc: round(score, 6) for doc, score in cursor.fetchall()}

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


class _Tsvector:
    """PostgreSQL. Phrases are compared in the text: a tsvector forgets positions of long texts."""

    def narrowed(self, entries: Entries, query: Query) -> Entries:
        for group in query.groups:
            condition, params = self._any(group)
            entries = _where(entries, condition, params)
        if query.excluded:
            condition, params = self._any(query.excluded)
            entries = _where(entries, f"NOT ({condition})", params)
        return entries

    def _any(self, group: Group) -> tuple[str, list[str]]:
        conditions = [self._match(term) for term in group]
        joined = " OR ".join(f"({condition})" for condition, _ in conditions)
        return joined, [param for _, params in conditions for param in params]

    def _match(self, term: Term) -> tuple[str, list[str]]:
        has = "search_searchentry.vector @@ %s::tsquery"
        match term:
            case Word(stem=stem):
                return has, [f"'{stem}'"]
            case Prefix(start=start, stem=stem):
                formed = "search_searchentry.forms_vector @@ %s::tsquery"
                return f"{has} OR {formed}", [f"'{stem}' | '{start}':*", f"'{start}':*"]
            case Phrase(stems=stems):
                beside = " OR ".join(
                    f"strpos(search_searchentry.{column}, %s) > 0" for column in _COLUMNS
                )
                all_of = " & ".join(f"'{stem}'" for stem in stems)
                return f"{has} AND ({beside})", [all_of, *[f" {' '.join(stems)} "] * 3]
            case CodePart(parts=parts):
                begun = " & ".join([*(f"'{part}'" for part in parts[:-1]), f"'{parts[-1]}':*"])
                beside = "strpos(search_searchentry.code_stems, %s) > 0"
                return f"{has} AND {beside}", [begun, f" {' '.join(parts)}"]

    def scores(self, entries: Entries, query: Query) -> dict[int, float]:
        any_of = " | ".join(f"'{stem}'" for stem in sorted(query.stems()))
        rank = "ts_rank('{0.1, 0.1, 0.4, 1.0}', search_searchentry.vector, %s::tsquery)"
        scored = entries.extra(select={"score": rank}, select_params=[any_of])  # noqa: S610
        return {pk: round(score, 6) for pk, score in scored.values_list("pk", "score")}

    def intact(self) -> bool:
        return True  # generated columns cannot differ from their row

    def renew(self) -> None:
        pass


def _where(entries: Entries, condition: str, params: list[str]) -> Entries:
    return entries.extra(where=[condition], params=params)  # noqa: S610  parameters, see above
