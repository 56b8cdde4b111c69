"""What an attacker who owns the database would try on the signed heads of the register."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from records import anchors, register
from records.digests import canonical
from records.events import act
from records.keys import fingerprint, seal_key
from records.models import Entity, RegisterHead
from tests.proofs.tampering import Tampering, drop, other, put
from tests.records.test_sealing import other_key_of_the_same_name


def heads() -> Iterator[Tampering]:
    first, last = (
        RegisterHead.objects.order_by("number").first(),
        RegisterHead.objects.latest("number"),
    )
    assert first is not None
    named = f"cabeza {last.number}"
    seen = {"peaks": "head_peaks", "signature": "head_signature", "certificate": "head_signature"}
    for field in last._meta.concrete_fields:
        if field.primary_key:
            continue
        value = other(field, getattr(last, field.attname))
        if field.name == "signature":
            value = first.signature
        if field.name == "certificate":
            value = f"X{last.certificate}"[:-1].replace("BEGIN", "BEGUN")
        yield Tampering(
            f"head.{field.name}",
            seen.get(field.name, "head_statement"),
            "cabeza " if field.name == "number" else named,
            lambda name=field.attname, value=value: put(last, **{name: value}),
        )
    yield Tampering("the last head", "head_anchor", named, lambda: drop(last))
    yield Tampering("a head in the middle", "head_previous", "cabeza 1", lambda: drop(first))
    yield Tampering("the key of a forger", "head_key", named, lambda: put(last, certificate="otro"))
    forger = other_key_of_the_same_name()
    signature = base64.b64encode(forger.sign(first.statement.encode())).decode()
    forged = {"certificate": forger.certificate_pem, "signature": signature}
    yield Tampering("another seal", "head_succession", named, lambda: put(first, **forged))
    copy = Path(settings.REGISTER_ANCHORS) / f"head-{first.number:06d}.json"

    def forge_copy() -> None:
        told = {**anchors.published(first), "signature": "AAAA"}
        copy.chmod(0o600)
        copy.write_bytes(canonical(told))

    def come_back() -> None:
        """As if the entity had signed on, and copies had been kept, before anybody looked."""
        forge_takeover(fingerprint(last.certificate))
        handed = RegisterHead.objects.latest("number")
        register._signed(handed, register._continued(handed), seal_key(), handed.signed_at)
        for head in RegisterHead.objects.filter(number__gt=last.number):
            anchors.keep(head.number, canonical(anchors.published(head)))

    heir = fingerprint(last.certificate)
    yield Tampering("a copy of a head", "head_anchor", "cabeza 1", forge_copy)
    middle = f"cabeza {last.number + 1}"
    yield Tampering("a takeover", "head_origin", middle, lambda: forge_takeover(heir))
    back = f"cabeza {last.number + 3}"
    yield Tampering("a takeover signed over", "head_succession", back, come_back)


def forge_takeover(successor: str) -> None:
    """Append an event, a head of a forger's own seal, and one by which this names another."""
    forger, last = other_key_of_the_same_name(), RegisterHead.objects.latest("number")
    with act(by=None, at=last.signed_at) as log:
        log.record("reference.changed", Entity.objects.create(name="Otra"))
    for told in ({"takeover": "Se perdió."}, {"successor": successor}):
        last = register._signed(last, register._continued(last), forger, last.signed_at, **told)
