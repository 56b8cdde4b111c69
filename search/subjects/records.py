"""Records with the text of their files: for those who work with them, never for the portal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from records.case_files.access import strictest
from records.models import (
    AccessLevel,
    CaseFile,
    Component,
    Derivation,
    FilledCompletion,
    Record,
    RecordEvent,
)
from records.querysets import records_visible_to, unsuppressed
from search.entries import Audience, Entry, Key, Sort, within
from search.levels import levels_of_record
from search.subjects import lineage
from search.subjects.answers import told_in
from search.subjects.base import ids_of
from search.subjects.case_files import restricted

_RECORD = "records.record"
_CASE_FILE = "records.casefile"
# What restricts what was filed of a document, or moves it to another office.
_DOCUMENT = frozenset({"document.access_changed", "document.moving"})
# What moves or restricts a whole case file, and so its records.
_OF_ALL = frozenset(
    {
        "case_file.declassified",
        "case_file.imported",
        "case_file.merged",
        "case_file.opened",
        "case_file.reclassified",
        "case_file.restricted",
    }
)


class Records:
    """See `Subject`."""

    sort = Sort.RECORD

    def all(self) -> QuerySet[Any]:
        return Record.objects.kept().order_by("pk")

    def entries(self, ids: Collection[int]) -> list[Entry]:
        rows = list(_read(Record.objects.kept().filter(pk__in=ids)))
        shown = {row.pk: row.same_as or row for row in rows}
        others = {row.same_as_id for row in rows if row.same_as_id is not None}
        there = set(Record.objects.kept().filter(pk__in=others).values_list("pk", flat=True))
        series = lineage.of_series(row.case_file.series_id for row in rows)
        texts = _texts(shown.values())
        told = told_in(record.pk for record in shown.values())
        numbers = _numbers(shown.values())
        return [
            Entry(
                key=Key(Sort.RECORD, row.pk),
                code=row.case_file.code,
                title=row.title,
                codes=tuple(numbers.get(shown[row.pk].pk, ())),
                body=within("\n".join(told.get(shown[row.pk].pk, ()))),
                attached=within("\n".join(texts.get(shown[row.pk].pk, ()))),
                kind=Sort.RECORD.value,
                office=row.case_file.office.code,
                series=lineage.codes(series[row.case_file.series_id]),
                tags=tuple(sorted({tag.slug for tag in row.tags.all()})),
                access=strictest(levels_of_record(row)),
                audience=Audience.STAFF,
                needs=tuple(sorted(_needs(row))),
                needs_original=tuple(sorted(_needs(row.same_as))) if row.same_as else (),
                original_case_file=row.same_as.case_file_id if row.same_as else None,
                day=row.created_on,
                case_file=row.case_file_id,
            )
            for row in rows
            if row.same_as_id is None or row.same_as_id in there
        ]

    def visible(self, user: Any, today: date) -> QuerySet[Any]:
        if not getattr(user, "is_authenticated", False):
            return Record.objects.none()
        return records_visible_to(user)

    def loaded(
        self, ids: Collection[int], user: Any, today: date, *, older: bool = False
    ) -> Mapping[int, Any]:
        rows = self.visible(user, today).select_related(
            *("case_file__office", "case_file__series", "case_file__document"),
            *("document_type", "version__document", "completion__number"),
            *("same_as__version__document", "same_as__case_file__document"),
        )
        return rows.in_bulk(list(ids)) if ids else {}

    def touched(self, events: Sequence[RecordEvent]) -> Collection[int]:
        own = {event.subject_id for event in events if event.subject_type == _RECORD}
        read = {event.facts["component"] for event in events if event.action == "record.text_read"}
        whole = [e for e in events if e.subject_type == _CASE_FILE and e.action in _OF_ALL]
        targets = {str(event.facts["target"]) for event in whole if event.facts.get("target")}
        documents = {event.subject_id for event in events if event.action in _DOCUMENT}
        ways = (
            Q(same_as__in=own),
            Q(case_file__in={event.subject_id for event in whole}),
            Q(case_file__in=CaseFile.objects.filter(code__in=targets)),
            Q(version__document__in=documents),
            Q(case_file__document__in=documents),
            *_with_bytes_of(read),
            *(lineage.named_after(event, "case_file__", process=False) for event in events),
        )
        return own | ids_of(Record, ways)


def _with_bytes_of(components: Collection[int]) -> tuple[Q, ...]:
    """To the records with a file of the bytes of these, which files share, and who shows them."""
    if not components:
        return ()
    digests = Component.objects.filter(pk__in=components).values("sha256")
    same = Component.objects.filter(sha256__in=digests, record__isnull=False).values("record")
    return Q(pk__in=same), Q(same_as__in=same)


def _read(rows: QuerySet[Any]) -> QuerySet[Any]:
    ways = ("version__document", "case_file__document", "case_file__office")
    return (
        rows.select_related(*ways, *(f"same_as__{way}" for way in ways))
        .prefetch_related("tags")
        .order_by("pk")
    )


def _needs(row: Record) -> set[int]:
    """The offices that a reader of this record must be of: see `records_visible_to`."""
    case_file = row.case_file
    needs: set[int] = set()
    if {row.access, case_file.access} != {AccessLevel.PUBLIC}:
        needs.add(case_file.office_id)
    for document in (row.version.document if row.version else None, case_file.document):
        if document is not None and restricted(document):
            needs.add(document.office_id)
    return needs


def _texts(records: Iterable[Record]) -> dict[int, list[str]]:
    """What was read out of the files of each record, by its id: none of what was suppressed.

    Issued versions have an entry of their own: what is filed of them has no text here.
    """
    ids = {record.pk for record in records}
    filled = FilledCompletion.objects.filter(record__in=ids).values("filled")
    of_record: dict[str, list[int]] = defaultdict(list)
    # Two questions: one with OR over both ways reads every file of a large archive.
    for whose, files in (
        ("record_id", Component.objects.filter(record__in=ids)),
        ("filled__completion__record_id", Component.objects.filter(filled__in=filled)),
    ):
        for pk, sha256 in unsuppressed(files).values_list(whose, "sha256"):
            of_record[sha256].append(pk)
    read = Derivation.objects.filter(
        sha256__in=of_record,
        work__in=(Derivation.Work.TEXT, Derivation.Work.OCR),
        outcome=Derivation.Outcome.DONE,
    )
    found: dict[int, list[str]] = defaultdict(list)
    for sha256, text in read.order_by("pk").values_list("sha256", "text"):
        for pk in of_record[sha256]:
            found[pk].append(text)
    return found


def _numbers(records: Iterable[Record]) -> dict[int, list[str]]:
    """The numbers that were given to what each record keeps, by its id."""
    rows = Record.objects.filter(pk__in={record.pk for record in records}).exclude(completion=None)
    found: dict[int, list[str]] = defaultdict(list)
    for pk, printed in rows.values_list("pk", "completion__number__printed"):
        found[pk].append(printed)
    return found
