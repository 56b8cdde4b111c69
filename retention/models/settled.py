"""What a convalidated or adopted schedule guards: its lines and itself (Acuerdo 001 de 2024)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

SETTLED = frozenset({"convalidated", "adopted"})


def settled_sentence(schedule: Any) -> str:
    """Why nothing of it changes, and what to do instead."""
    return _(
        "%(schedule)s is %(status)s: its rules no longer change. "
        "What must change goes into a new version of the schedule."
    ) % {"schedule": schedule, "status": schedule.get_status_display()}


def settled_among(
    *,
    schedules: Collection[Any] = (),
    series: Collection[Any] = (),
    rules: Collection[Any] = (),
) -> Any:
    """A settled schedule among these, by its key, a series of its scheme or a rule; or None.

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
        (one for one in rows.select_for_update().filter(wanted) if one.status in SETTLED), None
    )


def refuse(schedule: Any) -> None:
    """Raise ProtectedError for a settled schedule; nothing for None."""
    if schedule is not None:
        raise ProtectedError(settled_sentence(schedule), {schedule})


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


class ScheduleQuerySet(SettledQuerySet):
    """Schedules; those that are settled are changed by `save` alone, which knows what may move."""

    named = "schedules"

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        with transaction.atomic():
            refuse(settled_among(schedules=[one.pk for one in rows]))
            if kwargs.get("update_conflicts"):
                schemes = [one.scheme_id for one in rows]
                refuse(settled_among(schedules=self._of_schemes(schemes)))
            return super().bulk_create(rows, *args, **kwargs)

    def _of_schemes(self, schemes: Collection[Any]) -> list[Any]:
        return list(
            self.model._default_manager.filter(scheme__in=schemes).values_list("pk", flat=True)
        )
