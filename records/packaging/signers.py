"""Whose seals a package bears. That a signature holds says nothing of who signed: that is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from records.electronic_index import xades
from records.exceptions import Reason
from records.handovers import seals_used
from records.models import Component
from records.seals import seals_of


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate that signed something of a package: its SHA-256 and whom it names."""

    sha256: str
    subject: str


def signers_of(root: Path, described: dict[str, Any]) -> tuple[Signer, ...]:
    """Everyone who signed an index of the package or sealed a PDF of it, once each.

    What bears no readable signature is left to the checks that say so.
    """
    return tuple(dict.fromkeys(_signers(root, described)))


def unknown(signers: Collection[Signer], trusted: Collection[str]) -> list[Reason]:
    """A reason for each who is neither this entity nor told as known by who imports."""
    if not signers:
        return []
    known = {*seals_used(), *(plain(one) for one in trusted)}
    message = _(
        "It was signed by «%(subject)s», who is not this entity. If you know that this is who "
        "sends it, say so with the fingerprint of the certificate: %(fingerprint)s."
    )
    return [
        Reason("signer", message % {"subject": one.subject, "fingerprint": one.sha256})
        for one in signers
        if one.sha256 not in known
    ]


def plain(fingerprint: str) -> str:
    """A fingerprint as programs write it, out of one with colons, blanks or capitals."""
    return "".join(fingerprint.replace(":", "").split()).lower()


def _signers(root: Path, described: dict[str, Any]) -> Iterator[Signer]:
    for owner in (*described["indices"], *described["records"]):
        for file in owner["files"]:
            if file["role"] == Component.Role.SIGNED:
                try:
                    signed = xades.verify((root / file["path"]).read_bytes())
                except xades.BrokenSignature:
                    continue
                yield Signer(signed.certificate_sha256, signed.subject)
            elif file["role"] == Component.Role.RENDITION:
                try:
                    seals = seals_of((root / file["path"]).read_bytes())
                except ValueError:
                    continue
                yield from (Signer(one.certificate_sha256, one.subject) for one in seals)
