"""The lines of a scheme and its schedule as sheets tell them, and what else a printed one needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from records.digests import canonical, normalized, sha256
from records.models import ClassificationScheme, Entity, Office, Series
from retention.layouts.instrument import Instrument, by_code
from retention.layouts.lines import CCD, Level, SheetLine, TypeName
from retention.models import RetentionRule, RetentionSchedule

_PLAIN = {"trigger": "closing", "access": "public"}
"""What is not written in a sheet: it is supposed."""


def schedule_of(scheme: ClassificationScheme) -> RetentionSchedule | None:
    """The schedule of a scheme; None for a CCD alone."""
    return RetentionSchedule.objects.filter(scheme=scheme).first()


def lines_of(scheme: ClassificationScheme) -> list[SheetLine]:
    """Every series with its rule, in the order of codes by period and office. Four queries."""
    return [line for line, _series in kept_lines(scheme)]


def kept_lines(scheme: ClassificationScheme) -> list[tuple[SheetLine, Series]]:
    """The same, each with the series that it tells of."""
    rows = list(
        Series.objects.filter(scheme=scheme)
        .select_related("office", "period", "rule")
        .prefetch_related("document_types", "rule__bases__norm")
    )
    known = {one.pk: one for one in rows}
    lines = [(_line(one, known), one) for one in rows]
    return sorted(lines, key=lambda one: (one[0].period, one[0].office, by_code(one[0])))


def token_of(lines: Iterable[SheetLine]) -> str:
    """Names these lines, so that whoever saves them over others is told."""
    return sha256(canonical(normalized([told_of(line) for line in lines])))


def instrument_of(scheme: ClassificationScheme, *, office: str | None = None) -> Instrument:
    """A version ready to be written; `office`: only that one's lines."""
    schedule = schedule_of(scheme)
    lines = [one for one in lines_of(scheme) if office in (None, one.office)]
    codes = {line.office for line in lines}
    offices = Office.objects.filter(series__scheme=scheme).select_related("parent").distinct()
    told = [one for one in offices if one.code in codes]
    return Instrument(
        kind=schedule.kind if schedule is not None else CCD,
        label=schedule.label if schedule is not None else scheme.label,
        entity=Entity.current().name,
        lines=lines,
        offices={one.code: one.name for one in told},
        units={one.code: one.parent.name for one in told if one.parent is not None},
        facts=_facts(scheme, schedule),
    )


def entity_office(today: date) -> Office | None:
    """The office that holds what belongs to the whole entity: the first without one above it."""
    return Office.objects.on(today).filter(parent=None).order_by("code", "pk").first()


def is_of_entity(series: Series) -> bool:
    """Whether its code is of the whole entity: it does not begin with that of its office."""
    return not series.code.startswith(f"{series.office.code}.")


def _facts(
    scheme: ClassificationScheme, schedule: RetentionSchedule | None
) -> list[tuple[str, str]]:
    found = []
    if schedule is not None:
        found = [
            (_("Minutes of approval"), schedule.approval_minutes),
            (_("Convalidation"), schedule.convalidation),
            (_("Act of adoption"), schedule.act or scheme.act),
        ]
    return [(str(name), value) for name, value in found if value]


def _line(series: Series, known: dict[int, Series]) -> SheetLine:
    rule: RetentionRule | None = getattr(series, "rule", None)
    types = tuple(
        TypeName(one.name, one.on_paper, one.electronic) for one in series.document_types.all()
    )
    told: dict[str, Any] = {
        "on_paper": any(one.on_paper for one in types),
        "electronic": any(one.electronic for one in types),
    }
    if rule is not None:
        told = {
            "office_years": rule.office_years,
            "archive_years": rule.archive_years,
            "disposition": rule.disposition,
            "reproduction": rule.reproduction,
            "on_paper": rule.on_paper,
            "electronic": rule.electronic,
            "procedure": rule.procedure,
            "trigger": _supposed("trigger", rule.trigger),
            "sampling_method": rule.sampling_method,
            "sampling_rate": rule.sampling_rate,
            "human_rights": rule.human_rights,
            "legal_basis": tuple(str(one) for one in rule.bases.all()),
        }
    return SheetLine(
        office="" if is_of_entity(series) else series.office.code,
        path=_path(series, known),
        document_types=types,
        access=_supposed("access", series.proposed_access),
        period=series.period.name if series.period else "",
        is_subject=series.is_subject,
        **told,
    )


def _supposed(name: str, value: str) -> str:
    return "" if value == _PLAIN[name] else value


def _path(series: Series, known: dict[int, Series]) -> tuple[Level, ...]:
    """From the series above all down to itself, each with its own part of the code."""
    found = [series]
    while (above := known.get(found[-1].parent_id or 0)) is not None and above not in found:
        found.append(above)
    levels = []
    before = "" if is_of_entity(found[-1]) else f"{series.office.code}."
    for one in reversed(found):
        levels.append(Level(one.code.removeprefix(before), one.name))
        before = f"{one.code}."
    return tuple(levels)


def told_of(line: SheetLine) -> dict[str, Any]:
    """A line in values that JSON holds, without where it was read."""
    told = asdict(line)
    for name in ("line", "sheet", "tells_supports"):
        del told[name]
    rate = line.sampling_rate
    return told | {"sampling_rate": None if rate is None else f"{rate:.2f}"}
