"""How a series shapes its case files: folios a volume, order, further metadata. No code (M01)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.case_files.fields import LONGEST
from records.case_files.rights import reasons_of_archive
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import CaseFile, Ordering, Series, SeriesField
from records.wording import too_long

MOST_CHOICES = 100


def shape(series: Series, *, max_folios: int, ordering: str, by: Any, at: datetime) -> Series:
    """Say how many folios a volume of its case files holds, and their order. Raises NotAllowed.

    No line of a schedule: it may change while the schedule is in force. What is closed keeps the
    index that was frozen.
    """
    with act(by=by, at=at) as log:
        series = Series.objects.select_for_update().get(pk=series.pk)
        reasons = reasons_of_archive(by)
        if not 1 <= max_folios <= 5000:
            message = _("A volume holds from 1 to 5000 folios.")
            reasons.append(Reason("max_folios", message, "max_folios"))
        if ordering not in Ordering.values:
            reasons.append(Reason("ordering", _("There is no such order."), "ordering"))
        reasons += vetoes.reasons("shape", series, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        facts = {
            "max_folios": [series.max_folios, max_folios],
            "ordering": [series.ordering, ordering],
        }
        series.max_folios, series.ordering = max_folios, ordering
        Series.objects.filter(pk=series.pk).update(max_folios=max_folios, ordering=ordering)
        log.record("series.shaped", series, facts=facts)
    return series


def add_field(
    series: Series,
    *,
    name: str,
    kind: str = SeriesField.Kind.TEXT,
    required: bool = False,
    choices: Sequence[str] = (),
    by: Any,
    at: datetime,
) -> SeriesField:
    """Ask one more thing of the case files of a series, from now on. Raises NotAllowed.

    Those that are open already are not asked again; whoever reclassifies one answers it.
    """
    name = " ".join(name.split())
    chosen = list(dict.fromkeys(" ".join(one.split()) for one in choices if one.strip()))
    with act(by=by, at=at) as log:
        series = Series.objects.select_for_update().get(pk=series.pk)
        reasons = [*reasons_of_archive(by), *too_long(SeriesField, "name", name)]
        there = SeriesField.objects.filter(series=series)
        if not name:
            reasons.append(Reason("no_name", _("Give the field a name."), "name"))
        if there.filter(name__iexact=name).exists():
            reasons.append(Reason("there", _("The series asks that already."), "name"))
        if kind not in SeriesField.Kind.values:
            reasons.append(Reason("kind", _("There is no such kind of field."), "kind"))
        if kind == SeriesField.Kind.CHOICE and not 2 <= len(chosen) <= MOST_CHOICES:
            message = _("A list has from 2 to 100 choices.")
            reasons.append(Reason("choices", message, "choices"))
        if any(len(one) > LONGEST for one in chosen):
            reasons.append(Reason("choices", _("A choice is too long."), "choices"))
        reasons += vetoes.reasons("shape", series, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        last = there.aggregate(last=Max("position"))["last"]
        field = SeriesField.objects.create(
            series=series,
            name=name,
            kind=kind,
            required=required,
            choices=chosen if kind == SeriesField.Kind.CHOICE else [],
            position=(last or 0) + 1,
        )
        facts = {"series": series.code, "kind": str(kind), "required": required}
        log.record("series.field_added", field, facts=facts, detail={"name": name})
    return field


def drop_field(field: SeriesField, *, by: Any, at: datetime) -> None:
    """Stop asking it, while no case file has answered it. Raises NotAllowed."""
    with act(by=by, at=at) as log:
        series = Series.objects.select_for_update().get(pk=field.series_id)
        reasons = reasons_of_archive(by)
        if CaseFile.objects.filter(metadata__has_key=field.name).exists():
            message = _("A case file has answered it: the field stays.")
            reasons.append(Reason("answered", message))
        reasons += vetoes.reasons("shape", series, timezone.localdate(at))
        if reasons:
            raise NotAllowed(reasons)
        log.record(
            "series.field_dropped", series, facts={"field": field.pk}, detail={"name": field.name}
        )
        field.delete()
