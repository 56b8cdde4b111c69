"""Bringing in a version that was in force before the entity came to Legajo (domain 11.20).

What is adopted later goes through every step: committee, evaluation, convalidation, publication.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from records.exceptions import Reason
from records.models import RecordEvent
from retention.models import RetentionSchedule, ScheduleStep


def led_here(schedule: RetentionSchedule) -> RetentionSchedule | None:
    """Another version that this one might replace and that was put in force here, step by step."""
    others = RetentionSchedule.objects.filter(
        kind=schedule.kind, steps__kind=ScheduleStep.Kind.IN_FORCE
    ).exclude(pk=schedule.pk)
    if schedule.is_valuation:  # each fund has its own
        others = others.filter(scheme__name=schedule.scheme.name)
    return others.first()


def reasons_against_bringing(
    schedule: RetentionSchedule, *, on: date, convalidation: str, body: str, by: Any
) -> list[Reason]:
    """Why it does not come in as it is. `by` None: what an older release kept, without all facts.

    A person says by which act of which body it was convalidated, and brings nothing that was
    adopted after the entity began to keep its archive here.
    """
    reasons = []
    if (other := led_here(schedule)) is not None:
        message = _("%(schedule)s was put in force here, step by step: so is what comes after it.")
        reasons.append(Reason("led_here", message % {"schedule": other}))
    if by is None:
        return reasons
    began = RecordEvent.objects.order_by("seq").values_list("at", flat=True).first()
    if began is not None and on > timezone.localdate(began):
        message = _(
            "Since %(day)s the entity keeps its archive here: what is adopted later goes through "
            "every step."
        )
        day = date_format(timezone.localdate(began), r"j \d\e F \d\e Y")
        reasons.append(Reason("after_start", message % {"day": day}, "on"))
    if not schedule.convalidation:
        if not convalidation.strip():
            message = _("Write the number of the certificate or act that convalidated it.")
            reasons.append(Reason("missing", message, "text"))
        if not body.strip():
            message = _("Say which body convalidated it.")
            reasons.append(Reason("missing", message, "body"))
    return reasons
