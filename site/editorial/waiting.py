"""What waits for a person: to sign, and to see how it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from records import filled_reading, urgency
from records.deadlines import AtHand, Measure, in_review, whose_turn
from records.models import (
    ControlledDocument,
    DocumentVersion,
    FilledFormat,
    Refusal,
    UrgentIssuance,
)
from records.organization import appointment_of, posts_of
from records.signing import reasons_against_turn
from records.terms import Standing


@dataclass(frozen=True, slots=True)
class Waiting:
    """A version in review, and the step of its route that it waits for: place, name, since when.

    `turn` says in words whom it waits for, of what the person submitted.
    """

    version: DocumentVersion
    place: int
    step: str
    since: date
    standing: Standing | None
    words: str
    turn: str = ""

    @classmethod
    def of(cls, row: AtHand, turn: str = "") -> Waiting:
        """The line of a list."""
        return cls(row.version, row.place, row.step.name, row.opened, row.standing, row.words, turn)


def waiting_for(user: Any, *, at: datetime) -> tuple[list[Waiting], list[Waiting]]:
    """What this person may sign now, and what they submitted that others have to sign.

    The most pressing first. Who may sign is the same rule that the signing verb asks.
    """
    to_sign, submitted = [], []
    posts = posts_of(user, timezone.localdate(at))
    versions = (
        DocumentVersion.objects.in_review()
        .select_related("document", "office", "submitted_by")
        .prefetch_related("signatures")
        .order_by("submitted_at")
    )
    for row in in_review(versions, Measure.at(at)):
        if not reasons_against_turn(row.version, posts, by=user, at=at):
            to_sign.append(Waiting.of(row))
        elif row.version.submitted_by_id == user.pk:
            submitted.append(row)
    turns = whose_turn(submitted)
    return to_sign, [Waiting.of(row, turns[row.version.pk]) for row in submitted]


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


def filled_for(user: Any, *, at: datetime) -> list[tuple[FilledFormat, str]]:
    """What was filled in that this person may sign now, with the name of their place in it."""
    return [
        (one, filled_reading.route_of(one)[len(one.signatures.all())].name)
        for one in filled_reading.waiting_for(user, at=at)
    ]


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
