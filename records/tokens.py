"""A key that stays inside its token (HSM or card): PKCS#11, by python-pkcs11.

The library is the optional extra `pkcs11`. A token is named by its address (RFC 7512):
`pkcs11:token=SELLO;object=entidad?module-path=/usr/lib/fabricante.so`; its PIN stands apart.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from django.utils.translation import gettext as _

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from records.exceptions import KeyUnavailable

try:
    import pkcs11
except ImportError:  # whoever seals with a file needs no library of tokens
    pkcs11 = None  # type: ignore[assignment]  # a module, says mypy, which is not told of extras

SCHEME = "pkcs11:"
_NAMES = frozenset({"token", "serial", "object", "id", "module-path"})
_turn = threading.Lock()  # a login is of the whole process: two at once would shut each other out
_opened_in: dict[str, int] = {}
_refused: set[tuple[str, str]] = set()


@dataclass(frozen=True, slots=True)
class TokenKey:
    """An RSA key that signs where it is; a session of the token lasts for one signature."""

    address: str
    pin: str = field(repr=False)
    key_id: bytes = field(repr=False)

    def sign(self, statement: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256. Raises KeyUnavailable with one sentence."""
        with _session(self.address, self.pin) as session:
            key: Any = session.get_key(
                object_class=pkcs11.ObjectClass.PRIVATE_KEY,
                key_type=pkcs11.KeyType.RSA,
                id=self.key_id,
            )
            signature: bytes = key.sign(statement, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS)
        return signature


def opened(address: str, pin: str) -> tuple[TokenKey, x509.Certificate, list[x509.Certificate]]:
    """The key of a token that was seen to sign, its certificate, and the others it holds.

    Raises KeyUnavailable with one sentence: no library, an address that is none, a token that is
    not there or does not open, not one RSA key, no certificate of it.
    """
    told = _parts(address)
    with _session(address, pin) as session:
        asked: dict[pkcs11.Attribute, Any] = {
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY
        }
        if "object" in told:
            asked[pkcs11.Attribute.LABEL] = unquote(told["object"])
        if "id" in told:
            asked[pkcs11.Attribute.ID] = unquote_to_bytes(told["id"])
        ids = [one[pkcs11.Attribute.ID] for one in session.get_objects(asked)]
        held = [
            (one[pkcs11.Attribute.ID], one[pkcs11.Attribute.VALUE])
            for one in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
        ]
    if len(ids) != 1:
        message = _(
            "The token must hold exactly one key as the address says: %(found)d were found."
        )
        raise KeyUnavailable(message % {"found": len(ids)})
    key = TokenKey(address, pin, ids[0])
    certificate = next((_read(value) for own, value in held if own == key.key_id), None)
    if certificate is None or not isinstance(certificate.public_key(), rsa.RSAPublicKey):
        raise KeyUnavailable(_("The token must hold an RSA key with its certificate."))
    _prove(key, certificate)
    return key, certificate, [_read(value) for own, value in held if own != key.key_id]


def _prove(key: TokenKey, certificate: x509.Certificate) -> None:
    """Number and label can lie: only a signature shows whose certificate it is."""
    public = certificate.public_key()
    trial = b"Legajo"
    signature = key.sign(trial)
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, trial, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as error:
        raise KeyUnavailable(_("The certificate in the token is not of its key.")) from error


def _read(value: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(value)
    except ValueError as error:
        raise KeyUnavailable(_("A certificate in the token cannot be read.")) from error


def _parts(address: str) -> dict[str, str]:
    path, _mark, query = address.removeprefix(SCHEME).partition("?")
    pairs = [one.partition("=") for one in (*path.split(";"), *query.split("&")) if one]
    told = {name: value for name, _equals, value in pairs}
    if not address.startswith(SCHEME) or not told.keys() <= _NAMES or not told.get("module-path"):
        message = _(
            "The address of a token is written like this: %(example)s. Its PIN goes in "
            "SEAL_PASSWORD."
        )
        example = "pkcs11:token=SELLO;object=entidad?module-path=/usr/lib/fabricante.so"
        raise KeyUnavailable(message % {"example": example})
    return told


@contextmanager
def _session(address: str, pin: str) -> Iterator[pkcs11.Session]:
    """The token, open for as long as this. A PIN that was wrong once is not tried again."""
    told = _parts(address)
    if pkcs11 is None:
        raise KeyUnavailable(
            _("A seal in a token needs the library python-pkcs11: install the extra «pkcs11».")
        )
    with _turn:
        if (address, pin) in _refused:
            raise _wrong_pin()
        try:
            token = _library(unquote(told["module-path"])).get_token(
                token_label=unquote(told["token"]) if "token" in told else None,
                token_serial=unquote_to_bytes(told["serial"]) if "serial" in told else None,
            )
            with token.open(user_pin=pin or None) as session:
                yield session
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
            _refused.add((address, pin))
            raise _wrong_pin() from error
        except pkcs11.PKCS11Error as error:
            message = _("The token of the seal does not answer: %(reason)s.")
            told_by = str(error) or type(error).__name__
            raise KeyUnavailable(message % {"reason": told_by}) from error


def _library(path: str) -> Any:
    """The driver, begun anew in a process that was forked: PKCS#11 does not outlive a fork."""
    library = pkcs11.lib(path)
    if _opened_in.setdefault(path, os.getpid()) != os.getpid():
        with suppress(pkcs11.PKCS11Error):
            library.finalize()
        library.initialize()
        _opened_in[path] = os.getpid()
    return library


def _wrong_pin() -> KeyUnavailable:
    return KeyUnavailable(
        _(
            "The token does not open with SEAL_PASSWORD. A token locks itself after some wrong "
            "PINs: it is not asked again before the next start."
        )
    )


# A process that is forked while another thread signs would wait for ever.
os.register_at_fork(
    before=_turn.acquire, after_in_parent=_turn.release, after_in_child=_turn.release
)
