"""The entity's key: it seals what is issued and signs the heads of the register.

From a PKCS#12 file that the entity was given by its certification authority, from a token that
never lets it out (PKCS#11), or a demonstration key that is made at its first use and says in its
subject what it is.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.utils.translation import gettext as _

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from records import tokens
from records.exceptions import KeyUnavailable

MARK = "DEMOSTRACIÓN"
_BITS = 3072
_LIFE = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class SealKey:
    """The entity's RSA key with its certificate and the chain above it; `demo` binds nobody."""

    private_key: rsa.RSAPrivateKey | tokens.TokenKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    demo: bool

    def sign(self, statement: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2): any tool of thirty years verifies it."""
        if isinstance(self.private_key, tokens.TokenKey):
            return self.private_key.sign(statement)
        return self.private_key.sign(statement, padding.PKCS1v15(), hashes.SHA256())

    @property
    def signature_size(self) -> int:
        """How many bytes each signature has."""
        public = cast(rsa.RSAPublicKey, self.certificate.public_key())  # the pair of `private_key`
        return (public.key_size + 7) // 8

    @property
    def certificate_pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def seal_key() -> SealKey:
    """The key of the settings; without one, the demonstration key where that is allowed.

    Raises KeyUnavailable with one sentence: two keys named, no file or token, wrong password, not
    an RSA key, or a demonstration key with the settings of production.
    """
    if settings.SEAL_PKCS12 and settings.SEAL_PKCS11:
        raise KeyUnavailable(
            _("The seal is named twice: leave either SEAL_PKCS12 or SEAL_PKCS11 empty.")
        )
    if settings.SEAL_PKCS11:
        key = _held(settings.SEAL_PKCS11, settings.SEAL_PASSWORD)
    elif settings.SEAL_PKCS12:
        key = _read(Path(settings.SEAL_PKCS12), settings.SEAL_PASSWORD)
    elif settings.SEAL_DEMO_ALLOWED:
        key = _demo(Path(settings.SEAL_DEMO_FOLDER))
    else:
        raise KeyUnavailable(
            _(
                "Production needs the entity's own seal: name its PKCS#12 file in SEAL_PKCS12, or "
                "its token in SEAL_PKCS11."
            )
        )
    if key.demo and not settings.SEAL_DEMO_ALLOWED:
        raise KeyUnavailable(
            _("The seal of the settings is a demonstration seal: production does not use it.")
        )
    return key


def key_of(place: str, password: str) -> SealKey:
    """The key of a PKCS#12 file, or of a token. Raises KeyUnavailable with one sentence."""
    if place.startswith(tokens.SCHEME):
        return _held(place, password)
    path = Path(place)
    try:
        return _read(path, password)
    except KeyUnavailable as error:
        message = _("%(file)s does not open with that password as a PKCS#12 of an RSA key.")
        raise KeyUnavailable(message % {"file": path}) from error


def stamping_roots() -> tuple[x509.Certificate, ...]:
    """The roots of the time-stamp authority, where they are not those of the seal (TSA_ROOTS).

    Raises KeyUnavailable with one sentence.
    """
    return _listed(Path(settings.TSA_ROOTS), "TSA_ROOTS") if settings.TSA_ROOTS else ()


def is_demo(certificate: x509.Certificate) -> bool:
    """True for a certificate that says in its subject that it is a demonstration."""
    return any(MARK in str(attribute.value).upper() for attribute in certificate.subject)


def certificate_of(pem: str) -> x509.Certificate:
    """The certificate of a PEM. Raises ValueError for what is none."""
    return x509.load_pem_x509_certificate(pem.encode())


def common_name(name: x509.Name) -> str:
    """Whom a certificate names; all of the name where it has no common one."""
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()


def verifies(certificate_pem: str, statement: bytes, signature: bytes) -> bool:
    """True if the key of that certificate signed the statement, as `SealKey.sign` does."""
    try:
        key = certificate_of(certificate_pem).public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            return False
        key.verify(signature, statement, padding.PKCS1v15(), hashes.SHA256())
    except (ValueError, InvalidSignature):
        return False
    return True


def fingerprint(certificate_pem: str) -> str:
    """The SHA-256 of a certificate, by which people know it. Raises ValueError for what is none."""
    return certificate_of(certificate_pem).fingerprint(hashes.SHA256()).hex()


def public_facts(certificate_pem: str) -> dict[str, Any]:
    """What a program without X.509 needs of a certificate: its fingerprint and its RSA numbers.

    Raises ValueError for what is no certificate of an RSA key.
    """
    certificate = certificate_of(certificate_pem)
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("not an RSA key")
    numbers = key.public_numbers()
    return {
        "certificate_sha256": fingerprint(certificate_pem),
        "public_key": {"modulus": f"{numbers.n:x}", "exponent": numbers.e},
    }


@cache
def _listed(path: Path, setting: str) -> tuple[x509.Certificate, ...]:
    try:
        return tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    except (OSError, ValueError) as error:
        message = _("The certificates in %(setting)s cannot be read: %(reason)s.")
        raise KeyUnavailable(message % {"setting": setting, "reason": error}) from error


@cache
def _read(path: Path, password: str) -> SealKey:
    try:
        content = path.read_bytes()
    except OSError as error:
        message = _("The seal in SEAL_PKCS12 cannot be read: %(reason)s.")
        raise KeyUnavailable(message % {"reason": error.strerror}) from error
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(
            content, password.encode() if password else None
        )
    except ValueError as error:
        raise KeyUnavailable(
            _("The file in SEAL_PKCS12 does not open with SEAL_PASSWORD.")
        ) from error
    if not isinstance(key, rsa.RSAPrivateKey) or certificate is None:
        raise KeyUnavailable(
            _("The file in SEAL_PKCS12 must hold an RSA key with its certificate.")
        )
    return SealKey(key, certificate, tuple(chain), is_demo(certificate))


@cache
def _held(address: str, pin: str) -> SealKey:
    key, certificate, others = tokens.opened(address, pin)
    others += _listed(Path(settings.SEAL_CHAIN), "SEAL_CHAIN") if settings.SEAL_CHAIN else ()
    return SealKey(key, certificate, tuple(_chain(certificate, others)), is_demo(certificate))


def _chain(certificate: x509.Certificate, others: list[x509.Certificate]) -> list[x509.Certificate]:
    """Who issued it, and so on up; a token also holds what has nothing to do with it."""
    chain: list[x509.Certificate] = []
    above = certificate
    while above.issuer != above.subject:
        found = next((one for one in others if one.subject == above.issuer), None)
        if found is None or found in chain:
            break
        chain.append(above := found)
    return chain


@cache
def _demo(folder: Path) -> SealKey:
    path = folder / "demo-seal.p12"
    if not path.exists():
        _keep_once(path, _new_demo())
    return _read(path, "")


def _new_demo() -> bytes:
    private_key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, f"{MARK} - Sello sin valor"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{MARK} de Legajo"),
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CO"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private_key.public_key())
        .serial_number(x509.random_serial_number())
        # Long before: a demonstration is also run under a clock that was set back.
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime.now(UTC) + _LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(private_key.public_key()), critical=False
        )
        .sign(private_key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"demo", private_key, certificate, None, serialization.NoEncryption()
    )


def _keep_once(path: Path, content: bytes) -> None:
    """Write whole or not at all; of two that race, the first one's bytes stay."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    waiting = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(waiting, path)
    except FileExistsError:
        pass
    except OSError as error:
        message = _("The folder %(folder)s cannot keep the demonstration seal: %(reason)s.")
        told = {"folder": str(path.parent), "reason": error.strerror}
        raise KeyUnavailable(message % told) from error
    finally:
        waiting.unlink(missing_ok=True)
