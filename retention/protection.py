"""What the database itself refuses on a schedule that was convalidated or adopted, and its parts.

The models refuse it with a sentence (`retention.models.settled`); this holds for raw SQL, loaddata
and other programs too. Domain 1.4: from its convalidation on no line of a schedule changes.
"""

from __future__ import annotations

from django.db import models

from records.guards import Guard
from records.models import DocumentType, OrganicPeriod, Series
from retention.models import RetentionRule, RetentionSchedule, RuleBasis, ScheduleStep
from retention.models.settled import EDITABLE

_EDITABLE = ", ".join(f"'{state}'" for state in sorted(EDITABLE))
_SENTENCE = "es de una TRD que ya no es un borrador y no cambia"
# Where its last step leads; a version without steps is a draft.
_LED = (
    f"COALESCE((SELECT p.leads_to FROM {ScheduleStep._meta.db_table} p "  # noqa: S608
    "WHERE p.schedule_id = NEW.id ORDER BY p.place DESC LIMIT 1), '')"
)


def _settled(row: str) -> str:
    """Whether a rule is a line of a settled schedule, by itself or by the scheme of its series."""
    # Names of our own models, in a trigger, which takes no parameters.
    return (
        f"EXISTS (SELECT 1 FROM {RetentionSchedule._meta.db_table} s "  # noqa: S608
        f"WHERE s.status NOT IN ({_EDITABLE}) AND (s.id = {row}.schedule_id OR s.scheme_id = "
        f"(SELECT c.scheme_id FROM {Series._meta.db_table} c WHERE c.id = {row}.series_id)))"
    )


def _settled_line(row: str) -> str:
    """Whether the line that a norm is written on is settled."""
    return (
        f"EXISTS (SELECT 1 FROM {RetentionRule._meta.db_table} r "  # noqa: S608
        f"JOIN {RetentionSchedule._meta.db_table} s ON s.id = r.schedule_id "
        f"WHERE r.id = {row}.rule_id AND s.status NOT IN ({_EDITABLE}))"
    )


def _settled_scheme(scheme: str) -> str:
    """Whether the schedule of that scheme is settled."""
    return (
        f"EXISTS (SELECT 1 FROM {RetentionSchedule._meta.db_table} s "  # noqa: S608
        f"WHERE s.status NOT IN ({_EDITABLE}) AND s.scheme_id = {scheme})"
    )


def _settled_series(row: str) -> str:
    """Whether the series that a type of document is of is settled."""
    return _settled_scheme(
        f"(SELECT c.scheme_id FROM {Series._meta.db_table} c WHERE c.id = {row}.series_id)"  # noqa: S608
    )


def _ruled(row: str) -> str:
    """Whether that series is a line of a settled schedule."""
    return (
        f"EXISTS (SELECT 1 FROM {RetentionRule._meta.db_table} r "  # noqa: S608
        f"JOIN {RetentionSchedule._meta.db_table} s ON s.id = r.schedule_id "
        f"WHERE r.series_id = {row}.series_id AND s.status NOT IN ({_EDITABLE}))"
    )


def _moved(model: type[models.Model], *free: str) -> str:
    """Whether any column of a row changes but those that are `free`; only keys may be empty."""
    sides = [
        [
            f"COALESCE({side}.{field.column}, 0)" if field.null else f"{side}.{field.column}"
            for field in model._meta.concrete_fields
            if field.name not in free
        ]
        for side in ("OLD", "NEW")
    ]
    return " OR ".join(f"{old} <> {new}" for old, new in zip(*sides, strict=True))


GUARDS = (
    # The status moves where the last step leads, and nothing else then; a draft is written.
    Guard(
        RetentionSchedule,
        update=f"NEW.id <> OLD.id OR (NEW.status <> OLD.status AND (NEW.status <> {_LED} "
        "OR NEW.kind <> OLD.kind OR NEW.scheme_id <> OLD.scheme_id OR NEW.label <> OLD.label)) "
        f"OR (NEW.status = OLD.status AND OLD.status NOT IN ({_EDITABLE}))",
        reads=(ScheduleStep,),
        sentence=_SENTENCE,
    ),
    Guard(
        RetentionRule,
        update=f"{_settled('OLD')} OR {_settled('NEW')}",
        delete=_settled("OLD"),
        insert=_settled("NEW"),
        reads=(RetentionSchedule, Series),
        sentence=_SENTENCE,
    ),
    Guard(
        RuleBasis,
        update=f"{_settled_line('OLD')} OR {_settled_line('NEW')}",
        delete=_settled_line("OLD"),
        insert=_settled_line("NEW"),
        reads=(RetentionRule, RetentionSchedule),
        sentence=_SENTENCE,
    ),
    # How its case files are foliated is no part of a schedule (`records.case_files.shaping`). A
    # series that is slipped in is named by `verify_register`, whose lines count every series.
    Guard(
        Series,
        update=f"NEW.id <> OLD.id OR (({_moved(Series, 'max_folios', 'ordering')}) AND "
        f"({_settled_scheme('OLD.scheme_id')} OR {_settled_scheme('NEW.scheme_id')}))",
        delete=_settled_scheme("OLD.scheme_id"),
        reads=(RetentionSchedule,),
        sentence=_SENTENCE,
    ),
    Guard(
        DocumentType,
        update=f"NEW.id <> OLD.id OR {_settled_series('OLD')} OR {_settled_series('NEW')}",
        delete=_settled_series("OLD"),
        insert=_ruled("NEW"),
        reads=(RetentionRule, RetentionSchedule, Series),
        sentence=_SENTENCE,
    ),
    Guard(
        OrganicPeriod,
        update=f"NEW.id <> OLD.id OR {_settled_scheme('OLD.scheme_id')} "
        f"OR {_settled_scheme('NEW.scheme_id')}",
        delete=_settled_scheme("OLD.scheme_id"),
        reads=(RetentionSchedule,),
        sentence=_SENTENCE,
    ),
)
