"""The entity's signature on an index: XAdES, of all its bytes, stamped by an authority."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records import keys
from records.electronic_index import xades
from records.electronic_index.reading import read
from records.electronic_index.xml import schema_errors
from records.exceptions import SealingError
from tests.authority import Authority, authority, started
from tests.records.electronic_index.test_xml import XML

__all__ = ["authority", "started"]
AT = datetime(2026, 1, 2, 15, tzinfo=UTC)


@pytest.fixture
def demo(settings: Any, tmp_path: Path) -> bytes:
    settings.SEAL_DEMO_FOLDER = tmp_path
    return xades.sign(XML, at=AT)


def test_it_signs_the_very_index_with_the_key_that_seals(demo: bytes) -> None:
    told = xades.verify(demo)
    assert told.canonical == xades.canonical(XML)
    assert told.certificate_sha256 == keys.fingerprint(keys.seal_key().certificate_pem)
    assert (told.signed_at, told.stamped_at, told.demo) == (AT, None, True)
    assert schema_errors(demo) == []
    assert read(demo) == read(XML)


def test_the_same_index_gives_the_same_bytes(demo: bytes) -> None:
    assert xades.sign(XML, at=AT) == demo


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Resolución".encode(), b"Resoluciones"),
        (b"2026-01-02T15", b"2025-01-02T15"),
        (b"<Id>8</Id>", b"<Id>9</Id>"),
        (b"</ds:SignatureValue>", b"AA</ds:SignatureValue>"),
        (b"<ds:Signature ", b"<ds:Other "),
    ],
)
def test_a_changed_byte_breaks_it(demo: bytes, old: bytes, new: bytes) -> None:
    assert old in demo
    with pytest.raises(xades.BrokenSignature):
        xades.verify(demo.replace(old, new, 1))


def test_an_index_without_signature_or_with_two_is_not_taken(demo: bytes) -> None:
    signature = demo[demo.index(b"<ds:Signature ") : demo.index(b"</TipoDocumentoFoliado>")]
    for content in (XML, demo.replace(signature, signature * 2)):
        with pytest.raises(xades.BrokenSignature):
            xades.verify(content)


def test_a_signature_of_another_index_does_not_pass_for_this_one(demo: bytes) -> None:
    other = XML.replace("Resolución".encode(), b"Otra cosa")
    assert xades.verify(xades.sign(other, at=AT)).canonical != xades.canonical(XML)


def test_an_authority_stamps_it(authority: Authority) -> None:
    signed = xades.sign(XML, at=AT)
    told = xades.verify(signed)
    assert told.stamped_at is not None
    assert told.stamped_at > AT
    assert not told.demo
    assert schema_errors(signed) == []
    place = signed.index(b"EncapsulatedTimeStamp>") + 400
    flipped = b"A" if signed[place : place + 1] != b"A" else b"B"
    with pytest.raises(xades.BrokenSignature):
        xades.verify(signed[:place] + flipped + signed[place + 1 :])


def test_the_stamp_of_another_signature_is_not_taken(authority: Authority) -> None:
    def stamp(content: bytes) -> bytes:
        return content[content.index(b"<xades:Unsigned") : content.index(b"</xades:UnsignedP")]

    one, other = xades.sign(XML, at=AT), xades.sign(XML.replace(b">7<", b">6<"), at=AT)
    with pytest.raises(xades.BrokenSignature):
        xades.verify(one.replace(stamp(one), stamp(other)))


def test_without_an_answer_nothing_is_half_signed(authority: Authority) -> None:
    authority.silent.add("/sede/tsa")
    with pytest.raises(SealingError):
        xades.sign(XML, at=AT)
