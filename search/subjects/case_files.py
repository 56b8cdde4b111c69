"""Case files: for those who work with them, never for the portal, since a title may name people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from records.case_files.access import strictest
from records.models import (
    AccessLevel,
    CaseFile,
    ControlledDocument,
    Issuance,
    Reclassification,
    RecordEvent,
    Volume,
)
from records.querysets import case_files_visible_to
from search.entries import Audience, Entry, Key, Sort, within
from search.subjects import lineage
from search.subjects.base import ids_of

_CASE_FILE = "records.casefile"
_DOCUMENT = "records.controlleddocument"
_VERSION = "records.documentversion"
# What is written on the place of a volume, and the word by which people ask for it.
_PLACES = {
    "box": "caja",
    "folder": "carpeta",
    "deposit": "depósito",
    "shelf": "estante",
    "tray": "bandeja",
}


class CaseFiles:
    """See `Subject`."""

    sort = Sort.CASE_FILE

    def all(self) -> QuerySet[Any]:
        return CaseFile.objects.order_by("pk")

    def entries(self, ids: Collection[int]) -> list[Entry]:
        rows = list(
            with_restricted_versions(CaseFile.objects.filter(pk__in=ids).with_standing())
            .select_related("office", "document", "series")
            .order_by("pk")
        )
        former = _former(rows)
        series = lineage.of_series(
            [*(row.series_id for row in rows), *(one for found in former.values() for one in found)]
        )
        places, levels = _places(rows), _levels(rows)
        return [
            Entry(
                key=Key(Sort.CASE_FILE, row.pk),
                code=row.code,
                title=row.title,
                body=within(
                    "\n".join(
                        (
                            *_told(row),
                            *_called(series, row.series_id, *former[row.pk]),
                            *places[row.pk],
                        )
                    )
                ),
                kind=Sort.CASE_FILE.value,
                office=row.office.code,
                series=lineage.codes(series[row.series_id]),
                access=strictest([row.access, *levels[row.document_id]]),
                audience=Audience.STAFF,
                needs=tuple(sorted(needs_of(row))),
                day=row.opened_on,
                state=row.standing,
                case_file=row.pk,
            )
            for row in rows
        ]

    def visible(self, user: Any, today: date) -> QuerySet[Any]:
        if not getattr(user, "is_authenticated", False):
            return CaseFile.objects.none()
        return case_files_visible_to(user)

    def loaded(
        self, ids: Collection[int], user: Any, today: date, *, older: bool = False
    ) -> Mapping[int, Any]:
        rows = self.visible(user, today).filter(pk__in=ids).with_standing()  # type: ignore[attr-defined]
        found = {row.pk: row for row in rows.select_related("office", "series", "document")}
        levels = _levels(found.values())
        for row in found.values():
            row.gathered_levels = levels[row.document_id]
        return found

    def touched(self, events: Sequence[RecordEvent]) -> Collection[int]:
        of: dict[str, set[int]] = defaultdict(set)
        for event in events:
            of[event.subject_type].add(event.subject_id)
        gathering = (Q(document__in=of[_DOCUMENT]), Q(document__versions__in=of[_VERSION]))
        named = (lineage.named_after(event, "", process=False) for event in events)
        renamed = (_once_of(event) for event in events)
        return of[_CASE_FILE] | ids_of(CaseFile, (*gathering, *named, *renamed))


def _once_of(event: RecordEvent) -> Q | None:
    """What was of a series before that is called otherwise now."""
    if event.action != "reference.changed" or event.subject_type != "records.series":
        return None
    return Q(reclassifications__former__in=lineage.with_below(event.subject_id))


def _told(row: CaseFile) -> list[str]:
    return [row.public_title, *(str(value) for value in row.metadata.values())]


def _called(series: lineage.Lines, *ids: int) -> list[str]:
    """Code and name of these series and of those above them: of its own and of those before."""
    steps = (step for one in ids for step in series.get(one, ()))
    return list(dict.fromkeys(f"{step.code} {step.name}" for step in steps))


def _former(rows: Collection[Any]) -> dict[int, list[int]]:
    """The series of which each was before it was reclassified, by the id of the case file."""
    found: dict[int, list[int]] = defaultdict(list)
    moved = Reclassification.objects.filter(case_file__in=rows).order_by("pk")
    for pk, series in moved.values_list("case_file", "former"):
        found[pk].append(series)
    return found


def _places(rows: Collection[Any]) -> dict[int, list[str]]:
    """Where its volumes on paper stand, as people ask for them: «caja 12 carpeta 3»."""
    found: dict[int, list[str]] = defaultdict(list)
    volumes = Volume.objects.filter(case_file__in=rows).order_by("case_file", "number")
    for pk, *told in volumes.values_list("case_file", *_PLACES):
        words = (f"{word} {one}" for word, one in zip(_PLACES.values(), told, strict=True) if one)
        found[pk].append(" ".join(words))
    return found


def with_restricted_versions(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `gathers_restricted`: some version of the document that it gathers is restricted."""
    versions = Issuance.objects.filter(document=OuterRef("document")).exclude(
        access=AccessLevel.PUBLIC
    )
    found: QuerySet[Any] = rows.annotate(gathers_restricted=Exists(versions))
    return found


def needs_of(row: Any) -> set[int]:
    """The offices that a reader of this case file must be of: see `case_files_visible_to`.

    Of a row with `with_restricted_versions`.
    """
    needs = {row.office_id} if row.access != AccessLevel.PUBLIC else set()
    if row.document is not None and (row.gathers_restricted or restricted(row.document)):
        needs.add(row.document.office_id)
    return needs


def _levels(rows: Collection[Any]) -> dict[int, list[str]]:
    """The levels of the document that each gathers and of its versions, by the id of that."""
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.document is not None:
            found[row.document_id].append(row.document.access)
    if not found:
        return found
    versions = Issuance.objects.filter(document__in=[*found]).exclude(access=AccessLevel.PUBLIC)
    for document, level in versions.values_list("document", "access"):
        found[document].append(level)
    return found


def restricted(document: ControlledDocument) -> bool:
    """Whether a document is not for everybody, whatever was issued of it."""
    return document.access != AccessLevel.PUBLIC
