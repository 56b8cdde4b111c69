"""What waits for a person: to sign, and to see how it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from records import urgency
from records.models import ControlledDocument, DocumentVersion, Refusal, UrgentIssuance
from records.organization import appointment_of, posts_of
from records.routes import pending_step, route_of
from records.signing import reasons_against_turn


@dataclass(frozen=True, slots=True)
class Waiting:
    """A version in review and the step of its route that it waits for: its place and its name."""

    version: DocumentVersion
    place: int
    step: str


def waiting_for(user: Any, *, at: datetime) -> tuple[list[Waiting], list[Waiting]]:
    """What this person may sign now, and what they submitted that others have to sign.

    Oldest first. Who may sign is the same rule that the signing verb asks.
    """
    to_sign, submitted = [], []
    posts = posts_of(user, timezone.localdate(at))
    versions = (
        DocumentVersion.objects.in_review()
        .select_related("document", "office", "submitted_by")
        .prefetch_related("signatures")
        .order_by("submitted_at")
    )
    for version in versions:
        step = pending_step(version)
        if step is None:  # complete: it is issued in the act of its last signature
            continue
        one = Waiting(version, step, route_of(version)[step].name)
        if not reasons_against_turn(version, posts, by=user, at=at):
            to_sign.append(one)
        elif version.submitted_by_id == user.pk:
            submitted.append(one)
    return to_sign, submitted


def urgent_for(user: Any, *, at: datetime) -> tuple[list[UrgentIssuance], list[UrgentIssuance]]:
    """What waits for a second person: those that this one may confirm, and those that they issued.

    The most pressing first. Who submitted one sees it among their own too.
    """
    to_confirm, own = [], []
    appointment = appointment_of(user, timezone.localdate(at))
    for one in urgency.waiting(at):
        version = one.issuance.version
        if not urgency.reasons_against_second(version, appointment, by=user, at=at):
            to_confirm.append(one)
        elif user.pk in (one.signature.user_id, version.submitted_by_id):
            own.append(one)
    return to_confirm, own


def returned_to(user: Any) -> list[Refusal]:
    """What came back to this person for correction and was not submitted again, newest first."""
    again = DocumentVersion.objects.filter(
        document=OuterRef("version__document"), number__gt=OuterRef("version__number")
    )
    return list(
        Refusal.objects.filter(version__submitted_by=user, kind=Refusal.Kind.RETURNED)
        .exclude(Exists(again))
        .select_related("version", "by")
        .order_by("-at")
    )


def last_refusal(document: ControlledDocument) -> Refusal | None:
    """Why the last submission of a document ended without issue; None once it is submitted again.

    Whoever opens the draft reads it, not only who submitted: the next author is often another.
    """
    last = document.versions.order_by("-number").select_related("refusal__by").first()
    return getattr(last, "refusal", None)
