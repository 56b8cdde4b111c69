"""Series of the retention schedules: what the entity keeps, and for how long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from records.models import DocumentType, RecordEvent, Series
from records.permissions import sees_everything
from retention.models import RetentionSchedule
from retention.models.settled import PUBLIC
from retention.scheduling.kept import is_of_entity
from search.entries import Audience, Entry, Key, Sort, within
from search.subjects import lineage
from search.subjects.base import ids_of


class AllSeries:
    """See `Subject`. Anybody may read those of adopted schedules; the archive, drafts too."""

    sort = Sort.SERIES

    def all(self) -> QuerySet[Any]:
        return Series.objects.order_by("pk")

    def entries(self, ids: Collection[int]) -> list[Entry]:
        rows = list(
            Series.objects.filter(pk__in=ids)
            .select_related("office", "scheme__schedule", "rule")
            .order_by("pk")
        )
        series = lineage.of_series(row.pk for row in rows)
        types: dict[int, list[str]] = defaultdict(list)
        for pk, name in DocumentType.objects.filter(series__in=rows).values_list(
            "series_id", "name"
        ):
            types[pk].append(name)
        return [
            Entry(
                key=Key(Sort.SERIES, row.pk),
                code=row.code,
                title=row.name,
                headings=within("\n".join(sorted(types[row.pk]))),
                body=within("\n".join((*_above(series[row.pk]), _procedure(row)))),
                kind=Sort.SERIES.value,
                office="" if is_of_entity(row) else row.office.code,
                series=lineage.codes(series[row.pk]),
                audience=Audience.EVERYBODY if _status(row) in PUBLIC else Audience.ARCHIVE,
                day=row.scheme.valid_from,
                since=row.scheme.valid_from,
                until=row.scheme.over_from,
                state=_status(row),
            )
            for row in rows
        ]

    def visible(self, user: Any, today: date) -> QuerySet[Any]:
        rows = Series.objects.all()
        if sees_everything(user):
            return rows
        return rows.filter(scheme__schedule__status__in=PUBLIC)

    def loaded(
        self, ids: Collection[int], user: Any, today: date, *, older: bool = False
    ) -> Mapping[int, Any]:
        rows = self.visible(user, today).select_related("office", "scheme__schedule", "rule")
        return rows.in_bulk(list(ids)) if ids else {}

    def touched(self, events: Sequence[RecordEvent]) -> Collection[int]:
        return ids_of(Series, map(_of, events))


def _of(event: RecordEvent) -> Q | None:
    """The series whose entry the event may have changed; None for none."""
    match event.subject_type:
        case "records.series":
            return Q(pk__in=lineage.with_below(event.subject_id))
        case "records.classificationscheme":
            return Q(scheme=event.subject_id)
        case "retention.retentionschedule":
            return Q(scheme__schedule=event.subject_id)
        case "retention.retentionrule":
            return Q(rule=event.subject_id)
        case "records.documenttype":
            return Q(document_types=event.subject_id)
        case "records.office" if event.action == "reference.changed":
            return Q(office=event.subject_id)
    return None


def _above(line: lineage.Line) -> list[str]:
    """The names above its own: a subseries is found by its series, too."""
    return [one.name for one in line[1:]]


def _status(row: Series) -> str:
    schedule: RetentionSchedule | None = getattr(row.scheme, "schedule", None)
    return schedule.status if schedule is not None else ""


def _procedure(row: Series) -> str:
    rule = getattr(row, "rule", None)
    return rule.procedure if rule is not None else ""
