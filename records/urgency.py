"""Issuing urgently: one approver puts a version in force, a second person confirms it in time.

An exception to the separation of duties that the entity must have allowed (`Entity`). Nothing of it
is hidden: envelope, PDF, portal and lists say so, and what nobody else confirms is withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records import ending, issue, routes, signing
from records.events import act
from records.exceptions import Conflict, Reason
from records.lifecycle import (
    MINUTES,
    Signed,
    Step,
    Urgent,
    is_complete_with,
    reasons_against_signer,
    step_done,
    urgent_state,
    urgent_step,
)
from records.models import (
    Appointment,
    ControlledDocument,
    DocumentVersion,
    Entity,
    Issuance,
    UrgentConfirmation,
    UrgentIssuance,
    Withdrawal,
)
from records.organization import appointment_of
from records.permissions import Role
from records.signing import ALONE, Circumstances

CONFIRMS = (Role.REVIEWER, Role.APPROVER)
STATES = {
    "waiting": gettext_lazy("issued urgently, to be confirmed"),
    "confirmed": gettext_lazy("issued urgently, confirmed"),
    "lapsed": gettext_lazy("issued urgently, not confirmed"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of an urgent issue: `waiting`, `confirmed` or `lapsed`, and its deadline."""

    state: str
    urgency: UrgentIssuance
    confirmation: UrgentConfirmation | None

    @property
    def confirm_by(self) -> datetime:
        return self.urgency.confirm_by


def standing_of(issuance: Issuance, at: datetime) -> Standing | None:
    """How the urgent issue of a version stood at that moment; None where it was not urgent.

    Lists ask it without a query when they selected `urgency__confirmation` and `with_end`.
    """
    urgency: UrgentIssuance | None = getattr(issuance, "urgency", None)
    if urgency is None:
        return None
    confirmation: UrgentConfirmation | None = getattr(urgency, "confirmation", None)
    withdrawal = issuance.withdrawal
    state = urgent_state(
        Urgent(
            urgency.confirm_by,
            confirmation.signed_at if confirmation else None,
            ending.ends_at(withdrawal) if withdrawal else None,
        ),
        at,
    )
    return Standing(state, urgency, confirmation if state == "confirmed" else None)


def deadline(at: datetime) -> datetime:
    """Until when somebody else must confirm what is issued urgently now."""
    return (at + timedelta(hours=Entity.current().urgent_hours)).replace(microsecond=0)


def reasons_against(version: DocumentVersion, *, by: Any, at: datetime) -> list[Reason]:
    """Every reason why this person may not issue the version urgently now; else empty."""
    return _reasons(version, appointment_of(by, timezone.localdate(at)), by=by, at=at)[0]


def _reasons(
    version: DocumentVersion, appointment: Appointment | None, *, by: Any, at: datetime
) -> tuple[list[Reason], int]:
    """The reasons, and the step of the route that the person would sign."""
    reasons = []
    if not Entity.current().urgent_allowed:
        message = _("The entity has not allowed that documents are issued urgently.")
        reasons.append(Reason("urgent_forbidden", message))
    if version.kind == MINUTES:
        reasons.append(Reason("minutes", _("Minutes are not issued urgently.")))
    last = version.document.issuances.order_by("-number").first()
    if last is not None and ending.is_unconfirmed(last):
        message = _(
            "The last version was issued urgently and no second person confirmed it: this one is "
            "issued with every signature."
        )
        reasons.append(Reason("unconfirmed", message))
    if last is None and version.document.replaces_id is not None:
        message = _(
            "It replaces a document under another code, which would end for ever even if nobody "
            "confirmed this one: it is issued with every signature."
        )
        reasons.append(Reason("replaces", message))
    route, done = routes.route_of(version), routes.signed(version)
    to_decide = [
        one.name
        for place, one in enumerate(route)
        if one.committee and not step_done(place, route, done)
    ]
    if to_decide:
        message = _(
            "A committee has not decided yet (%(steps)s): it decides in session, and urgency does "
            "not stand in for it."
        )
        reasons.append(Reason("committee", message % {"steps": ", ".join(to_decide)}))
    step = urgent_step(route, done, by.pk)
    if step is None:
        message = _("No approval of a person is missing: there is nothing to issue urgently.")
        return [*reasons, Reason("no_approval", message)], 0
    asked = signing.signer_of(
        version, (Role.APPROVER,), appointment, asks_office=True, by=by, at=at
    )
    # Whom the route names issues alone, nobody in their place: an exception is not widened.
    signer = replace(asked, stands_for=None)
    reasons += reasons_against_signer(
        route,
        done,
        route[step],
        signer,
        restricted=signing.is_restricted(version),
        authors=version.authors,
    )
    named = any(by.pk in one.people for one in route)
    if not (named or signer.of_office):
        message = _("Only its office, or whom the route names, issues a document urgently.")
        reasons.append(Reason("other_office", message))
    if is_complete_with(route, done, step, by.pk):
        message = _("Only your signature is missing: sign it, it is issued in the usual way.")
        reasons.append(Reason("not_urgent", message))
    return reasons, step


def left_out(version: DocumentVersion, *, by: Any) -> list[str]:
    """The steps of the route, by name, that stay without signature when this person issues it."""
    route, done = routes.route_of(version), routes.signed(version)
    step = urgent_step(route, done, by.pk)
    if step is not None:
        done.append(Signed(step, route[step].role, by.pk))
    return [one.name for place, one in enumerate(route) if not step_done(place, route, done)]


def intent(version: DocumentVersion) -> str:
    """What the one who issues alone reads and declares."""
    sentence = _(
        "I approve %(title)s (%(code)s) and issue it urgently, before its route is complete. I "
        "know that it is withdrawn unless a second person confirms it in time."
    )
    return sentence % {"title": version.title, "code": version.code}


def confirming_intent(version: DocumentVersion) -> str:
    """What the second person reads and declares."""
    sentence = _("I read %(title)s (%(code)s), issued urgently, and confirm that it was right.")
    return sentence % {"title": version.title, "code": version.code}


def issue_urgently(
    version: DocumentVersion,
    *,
    reason: str,
    content_sha256: str,
    authentication: str,
    by: Any,
    at: datetime,
    circumstances: Circumstances = ALONE,
) -> Issuance:
    """An approver signs a version as approved and issues it before its route is complete.

    Guarantees what `signing.sign` does of whoever signs, and that its envelope says that it was
    urgent, why, and until when a second person must confirm. Raises NotAllowed with every reason,
    Conflict when the version is no longer in review.
    """
    with act(by=by, at=at) as log:
        version.document = ControlledDocument.objects.select_for_update().get(
            pk=version.document_id
        )
        if not DocumentVersion.objects.in_review().filter(pk=version.pk).exists():
            raise Conflict([Reason("not_in_review", _("This version is no longer in review."))])
        appointment = appointment_of(by, timezone.localdate(at))
        reasons, step = _reasons(version, appointment, by=by, at=at)
        if not reason.strip():
            reasons.append(Reason("no_reason", _("Say why it cannot wait."), "reason"))
        person = signing.bound(
            version,
            reasons,
            appointment,
            content_sha256=content_sha256,
            authentication=authentication,
            by=by,
            at=at,
            circumstances=circumstances,
        )
        there = list(version.signatures.order_by("pk"))
        declared = intent(version)
        signature = signing.put_signature(
            version, step, person, there, intent=declared, log=log, circumstances=circumstances
        )
        until = deadline(at)
        told = {
            "reason": reason.strip(),
            "confirm_by": timezone.localtime(until).isoformat(timespec="seconds"),
        }
        issuance = issue.issue(version, [*there, signature], by=by, at=at, urgent=told)
        UrgentIssuance.objects.create(
            issuance=issuance, signature=signature, reason=told["reason"], confirm_by=until
        )
        log.record(
            "version.issued_urgently",
            version,
            facts={
                "document": version.document_id,
                "issuance": issuance.pk,
                "signature": signature.pk,
                "confirm_by": told["confirm_by"],
            },
            detail={"reason": told["reason"]},
        )
    return issuance


def reasons_against_confirming(issuance: Issuance, *, by: Any, at: datetime) -> list[Reason]:
    """Every reason why this person is not the second one; empty when they may confirm."""
    appointment = appointment_of(by, timezone.localdate(at))
    return reasons_against_second(issuance.version, appointment, by=by, at=at)


def reasons_against_second(
    version: DocumentVersion, appointment: Appointment | None, *, by: Any, at: datetime
) -> list[Reason]:
    """The same, for lists that looked up once what the person is appointed to.

    Whoever signed it, in whatever role, answers already; the second person is another.
    """
    restricted = signing.is_restricted(version)
    return reasons_against_signer(
        routes.route_of(version),
        routes.signed(version),
        Step("approved", ""),
        signing.signer_of(version, CONFIRMS, appointment, asks_office=restricted, by=by, at=at),
        restricted=restricted,
        authors=version.authors,
    )


def confirm_urgent(
    issuance: Issuance,
    *,
    content_sha256: str,
    authentication: str,
    by: Any,
    at: datetime,
    circumstances: Circumstances = ALONE,
) -> UrgentConfirmation:
    """A second person confirms what one issued alone, signing as for a version.

    Not an author and nobody who signed it; a reviewer or an approver. Changes nothing of what was
    issued: its sealed bytes stay. Raises NotAllowed with every reason, Conflict when it was
    confirmed or withdrawn, or its time passed: of a confirmation and the withdrawal that waits for
    the same lock exactly one is done.
    """
    with act(by=by, at=at) as log:
        document = ControlledDocument.objects.select_for_update().get(pk=issuance.document_id)
        found = _urgent().get(issuance=issuance)
        version = found.issuance.version
        version.document = document
        _raise_unless_waiting(found.issuance, at)
        appointment = appointment_of(by, timezone.localdate(at))
        person = signing.bound(
            version,
            reasons_against_second(version, appointment, by=by, at=at),
            appointment,
            content_sha256=content_sha256,
            authentication=authentication,
            by=by,
            at=at,
            circumstances=replace(circumstances, cms=""),  # a certificate signs versions only
        )
        confirmation = UrgentConfirmation.objects.create(
            **person, urgency=found, intent=confirming_intent(version)
        )
        log.record(
            "version.confirmed",
            version,
            facts={
                "document": document.pk,
                "issuance": issuance.pk,
                "content_sha256": content_sha256,
                "level": confirmation.level,
            },
            detail=circumstances.detail(),
        )
    return confirmation


def _raise_unless_waiting(issuance: Issuance, at: datetime) -> None:
    standing = standing_of(issuance, at)
    # Both are rows: a clock that goes back does not undo them.
    if hasattr(issuance.urgency, "confirmation"):
        raise Conflict([Reason("confirmed", _("Somebody else confirmed it already."))])
    if ending.has_ended(issuance, at):
        raise Conflict([Reason("withdrawn", _("This version was already withdrawn."))])
    if standing is None or standing.state != "waiting":
        raise Conflict([Reason("lapsed", _("The time to confirm it has passed."))])


def _urgent() -> QuerySet[UrgentIssuance]:
    return UrgentIssuance.objects.select_related("confirmation", "issuance__version")


def _not_ended(at: datetime) -> Q:
    """Not withdrawn, or from a later day only."""
    ended = Withdrawal.objects.filter(
        issuance=OuterRef("issuance"), effective_on__lte=timezone.localdate(at)
    )
    return ~Q(Exists(ended))


def waiting(at: datetime) -> QuerySet[UrgentIssuance]:
    """What waits for a second person at that moment, the most pressing first."""
    found: QuerySet[UrgentIssuance] = (
        UrgentIssuance.objects.filter(_not_ended(at), confirm_by__gte=at, confirmation__isnull=True)
        .select_related("signature", "issuance__version__document", "issuance__version__office")
        .prefetch_related("issuance__version__signatures")
        .order_by("confirm_by")
    )
    return found


def withdraw_lapsed(urgency: UrgentIssuance, *, at: datetime) -> Withdrawal | None:
    """Withdraw what nobody else confirmed in its time; None when there is nothing to withdraw.

    It was confirmed or withdrawn meanwhile, or a later version took its place. No earlier version
    comes back. One that ends on a later day ends now.
    """
    today = timezone.localdate(at)
    with act(by=None, at=at):
        ControlledDocument.objects.select_for_update().get(pk=urgency.issuance.document_id)
        found = _urgent().get(pk=urgency.pk)
        issuance = found.issuance
        if hasattr(found, "confirmation") or ending.has_ended(issuance, at):
            return None
        if at <= found.confirm_by or not issue.may_be_withdrawn(issuance, today):
            return None
        reason = _("It was issued urgently and no second person confirmed it by %(deadline)s.") % {
            "deadline": date_format(timezone.localtime(found.confirm_by), r"j \d\e F \d\e Y, H:i")
        }
        return ending.end(issuance, effective_on=today, reason=reason, by=None, at=at)


def withdraw_all_lapsed(at: datetime) -> str | None:
    """The due task: every urgent issue whose time passed without a second person."""
    late = UrgentIssuance.objects.filter(
        _not_ended(at), confirm_by__lt=at, confirmation__isnull=True
    )
    rows = late.select_related("issuance__version").order_by("confirm_by")
    names = [str(one) for one in rows if withdraw_lapsed(one, at=at) is not None]
    if not names:
        return None
    told = {"versions": ", ".join(names)}
    return _("Withdrawn, for no second person confirmed them in time: %(versions)s.") % told
