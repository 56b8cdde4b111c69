"""Which posts end, or ended, without having been handed over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import DateField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils import timezone

from records.models import Appointment, Bond
from records.permissions import Role, has_role, offices_of, sees_everything
from retention.models import PostHandover

NOTICE_DAYS = 30
"""Days before the end of an appointment from which its hand-over is asked for."""
_NEXT_DAY = ExpressionWrapper(OuterRef("valid_to") + timedelta(days=1), output_field=DateField())
LATE_DAYS = 365
"""Days after it during which what is missing is still told."""


def missing(day: date) -> QuerySet[Appointment]:
    """Appointments that end soon, or ended lately, without a completed hand-over; soonest first.

    Not those of who goes on in the same post by another act, nor a delegation: whoever signs for
    another keeps their own post.
    """
    goes_on = Appointment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("valid_to")),
        user=OuterRef("user"),
        office=OuterRef("office"),
        valid_from__lte=_NEXT_DAY,
    ).filter(Q(position=OuterRef("position")) | Q(position__isnull=True))
    done = PostHandover.objects.filter(appointment=OuterRef("pk"), filled__completion__isnull=False)
    return (
        Appointment.objects.filter(
            valid_to__lte=day + timedelta(days=NOTICE_DAYS),
            valid_to__gte=day - timedelta(days=LATE_DAYS),
        )
        .exclude(bond=Bond.DELEGATED)
        .exclude(Exists(goes_on))
        .exclude(Exists(done))
        .select_related("user", "position", "office")
        .order_by("valid_to", "pk")
    )


def missing_for(user: Any, day: date) -> QuerySet[Appointment]:
    """Those that this person must see to: their own, those of their offices, or all."""
    found = missing(day)
    if sees_everything(user):
        return found
    theirs = Q(user=user.pk)
    if has_role(user, Role.APPROVER):
        theirs |= Q(office__in=offices_of(user))
    return found.filter(theirs)


def missing_today(user: Any) -> QuerySet[Appointment]:
    """The same today in Bogotá."""
    return missing_for(user, timezone.localdate())
