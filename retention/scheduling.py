"""Which rule keeps a record: from its series, in the scheme of its day; and adopting the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.events import act
from records.exceptions import Reason
from records.models import ClassificationScheme, DocumentType, Office, Series
from records.organization import register
from retention.models import FinalDisposition, RetentionRule, RetentionSchedule, Trigger
from retention.models.settled import SETTLED, settled_sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleLine:
    """A line of the official layout: a series, or a subseries of it, with its rule."""

    office: Office
    series: str
    series_name: str
    subseries: str = ""
    subseries_name: str = ""
    document_types: tuple[str, ...] = ()
    office_years: int
    archive_years: int
    disposition: FinalDisposition
    reproduce: bool = False
    trigger: Trigger = Trigger.CLOSING
    on_paper: bool = False
    electronic: bool = True
    procedure: str = ""


def adopt_schedule(
    lines: Iterable[ScheduleLine],
    *,
    scheme: ClassificationScheme,
    schedule: RetentionSchedule,
    by: Any,
    at: datetime,
) -> RetentionSchedule:
    """Keep a new scheme with its series and the schedule with a rule for each line. All or nothing.

    A series that several lines share is kept once. A schedule that comes as convalidated or adopted
    is so once its lines are in: from then on they never change. Raises NotAllowed with the reasons
    of the first line that is wrong.
    """
    with act(by=by, at=at):
        register(scheme, by=by, at=at)
        schedule.scheme = scheme
        status, schedule.status = schedule.status, RetentionSchedule.Status.DRAFT
        register(schedule, by=by, at=at)
        kept: dict[str, Series] = {}
        for line in lines:
            series = _series_of(line, scheme, kept, by=by, at=at)
            for name in line.document_types:
                register(DocumentType(series=series, name=name), by=by, at=at)
            rule = RetentionRule(
                schedule=schedule,
                series=series,
                office_years=line.office_years,
                archive_years=line.archive_years,
                disposition=line.disposition,
                reproduce=line.reproduce,
                trigger=line.trigger,
                on_paper=line.on_paper,
                electronic=line.electronic,
                procedure=line.procedure,
            )
            register(rule, by=by, at=at)
        if status != schedule.status:
            schedule.status = status
            register(schedule, by=by, at=at)
    return schedule


def keeps_settled(act: str, subject: models.Model, today: date) -> list[Reason]:
    """Veto: what a settled schedule classifies is fixed with it. Its scheme may only be ended."""
    if act != "register":
        return []
    schedule = RetentionSchedule.objects.filter(
        scheme__in=_schemes_changed_by(subject), status__in=SETTLED
    ).first()
    if schedule is None:
        return []
    return [Reason("schedule_settled", settled_sentence(schedule))]


def _series_of(
    line: ScheduleLine,
    scheme: ClassificationScheme,
    kept: dict[str, Series],
    *,
    by: Any,
    at: datetime,
) -> Series:
    parent = None
    code = line.office.code
    for part, name in ((line.series, line.series_name), (line.subseries, line.subseries_name)):
        if not part:
            continue
        code = f"{code}.{part}"
        if code not in kept:
            series = Series(scheme=scheme, office=line.office, parent=parent, code=code, name=name)
            kept[code] = register(series, by=by, at=at)
        parent = kept[code]
    return kept[code]


def rule_for(series: Series | None) -> RetentionRule | None:
    """The rule of a series, or of the series above it; None when the schedule has none."""
    while series is not None:
        rule: RetentionRule | None = getattr(series, "rule", None)
        if rule is not None:
            return rule
        series = series.parent
    return None


def rules_by_code(codes: Iterable[str], *, today: date) -> dict[str, RetentionRule]:
    """The rules of these series codes in the scheme in force that day, as `rule_for` finds them.

    Codes without a rule are absent. One query.
    """
    found = Series.objects.filter(
        scheme__in=ClassificationScheme.objects.latest_on(today).values("pk"),
        code__in={code for code in codes if code},
    ).select_related("rule__schedule", "parent__rule__schedule")
    ruled = ((series.code, rule_for(series)) for series in found)
    return {code: rule for code, rule in ruled if rule is not None}


def codes_with_rule(today: date) -> Collection[str]:
    """Codes of the series of the scheme in force that day that have a rule, or the one above them.

    As `rule_for` finds it.
    """
    scheme = ClassificationScheme.objects.in_force_on(today)
    if scheme is None:
        return frozenset()
    ruled = Q(rule__isnull=False) | Q(parent__rule__isnull=False)
    return frozenset(Series.objects.filter(ruled, scheme=scheme).values_list("code", flat=True))


def sentence(rule: RetentionRule) -> str:
    """The rule in words: «gestión 2 años, central 8 años, conservación total»."""
    parts = [
        _("office archive %(years)s") % {"years": _years(rule.office_years)},
        _("central archive %(years)s") % {"years": _years(rule.archive_years)},
        str(FinalDisposition(rule.disposition).label),
    ]
    if rule.reproduce:
        parts.append(_("reproduced by technical means"))
    return ", ".join(parts)


def _years(count: int) -> str:
    return ngettext("%(count)d year", "%(count)d years", count) % {"count": count}


def _schemes_changed_by(subject: models.Model) -> set[int]:
    """The schemes that keeping this would change, as it is kept and as it would be."""
    if isinstance(subject, Series):
        kept = Series.objects.filter(pk=subject.pk).values_list("scheme", flat=True)
        return {subject.scheme_id, *kept}
    if isinstance(subject, DocumentType):
        held = DocumentType.objects.filter(pk=subject.pk).values_list("series__scheme", flat=True)
        return {subject.series.scheme_id, *held}
    if isinstance(subject, ClassificationScheme) and subject.pk is not None:
        fixed = ("name", "label", "act", "valid_from")
        same = ClassificationScheme.objects.filter(
            pk=subject.pk, **{name: getattr(subject, name) for name in fixed}
        )
        return set() if same.exists() else {subject.pk}
    return set()
