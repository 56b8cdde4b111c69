"""Checks of the signed heads: each says what its row says, is signed, follows the one before."""

from __future__ import annotations

import base64
import json
from datetime import UTC
from typing import Any

from records import anchors
from records.digests import canonical, sha256
from records.events import GENESIS
from records.exceptions import KeyUnavailable
from records.handovers import may_follow, stopped
from records.integrity.model import CouldNotCheck, Found, State, check
from records.integrity.streams import STREAMS
from records.keys import seal_key, verifies
from records.merkle import Frontier
from records.models import RegisterHead
from records.register import SCHEMA

named = STREAMS["heads"].named


@check("head_statement", over="heads")
def stated(head: RegisterHead, state: State) -> Found:
    """Row and signed statement say the same, and the digest is the statement's."""
    signed = head.statement.encode()
    statement = json.loads(signed)
    if sha256(signed) != head.sha256 or canonical(statement) != signed:
        yield named(head), "Su declaración no corresponde a su huella: fue alterada."
    row = {
        "schema": SCHEMA,
        "number": head.number,
        "day": head.day.isoformat(),
        "size": head.size,
        "root": head.root,
        "previous": head.previous,
        "at": head.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    different = sorted(name for name, value in row.items() if statement.get(name) != value)
    if different:
        yield named(head), f"Difiere de lo firmado en: {', '.join(different)}."


@check("head_signature", over="heads")
def signed(head: RegisterHead, state: State) -> Found:
    """The key of its certificate signed it."""
    signature = base64.b64decode(head.signature, validate=True)
    if not verifies(head.certificate, head.statement.encode(), signature):
        yield named(head), "Su firma no es válida."


@check("head_previous", over="heads")
def follows(head: RegisterHead, state: State) -> Found:
    """Heads are numbered without gap, each names the one before, and none is smaller."""
    before: RegisterHead | None = state.former
    number, digest, size = (
        (before.number, before.sha256, before.size) if before else (0, GENESIS, 0)
    )
    if head.number != number + 1:
        yield f"cabeza {number + 1}", "Falta: fue suprimida."
    if head.previous != digest:
        yield named(head), "No nombra a la cabeza anterior."
    if head.size < size:
        yield named(head), "Cubre menos eventos que la cabeza anterior."


@check("head_succession", over="heads")
def succeeded(head: RegisterHead, state: State) -> Found:
    """Each seal goes on from the one before: the same, its named successor, or it says why not.

    One that stopped signing never comes back: the seal between was then a stranger's.
    """
    before: RegisterHead | None = state.former
    if before is None:
        return
    if stopped(head.certificate, last=before):
        yield named(head), "La firmó un sello que ya había dejado de firmar."
    if may_follow(before, head.certificate):
        return
    if not head.stated.get("takeover"):
        yield named(head), "La firmó otro sello, al que el anterior no entregó."


@check("head_size", over="heads")
def long_enough(head: RegisterHead, state: State) -> Found:
    """The register still has every event that a head covers."""
    if head.size > state.seq:
        yield (
            f"evento {state.seq + 1}",
            f"Falta al final del registro: la cabeza {head.number} cubre {head.size} eventos.",
        )


@check("head_peaks", over="heads")
def peaked(head: RegisterHead, state: State) -> Found:
    """The next head would grow from what this one signed."""
    tree = Frontier(head.size, tuple(bytes.fromhex(one) for one in head.peaks))
    if tree.root.hex() != head.root:
        yield named(head), "Sus picos no llevan a su raíz."


@check("head_anchor", over="once")
def anchored(rows: list[Any], state: State) -> Found:
    """The copies beside the database say the same as the rows. Who drops the last head is seen."""
    for number, copy in anchors.kept():
        if number > state.last_anchor:
            break  # signed after this run began
        head = RegisterHead.objects.filter(number=number).first()
        if head is None:
            yield f"cabeza {number}", "Falta en la base de datos; queda su copia."
        elif copy != anchors.published(head):
            yield f"cabeza {number}", "Difiere de su copia fuera de la base de datos."


@check("head_origin", over="once")
def known(rows: list[Any], state: State) -> Found:
    """A head without a copy is the entity's: whoever writes rows alone cannot put one in."""
    try:
        for head, genuine in anchors.without_copy():
            if not genuine:
                yield (
                    named(head),
                    "No tiene copia fuera de la base de datos, ni se sabe que la firmara la "
                    "entidad.",
                )
    except KeyUnavailable as error:
        raise CouldNotCheck(str(error)) from error


@check("head_key", over="once")
def of_the_entity(rows: list[Any], state: State) -> Found:
    """The last head is signed with the key of the entity, not with one made for a forgery."""
    last = RegisterHead.objects.order_by("-number").first()
    if last is None:
        return
    try:
        certificate = seal_key().certificate_pem
    except KeyUnavailable as error:
        raise CouldNotCheck(str(error)) from error
    if last.certificate != certificate:
        yield (
            named(last),
            "No la firmó el sello actual de la entidad. Si cambió de sello, corra change_seal.",
        )
