"""Opening a case file by hand: classified at once, or not at all (domain 2, 11.15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.case_files import access as restrictions
from records.case_files import entrusting
from records.case_files.access import Grounds
from records.case_files.entrusting import reasons_of_responsible
from records.case_files.fields import Problem, Rule, judged
from records.case_files.filing import opened
from records.case_files.rights import reasons_of_archive, reasons_of_office
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import AccessLevel, Appointment, CaseFile, Office, Series, SeriesField, Support
from records.wording import too_long, unseen

_EARLIEST = 1500
"""No archive of an entity is older; «10/3/26» is no year of the first century."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a person says of the case file. `access` None: as its series proposes.

    `reason` is asked for dates outside the validity of its instrument; `responsible` answers for
    the case file.
    """

    series: Series | None
    office: Office | None
    title: str
    public_title: str = ""
    opened_on: date | None = None
    support: str = Support.ELECTRONIC
    access: str | None = None
    grounds: Grounds | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    responsible: Appointment | None = None


def rules_of(series: Series) -> list[Rule]:
    """The further fields that a series and those above it ask of their case files."""
    lineage: list[int] = []
    above: Series | None = series
    while above is not None and above.pk not in lineage:
        lineage.append(above.pk)
        above = above.parent
    found = SeriesField.objects.filter(series__in=lineage)
    return [Rule(one.name, one.kind, one.required, tuple(one.choices)) for one in found]


def reasons_about(problems: list[Problem]) -> list[Reason]:
    """Each problem of the further metadata in a sentence, beside its field."""
    sentences = {
        "missing": _("“%(name)s” is asked of the case files of this series."),
        "unknown": _("This series asks for no “%(name)s”."),
        "long": _("“%(name)s” is too long."),
        "unseen": _("“%(name)s” holds characters that are not seen or turn the text around."),
        "number": _("“%(name)s” is a number."),
        "date": _("“%(name)s” is a date, such as 2026-03-14."),
        "choice": _("“%(name)s” is one of its list."),
    }
    return [
        Reason(f"field_{one.code}", sentences[one.code] % {"name": one.name}, one.name)
        for one in problems
    ]


def reasons_against(opening: Opening, *, by: Any, at: datetime) -> list[Reason]:
    """Every reason why it cannot be opened so; empty when it can. Changes nothing."""
    today = timezone.localdate(at)
    on = opening.opened_on or today
    reasons: list[Reason] = []
    if opening.office is None:
        reasons.append(Reason("no_office", _("Choose the office that produces it."), "office"))
    else:
        reasons += reasons_of_office(by, opening.office.pk, at)
        if not opening.office.holds_on(on):
            message = _("%(office)s did not exist on that day.")
            reasons.append(Reason("office", message % {"office": opening.office}, "office"))
    if opening.series is None:
        reasons.append(Reason("no_series", _("Choose its series or subseries."), "series"))
    else:
        reasons += _reasons_of_series(opening.series, on, opening.reason)
        if opening.series.scheme.accumulated:
            reasons += reasons_of_archive(by)
        reasons += reasons_about(judged(rules_of(opening.series), opening.metadata)[1])
        reasons += vetoes.reasons("open_case_file", opening.series, today)
    if not opening.title.strip():
        reasons.append(Reason("no_title", _("Give it a title."), "title"))
    for name in ("title", "public_title"):
        text = getattr(opening, name)
        reasons += [*too_long(CaseFile, name, text), *unseen(text, name)]
    if on > today:
        reasons.append(Reason("future", _("It opens today or has opened before."), "opened_on"))
    if on.year < _EARLIEST:
        message = _("Write the year in full, such as 2026: it says %(year)d.")
        reasons.append(Reason("year", message % {"year": on.year}, "opened_on"))
    if opening.support not in Support.values:
        reasons.append(Reason("support", _("There is no such support."), "support"))
    if opening.responsible is not None:
        reasons += reasons_of_responsible(opening.responsible, opening.office, today)
    level = level_of(opening)
    return [*reasons, *restrictions.reasons_against(level, opening.grounds, since=on)]


def level_of(opening: Opening) -> str:
    """Its access: the one said, else the one that its series proposes."""
    if opening.access is not None or opening.series is None:
        return opening.access or AccessLevel.PUBLIC
    return opening.series.proposed_access


def _reasons_of_series(series: Series, on: date, reason: str) -> list[Reason]:
    reasons = []
    if series.subseries.exists():
        message = _("%(series)s has subseries: choose one of them.")
        reasons.append(Reason("subseries", message % {"series": series.code}, "series"))
    scheme = series.scheme
    if scheme.valid_from is None:
        message = _("%(scheme)s is not in force: nothing is classified with it yet.")
        reasons.append(Reason("scheme_draft", message % {"scheme": scheme}, "series"))
    elif not (series.period or scheme).holds_on(on) and not reason.strip():
        # What an accumulated fund holds is older than the instrument that values it (11.15).
        message = _("%(scheme)s was not in force on %(day)s: say why it is classified with it.")
        if series.period is not None:
            message = _("%(scheme)s does not reach %(day)s: say why it is classified with it.")
        told = {"scheme": series.period or scheme, "day": on.isoformat()}
        reasons.append(Reason("outside_validity", message % told, "reason"))
    return reasons


def open_case_file(opening: Opening, *, by: Any, at: datetime) -> CaseFile:
    """Open a case file, wholly classified, with its unique code. Raises NotAllowed.

    It inherits the access that its series proposes, which is motivated like any other.
    """
    with act(by=by, at=at) as log:
        reasons = reasons_against(opening, by=by, at=at)
        if reasons or opening.series is None or opening.office is None:
            raise NotAllowed(reasons)
        kept, _problems = judged(rules_of(opening.series), opening.metadata)
        case_file = opened(
            opening.series,
            title=opening.title.strip(),
            office_id=opening.office.pk,
            access=level_of(opening),
            on=opening.opened_on,
            support=opening.support,
            public_title=opening.public_title.strip(),
            metadata=kept,
            reason=opening.reason.strip(),
            by=by,
            at=at,
        )
        if opening.responsible is not None:
            entrusting.put([case_file], opening.responsible, log=log)
        if case_file.access != AccessLevel.PUBLIC and opening.grounds is not None:
            row = restrictions.restricted(case_file, opening.grounds, by=by, at=at)
            facts = {"access": case_file.access, "restriction": row.pk}
            log.record("case_file.restricted", case_file, facts=facts)
    return case_file
