"""Issued versions of controlled documents, each between the days of its force."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Min, Q, QuerySet

from records.content import Content
from records.exceptions import StorageError
from records.issue import content_of
from records.models import AccessLevel, FormerCode, Issuance, RecordEvent
from records.text import content_text
from search.entries import Entry, Key, Sort, within
from search.subjects import lineage
from search.subjects.base import ids_of

logger = logging.getLogger(__name__)
_DOCUMENT = frozenset({"document.access_changed", "document.known_as", "document.tagged"})
_VERSION = frozenset(
    {"version.issued", "version.issued_urgently", "version.adopted", "version.withdrawn"}
)


class Force(NamedTuple):
    """From when and until the day before which a version is in force; whether it was withdrawn
    before another took its place."""

    since: date
    until: date | None
    withdrawn: bool


class Versions:
    """See `Subject`."""

    sort = Sort.VERSION

    def all(self) -> QuerySet[Any]:
        return Issuance.objects.order_by("pk")

    def entries(self, ids: Collection[int]) -> list[Entry]:
        rows = list(
            Issuance.objects.filter(pk__in=ids)
            .select_related("document", "version__process", "version__office", "version__series")
            .prefetch_related("document__tags")
            .defer("envelope_json")
            .order_by("pk")
        )
        documents = {row.document_id for row in rows}
        forces = forces_of(documents)
        codes: dict[int, list[str]] = defaultdict(list)
        for code in FormerCode.objects.filter(document__in=documents).order_by("code"):
            codes[code.document_id].append(code.code)
        processes = lineage.of_processes()
        series = lineage.of_series(row.version.series_id for row in rows)
        return [
            _entry(
                row,
                forces[row.pk],
                tuple(codes[row.document_id]),
                lineage.codes(processes.get(row.version.process_id, ())),
                lineage.codes(series.get(row.version.series_id, ())),
            )
            for row in rows
        ]

    def visible(self, user: Any, today: date) -> QuerySet[Any]:
        return Issuance.objects.visible_to(user).filter(effective_on__lte=today)

    def loaded(
        self, ids: Collection[int], user: Any, today: date, *, older: bool = False
    ) -> Mapping[int, Any]:
        rows = Issuance.objects.visible_to(user).filter(effective_on__lte=today)
        rows = rows if older else rows.in_force_on(today, among=ids)
        return rows.for_lists().in_bulk(list(ids)) if ids else {}

    def touched(self, events: Sequence[RecordEvent]) -> Collection[int]:
        versions = {event.subject_id for event in events if event.action in _VERSION}
        documents = {event.subject_id for event in events if event.action in _DOCUMENT}
        named = (lineage.named_after(event, "version__") for event in events)
        own = (Q(document__versions__in=versions), Q(document__in=documents))
        return ids_of(Issuance, (*own, *named))


def forces_of(documents: Collection[int]) -> dict[int, Force]:
    """The force of every issued version of these documents, by its id. Two queries.

    The same as `in_force_on`: of those effective by a day the latest counts, the higher number of
    two of one day; a withdrawal ends it, and never revives the one before.
    """
    rows = (
        Issuance.objects.filter(document__in=documents)
        .annotate(ended=Min("withdrawals__effective_on"))
        .order_by("document_id", "effective_on", "number")
        .values_list("pk", "document_id", "effective_on", "ended")
    )
    found: dict[int, Force] = {}
    before: tuple[int, int] | None = None
    for pk, document, since, ended in rows:
        if before is not None and before[0] == document:
            earlier = found[before[1]]
            if earlier.until is None or since < earlier.until:
                found[before[1]] = Force(earlier.since, since, withdrawn=False)
        found[pk] = Force(since, ended, ended is not None)
        before = (document, pk)
    return found


def _entry(
    row: Issuance,
    force: Force,
    codes: tuple[str, ...],
    processes: tuple[str, ...],
    series: tuple[str, ...],
) -> Entry:
    version, document = row.version, row.document
    content = _content(row)
    restricted = {row.access, document.access} != {AccessLevel.PUBLIC}
    return Entry(
        key=Key(Sort.VERSION, row.pk),
        code=version.code,
        title=version.title,
        codes=codes,
        headings=within("\n".join(_headings(content))) if content else "",
        body=within(content_text(_bare(content))) if content else "",
        kind=version.kind,
        office=version.office.code,
        process=processes,
        series=series,
        tags=tuple(sorted({tag.slug for tag in document.tags.all()})),
        access=row.access if row.access != AccessLevel.PUBLIC else document.access,
        needs=(document.office_id,) if restricted else (),
        day=force.since,
        since=force.since,
        until=force.until,
        state="withdrawn" if force.withdrawn else "",
    )


def _content(row: Issuance) -> Content | None:
    """An unreadable file must not stop the search of all others: its title is indexed."""
    try:
        return content_of(row.version)
    except StorageError:
        logger.exception("the content of %s cannot be read; its title is indexed", row.version)
        return None


def _bare(content: Content) -> Content:
    bare: Content = {**content, "title": ""}
    return bare


def _headings(content: Content) -> list[str]:
    found = []
    for section in content["sections"]:
        found.append(section["title"])
        found += [one["text"] for one in section["blocks"] if one["type"] == "heading"]
    return [one for one in found if one]
