"""Separation of duties as a declared policy, and a report of what was done under it.

MIPG and the internal control standard (MECI) ask that who writes does not approve. The verbs refuse
what breaks the policy; the report reads the evidence again, so that a hole in a verb, or a row put
in by hand, would show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records import approvals, ending, issue
from records.lifecycle import next_step, roles_of_kind
from records.models import Bond, Issuance, Signature, UrgentConfirmation, UrgentIssuance
from records.models.organization import person_name
from records.routes import route_of, signed
from records.urgency import Standing, standing_of

SUBSTITUTES = (Bond.ACTING, Bond.DELEGATED)
POLICY = (
    gettext_lazy("Who prepared a version, or wrote its draft, neither reviews nor approves it."),
    gettext_lazy("Who reviewed a version does not approve it; nobody signs it twice."),
    gettext_lazy("A version is prepared, reviewed and approved, each by a person."),
    gettext_lazy("Who wrote or signed a version does not vote on it in a committee."),
    gettext_lazy("A contractor prepares, and neither reviews nor approves."),
    gettext_lazy("Who signs in place of another holds their post by an encargo or a delegation."),
    gettext_lazy("Every signature is for exactly the content that was issued."),
    gettext_lazy(
        "What one approver issued urgently, where the entity allows it, a second person who did "
        "not sign it confirms in time; or it is withdrawn."
    ),
)


@dataclass(frozen=True, slots=True)
class Duties:
    """Who did what in one issued version, and what breaks the policy: nothing, it should be."""

    issuance: Issuance
    wrote: list[str]
    signed: dict[str, list[str]]
    violations: list[str]
    urgent: Standing | None = None


def issued() -> QuerySet[Issuance]:
    """Every issued version, the latest first, with what the report reads."""
    return (
        Issuance.objects.select_related(
            "version__document", "version__office", "urgency__confirmation"
        )
        .prefetch_related("version__signatures", "withdrawals")
        .order_by("-issued_at", "-pk")
    )


def duties_of(issuances: Iterable[Issuance], *, at: datetime) -> list[Duties]:
    """The report on these versions, as they stand at that moment.

    What was signed on paper and adopted (L0) is shown only.
    """
    rows = list(issuances)
    people = {one for row in rows for one in row.version.authors}
    names = {
        user.pk: person_name(user)
        for user in get_user_model()._default_manager.filter(pk__in=people)
    }
    return [_duties(row, names, at) for row in rows]


def _duties(issuance: Issuance, names: dict[int, str], at: datetime) -> Duties:
    signatures = list(issuance.version.signatures.all())
    signed: dict[str, list[str]] = {role: [] for role in Signature.Role.values}
    for one in signatures:
        signed[one.role].append(one.name or one.committee)
    return Duties(
        issuance,
        [names.get(one, str(one)) for one in issuance.version.authors],
        signed,
        violations(issuance, at=at),
        standing_of(issuance, at),
    )


def violations(issuance: Issuance, *, at: datetime) -> list[str]:
    """What breaks the policy in an issued version as it stands at that moment, a sentence each.

    Nothing in one adopted (L0).
    """
    if issuance.adopted:
        return []
    found, signatures = [], list(issuance.version.signatures.all())
    by_people = [one for one in signatures if not one.committee]
    unbacked = not all(approvals.is_backed(one) for one in signatures if one.committee)
    later = [one for one in signatures if one.role != Signature.Role.PREPARED]
    people = [one.user_id for one in by_people]
    if {one.user_id for one in later} & set(issuance.version.authors):
        found.append(_("An author reviewed or approved it."))
    if None in people or len(people) != len(set(people)):
        found.append(_("A person signed it twice, or a signature has no person."))
    urgency: UrgentIssuance | None = getattr(issuance, "urgency", None)
    if urgency is None:
        found += _incomplete(issuance, signatures)
    else:
        found += _alone(urgency, signatures, at)
    if unbacked:
        found.append(_("No decision of a committee with signed minutes approved it."))
    if any(one.stands_for_id is not None and one.bond not in SUBSTITUTES for one in signatures):
        found.append(_("Somebody signed in place of another without an encargo or a delegation."))
    if approvals.interested_voters(issuance.version):
        found.append(_("Somebody who wrote or signed it voted on it in the committee."))
    if any(one.bond == Bond.CONTRACTOR for one in later):
        found.append(_("A contractor reviewed or approved it."))
    if any(one.content_sha256 != issuance.version.content_sha256 for one in signatures):
        found.append(_("A signature is for another content."))
    return found


def _incomplete(issuance: Issuance, signatures: list[Signature]) -> list[str]:
    found = []
    if {one.role for one in signatures} != set(roles_of_kind(issuance.version.kind)):
        found.append(_("It was not prepared, reviewed and approved."))
    if next_step(route_of(issuance.version), signed(issuance.version)) is not None:
        found.append(_("It was issued without every signature of its route."))
    return found


def _alone(urgency: UrgentIssuance, signatures: list[Signature], at: datetime) -> list[str]:
    """Issued urgently: one approver signed it, and whoever confirmed is somebody else, in time.

    Once its time passed without confirmation, nobody relies on it any more.
    """
    found = []
    issuance = urgency.issuance
    approved = [one.pk for one in signatures if one.role == Signature.Role.APPROVED]
    if urgency.signature_id not in approved:
        found.append(_("It was issued urgently without the signature of an approver."))
    second: UrgentConfirmation | None = getattr(urgency, "confirmation", None)
    if second is None:
        day = timezone.localdate(at)
        if (
            at > urgency.confirm_by
            and not ending.has_ended(issuance, at)
            and issue.status_of(issuance, day) == "in_force"
        ):
            found.append(_("Its time passed, nobody else confirmed it, and it is still in force."))
        return found
    if second.user_id in {*issuance.version.authors, *(one.user_id for one in signatures)}:
        found.append(_("Whoever confirmed it wrote or signed it."))
    if second.bond == Bond.CONTRACTOR:
        found.append(_("A contractor confirmed it."))
    if second.content_sha256 != issuance.version.content_sha256:
        found.append(_("The confirmation is for another content."))
    if second.signed_at > urgency.confirm_by:
        found.append(_("It was confirmed after its time."))
    return found
