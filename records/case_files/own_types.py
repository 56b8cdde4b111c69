"""Saying of what type that is which files itself, for what comes and for what waits already."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from records.case_files.standing import ENDED, all_locked
from records.case_files.types import Source, source_of, type_among, types_of
from records.case_files.unclassified import untyped
from records.events import Act, act
from records.models import CaseFile, DocumentType, FilledFormat, OwnType, Record
from records.models.own_type import EXTRACT, FILLED
from records.organization import register


@dataclass(frozen=True, slots=True)
class Group:
    """What files itself in one series without a type: one question for all of it."""

    series_code: str
    series_name: str
    kind: str
    code: str
    count: int


def name_own_type(told: OwnType, *, by: Any, at: datetime) -> OwnType:
    """Keep what the archive says, and give the type to what waits for it in open case files.

    What has a type keeps it, and so does what is closed: its index is signed. Raises NotAllowed
    with every reason.
    """
    with act(by=by, at=at) as log:
        kept = register(told, by=by, at=at)
        _apply(kept, log)
    return kept


def _apply(told: OwnType, log: Act) -> None:
    waiting = list(
        of_source(untyped().filter(document_type=None), told.kind, told.code).order_by("pk")
    )
    open_ones = {
        one.pk: one
        for one in all_locked({row.case_file_id: row.case_file for row in waiting}.values())
        if one.standing not in ENDED
    }
    types: dict[int, list[DocumentType]] = {}
    found: dict[tuple[int, Source], DocumentType | None] = {}
    for record in waiting:
        case_file, source = open_ones.get(record.case_file_id), source_of(record)
        if case_file is None or source is None:
            continue
        series = case_file.series
        if series.pk not in types:
            types[series.pk] = list(types_of(series))
        if (series.pk, source) not in found:
            found[series.pk, source] = type_among(types[series.pk], series, source)
        if (kind := found[series.pk, source]) is not None:
            _give(record, kind, case_file, log)


def _give(record: Record, kind: DocumentType, case_file: CaseFile, log: Act) -> None:
    Record.objects.filter(pk=record.pk).update(document_type=kind)
    facts = {"case_file": case_file.code, "from": None, "to": kind.pk}
    log.record("record.typed", record, facts=facts)


def of_source(records: QuerySet[Record], kind: str, code: str = "") -> QuerySet[Record]:
    """Of these records those that filed themselves as that kind, with that code if one is told."""
    if kind == EXTRACT:
        where = Q(extract__isnull=False)
    elif kind == FILLED:
        where = Q(completion__filled__kind=FilledFormat.Kind.FORMAT)
        where &= Q(completion__filled__code=code) if code else Q()
    elif kind in FilledFormat.Kind.values and kind != FilledFormat.Kind.FORMAT:
        where = Q(completion__filled__kind=kind)
    else:
        where = Q(version__kind=kind) & (Q(version__code=code) if code else Q())
    return records.filter(where).select_related(
        "case_file__series", "version", "completion__filled", "extract"
    )


def filed_themselves(records: QuerySet[Record]) -> QuerySet[Record]:
    """Of these records those that filed themselves; what somebody captured is not among them."""
    return records.filter(
        Q(version__isnull=False) | Q(completion__isnull=False) | Q(extract__isnull=False)
    )


def groups_of(records: QuerySet[Record]) -> list[Group]:
    """What is to be said once, the most first: by series and kind, of filled formats by code.

    Counted by the database, in three queries.
    """
    series = ("case_file__series__code", "case_file__series__name")
    counted: Counter[tuple[str, str, str, str]] = Counter()
    bare = records.order_by()
    for code, name, kind, count in (
        bare.filter(version__isnull=False)
        .values_list(*series, "version__kind")
        .annotate(count=Count("pk"))
    ):
        counted[code, name, kind, ""] += count
    for code, name, kind, of_format, count in (
        bare.filter(completion__isnull=False)
        .values_list(*series, "completion__filled__kind", "completion__filled__code")
        .annotate(count=Count("pk"))
    ):
        is_format = kind == FilledFormat.Kind.FORMAT
        counted[code, name, FILLED if is_format else kind, of_format if is_format else ""] += count
    for code, name, count in (
        bare.filter(extract__isnull=False).values_list(*series).annotate(count=Count("pk"))
    ):
        counted[code, name, EXTRACT, ""] += count
    return [Group(*told, count) for told, count in counted.most_common()]
