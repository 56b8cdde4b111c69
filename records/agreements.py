"""The agreement on electronic signatures: the entity adopts a version, each person accepts it.

Decreto 2364 de 2012, art. 7 (in DUR 1074 de 2015, 2.2.2.47.7): a signature that the parties agreed
on is as good as written, and without acceptance there is no agreement.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records.digests import sha256
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.models import AgreementAcceptance, SignatureAgreement
from records.permissions import Role, has_role
from records.wording import too_long

_FIRST = Path(__file__).parent / "data" / "agreement.txt"


def first_text(entity: str) -> str:
    """The agreement with which an entity begins, in words of our own; it may adopt another."""
    return _FIRST.read_text(encoding="utf-8").replace("{entity}", entity)


def in_force_on(day: date) -> SignatureAgreement | None:
    """The version that binds that day: the last one adopted by then."""
    return (
        SignatureAgreement.objects.filter(adopted_on__lte=day)
        .order_by("-adopted_on", "-pk")
        .first()
    )


def has_accepted(agreement: SignatureAgreement, user: Any) -> bool:
    """True if the person accepted exactly this version."""
    return AgreementAcceptance.objects.filter(agreement=agreement, user=user).exists()


def waiting_for_acceptance(user: Any, day: date) -> SignatureAgreement | None:
    """The version in force that the person has still to accept; None when there is none."""
    agreement = in_force_on(day)
    return None if agreement is None or has_accepted(agreement, user) else agreement


def reasons_against(user: Any, agreement: SignatureAgreement | None) -> list[Reason]:
    """Why a signature of this person binds nobody while `agreement` is in force; else empty."""
    if agreement is None:
        message = _("The entity has not adopted its agreement on electronic signatures.")
        return [Reason("no_agreement", message)]
    if not has_accepted(agreement, user):
        return [Reason("not_accepted", _("Accept the agreement to sign."), "accept")]
    return []


def agreed(
    read: int | None, reasons: list[Reason], *, by: Any, authentication: str, at: datetime
) -> tuple[SignatureAgreement | None, list[Reason]]:
    """The agreement in force, accepted in this very act, and `reasons` with those that it gives.

    `read` is the version that the person ticked; it is accepted only where nothing else is against.
    Called inside the act. Raises Conflict when another version is in force that day.
    """
    if read is not None and not reasons:
        ticked = SignatureAgreement.objects.filter(pk=read).first()
        accept(ticked, by=by, authentication=authentication, at=at)
    agreement = in_force_on(timezone.localdate(at))
    return agreement, [*reasons, *reasons_against(by, agreement)]


def statement(agreement: SignatureAgreement) -> str:
    """What a person says who accepts."""
    return _(
        "I read the agreement on electronic signatures, version %(label)s, adopted by %(act)s. "
        "I accept it, and that what I sign with my account binds me like my signature on paper."
    ) % {"label": agreement.label, "act": agreement.act}


def adopt_agreement(
    text: str, *, order: str, adopted_on: date, by: Any, at: datetime
) -> SignatureAgreement:
    """Put a new version of the agreement in force from a day on, by an act of the entity.

    An administrator does; `by` None is the system setting itself up. Everybody accepts anew before
    signing. Raises NotAllowed with every reason.
    """
    reasons = []
    if by is not None and not has_role(by, Role.ADMINISTRATOR):
        reasons.append(Reason("no_role", _("Only an administrator adopts the agreement.")))
    if not text.strip():
        reasons.append(Reason("no_text", _("Write the text of the agreement."), "text"))
    if not order.strip():
        reasons.append(Reason("no_act", _("Say which act adopts it."), "act"))
    reasons += too_long(SignatureAgreement, "act", order.strip())
    with act(by=by, at=at) as log:
        last = SignatureAgreement.objects.order_by("-adopted_on", "-pk").first()
        if adopted_on > timezone.localdate(at):
            message = _("It cannot be adopted on a day that has not come.")
            reasons.append(Reason("adopted_later", message, "adopted_on"))
        if last is not None and adopted_on < last.adopted_on:
            message = _("The version in force was adopted later than that.")
            reasons.append(Reason("adopted_before", message, "adopted_on"))
        # What was signed since would look as if it had been signed under this version.
        if by is not None and adopted_on < timezone.localdate(at) and last is not None:
            message = _("A new version is in force from today on, not from a day that has passed.")
            reasons.append(Reason("adopted_past", message, "adopted_on"))
        if reasons:
            raise NotAllowed(reasons)
        agreement = SignatureAgreement.objects.create(
            label=str(SignatureAgreement.objects.count() + 1),
            text=text.strip(),
            sha256=sha256(text.strip().encode()),
            act=order.strip(),
            adopted_on=adopted_on,
            by=by,
            at=at,
        )
        log.record(
            "agreement.adopted",
            agreement,
            facts={"label": agreement.label, "sha256": agreement.sha256},
        )
    return agreement


def accept(
    agreement: SignatureAgreement | None, *, by: Any, authentication: str, at: datetime
) -> AgreementAcceptance:
    """A person binds themself by a version of the agreement. Done twice is done once.

    `authentication` says how they were identified in this very act. Raises Conflict when another
    version is in force that day.
    """
    with act(by=by, at=at) as log:
        if agreement is None or in_force_on(timezone.localdate(at)) != agreement:
            message = _("The agreement on electronic signatures changed. Read it again.")
            raise Conflict([Reason("other_agreement", message)])
        there = AgreementAcceptance.objects.filter(agreement=agreement, user=by).first()
        if there is not None:
            return there
        acceptance = AgreementAcceptance.objects.create(
            agreement=agreement, user=by, authentication=authentication, at=at
        )
        log.record(
            "agreement.accepted",
            agreement,
            facts={"label": agreement.label, "authentication": authentication},
        )
    return acceptance
