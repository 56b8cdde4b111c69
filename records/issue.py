"""Issuing: the last signature puts label, dates and envelope on a version; the PDF follows.

Decide, then attach: the decision is one short transaction; rendering and storing come after it,
as often as needed until done.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from records import changes, moving, numbering, projection, renditions, sealing, storage, vetoes
from records.case_files.filing import counted, file_issuance
from records.case_files.pages import pages_of
from records.content import Content, items, schema_errors
from records.digests import canonical, sha256
from records.ending import end, not_earlier, reasons_against_later
from records.events import act
from records.exceptions import Conflict, NotAllowed, Reason
from records.lifecycle import Issued, status_on
from records.models import (
    AccessLevel,
    ChangeRequest,
    Component,
    ControlledDocument,
    DocumentVersion,
    Entity,
    Issuance,
    Signature,
    Withdrawal,
)
from records.permissions import Role, has_role, offices_on
from records.wording import too_long, unsaid

ISSUED_ROLES = (Component.Role.ORIGINAL, Component.Role.RENDITION, Component.Role.RENEWAL)
RESTRICTED_NOTE = "Versión de acceso restringido."


def issue(
    version: DocumentVersion,
    signatures: list[Signature],
    *,
    by: Any,
    at: datetime,
    urgent: dict[str, str] | None = None,
) -> Issuance:
    """Issue a version whose signatures, these, are complete. Called by signing, inside its act.

    Guarantees one issuance a version, labels unique within the document, in force never before
    the day of issue nor before its predecessor. Raises NotAllowed. `urgent`: what the envelope says
    of one that is issued before they are complete (`records.urgency`).
    """
    signatures = sorted(signatures, key=lambda one: (one.step, one.pk))
    if any(one.content_sha256 != version.content_sha256 for one in signatures):
        raise NotAllowed([Reason("other_content", _("A signature is for another content."))])
    today = timezone.localdate(at)
    if reasons := vetoes.reasons("issue", version, today):
        raise NotAllowed(reasons)
    approved_on = max(one.signed_on for one in signatures if one.signed_on is not None)
    former = list(version.document.issuances.order_by("number"))
    return put_on_record(
        version,
        former,
        label=_next_label([one.label for one in former], version.label),
        approved_on=approved_on,
        effective_on=max(version.effective_on or today, today),
        signatures=signatures,
        legacy=legacy_changes(content_of(version))
        if version.legacy_changes is None
        else version.legacy_changes,
        by=by,
        at=at,
        urgent=urgent,
    )


def content_of(version: DocumentVersion) -> Content:
    """The signed content of a version, read and verified from its bytes."""
    content: Content = json.loads(storage.storage().read(version.content_sha256))
    return content


def projected(issuance: Issuance) -> dict[str, Any]:
    """Content and envelope as they leave the house, and as they are attached to the issued PDF."""
    return projection.public(content_of(issuance.version), issuance.envelope)


def legacy_changes(content: Content) -> list[dict[str, Any]]:
    """Rows printed before the document came here. They precede what is derived."""
    return [
        {"version": row["version"], "reason": row["reason"], "date": row["date"]}
        for row in items(content, "changes")
    ]


def coming_label(document: ControlledDocument, proposed: str = "") -> str:
    """The label that the next version of the document is issued with, if nobody is before it."""
    taken = list(document.issuances.order_by("number").values_list("label", flat=True))
    return _next_label(taken, proposed)


def _next_label(taken: list[str], proposed: str) -> str:
    return numbering.next_label(taken, proposed=proposed or None)


def put_on_record(
    version: DocumentVersion,
    former: list[Issuance],
    *,
    label: str,
    approved_on: date,
    effective_on: date,
    signatures: list[Signature],
    legacy: list[dict[str, Any]],
    by: Any,
    at: datetime,
    original: Component | None = None,
    pages: int = 1,
    urgent: dict[str, str] | None = None,
) -> Issuance:
    """Write the issuance with its envelope and file it. Signing and adoption decide, this records.

    `former` are the issued versions of its document, in order, read under the document's lock.
    `original` is the signed file of an adopted version (level L0), of so many `pages`; its history
    is what it prints.
    Raises NotAllowed for a label that no address can bear.
    """
    if problems := numbering.label_reasons(label):
        raise NotAllowed([Reason("label", problem, "label") for problem in problems])
    document = version.document
    previous = former[-1] if former else None
    if previous is not None:
        effective_on = max(effective_on, previous.effective_on)
    entity = Entity.current()
    adopted = original is not None
    moved_from = moving.last_of_replaced(document) if previous is None else None
    before = moving.issued_before(moved_from) if moved_from is not None else former
    history = _told(before[-1].envelope["changes"], before, version) if before else legacy
    row = {"version": label, "reason": version.change_note, "date": approved_on.isoformat()}
    envelope = {
        "schema": "envelope-1",
        "kind": version.kind,
        "code": version.code,
        "title": version.title,
        "label": label,
        "number": len(former) + 1,
        "access": version.access,
        "approved_on": approved_on.isoformat(),
        "effective_on": effective_on.isoformat(),
        "issued_at": timezone.localtime(at).isoformat(timespec="seconds"),
        "content_sha256": version.content_sha256,
        "previous_sha256": previous.envelope_sha256 if previous else None,
        "verification_code": numbering.verification_code(secrets.token_bytes(10)),
        "level": "L0" if adopted else _level(signatures),
        "adopted": adopted,
        "change": {"note": version.change_note, "scope": version.change_scope},
        "changes": history if adopted and history else [*history, row],
        "signatures": [_signature(one) for one in signatures],
        "waivers": version.waivers,
        "original": None
        if original is None
        else {
            "name": original.name,
            "sha256": original.sha256,
            "size": original.size,
            "media_type": original.media_type,
        },
        "entity": {"name": entity.name, "nit": entity.nit or None},
    }
    if moved_from is not None and moving.may_be_named(moved_from, version):
        envelope["replaces"] = moved_from.version.code
    if urgent is not None:
        envelope["urgent"] = urgent
    if errors := schema_errors(envelope, "envelope-1"):
        raise NotAllowed([Reason("envelope", error) for error in errors])
    sealed = canonical(envelope)
    with act(by=by, at=at, part=True) as log:
        issuance = Issuance.objects.create(
            document=document,
            version=version,
            label=label,
            number=len(former) + 1,
            access=version.access,
            approved_on=approved_on,
            effective_on=effective_on,
            issued_at=at,
            envelope_json=sealed.decode(),
            envelope_sha256=sha256(sealed),
            verification_code=envelope["verification_code"],
            adopted=adopted,
        )
        log.record(
            "version.issued",
            version,
            facts={
                "document": document.pk,
                "issuance": issuance.pk,
                "label": label,
                "envelope_sha256": issuance.envelope_sha256,
            },
        )
        file_issuance(issuance, pages=pages, by=by, at=at)
        if moved_from is not None:
            moving.end_replaced(issuance, by=by, at=at)
    return issuance


def _told(
    history: list[dict[str, Any]], former: list[Issuance], version: DocumentVersion
) -> list[dict[str, Any]]:
    """Change control as this version prints it: a public one tells no restricted note."""
    hidden = {one.label for one in former if one.access != AccessLevel.PUBLIC}
    if version.access != AccessLevel.PUBLIC or not hidden:
        return history
    return [
        {**row, "reason": RESTRICTED_NOTE} if row["version"] in hidden else row for row in history
    ]


def _level(signatures: list[Signature]) -> str:
    """The weakest signature's; L2 is two factors and, besides the seal, a time stamp (domain 6)."""
    weakest = min((one.level or Signature.Level.L1 for one in signatures), default="L1")
    return "L1" if weakest == Signature.Level.L2 and not settings.TSA_URL else str(weakest)


def _signature(one: Signature) -> dict[str, Any]:
    return {
        "role": one.role,
        "step": one.step_name,
        "name": one.name or None,
        "position": one.position or None,
        "bond": one.bond or None,
        "office": one.office or None,
        "committee": one.committee or None,
        "minutes_number": one.minutes_number or None,
        "date": one.signed_on.isoformat() if one.signed_on else None,
        "signed_at": timezone.localtime(one.signed_at).isoformat(timespec="seconds")
        if one.signed_at
        else None,
    }


def attach(issuance: Issuance, *, at: datetime) -> Component:
    """Render, seal and keep the PDF of an issued version; of a format its blank, too.

    Done twice is done once. Nothing is locked while it renders and seals. Of two that race, the
    second finds the first's row under the document's lock. Raises RenderingError, SealingError or
    KeyUnavailable: it stays pending, and is tried again by the follower.
    """
    version = issuance.version
    done = version.components.filter(role=Component.Role.RENDITION).first()
    if done is not None:
        return done
    content = content_of(version)
    pdf = renditions.issued(content, issuance.envelope, entity=Entity.current())
    # An envelope that says L2 says that the seal is stamped (domain 6).
    stamped = issuance.envelope["level"] == Signature.Level.L2
    pdf = sealing.sealer().seal(pdf, at=issuance.issued_at, stamped=stamped)
    digest = storage.storage().put(pdf)
    blank = renditions.blank(
        projected(issuance)["content"], issuance.envelope, entity=Entity.current()
    )
    blank_digest = storage.storage().put(blank) if blank else ""
    with act(by=None, at=at) as log:
        ControlledDocument.objects.select_for_update().get(pk=version.document_id)
        done = version.components.filter(role=Component.Role.RENDITION).first()
        if done is not None:
            return done
        component = Component.objects.create(
            version=version,
            role=Component.Role.RENDITION,
            sha256=digest,
            size=len(pdf),
            media_type="application/pdf",
            name=f"{version.code}-{issuance.label}.pdf",
            created_at=at,
            stamped_until=sealing.stamped_until(pdf),
        )
        if blank:
            Component.objects.create(
                version=version,
                role=Component.Role.BLANK,
                sha256=blank_digest,
                size=len(blank),
                media_type="application/pdf",
                name=f"{version.code}-{issuance.label}-en-blanco.pdf",
                created_at=at,
            )
        counted(component, pages_of(pdf))
        log.record("version.attached", version, facts={"issuance": issuance.pk, "sha256": digest})
    return component


def blank_of(issuance: Issuance) -> Component | None:
    """The blank of an issued format, to print and fill in by hand; None where there is none."""
    blanks = [one for one in issuance.version.components.all() if one.role == Component.Role.BLANK]
    return blanks[0] if blanks else None


def pdf_of(issuance: Issuance) -> Component | None:
    """The PDF that readers get: the adopted original if it is one, else what was made last."""
    return next(iter(pdfs_of(issuance)), None)


def pdfs_of(issuance: Issuance) -> list[Component]:
    """Every PDF of it that is the issued one: an adopted original, then the newest first."""
    found = [
        component
        for component in issuance.version.components.all()
        if component.role in ISSUED_ROLES and component.media_type == "application/pdf"
    ]
    return sorted(found, key=lambda one: (one.role != Component.Role.ORIGINAL, -one.pk))


def pending() -> list[Issuance]:
    """Issued versions whose PDF is still to be made."""
    with_pdf = Component.objects.filter(
        role__in=[Component.Role.RENDITION, Component.Role.ORIGINAL],
        media_type="application/pdf",
        version__isnull=False,
    ).values("version")
    return list(Issuance.objects.exclude(version__in=with_pdf).select_related("version"))


def issued_facts(issuances: Iterable[Issuance]) -> dict[int, Issued]:
    """By key, what the rules of force need to know of issued versions."""
    return {one.pk: Issued(one.number, one.effective_on, one.ends_on) for one in issuances}


def status_of(issuance: Issuance, day: date) -> str:
    """`in_force`, `superseded`, `withdrawn` or `future` on that day, whoever may know why."""
    rows = Issuance.objects.filter(document=issuance.document_id).with_end()
    facts = issued_facts(rows)
    return status_on(facts[issuance.pk], facts.values(), day)


def withdraws(by: Any, document: ControlledDocument, day: date) -> bool:
    """Whether that person's role lets them withdraw documents of its office on that day."""
    approves = has_role(by, Role.APPROVER) and document.office_id in offices_on(by, day)
    return approves or has_role(by, Role.ADMINISTRATOR)


def may_be_withdrawn(issuance: Issuance, day: date) -> bool:
    """Whether there is something to end: it is in force that day, or is to be later."""
    return status_of(issuance, day) in {"in_force", "future"}


def withdraw(
    issuance: Issuance,
    *,
    effective_on: date,
    reason: str,
    by: Any,
    at: datetime,
    order: str = "",
    request: ChangeRequest | None = None,
) -> Withdrawal:
    """End a version in force, or to be in force, from a day on, or bring its end forward.

    An approver of the document's office or an administrator does. Raises NotAllowed with every
    reason, Conflict if it was withdrawn.
    """
    today = timezone.localdate(at)
    with act(by=by, at=at):
        document = ControlledDocument.objects.select_for_update().get(pk=issuance.document_id)
        ends_on = issuance.withdrawals.aggregate(first=Min("effective_on"))["first"]
        if ends_on is not None and ends_on <= today:
            raise Conflict([Reason("withdrawn", _("This version was already withdrawn."))])
        reasons = vetoes.reasons("withdraw", issuance, today)
        if not withdraws(by, document, today):
            message = _("Your account does not withdraw documents of this office.")
            reasons.append(Reason("no_role", message))
        if not may_be_withdrawn(issuance, today):
            reasons.append(Reason("not_in_force", _("It is neither in force nor about to be.")))
        reasons += unsaid(reason)
        reasons += too_long(Withdrawal, "act", order, place="order")
        if effective_on < today:
            message = _("It cannot be withdrawn from a day that has passed.")
            reasons.append(Reason("effective_past", message, "effective_on"))
        if ends_on is not None and effective_on >= ends_on:
            reasons.append(not_earlier(ends_on))
        if effective_on > today:
            reasons += reasons_against_later(issuance, field="effective_on")
        reasons += changes.reasons_against_answer(document, request, ends=True)
        if reasons:
            raise NotAllowed(reasons)
        withdrawal = end(
            issuance, effective_on=effective_on, reason=reason.strip(), order=order, by=by, at=at
        )
        if request is not None:
            changes.answer(request, withdrawal=withdrawal, at=at)
    return withdrawal
