"""What ends a version that was issued: the row and its event, whoever decides."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from records.events import act
from records.exceptions import Reason
from records.models import Issuance, UrgentIssuance, Withdrawal


def ends_at(withdrawal: Withdrawal) -> datetime:
    """Since when it has effect: when it was written, or the beginning of a later day."""
    day = timezone.make_aware(datetime.combine(withdrawal.effective_on, time.min))
    return max(withdrawal.at, day)


def has_ended(issuance: Issuance, at: datetime) -> bool:
    """Whether a withdrawal of it has effect. One dated later has none yet.

    One that had effect when it was written keeps it, also when the clock goes back.
    """
    withdrawal = issuance.withdrawal
    return withdrawal is not None and ends_at(withdrawal) <= max(at, withdrawal.at)


def is_unconfirmed(*issuances: Issuance) -> bool:
    """Whether one of them was issued urgently and no second person confirmed it, in time or not."""
    urgent = UrgentIssuance.objects.filter(issuance__in=[one.pk for one in issuances])
    return urgent.filter(confirmation__isnull=True).exists()


def reasons_against_later(*issuances: Issuance, field: str | None = None) -> list[Reason]:
    """Every reason why none of them may be given an end on a later day; else empty.

    What one person issued alone is confirmed, or ends when its time is over: not on a day that the
    same person chooses.
    """
    if not is_unconfirmed(*issuances):
        return []
    message = _(
        "It was issued urgently and no second person has confirmed it: until then it can only be "
        "withdrawn from today."
    )
    return [Reason("unconfirmed", message, field)]


def not_earlier(ends_on: date) -> Reason:
    """Why it does not end on the day asked for: it ends before, or on that very day."""
    message = _("It ends on %(day)s: that is brought forward, never put off.")
    return Reason("not_earlier", message % {"day": date_format(ends_on)}, "effective_on")


def end(
    issuance: Issuance, *, effective_on: date, reason: str, order: str = "", by: Any, at: datetime
) -> Withdrawal:
    """Write that a version ends from a day on, or that its end is brought forward to that day.

    The verb that calls it holds the document's lock, and never puts an end off.
    """
    former = issuance.withdrawals.order_by("effective_on").first()
    facts = {"document": issuance.document_id, "effective_on": effective_on.isoformat()}
    if former is not None:
        facts["formerly"] = former.effective_on.isoformat()
    with act(by=by, at=at) as log:
        withdrawal = Withdrawal.objects.create(
            issuance=issuance,
            effective_on=effective_on,
            reason=reason,
            act=order,
            by=by,
            at=at,
        )
        log.record(
            "version.withdrawn",
            issuance.version,
            facts=facts,
            detail={"reason": reason},
        )
    return withdrawal
