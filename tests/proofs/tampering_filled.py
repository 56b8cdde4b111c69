"""What an attacker would try on what was filled in and signed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from records.digests import canonical
from records.models import Component, FilledFormat, FilledSignature, Record
from records.storage import storage
from tests.proofs.tampering import Tampering, drop, put


def filled() -> Iterator[Tampering]:
    """Each with the check that must see it."""
    one = FilledFormat.objects.earliest("pk")
    where = f"({one.pk})"
    component = Component.objects.get(filled=one, role=Component.Role.CONTENT)
    fields = json.loads(storage().read(one.content_sha256))
    signature = FilledSignature.objects.get(filled=one)
    record = Record.objects.get(completion__filled=one)

    def replaced(content: bytes) -> None:
        digest = storage().put(content)
        put(component, sha256=digest, size=len(content))
        put(one, content_sha256=digest)
        put(signature, content_sha256=digest)

    for name, check, tamper in (
        ("no content", "filled_content", lambda: drop(component)),
        ("not canonical", "filled_content", lambda: replaced(canonical(fields) + b" ")),
        ("no nonce", "filled_content", lambda: replaced(canonical({**fields, "nonce": ""}))),
        ("another title", "filled_content", lambda: put(one, title="Otra reunión")),
        ("another signer", "filled_content", lambda: put(one, route=[])),
        ("open to all", "filled_signatures", lambda: put(record, access="public")),
        ("what was signed", "filled_signatures", lambda: put(signature, content_sha256="0" * 64)),
        ("a personal signature", "filled_cms", lambda: put(signature, cms="bm8=")),
        ("a signature gone", "filled_signatures", lambda: drop(signature)),
    ):
        yield Tampering(f"filled: {name}", check, where, tamper)
