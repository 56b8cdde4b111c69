"""The entity's key: made once, kept privately, and never a demonstration in production."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import pkcs12

from records import keys


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.SEAL_DEMO_FOLDER = tmp_path / "keys"
    settings.SEAL_PKCS12 = settings.SEAL_PASSWORD = ""
    return tmp_path / "keys"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_demonstration_key_is_made_once_and_says_what_it_is(folder: Path) -> None:
    key = keys.seal_key()
    assert key.demo
    assert "DEMOSTRACIÓN" in key.certificate.subject.rfc4514_string()
    assert key.private_key.key_size == 3072
    keys._demo.cache_clear()
    keys._read.cache_clear()
    assert keys.seal_key().certificate == key.certificate


def test_the_key_is_kept_for_its_owner_alone(folder: Path) -> None:
    keys.seal_key()
    assert mode(folder) == 0o700
    assert [mode(path) for path in folder.iterdir()] == [0o600]


def test_processes_that_begin_at_once_keep_one_key(folder: Path) -> None:
    path = folder / "demo-seal.p12"
    contents = [str(n).encode() * 1000 for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: keys._keep_once(path, one), contents))
    assert path.read_bytes() in contents
    assert list(folder.iterdir()) == [path]


def test_what_the_key_signs_its_certificate_verifies(folder: Path) -> None:
    key = keys.seal_key()
    public = x509.load_pem_x509_certificate(key.certificate_pem.encode()).public_key()
    public.verify(key.sign(b"statement"), b"statement", padding.PKCS1v15(), hashes.SHA256())  # type: ignore[call-arg, union-attr, arg-type]


def test_production_takes_no_demonstration(folder: Path, settings: Any, tmp_path: Path) -> None:
    keys.seal_key()
    settings.SEAL_DEMO_ALLOWED = False
    with pytest.raises(keys.KeyUnavailable, match="SEAL_PKCS12"):
        keys.seal_key()
    settings.SEAL_PKCS12 = str(folder / "demo-seal.p12")
    with pytest.raises(keys.KeyUnavailable, match="demostración"):
        keys.seal_key()


def test_a_file_of_the_entity_is_used_with_its_password(
    folder: Path, settings: Any, tmp_path: Path
) -> None:
    demo = keys.seal_key()
    path = tmp_path / "seal.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal",
            demo.private_key,
            demo.certificate,
            [demo.certificate],
            serialization.BestAvailableEncryption(b"clave"),
        )
    )
    settings.SEAL_PKCS12, settings.SEAL_PASSWORD = str(path), "clave"
    assert keys.seal_key().chain == (demo.certificate,)
    settings.SEAL_PASSWORD = "otra"
    with pytest.raises(keys.KeyUnavailable, match="SEAL_PASSWORD"):
        keys.seal_key()


def test_a_missing_file_and_another_kind_of_key_are_refused_with_a_sentence(
    folder: Path, settings: Any, tmp_path: Path
) -> None:
    settings.SEAL_PKCS12 = str(tmp_path / "none.p12")
    with pytest.raises(keys.KeyUnavailable, match="No se puede leer"):
        keys.seal_key()
    other = ec.generate_private_key(ec.SECP256R1())
    path = tmp_path / "ec.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"ec", other, None, None, serialization.NoEncryption()
        )
    )
    settings.SEAL_PKCS12 = str(path)
    with pytest.raises(keys.KeyUnavailable, match="RSA"):
        keys.seal_key()
