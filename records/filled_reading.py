"""What was filled in, read: its content, who signs it, who may read it, what waits for whom."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import filled_content as contents
from records import storage
from records.exceptions import NotAllowed, Reason
from records.filled_places import Hand, Place, from_json, reasons_against
from records.models import Appointment, FilledFormat, Suppression
from records.organization import appointment_of
from records.permissions import Role, has_role, offices_on, sees_everything


def content_of(filled: FilledFormat) -> contents.Filled:
    """What was filled in, read and verified from its bytes. Raises NotAllowed once suppressed."""
    if is_suppressed(filled):
        message = _("What was written in it was suppressed by order: nobody reads it any more.")
        raise NotAllowed([Reason("suppressed", message)])
    content: contents.Filled = json.loads(storage.storage().read(filled.content_sha256))
    return content


def is_suppressed(filled: FilledFormat) -> bool:
    """Whether a confirmed order took what was filled in from everybody: its content and files."""
    if not hasattr(filled, "completion"):
        return False
    orders = Suppression.objects.filter(record=filled.completion.record_id, component=None)
    return orders.filter(confirmation__isnull=False).exists()


def values_of(filled: FilledFormat) -> dict[str, Any]:
    """By id of the field, what was written."""
    return contents.values(content_of(filled))


def route_of(filled: FilledFormat) -> list[Place]:
    """The places to sign that were frozen."""
    return from_json(filled.route)


def pending_place(filled: FilledFormat) -> int | None:
    """The place that waits for its signature; None when all signed, or it came back."""
    if hasattr(filled, "ending") or hasattr(filled, "completion"):
        return None
    return len(filled.signatures.all())


def may_read(filled: FilledFormat, user: Any, *, at: datetime) -> bool:
    """Author, signers, who signs next, the office once it is a record, and who reads everything."""
    if sees_everything(user):
        return True
    if not getattr(user, "is_authenticated", False):
        return False
    if FilledFormat.objects.visible_to(user).filter(pk=filled.pk).exists():
        return True
    return pending_place(filled) is not None and not reasons_against_signing(filled, by=user, at=at)


def waiting_for(user: Any, *, at: datetime) -> list[FilledFormat]:
    """What this person may sign now, the oldest first."""
    found = (
        FilledFormat.objects.open()
        .select_related("author", "author_office", "office")
        .prefetch_related("signatures")
        .order_by("submitted_at")
    )
    hand = hand_of(user, timezone.localdate(at))
    return [one for one in found if not _reasons(one, hand)]


def reasons_against_signing(filled: FilledFormat, *, by: Any, at: datetime) -> list[Reason]:
    """Every reason why this person may not sign or give back what was filled in now."""
    return _reasons(filled, hand_of(by, timezone.localdate(at)))


def _reasons(filled: FilledFormat, hand: Hand) -> list[Reason]:
    done = [one.user_id for one in filled.signatures.all() if one.user_id is not None]
    return reasons_against(route_of(filled), done, len(done), hand)


def hand_of(by: Any, day: date) -> Hand:
    """What the rules need to know of whoever wants to sign that day."""
    held = list(Appointment.objects.held_by(by, day))
    first = appointment_of(by, day)
    return Hand(
        user=by.pk,
        appointed=first is not None,
        contractor=first is not None and not first.may_approve,
        approves=has_role(by, Role.APPROVER),
        offices=offices_on(by, day),
        positions=frozenset(
            one.position.name.casefold() for one in held if one.position is not None
        ),
    )
