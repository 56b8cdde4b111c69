"""Beginning the hand-over of a post, and looking it through before anybody signs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import Appointment
from records.permissions import Role, has_role, offices_on, sees_everything
from records.sendable import no_series, series_in_force
from records.wording import too_long
from retention.models import PostHandover

_ORDERS = (Role.ARCHIVIST, Role.ADMINISTRATOR)


def prepared() -> QuerySet[PostHandover]:
    """The hand-overs that nobody signed yet, or that came back."""
    return PostHandover.objects.filter(Q(filled=None) | Q(filled__ending__isnull=False))


def known_to(user: Any) -> QuerySet[PostHandover]:
    """Those that a person may read: both sides, whoever began it, their heads, the archive."""
    found = PostHandover.objects.select_related(
        "appointment__user",
        "appointment__position",
        "appointment__office",
        "receiver__user",
        "receiver__position",
        "receiver__office",
        "filled__completion__number",
        "filled__ending",
        "inventory__number",
    )
    if sees_everything(user):
        return found
    if not getattr(user, "is_authenticated", False):
        return found.none()
    theirs = Q(appointment__user=user) | Q(receiver__user=user) | Q(opened_by=user)
    if has_role(user, Role.APPROVER):
        theirs |= Q(appointment__office__in=offices_on(user, timezone.localdate()))
    return found.filter(theirs)


def to_look_through(user: Any) -> QuerySet[PostHandover]:
    """The hand-overs that this person receives and has not looked through yet, the oldest first."""
    theirs = prepared().filter(receiver__user=user.pk, observed_at=None)
    return theirs.select_related("appointment__user", "appointment__position").order_by("pk")


def orders(user: Any, appointment: Appointment, at: datetime) -> bool:
    """Whether the person sees to hand-overs of that office: its head, or the archive."""
    heads = has_role(user, Role.APPROVER) and appointment.office_id in offices_on(
        user, timezone.localdate(at)
    )
    return heads or has_role(user, *_ORDERS)


def begin(
    appointment: Appointment,
    *,
    receiver: Appointment,
    cause: str,
    place: str,
    series: str,
    by: Any,
    at: datetime,
    remarks: str = "",
) -> PostHandover:
    """Begin to hand a post over: who leaves does, or whoever answers for the office.

    `series` is the code of the one that will keep the acta. Raises NotAllowed with every reason,
    Conflict where one of the same appointment goes on.
    """
    day = timezone.localdate(at)
    reasons = []
    if by.pk != appointment.user_id and not orders(by, appointment, at):
        message = _("Only who leaves, their head or the archive begins a hand-over.")
        reasons.append(Reason("no_role", message))
    if receiver.user_id == appointment.user_id:
        reasons.append(Reason("same", _("Somebody else receives the post."), "receiver"))
    if not receiver.holds_on(day) or not receiver.user.is_active:
        message = _("Who receives holds no appointment in force today.")
        reasons.append(Reason("not_appointed", message, "receiver"))
    if cause not in PostHandover.Cause.values:
        reasons.append(Reason("cause", _("Say why the post is handed over."), "cause"))
    if not place.strip():
        reasons.append(Reason("empty", _("Fill it in."), "place"))
    reasons += too_long(PostHandover, "place", place)
    if series_in_force(series, day) is None:
        reasons.append(no_series(series))
    if reasons:
        raise NotAllowed(reasons)
    with act(by=by, at=at) as log:
        Appointment.objects.select_for_update().get(pk=appointment.pk)
        if PostHandover.objects.filter(
            appointment=appointment, filled__completion__isnull=True
        ).exists():
            message = _("The hand-over of this post has begun already.")
            raise Conflict([Reason("begun", message)])
        begun = PostHandover.objects.create(
            appointment=appointment,
            receiver=receiver,
            cause=cause,
            place=place.strip(),
            series=series,
            remarks=remarks.strip(),
            opened_by=by,
            opened_at=at,
        )
        log.record(
            "handover.opened",
            begun,
            facts={"appointment": appointment.pk, "receiver": receiver.pk, "cause": cause},
        )
    return begun


def remark(handover: PostHandover, text: str, *, by: Any, at: datetime) -> PostHandover:
    """What the receiver must know, written by who leaves while nobody signed it."""
    with act(by=by, at=at):
        handover = locked(handover)
        if by.pk != handover.appointment.user_id and not orders(by, handover.appointment, at):
            message = _("Only who hands over writes what the receiver must know.")
            raise NotAllowed([Reason("no_role", message)])
        handover.remarks = text.strip()
        handover.save(update_fields=["remarks"])
    return handover


def observe(handover: PostHandover, text: str, *, by: Any, at: datetime) -> PostHandover:
    """The receiver looked it through; `text` is what they observe, empty where nothing.

    It stands in the acta that both sign. Raises NotAllowed for anybody else, Conflict once it is
    signed.
    """
    with act(by=by, at=at) as log:
        handover = locked(handover)
        if by.pk != handover.receiver.user_id:
            message = _("Only who receives writes observations.")
            raise NotAllowed([Reason("no_role", message)])
        handover.observations = text.strip()
        handover.observed_at = at
        handover.save(update_fields=["observations", "observed_at"])
        log.record("handover.observed", handover, facts={"observed": bool(handover.observations)})
    return handover


def locked(handover: PostHandover) -> PostHandover:
    """It, locked and read again. Raises Conflict when it was signed meanwhile."""
    PostHandover.objects.select_for_update().get(pk=handover.pk)
    return read(handover)


def read(handover: PostHandover) -> PostHandover:
    """It, read again. Raises Conflict when it was signed meanwhile."""
    found = (
        prepared()
        .select_related("appointment__user", "receiver__user")
        .filter(pk=handover.pk)
        .first()
    )
    if found is None:
        message = _("The acta was signed meanwhile: it changes no more.")
        raise Conflict([Reason("signed", message)])
    return found
