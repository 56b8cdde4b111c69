"""The entity's signature on an index: XAdES enveloped in it (ETSI EN 319 132-1), by signxml.

B-B with the key that seals; with a time-stamp authority B-T. It is the institution's seal, never
the signature of a person. Same index, key and moment: same bytes, but for a time stamp.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from django.conf import settings
from django.utils.translation import gettext as _

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from lxml import etree
from pyhanko.sign.general import SigningError, extract_certificate_info
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.exceptions import SignXMLException
from signxml.util import namespaces
from signxml.xades.xades import (
    XAdESDataObjectFormat,
    XAdESSignatureConfiguration,
    XAdESSigner,
    XAdESVerifier,
)

from records.electronic_index.xml import PARSER
from records.exceptions import SealingError
from records.keys import SealKey, is_demo, seal_key

PATIENCE = 30  # seconds for one answer of an authority
_NONSENSE = (ValueError, KeyError, TypeError, AttributeError, IndexError)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that holds: over which canonical XML, whose it is, when, whether stamped."""

    canonical: bytes
    certificate_sha256: str
    subject: str
    demo: bool
    signed_at: datetime
    stamped_at: datetime | None


class BrokenSignature(ValueError):
    """It bears no signature, or one that does not hold; the message is a Spanish sentence."""


def sign(
    content: bytes, *, at: datetime, key: SealKey | None = None, tsa_url: str | None = None
) -> bytes:
    """The index with the entity's signature as its last element.

    Raises SealingError where the authority does not stamp, KeyUnavailable without a key.
    """
    key = key or seal_key()
    tsa_url = settings.TSA_URL if tsa_url is None else tsa_url
    signer = _Signer(at)
    signed = signer.sign(
        etree.fromstring(content, etree.XMLParser(**PARSER)),
        key=cast(Any, _Hand(key)),
        cert=[key.certificate, *key.chain],
        always_add_key_value=False,
    )
    if tsa_url:
        _stamp(signed, tsa_url)
    whole = etree.tostring(signed, xml_declaration=True, encoding="UTF-8", standalone=True)
    return bytes(whole) + b"\n"


def verify(content: bytes) -> Signed:
    """What an index's signature says. Raises BrokenSignature.

    Trust in the certificate is for who reads to decide: here only whether bytes, certificate and
    stamp belong together, and whether the certificate was valid when it signed.
    """
    try:
        root = etree.fromstring(content, etree.XMLParser(**PARSER))
        found = root.findall("ds:Signature", namespaces)
        if len(found) != 1:
            raise BrokenSignature(_("It bears no signature of the entity, or more than one."))
        certificate = _certificate(found[0])
        at = _signing_time(found[0])
        verified = XAdESVerifier().verify(
            content,
            x509_cert=certificate,
            expect_config=XAdESSignatureConfiguration(location="./", verification_time=at),
        )
        stamped_at = _stamped_at(found[0])
    except (SignXMLException, etree.Error, SignatureValidationError, *_NONSENSE) as error:
        if isinstance(error, BrokenSignature):
            raise
        message = _("The signature of the index does not hold: %(reason)s.")
        raise BrokenSignature(message % {"reason": str(error)[:200].rstrip(".")}) from error
    return Signed(
        canonical=verified[0].signed_data,
        certificate_sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        subject=certificate.subject.rfc4514_string(),
        demo=is_demo(certificate),
        signed_at=at,
        stamped_at=stamped_at,
    )


def canonical(content: bytes) -> bytes:
    """An index as a signature is put on it: what `Signed.canonical` is compared with."""
    root = etree.fromstring(content, etree.XMLParser(**PARSER))
    return bytes(etree.tostring(root, method="c14n", exclusive=False, with_comments=False))


class _Hand:
    """The key as signxml asks for it: it may be a token, which lets nobody have it."""

    def __init__(self, key: SealKey) -> None:
        self.key = key

    def sign(self, statement: bytes, *, padding: Any, algorithm: Any) -> bytes:
        return self.key.sign(statement)


class _Signer(XAdESSigner):
    """Signs at the moment of the closing, not at the moment of running, and draws no names."""

    def __init__(self, at: datetime) -> None:
        super().__init__(
            data_object_format=XAdESDataObjectFormat("Índice electrónico", "text/xml"),
            method=SignatureConstructionMethod.enveloped,
            signature_algorithm=SignatureMethod.RSA_SHA256,
            digest_algorithm=DigestAlgorithm.SHA256,
            c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
        )
        self.at = at
        self._names = itertools.count(1)

    def _get_token(self, length: int = 4) -> str:
        return str(next(self._names))

    def add_signing_time(self, properties: Any, sig_root: Any, signing_settings: Any) -> None:
        time = etree.SubElement(properties, f"{{{namespaces.xades}}}SigningTime")
        time.text = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _certificate(signature: Any) -> x509.Certificate:
    text = signature.findtext("ds:KeyInfo/ds:X509Data/ds:X509Certificate", "", namespaces)
    return x509.load_der_x509_certificate(base64.b64decode(text))


def _signing_time(signature: Any) -> datetime:
    found = signature.findtext(".//xades:SigningTime", "", namespaces)
    return datetime.fromisoformat(found)


def _imprint(signature: Any) -> bytes:
    """What a time stamp is put on: the canonical element that holds the signature's value."""
    value = signature.find("ds:SignatureValue", namespaces)
    return bytes(etree.tostring(value, method="c14n", exclusive=False, with_comments=False))


def _stamp(signed: Any, tsa_url: str) -> None:
    signature = signed.find("ds:Signature", namespaces)
    digest = hashlib.sha256(_imprint(signature)).digest()
    try:
        asked = HTTPTimeStamper(tsa_url, timeout=PATIENCE).async_timestamp(digest, "sha256")
        token = asyncio.run(asked)
    except (SigningError, TimestampRequestError, OSError) as error:
        message = _("The index could not be stamped: %(reason)s")
        raise SealingError(message % {"reason": error}) from error
    properties = signature.find("ds:Object/xades:QualifyingProperties", namespaces)
    path = ("UnsignedProperties", "UnsignedSignatureProperties", "SignatureTimeStamp")
    for name in path:
        properties = etree.SubElement(properties, f"{{{namespaces.xades}}}{name}")
    etree.SubElement(
        properties,
        f"{{{namespaces.ds}}}CanonicalizationMethod",
        Algorithm=CanonicalizationMethod.CANONICAL_XML_1_0.value,
    )
    held = etree.SubElement(properties, f"{{{namespaces.xades}}}EncapsulatedTimeStamp")
    held.text = base64.b64encode(token.dump()).decode()


def _stamped_at(signature: Any) -> datetime | None:
    """When an authority saw the signature; None where none did. Raises for a stamp of another."""
    text = signature.findtext(".//xades:EncapsulatedTimeStamp", None, namespaces)
    if text is None:
        return None
    token = cms.ContentInfo.load(base64.b64decode(text))["content"]
    authority = extract_certificate_info(token).signer_cert
    told = asyncio.run(
        validate_tst_signed_data(
            token,
            ValidationContext(trust_roots=[authority], allow_fetching=False),
            lambda algorithm: hashlib.new(algorithm, _imprint(signature)).digest(),
        )
    )
    if not (told["intact"] and told["valid"]):
        raise BrokenSignature(_("The time stamp of the index does not hold."))
    moment: datetime = told["timestamp"]
    return moment
