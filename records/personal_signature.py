"""A person's own digital signature (L3): CMS over the canonical content, with their certificate.

Ley 527 de 1999, art. 28. The PKCS#12 file and its password live in the memory of one request: only
the signature with its certificates is kept, and anybody can check it with the content's bytes.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from records.exceptions import NotAllowed, Reason
from records.keys import common_name
from records.models import FilledSignature, Signature
from records.storage import storage

LARGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Personal:
    """Who signed, by their certificate, and who vouches for it."""

    name: str
    issuer: str
    valid_from: datetime
    valid_to: datetime

    def __str__(self) -> str:
        return _(
            "Certificate of %(name)s, issued by %(issuer)s, valid from %(first)s to %(last)s."
        ) % {
            "name": self.name,
            "issuer": self.issuer,
            "first": date_format(timezone.localdate(self.valid_from)),
            "last": date_format(timezone.localdate(self.valid_to)),
        }


@sensitive_variables()
def opened(keystore: bytes, password: str, *, at: datetime) -> SimpleSigner:
    """What signs with the key of a PKCS#12 file; only memory holds it.

    Raises NotAllowed, one sentence, for a file that is none, a wrong password, or a certificate
    that is not valid that day or is not for signing.
    """
    if len(keystore) > LARGEST:
        raise _wrong()
    try:
        found = pkcs12.load_pkcs12(keystore, password.encode() or None)
    except (ValueError, TypeError) as error:
        raise _wrong() from error
    key, holder = found.key, found.cert
    if holder is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise _wrong()
    certificate = holder.certificate
    if reasons := _reasons(certificate, at):
        raise NotAllowed(reasons)
    signer: SimpleSigner | None
    signer = SimpleSigner.load_pkcs12_data(keystore, (), password.encode() or None)
    if signer is None:
        raise _wrong()
    return signer


@sensitive_variables()
def signed(content: bytes, *, signer: SimpleSigner, at: datetime) -> str:
    """The detached CMS of a content, in base64. Raises NotAllowed for a key that cannot sign."""
    try:
        made = asyncio.run(
            signer.async_sign_general_data(
                content, "sha256", signed_attr_settings=PdfCMSSignedAttributes(signing_time=at)
            )
        )
    except (SigningError, ValueError) as error:
        raise _wrong() from error
    return base64.b64encode(made.dump()).decode()


def read(encoded: str, content: bytes) -> Personal:
    """Who signed exactly this content. Raises NotAllowed where the CMS is not of these bytes."""
    try:
        told = cms.ContentInfo.load(base64.b64decode(encoded, validate=True))
        status = asyncio.run(
            async_validate_detached_cms(content, told["content"], _no_network(told))
        )
    except (
        SignatureValidationError,
        SigningError,
        binascii.Error,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        StopIteration,
    ) as error:
        raise _broken() from error
    if not (status.intact and status.valid):
        raise _broken()
    certificate = x509.load_der_x509_certificate(status.signing_cert.dump())
    return Personal(
        name=common_name(certificate.subject),
        issuer=common_name(certificate.issuer),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
    )


def accepted(encoded: str, content: bytes, *, at: datetime) -> Personal:
    """The same, for a certificate that was valid at that moment. Raises NotAllowed."""
    found = read(encoded, content)
    if not found.valid_from <= at <= found.valid_to:
        raise NotAllowed([_expired(found.name, at)])
    return found


def verify_personal(signature: Signature | FilledSignature) -> Personal | None:
    """Who signed, read again from the bytes that are kept; None on paper or without CMS.

    Raises NotAllowed when the CMS is not of the content that the row names or its certificate was
    not valid when it was signed, StorageError when the content is gone.
    """
    if not signature.cms or signature.signed_at is None:  # a person's signature has a time
        return None
    content = storage().read(signature.content_sha256)
    return accepted(signature.cms, content, at=signature.signed_at)


def _no_network(told: cms.ContentInfo) -> ValidationContext:
    """Bytes and certificate belong together; whom to trust is decided by who reads the chain."""
    roots = [one.chosen for one in told["content"]["certificates"] if one.name == "certificate"]
    return ValidationContext(trust_roots=roots, allow_fetching=False)


def _reasons(certificate: x509.Certificate, at: datetime) -> list[Reason]:
    reasons = []
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        reasons.append(_expired(common_name(certificate.subject), at))
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return reasons
    if not (usage.digital_signature or usage.content_commitment):
        message = _("The certificate of %(name)s is not for signing.")
        reasons.append(
            Reason("key_usage", message % {"name": common_name(certificate.subject)}, "keystore")
        )
    return reasons


def _expired(name: str, at: datetime) -> Reason:
    message = _("The certificate of %(name)s is not valid on %(day)s.")
    told = {"name": name, "day": date_format(timezone.localdate(at))}
    return Reason("certificate_dates", message % told, "keystore")


def _wrong() -> NotAllowed:
    message = _("The file is not a PKCS#12 certificate or its password is wrong.")
    return NotAllowed([Reason("keystore", message, "keystore")])


def _broken() -> NotAllowed:
    message = _("The personal digital signature is not of this content.")
    return NotAllowed([Reason("cms", message)])
