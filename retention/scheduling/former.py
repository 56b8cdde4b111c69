"""What was adopted before the life of a version was kept step by step: its step is written now.

Only of versions whose keeping is in the register: a row that somebody put into the table behind its
back stays without a step, and `verify_register` names it.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.exceptions import NotAllowed
from records.models import RecordEvent
from retention.models import RetentionSchedule
from retention.scheduling.life import bring_in_force


def bring_former(at: datetime) -> str | None:
    """The due task: each adopted version without steps is brought in force by its act."""
    former = RetentionSchedule.objects.filter(
        steps=None, status=RetentionSchedule.Status.ADOPTED
    ).select_related("scheme")
    count = 0
    for schedule in former.order_by("scheme__valid_from", "pk"):
        on = schedule.adopted_on or schedule.scheme.valid_from
        if on is None or not _is_in_the_register(schedule):
            continue
        act = schedule.act or schedule.scheme.act or _("adopted before its steps were kept")
        try:
            bring_in_force(schedule, act=act, on=on, by=None, at=at)
        except NotAllowed:
            continue  # verify_register says what is wrong with it
        count += 1
    message = ngettext(
        "The step of %(count)d schedule adopted before was written.",
        "The steps of %(count)d schedules adopted before were written.",
        count,
    )
    return message % {"count": count} if count else None


def _is_in_the_register(schedule: RetentionSchedule) -> bool:
    return RecordEvent.objects.filter(
        subject_type=RetentionSchedule._meta.label_lower, subject_id=schedule.pk
    ).exists()
