"""The entity's key inside a token: it signs what a key from a file signs, or says why it cannot."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from records import anchors, integrity, keys, register
from records import tokens as held
from records.events import act
from records.models import Entity
from tests import tokens
from tests.factories import at
from tests.records.test_sealing import other_key_of_the_same_name

DAY = at("2024-03-01")


def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def certificate(
    subject: str, issuer: str, signer: Any, public: Any, number: int = 1
) -> x509.Certificate:
    def name(told: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, told)])

    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(public)
        .serial_number(number)
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .sign(signer, hashes.SHA256())
    )


@pytest.fixture
def seal() -> keys.SealKey:
    """A key of the entity whose certificate a root issued."""
    own, root = (_rsa() for _one in range(2))
    return keys.SealKey(
        own,
        certificate("Gobernación de Prueba", "Raíz", root, own.public_key(), 2),
        (certificate("Raíz", "Raíz", root, root.public_key()),),
        demo=False,
    )


@pytest.fixture
def named(request: pytest.FixtureRequest) -> str:
    """The name of an empty token of this test alone."""
    request.getfixturevalue("softhsm")
    name = request.node.originalname[-25:] + str(id(request.node))[-6:]  # 32 characters at most
    tokens.made(name)
    return name


@pytest.mark.pkcs11
def test_a_token_signs_what_the_same_key_from_a_file_signs(
    named: str, seal: keys.SealKey, settings: Any
) -> None:
    tokens.keep(named, seal)
    stranger = _rsa()
    other = certificate("Ajena", "Ajena", stranger, stranger.public_key())
    tokens.keep_certificate(named, other, b"\x70")
    settings.SEAL_PKCS11, settings.SEAL_PASSWORD = tokens.address(named), tokens.PIN
    settings.SEAL_DEMO_ALLOWED = False
    key = keys.seal_key()
    assert key.sign(b"statement") == seal.sign(b"statement")
    assert (key.certificate, key.chain) == (seal.certificate, seal.chain)
    assert tokens.PIN not in repr(key)


@pytest.mark.pkcs11
def test_what_the_token_lacks_of_the_chain_stands_in_a_file(
    named: str, seal: keys.SealKey, settings: Any, tmp_path: Path
) -> None:
    tokens.keep(named, replace(seal, chain=()))
    settings.SEAL_CHAIN = str(tmp_path / "chain.pem")
    with pytest.raises(keys.KeyUnavailable, match="SEAL_CHAIN"):
        keys.key_of(tokens.address(named), tokens.PIN)
    root = seal.chain[0].public_bytes(serialization.Encoding.PEM)
    (tmp_path / "chain.pem").write_bytes(root)
    assert keys.key_of(tokens.address(named), tokens.PIN).chain == seal.chain


@pytest.mark.pkcs11
def test_many_at_once_and_forked_processes_sign_too(named: str, seal: keys.SealKey) -> None:
    tokens.keep(named, seal)
    key = keys.key_of(tokens.address(named), tokens.PIN)
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(key.sign, [b"statement"] * 24))
    assert made == {seal.sign(b"statement")}
    if not (child := os.fork()):
        os._exit(0 if key.sign(b"other") == seal.sign(b"other") else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert key.sign(b"other") == seal.sign(b"other")


@pytest.mark.pkcs11
def test_a_wrong_pin_is_not_tried_twice(
    named: str, seal: keys.SealKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens.keep(named, seal)
    asked = []
    real = held._library
    monkeypatch.setattr(held, "_library", lambda path: asked.append(path) or real(path))
    for _time in range(3):
        with pytest.raises(keys.KeyUnavailable, match="SEAL_PASSWORD"):
            keys.key_of(tokens.address(named), "0000")
    assert len(asked) == 1
    assert keys.key_of(tokens.address(named), tokens.PIN).sign(b"") == seal.sign(b"")


@pytest.mark.pkcs11
def test_a_token_without_its_one_key_says_what_is_wrong(named: str, seal: keys.SealKey) -> None:
    place = tokens.address(named)
    with pytest.raises(keys.KeyUnavailable, match="exactamente una llave"):
        keys.key_of(place, tokens.PIN)
    tokens.keep_key(named, seal)
    with pytest.raises(keys.KeyUnavailable, match="RSA"):
        keys.key_of(place, tokens.PIN)
    tokens.keep(named, other_key_of_the_same_name(), label="otra", number=b"\2")
    with pytest.raises(keys.KeyUnavailable, match="exactamente una llave"):
        keys.key_of(place.replace(";object=entidad", ""), tokens.PIN)
    assert keys.key_of(place.replace("object=entidad", "id=%02"), tokens.PIN).chain == ()
    with pytest.raises(keys.KeyUnavailable, match="no contesta"):
        keys.key_of(tokens.address("Ninguno"), tokens.PIN)
    with pytest.raises(keys.KeyUnavailable, match="no contesta"):
        keys.key_of("pkcs11:token=x?module-path=/nada.so", "")


@pytest.mark.pkcs11
@pytest.mark.parametrize("curve", [False, True], ids=["of another key", "of a curve"])
def test_a_certificate_that_is_not_of_the_key_is_refused(
    named: str, seal: keys.SealKey, curve: bool
) -> None:
    tokens.keep_key(named, seal)
    other = (
        ec.generate_private_key(ec.SECP256R1()) if curve else rsa.generate_private_key(65537, 2048)
    )
    tokens.keep_certificate(named, certificate("A", "A", other, other.public_key()), b"\1")
    with pytest.raises(keys.KeyUnavailable, match="RSA" if curve else "no es de su llave"):
        keys.key_of(tokens.address(named), tokens.PIN)


@pytest.mark.pkcs11
@pytest.mark.django_db
def test_the_heads_of_the_register_are_signed_inside_the_token(
    named: str, seal: keys.SealKey, settings: Any, tmp_path: Path
) -> None:
    """A seal in a file hands over to the token, and the token to another seal."""
    settings.REGISTER_ANCHORS = tmp_path / "heads"
    entity = Entity.objects.create(name="Gobernación de Prueba", nit="900.000.001-1")

    def happen() -> None:
        with act(by=None, at=DAY) as log:
            log.record("reference.changed", entity, facts={"number": 1})

    happen()
    former = keys.seal_key()
    register.sign_head(at=DAY)
    anchors.keep_missing()
    tokens.keep(named, seal)
    settings.SEAL_PKCS11, settings.SEAL_PASSWORD = tokens.address(named), tokens.PIN
    register.change_seal(former=former, at=DAY)
    anchors.keep_missing()
    happen()
    signed = register.sign_head(at=DAY)
    assert signed is not None
    assert signed.certificate == seal.certificate_pem
    anchors.keep_missing()
    settings.SEAL_PKCS11 = settings.SEAL_PASSWORD = ""
    settings.SEAL_DEMO_FOLDER = tmp_path / "next"
    register.change_seal(former=keys.key_of(tokens.address(named), tokens.PIN), at=DAY)
    anchors.keep_missing()
    assert integrity.verify().problems == []


@pytest.mark.parametrize(
    "address",
    ["pkcs11:token=SELLO", "pkcs11:token=SELLO;pin-value=1?module-path=/m.so", "pkcs11:"],
)
def test_an_address_that_is_none_shows_one(address: str, settings: Any) -> None:
    settings.SEAL_PKCS11 = address
    with pytest.raises(keys.KeyUnavailable, match="module-path=/usr/lib"):
        keys.seal_key()


def test_without_the_library_it_says_what_to_install(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SEAL_PKCS11 = tokens.address("SELLO")
    monkeypatch.setattr(held, "pkcs11", None)
    with pytest.raises(keys.KeyUnavailable, match="python-pkcs11"):
        keys.seal_key()


def test_a_seal_is_named_once(settings: Any) -> None:
    settings.SEAL_PKCS11, settings.SEAL_PKCS12 = tokens.address("SELLO"), "/srv/sello.p12"
    with pytest.raises(keys.KeyUnavailable, match="SEAL_PKCS12 o SEAL_PKCS11"):
        keys.seal_key()
