"""Tokens of the tests: SoftHSM, a PKCS#11 device in a folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from urllib.parse import quote

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from records.keys import SealKey, seal_key

PIN = "7531"
MODULE = os.environ.get("SOFTHSM_MODULE", "/usr/lib/softhsm/libsofthsm2.so")


@pytest.fixture(scope="session")
def softhsm(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the tests keep their tokens; the address of one with the key of demonstration."""
    prepare(tmp_path_factory.mktemp("softhsm"))
    found = made("Sello de prueba")
    keep("Sello de prueba", seal_key())
    return found


def prepare(folder: Path) -> None:
    """Where this process keeps its tokens; before the first one is made."""
    kept = folder / "tokens"
    kept.mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(
        f"directories.tokendir = {kept}\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(config)


def address(name: str, key: str = "entidad") -> str:
    return f"pkcs11:token={quote(name)};object={key}?module-path={MODULE}"


def made(name: str) -> str:
    """A new token with nothing in it; its address."""
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", name, "--pin", PIN, "--so-pin", PIN],
        check=True,
        capture_output=True,
    )
    pkcs11.lib(MODULE).reinitialize()  # the driver looks for tokens when it begins
    return address(name)


def keep(name: str, key: SealKey, label: str = "entidad", number: bytes = b"\1") -> None:
    """Put a key with its certificates into a token."""
    keep_key(name, key, label, number)
    for one, certificate in enumerate((key.certificate, *key.chain)):
        keep_certificate(name, certificate, number if one == 0 else bytes([100 + one]))


def keep_key(name: str, key: SealKey, label: str = "entidad", number: bytes = b"\1") -> None:
    der = key.private_key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    told = decode_rsa_private_key(der)
    _put(name, told, label, number)


def keep_certificate(name: str, certificate: x509.Certificate, number: bytes) -> None:
    content = certificate.public_bytes(serialization.Encoding.DER)
    told = decode_x509_certificate(content)
    _put(name, told, "certificado", number)


def _put(name: str, told: dict[pkcs11.Attribute, object], label: str, number: bytes) -> None:
    token = pkcs11.lib(MODULE).get_token(token_label=name)
    own = {
        pkcs11.Attribute.TOKEN: True,
        pkcs11.Attribute.LABEL: label,
        pkcs11.Attribute.ID: number,
    }
    with token.open(user_pin=PIN, rw=True) as session:
        session.create_object({**told, **own})
