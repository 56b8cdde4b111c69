"""The type of what is filed: those that its series holds, and that of what files itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from records.kinds import LABELS
from records.models import CaseFile, DocumentType, Record, Series
from records.models.filled_format import FilledFormat
from records.models.own_type import EXTRACT, FILLED, OTHERS, OwnType
from records.text import fold


@dataclass(frozen=True, slots=True)
class Source:
    """What files itself: a version by its kind of document, or what was filled in.

    `title`: of the format that was filled in, which often is called like its type.
    """

    kind: str
    code: str = ""
    title: str = ""


def types_of(series: Series) -> QuerySet[DocumentType]:
    """The types of document that a series holds; where it names none, those of the one above."""
    above: Series | None = series
    while above is not None:
        found = DocumentType.objects.filter(series=above)
        if above.parent is None or found.exists():
            return found
        above = above.parent
    return DocumentType.objects.none()


def only_type(case_file: CaseFile) -> int | None:
    """The key of the type of its documents where there is no choice."""
    count, first = getattr(case_file, "types", (None, None))
    if count == 1:
        return first
    if count and count > 1:
        return None
    # One that was opened just now was not read; a series without types has those of the one above.
    above: Series | None = case_file.series if count is None else case_file.series.parent
    found = list(types_of(above).values_list("pk", flat=True)[:2]) if above else []
    return found[0] if len(found) == 1 else None


def own_type(case_file: CaseFile, source: Source) -> DocumentType | None:
    """The type that what files itself there has: as the archive said, else of its own name.

    None where neither tells one of its series; whoever keeps the case file says it then.
    """
    count = getattr(case_file, "types", (None, None))[0]
    if count == 1 or (count == 0 and case_file.series.parent_id is None):
        return None  # there is no choice: it gets the only one, or none
    types = list(types_of(case_file.series))
    case_file.types = (len(types), types[0].pk if types else None)  # `only_type` asks no more
    return type_among(types, case_file.series, source)


def type_among(types: list[DocumentType], series: Series, source: Source) -> DocumentType | None:
    """The same, among types that were read."""
    if not types:
        return None
    by_name = {one.name: one for one in types}
    for one in said_of(OwnType.objects.all(), series, source):
        if not one.type_name:
            return None
        if one.type_name in by_name:
            return by_name[one.type_name]
    folded = {fold(one.name): one for one in types}
    names = (source.title, LABELS.get(source.kind) or OTHERS.get(source.kind, ""))
    return next((folded[fold(name)] for name in names if fold(name) in folded), None)


def source_of(record: Record) -> Source | None:
    """What of itself a record is; None for what somebody filed."""
    if record.version is not None:
        return Source(record.version.kind, record.version.code)
    completion = getattr(record, "completion", None)
    if completion is not None:
        return source_of_filled(completion.filled)
    return Source(EXTRACT) if hasattr(record, "extract") else None


def source_of_filled(filled: FilledFormat) -> Source:
    """The same of what was filled in."""
    of_format = filled.kind == FilledFormat.Kind.FORMAT
    return Source(FILLED if of_format else str(filled.kind), filled.code, filled.title)


def said_of(rows: QuerySet[Any], series: Series, source: Source) -> list[Any]:
    """What the archive said of it, for the series, one above it, or every one; the narrowest first.

    `rows` tell `series_code`, `kind` and `code`. One query.
    """
    where = Q(series_code__in=["", series.code])
    if series.parent_id is not None:
        for way in ("subseries", "subseries__subseries"):
            above: Any = Series.objects.filter(**{way: series.pk}).values("code")
            where |= Q(series_code__in=above)
    found = rows.filter(where, kind=source.kind, code__in={"", source.code})
    return sorted(found, key=lambda one: _narrowness(one, series), reverse=True)


def _narrowness(one: Any, series: Series) -> tuple[bool, bool, int]:
    """The code first, then its own series; of those above the nearer has the longer code."""
    return bool(one.code), one.series_code == series.code, len(one.series_code)
