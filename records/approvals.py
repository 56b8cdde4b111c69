"""What a committee approved takes effect with its minutes: the decision is the approval.

The approval date is the session's; the version is issued when the minutes are signed, and is in
force never before (domain 11.10). Everything stands in the act that signs the minutes.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import issue, quorum
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.lifecycle import MINUTES, next_step
from records.models import (
    CommitteeSession,
    ControlledDocument,
    Decision,
    DocumentVersion,
    Issuance,
    SessionOpening,
    Signature,
    Vote,
)
from records.routes import as_signed, route_of

AUTHENTICATION = "minutes"


def session_of(minutes: DocumentVersion) -> CommitteeSession | None:
    """The session whose minutes this version is; None for any other document."""
    opening = (
        SessionOpening.objects.filter(document=minutes.document_id)
        .select_related("session__committee", "number")
        .first()
    )
    return opening.session if opening else None


def held_on(session: CommitteeSession) -> date | None:
    """The day of a session: that on which it began; that on which the votes of one in writing
    ended. None before."""
    if session.mode == CommitteeSession.Mode.ASYNCHRONOUS:
        closing = getattr(session, "closing", None)
        return timezone.localdate(closing.ended_at) if closing else None
    opening = getattr(session, "opening", None)
    return timezone.localdate(opening.started_at) if opening else None


def approval_of(version: DocumentVersion) -> Decision | None:
    """The decision by which a committee approved this version, signed minutes or not."""
    return (
        Decision.objects.filter(item__version=version, outcome=quorum.APPROVED)
        .select_related("item__session__committee")
        .first()
    )


def is_backed(signature: Signature) -> bool:
    """Whether a committee's signature is a decision of a session whose minutes were signed."""
    decision = approval_of(signature.version)
    opening = getattr(decision.item.session, "opening", None) if decision else None
    if decision is None or opening is None:
        return False
    return (
        Issuance.objects.filter(version__document=opening.document_id).exists()
        and opening.number.printed == signature.minutes_number
        and held_on(decision.item.session) == signature.signed_on
    )


def approved_by(session: CommitteeSession) -> list[Decision]:
    """The decisions of a session that approve a version, in the order in which they take effect."""
    return list(
        Decision.objects.filter(
            item__session=session, item__version__isnull=False, outcome=quorum.APPROVED
        )
        .select_related("item__version__document")
        .order_by("item__version__document_id")
    )


def interested(version: DocumentVersion) -> frozenset[int]:
    """Who wrote, prepared or reviewed a version: they do not vote on it (separation of duties)."""
    signers = version.signatures.filter(user__isnull=False).values_list("user_id", flat=True)
    return frozenset({*version.authors, *signers})


def interested_voters(version: DocumentVersion) -> list[Vote]:
    """Votes on a version by who should have declared an impediment. None, it should be."""
    return list(
        Vote.objects.filter(item__version=version, user__in=interested(version)).exclude(
            choice=quorum.IMPEDED
        )
    )


def take_effect(minutes: DocumentVersion, *, by: Any, at: datetime) -> list[DocumentVersion]:
    """Approve, and issue where nothing else waits, what the committee of these minutes approved.

    Called by signing, inside its act, when the minutes were issued; for any other document it does
    nothing. A version that has its approval already is left: later minutes of the same session
    change nothing. Raises NotAllowed with the reasons of every
    version that cannot be issued, and then the minutes are not signed either.
    """
    session = session_of(minutes) if minutes.kind == MINUTES else None
    if session is None:
        return []
    reasons: list[Reason] = []
    done: list[DocumentVersion] = []
    for decision in approved_by(session):
        version = decision.item.version
        if version is None or Issuance.objects.filter(version=version).exists():
            continue
        if version.signatures.filter(user__isnull=True).exists():
            continue
        try:
            _approve(version, decision, minutes, session, by=by, at=at)
        except NotAllowed as refused:
            reasons += [
                Reason(one.code, f"{version.code}: {one.message}") for one in refused.reasons
            ]
        done.append(version)
    if reasons:
        raise NotAllowed(reasons)
    return done


def _approve(
    version: DocumentVersion,
    decision: Decision,
    minutes: DocumentVersion,
    session: CommitteeSession,
    *,
    by: Any,
    at: datetime,
) -> None:
    committee, number = session.committee, session.opening.number.printed
    with act(by=by, at=at) as log:
        version.document = ControlledDocument.objects.select_for_update().get(
            pk=version.document_id
        )
        if not DocumentVersion.objects.in_review().filter(pk=version.pk).exists():
            raise NotAllowed([Reason("not_in_review", _("This version is no longer in review."))])
        there = list(version.signatures.order_by("pk"))
        route = route_of(version)
        step = next_step(route, as_signed(there))
        if step is None or route[step].committee != committee.code:
            raise NotAllowed([Reason("not_next", _("It does not wait for this committee."))])
        signature = Signature.objects.create(
            version=version,
            role=route[step].role,
            step=step,
            step_name=route[step].name,
            committee=committee.name,
            minutes_number=number,
            content_sha256=version.content_sha256,
            intent=decision.text,
            authentication=AUTHENTICATION,
            level=_weakest(minutes),
            signed_on=held_on(session),
            previous=there[-1] if there else None,
        )
        log.record(
            "version.signed",
            version,
            facts={
                "document": version.document_id,
                "signature": signature.pk,
                "role": signature.role,
                "step": step,
                "content_sha256": version.content_sha256,
                "level": signature.level,
                "decision": decision.pk,
                "minutes": minutes.pk,
            },
        )
        there.append(signature)
        if next_step(route, as_signed(there)) is None:
            issue.issue(version, there, by=by, at=at)


def _weakest(minutes: DocumentVersion) -> str:
    """A decision is as strong as the signatures of its minutes."""
    return min(one.level or Signature.Level.L1 for one in minutes.signatures.all())
