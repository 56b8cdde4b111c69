"""What a convalidated or adopted schedule guards: its lines and itself (Acuerdo 001 de 2024)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NoReturn

from django.apps import apps
from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

SETTLED = frozenset({"convalidated", "adopted", "published", "in_force", "replaced"})
"""From its convalidation on nothing of a version changes, whatever comes."""
PUBLIC = frozenset({"adopted", "published", "in_force", "replaced"})
"""From its adoption on anybody may read a version (Resolución 1519 de 2020, 7.1.5)."""
EDITABLE = frozenset({"draft", "adjustments"})
"""When its lines are written. In between, what was approved or is evaluated stays as it is."""
IDENTITY = ("kind", "scheme_id", "label")


def settled_sentence(schedule: Any) -> str:
    """Why nothing of it changes, and what to do instead."""
    told = {"schedule": schedule, "status": schedule.get_status_display()}
    if schedule.status in SETTLED:
        return (
            _(
                "%(schedule)s is %(status)s: its rules no longer change. "
                "What must change goes into a new version of the schedule."
            )
            % told
        )
    return (
        _(
            "%(schedule)s is %(status)s: its lines are written in a draft, or when the evaluator "
            "asks for adjustments."
        )
        % told
    )


def never_deleted() -> str:
    """Why no version goes away."""
    return _("No version of a schedule is deleted: it ends when another replaces it.")


def settled_among(
    *,
    schedules: Collection[Any] = (),
    series: Collection[Any] = (),
    rules: Collection[Any] = (),
) -> Any:
    """A schedule among these whose lines are not written now, or None.

    By its key, a series of its scheme or a rule.
    The series counts too: a rule of a draft for a series of a settled scheme would be a line of it.
    Inside a transaction the schedules are locked, so that no line enters while one is adopted.
    """
    rows = apps.get_model("retention", "RetentionSchedule").objects
    wanted = Q(pk__in=[one for one in schedules if one]) | Q(
        pk__in=rows.filter(
            Q(scheme__series__in=[one for one in series if one])
            | Q(rules__in=[one for one in rules if one])
        ).values("pk")
    )
    return next(
        (one for one in rows.select_for_update().filter(wanted) if one.status not in EDITABLE),
        None,
    )


def refuse(schedule: Any) -> None:
    """Raise ProtectedError for a settled schedule; nothing for None."""
    if schedule is not None:
        raise ProtectedError(settled_sentence(schedule), {schedule} if schedule.pk else set())


class SettledQuerySet(models.QuerySet[Any]):
    """Rows that change and go while no settled schedule is theirs; else ProtectedError.

    `named`: how `settled_among` calls rows of this kind.
    """

    named: str

    def theirs(self) -> Any:
        """A settled schedule of these rows, or None."""
        return settled_among(**{self.named: list(self.values_list("pk", flat=True))})

    def update(self, **kwargs: Any) -> int:
        with transaction.atomic():
            refuse(self.theirs())
            return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            refuse(self.theirs())
            return super().delete()

    # Django's own mark, lost by overriding: no manager gets a `delete` of everything.
    delete.queryset_only = True  # type: ignore[attr-defined]


class RuleQuerySet(SettledQuerySet):
    """Rules. One stays with its schedule and its series, whatever their state."""

    named = "rules"

    def update(self, **kwargs: Any) -> int:
        if {"schedule", "schedule_id", "series", "series_id"} & set(kwargs):
            raise ProtectedError(_("A rule stays with its schedule and its series."), set())
        return super().update(**kwargs)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        with transaction.atomic():
            refuse(
                settled_among(
                    schedules=[one.schedule_id for one in rows],
                    series=[one.series_id for one in rows],
                    rules=[one.pk for one in rows],
                )
            )
            return super().bulk_create(rows, *args, **kwargs)


class BasisQuerySet(SettledQuerySet):
    """The norms that lines stand on."""

    def theirs(self) -> Any:
        return settled_among(rules=list(self.values_list("rule", flat=True)))

    def update(self, **kwargs: Any) -> int:
        if {"rule", "rule_id"} & set(kwargs):
            raise ProtectedError(_("A norm stays with the rule that stands on it."), set())
        return super().update(**kwargs)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        with transaction.atomic():
            refuse(settled_among(rules=[one.rule_id for one in rows]))
            return super().bulk_create(rows, *args, **kwargs)


class ScheduleQuerySet(models.QuerySet[Any]):
    """Schedules: kept one by one by `save`, which knows what may move, and never deleted."""

    def update(self, **kwargs: Any) -> int:
        raise ProtectedError(_("A version of a schedule is changed by itself."), set())

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        if kwargs.get("update_conflicts") or any(one.status != "draft" for one in rows):
            raise ProtectedError(_("A version of a schedule begins as a draft."), set())
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        return self.update()

    def delete(self) -> NoReturn:
        raise ProtectedError(never_deleted(), set())

    delete.queryset_only = True  # type: ignore[attr-defined]
