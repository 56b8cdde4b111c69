"""Checks of what was issued: envelope, columns, order, signatures, and the event of the issue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from records.content import schema_errors
from records.digests import canonical, sha256
from records.exceptions import NotAllowed, StorageError
from records.integrity.model import Found, State, check
from records.integrity.streams import STREAMS
from records.models import Component, Issuance, RecordEvent, Signature, UrgentIssuance
from records.personal_signature import verify_personal
from records.seals import seals_of
from records.separation import violations
from records.storage import storage

named = STREAMS["issuances"].named

_SIGNATURE = ("role", "name", "position", "bond", "office", "committee", "minutes_number")


@check("envelope_digest", over="issuances")
def sealed(issuance: Issuance, state: State) -> Found:
    """The envelope is canonical and its digest is the one that names it."""
    envelope = issuance.envelope_json.encode()
    if sha256(envelope) != issuance.envelope_sha256:
        yield named(issuance), "Su sobre no corresponde a su huella: fue alterado."
    if canonical(json.loads(envelope)) != envelope:
        yield named(issuance), "Su sobre no está en forma canónica."


@check("envelope_schema", over="issuances")
def whole(issuance: Issuance, state: State) -> Found:
    """The envelope obeys its schema."""
    if errors := schema_errors(issuance.envelope, "envelope-1"):
        yield named(issuance), f"Su sobre no cumple el esquema: {errors[0]:.160}"


@check("envelope_columns", over="issuances")
def as_sealed(issuance: Issuance, state: State) -> Found:
    """Row, version and envelope say the same."""
    version = issuance.version
    row = {
        "label": issuance.label,
        "number": issuance.number,
        "access": issuance.access,
        "approved_on": issuance.approved_on.isoformat(),
        "effective_on": issuance.effective_on.isoformat(),
        "issued_at": timezone.localtime(issuance.issued_at).isoformat(timespec="seconds"),
        "verification_code": issuance.verification_code,
        "adopted": issuance.adopted,
        "kind": version.kind,
        "code": version.code,
        "title": version.title,
        "content_sha256": version.content_sha256,
        "waivers": version.waivers,
        "change": {"note": version.change_note, "scope": version.change_scope},
    }
    envelope = issuance.envelope
    different = sorted(name for name, value in row.items() if envelope.get(name) != value)
    if different:
        yield named(issuance), f"Difiere de su sobre en: {', '.join(different)}."
    originals = [
        one.sha256 for one in version.components.all() if one.role == Component.Role.ORIGINAL
    ]
    told = [envelope["original"]["sha256"]] if envelope["original"] else []
    if originals != told:
        yield named(issuance), "El original adoptado no es el que nombra su sobre."


@check("envelope_urgent", over="issuances")
def as_told(issuance: Issuance, state: State) -> Found:
    """What was issued urgently says so in its envelope, with the same reason and deadline."""
    urgency: UrgentIssuance | None = getattr(issuance, "urgency", None)
    row = urgency and {
        "reason": urgency.reason,
        "confirm_by": timezone.localtime(urgency.confirm_by).isoformat(timespec="seconds"),
    }
    if row != issuance.envelope.get("urgent"):
        yield named(issuance), "Su expedición de urgencia no es la que dice su sobre."


@check("envelope_previous", over="issuances")
def in_order(issuance: Issuance, state: State) -> Found:
    """Issues of a document are numbered from 1, and each envelope names the one before."""
    before: Issuance | None = state.former
    if before is not None and before.document_id != issuance.document_id:
        before = None
    number, digest = (before.number, before.envelope_sha256) if before else (0, None)
    if issuance.number != number + 1:
        yield f"{issuance.version.code}, expedición {number + 1}", "Falta: fue suprimida."
    if issuance.envelope["previous_sha256"] != digest:
        yield named(issuance), "Su sobre no nombra el de la versión anterior."


@check("envelope_signatures", over="issuances")
def signed(issuance: Issuance, state: State) -> Found:
    """The rows of signatures are those that the envelope lists."""
    told = [_told(one) for one in issuance.envelope["signatures"]]
    if [_row(one) for one in _signatures(issuance)] != told:
        yield named(issuance), "Sus firmas no son las de su sobre."


@check("signature_content", over="issuances")
def of_this_content(issuance: Issuance, state: State) -> Found:
    """Everybody signed the content that was issued."""
    for one in _signatures(issuance):
        if one.content_sha256 != issuance.version.content_sha256:
            yield named(issuance), f"La firma {one.pk} es de otro contenido."


@check("signature_cms", over="issuances")
def in_person(issuance: Issuance, state: State) -> Found:
    """A personal digital signature (L3) is of the content, by a certificate valid that day."""
    for one in _signatures(issuance):
        try:
            verify_personal(one)
        except NotAllowed as refused:
            yield named(issuance), f"La firma digital {one.pk} no vale: {refused}"
        except StorageError:  # the check of files names what is lost
            continue


@check("level_found", over="issuances")
def as_promised(issuance: Issuance, state: State) -> Found:
    """Its level is no higher than its weakest signature, and L2 has its time stamp (domain 6)."""
    promised = issuance.envelope["level"]
    weakest = min((one.level or Signature.Level.L1 for one in _signatures(issuance)), default="L1")
    if promised > weakest:
        yield named(issuance), f"Su sobre dice {promised} y una de sus firmas es {weakest}."
    if promised != Signature.Level.L2:
        return
    for one in issuance.version.components.all():
        if one.role == Component.Role.RENDITION:
            try:
                seals = seals_of(storage().read(one.sha256))
            except (StorageError, ValueError):
                continue  # the checks of files and seals name what is lost or is no PDF
            if not any(seal.timestamped for seal in seals):
                yield named(issuance), "Su sobre dice L2 y el sello de su PDF no tiene estampa."


@check("signature_duties", over="issuances")
def apart(issuance: Issuance, state: State) -> Found:
    """Its route is complete, and those who signed kept their duties apart."""
    # As it was issued: what time asked since is no change of a byte; the report on duties tells it.
    for violation in violations(issuance, at=issuance.issued_at):
        yield named(issuance), violation


@check("issuance_event", over="issuances", many=True)
def recorded(issuances: list[Issuance], state: State) -> Found:
    """Every issue has its event, with the digest of its envelope."""
    events = RecordEvent.objects.filter(
        action="version.issued",
        subject_type="records.documentversion",
        subject_id__in=[one.version_id for one in issuances],
    )
    told = {(one.subject_id, one.facts.get("envelope_sha256")) for one in events}
    for one in issuances:
        if (one.version_id, one.envelope_sha256) not in told:
            yield named(one), "Ningún evento registró su expedición."


def _signatures(issuance: Issuance) -> list[Signature]:
    return sorted(issuance.version.signatures.all(), key=lambda one: (one.step, one.pk))


def _row(one: Signature) -> list[Any]:
    moment = timezone.localtime(one.signed_at).isoformat("T", "seconds") if one.signed_at else None
    return [
        *_values({name: getattr(one, name) for name in _SIGNATURE}),
        one.step_name,
        one.signed_on.isoformat() if one.signed_on else None,
        moment,
    ]


def _told(one: dict[str, Any]) -> list[Any]:
    return [*_values(one), one["step"], one["date"], one["signed_at"]]


def _values(one: dict[str, Any]) -> Iterator[Any]:
    return (one[name] or None for name in _SIGNATURE)
