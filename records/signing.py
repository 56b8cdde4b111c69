"""Signing: a person, holding a position, binds a role to exactly one content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import (
    agreements,
    approvals,
    credentials,
    issue,
    personal_signature,
    storage,
    vetoes,
)
from records.events import Act, act
from records.exceptions import Conflict, NotAllowed, Reason
from records.lifecycle import (
    MINUTES,
    Signed,
    Signer,
    next_step,
    reasons_against_signing,
    stood_for,
)
from records.models import (
    AccessLevel,
    Appointment,
    ControlledDocument,
    DocumentVersion,
    FilledFormat,
    Signature,
)
from records.models.organization import person_name
from records.organization import post_for, posts_of, replaced_by
from records.permissions import WRITES, Role, has_role, offices_on
from records.routes import as_signed, pending_step, route_of, signed
from records.second_factor import TWO_FACTORS
from records.wording import too_long

ROLE_GROUPS: dict[str, tuple[Role, ...]] = {
    "prepared": WRITES,
    "reviewed": (Role.REVIEWER,),
    "approved": (Role.APPROVER,),
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What goes with a signature besides who signs what.

    `accepts`: key of the agreement that the person read and accepts in this very act. `address` and
    `agent` go to the erasable detail of the event, nowhere else. `cms`: the personal digital
    signature over the content, made by `records.personal_signature` (L3). `certify` makes it where
    the content is only drawn up in the act: `over` asks it.
    """

    accepts: int | None = None
    address: str = ""
    agent: str = ""
    cms: str = ""
    certify: Callable[[bytes], str] | None = None

    def over(self, content: bytes) -> Circumstances:
        """These, with the personal signature over this content where the signer makes one.

        Asked before any transaction. Raises NotAllowed for a key that cannot sign.
        """
        return replace(self, cms=self.certify(content)) if self.certify else self

    def detail(self) -> dict[str, str]:
        """What is erased when the law orders it."""
        told = {"address": self.address, "agent": self.agent[:300]}
        return {name: value for name, value in told.items() if value}


ALONE = Circumstances()


def reasons_against(version: DocumentVersion, *, by: Any, at: datetime) -> list[Reason]:
    """Every reason why this person may not sign or return the version now; else empty."""
    return reasons_against_turn(version, posts_of(by, timezone.localdate(at)), by=by, at=at)


def reasons_against_turn(
    version: DocumentVersion, posts: Sequence[Appointment], *, by: Any, at: datetime
) -> list[Reason]:
    """The same, for lists that looked up once what the person is appointed to."""
    step = pending_step(version)
    if step is None:
        return [Reason("complete", _("All signatures are there."))]
    appointment = _post(version, step, posts, timezone.localdate(at))
    return _reasons(version, step, signed(version), appointment, by=by, at=at)


def post_of(version: DocumentVersion, user: Any, day: date) -> Appointment | None:
    """What the person would sign the step at hand with: the post that it asks for, if held."""
    return _post(version, pending_step(version), posts_of(user, day), day)


def _post(
    version: DocumentVersion, step: int | None, posts: Sequence[Appointment], day: date
) -> Appointment | None:
    route = route_of(version)
    asked = route[step].people if step is not None and 0 <= step < len(route) else ()
    return post_for(posts, asked, day)


def _reasons(
    version: DocumentVersion,
    step: int,
    done: list[Signed],
    appointment: Appointment | None,
    *,
    by: Any,
    at: datetime,
) -> list[Reason]:
    route = route_of(version)
    if not 0 <= step < len(route):
        return [Reason("no_step", _("The route has no such step."))]
    restricted = is_restricted(version)
    roles = ROLE_GROUPS[route[step].role]
    signer = signer_of(version, roles, appointment, asks_office=restricted, by=by, at=at)
    if version.kind == MINUTES and by.pk in route[step].people:
        signer = replace(signer, holds_role=True)
    return reasons_against_signing(
        route,
        done,
        step,
        signer,
        restricted=restricted,
        authors=version.authors,
    )


def signer_of(
    version: DocumentVersion,
    roles: tuple[Role, ...],
    appointment: Appointment | None,
    *,
    asks_office: bool,
    by: Any,
    at: datetime,
) -> Signer:
    """Who wants to sign, as the rules read it; `roles`: one of these is asked.

    `of_office` is looked up only where the office counts.
    """
    return Signer(
        user=by.pk,
        appointed=appointment is not None,
        contractor=appointment is not None and not appointment.may_approve,
        holds_role=has_role(by, *roles),
        of_office=asks_office
        and version.document.office_id in offices_on(by, timezone.localdate(at)),
        stands_for=replaced_by(appointment, timezone.localdate(at)),
    )


def is_restricted(version: DocumentVersion) -> bool:
    """Whether version or document is not for everybody."""
    return {version.access, version.document.access} != {AccessLevel.PUBLIC}


def intent(version: DocumentVersion, step: int) -> str:
    """The statement that a signer reads and makes."""
    sentences = {
        "prepared": _("I prepared %(title)s (%(code)s) and submit it for review."),
        "reviewed": _("I reviewed %(title)s (%(code)s) and find it right."),
        "approved": _("I approve %(title)s (%(code)s), to be issued and kept as a record."),
    }
    sentence = sentences[route_of(version)[step].role]
    return sentence % {"title": version.title, "code": version.code}


def sign(
    version: DocumentVersion,
    *,
    step: int,
    content_sha256: str,
    authentication: str,
    by: Any,
    at: datetime,
    circumstances: Circumstances = ALONE,
) -> Signature:
    """Sign one step of a version. The last signature issues it, in the same transaction.

    Minutes carry what they approve: with their last signature every version that the committee
    approved is approved and issued, all of them or none.

    `content_sha256` is what the signer saw: if it is not the frozen content's, nothing is signed.
    `authentication` says how the person was identified in this very act. Whoever has not accepted
    the agreement in force does not sign (Decreto 2364 de 2012, art. 7), nor whose password somebody
    else just set. Raises NotAllowed with every reason, Conflict when the version is no longer in
    review.
    """
    with act(by=by, at=at, part=True) as log:
        # The locked row, not the caller's: its access may have been restricted since.
        version.document = ControlledDocument.objects.select_for_update().get(
            pk=version.document_id
        )
        if not DocumentVersion.objects.in_review().filter(pk=version.pk).exists():
            raise Conflict([Reason("not_in_review", _("This version is no longer in review."))])
        there = list(version.signatures.order_by("pk"))
        done, route = as_signed(there), route_of(version)
        today = timezone.localdate(at)
        appointment = _post(version, step, posts_of(by, today), today)
        person = bound(
            version,
            _reasons(version, step, done, appointment, by=by, at=at),
            appointment,
            content_sha256=content_sha256,
            authentication=authentication,
            by=by,
            at=at,
            circumstances=circumstances,
        )
        signature = put_signature(
            version,
            step,
            person,
            there,
            intent=intent(version, step),
            log=log,
            circumstances=circumstances,
            stands_for=stood_for(route[step], by.pk, replaced_by(appointment, today)),
        )
        if next_step(route, [*done, *as_signed([signature])]) is None:
            issue.issue(version, [*there, signature], by=by, at=at)
            approvals.take_effect(version, by=by, at=at)
    return signature


def bound(
    version: DocumentVersion | FilledFormat,
    reasons: list[Reason],
    appointment: Appointment | None,
    *,
    content_sha256: str,
    authentication: str,
    by: Any,
    at: datetime,
    circumstances: Circumstances,
) -> dict[str, Any]:
    """The columns that say who binds themself to this content, copied at that moment.

    Asks what every signature asks besides the `reasons` of its own rule: the content seen, vetoes,
    credentials, the agreement, which may be accepted in this very act. Called under the lock of
    what is signed. Raises NotAllowed with every reason.
    """
    today = timezone.localdate(at)
    if content_sha256 != version.content_sha256:
        reasons.append(
            Reason("other_content", _("What you saw is not what was submitted. Look again."))
        )
    reasons += too_long(Signature, "name", person_name(by))
    reasons += vetoes.reasons("sign", version, today)
    if circumstances.cms and not reasons:
        content = storage.storage().read(version.content_sha256)
        personal_signature.accepted(circumstances.cms, content, at=at)
    reasons += credentials.reasons_against(by, authentication=authentication, at=at)
    agreement, reasons = agreements.agreed(
        circumstances.accepts, reasons, by=by, authentication=authentication, at=at
    )
    if reasons or appointment is None:
        raise NotAllowed(reasons)
    return {
        "user": by,
        "appointment": appointment,
        "name": person_name(by),
        "position": appointment.title,
        "bond": appointment.bond,
        "office": appointment.office.name,
        "content_sha256": content_sha256,
        "authentication": authentication,
        "level": _level(authentication, circumstances),
        "agreement": agreement,
        "signed_on": today,
        "signed_at": at,
    }


def put_signature(
    version: DocumentVersion,
    step: int,
    person: dict[str, Any],
    there: list[Signature],
    *,
    intent: str,
    log: Act,
    circumstances: Circumstances,
    stands_for: int | None = None,
) -> Signature:
    """Write the signature of a step and its event; `person` is what `bound` told.

    `there`: the signatures of the version so far, in their order. `stands_for`: id of whom the
    step names and the signer replaces.
    """
    asked = route_of(version)[step]
    signature = Signature.objects.create(
        **person,
        # In the row: an appointment is reference data and may be corrected later.
        stands_for_id=stands_for,
        version=version,
        role=asked.role,
        step=step,
        step_name=asked.name,
        intent=intent,
        cms=circumstances.cms,
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
            "content_sha256": signature.content_sha256,
            "level": signature.level,
        },
        detail=circumstances.detail(),
    )
    return signature


def _level(authentication: str, circumstances: Circumstances) -> Signature.Level:
    if circumstances.cms:
        return Signature.Level.L3
    return Signature.Level.L2 if authentication in TWO_FACTORS else Signature.Level.L1
