"""The entity's seal on an issued PDF: PAdES (ETSI EN 319 142-1), by pyHanko.

The field is invisible, since a visible one breaks PDF/A-3b and PDF/UA-1; what a reader sees of the
seal is part of the page. A seal is the institution's («sello institucional»), never the signature
of a person.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError, extract_certificate_info
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, Signer
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation import validate_pdf_timestamp
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import (
    CRLValidationError,
    OCSPValidationError,
    PathError,
    ValidationError,
)
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

from records.exceptions import SealingError
from records.keys import SealKey, common_name, seal_key, stamping_roots
from records.seals import ends_whole, seals_of, stamps_of

FIELD = "SelloInstitucional"
PATIENCE = 30  # seconds for one answer of an authority
# Whatever the libraries say of an authority that does not answer, is not known or revoked a seal.
_TROUBLE = (
    SigningError,
    PdfError,
    OSError,
    PathError,
    ValidationError,
    SignatureValidationError,
    CRLValidationError,
    OCSPValidationError,
)


class Sealer(Protocol):
    """Contract: each gives the same PDF with something after it, or raises SealingError."""

    def seal(self, pdf: bytes, *, at: datetime, stamped: bool = False) -> bytes:
        """With one seal over all of it. `at` is when the version was issued, as the seal says.

        Where `stamped`, the seal must bear a time stamp.
        """

    def renew(self, pdf: bytes) -> bytes:
        """With one more time stamp over all that it is, its seal and stamps verified before."""

    def stamps_until(self) -> datetime:
        """When the certificate ends with which the authority stamps today."""


class PadesSealer:
    """PAdES B-B; with a time-stamp authority B-T, or B-LTA where the chain of the seal is known.

    B-B gives the same bytes for the same input: a second attach finds the first one's file. For
    B-LTA authorities must answer about revocation: without, nobody could verify it later.
    """

    def __init__(self, key: SealKey | None = None, tsa_url: str | None = None) -> None:
        self.key = key or seal_key()
        self.tsa_url = settings.TSA_URL if tsa_url is None else tsa_url
        self.longterm = bool(self.tsa_url and _roots(self.key) and not self.key.demo)

    def seal(self, pdf: bytes, *, at: datetime, stamped: bool = False) -> bytes:
        if stamped and not self.tsa_url:
            raise SealingError(
                _("This version needs a time stamp: name the authority that gives it in TSA_URL.")
            )
        # Typst ends its file without a newline, and what is appended must begin on a line (PDF/A).
        writer = _writer(pdf if pdf.endswith(b"\n") else pdf + b"\n")
        meta = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=None,
            name=common_name(self.key.certificate.subject),
            embed_validation_info=self.longterm,
            use_pades_lta=self.longterm,
            validation_context=_context(self.key) if self.longterm else None,
        )
        signer = _SteadySigner(
            meta,
            signer=_KeySigner(self.key),
            timestamper=self._stamper() if self.tsa_url else None,
            new_field_spec=SigFieldSpec(FIELD),
            at=at,
        )
        output = io.BytesIO()
        with _troubled():
            signer.sign_pdf(writer, output=output)
        return output.getvalue()

    def renew(self, pdf: bytes) -> bytes:
        self._require_longterm()
        if wrong := problems(pdf):
            raise SealingError(" ".join(wrong))
        reader = PdfFileReader(io.BytesIO(pdf))
        stamps = reader.embedded_timestamp_signatures
        if not stamps:
            raise SealingError(_("It bears no time stamp that could be renewed."))
        output = io.BytesIO()
        with _troubled():
            last = validate_pdf_timestamp(stamps[-1], _context(self.key))
            if not (last.intact and last.valid and last.trusted):
                message = _("Its last time stamp cannot be trusted: %(reason)s")
                raise SealingError(message % {"reason": last.summary()})
            PdfTimeStamper(self._stamper()).update_archival_timestamp_chain(
                reader, _context(self.key), in_place=False, output=output
            )
        renewed = output.getvalue()
        if not renewed.startswith(pdf) or problems(renewed):
            raise SealingError(_("The renewed PDF does not hold: it is not kept."))
        return renewed

    def stamps_until(self) -> datetime:
        self._require_longterm()
        with _troubled():
            asked = self._stamper().async_dummy_response("sha256")
            signer = extract_certificate_info(asyncio.run(asked)["content"]).signer_cert
        until: datetime = signer.not_valid_after
        return until

    def _stamper(self) -> HTTPTimeStamper:
        return HTTPTimeStamper(self.tsa_url, timeout=PATIENCE)

    def _require_longterm(self) -> None:
        if not self.longterm:
            raise SealingError(_("Renewing needs TSA_URL, and a seal with its whole chain."))


def sealer() -> Sealer:
    """The sealer of the settings; its key was parsed once (`records.keys`)."""
    return PadesSealer()


def problems(pdf: bytes, known: Collection[str] | None = None) -> list[str]:
    """A Spanish sentence for each thing wrong with the seal of a PDF that Legajo made.

    `known` holds the SHA-256 of the certificates that may have sealed it; None asks of none.
    """
    try:
        found, stamps = seals_of(pdf), stamps_of(pdf)
    except ValueError:
        return [_("The seals of this PDF cannot be read.")]
    if not found:
        return [_("It bears no seal.")]
    wrong = []
    for seal in found:
        if not seal.intact:
            wrong.append(_("The sealed bytes changed."))
        elif not seal.valid:
            wrong.append(_("The seal is not of its certificate."))
        elif seal.tampered_after or not ends_whole(pdf):
            wrong.append(_("Something was added after the seal."))
        if known is not None and seal.certificate_sha256 not in known:
            who = {"who": f"{seal.subject:.120}"}
            wrong.append(_("It was sealed by “%(who)s”, who is not the entity.") % who)
    if not all(stamp.holds for stamp in stamps):
        wrong.append(_("A time stamp does not hold."))
    return wrong


def stamped_until(pdf: bytes) -> datetime | None:
    """When the last document time stamp must have a follower; None for a PDF without any."""
    stamps = stamps_of(pdf)
    return stamps[-1].until if stamps else None


@contextmanager
def _troubled() -> Iterator[None]:
    """What goes wrong with sealing inside is a SealingError, with its reason."""
    try:
        yield
    except _TROUBLE as error:
        raise SealingError(
            _("The PDF could not be sealed: %(reason)s") % {"reason": error}
        ) from error


class _KeySigner(Signer):
    """Signs with the key that was parsed once; pyHanko's own reads it twice a seal (0.25 s)."""

    def __init__(self, key: SealKey) -> None:
        self.key = key
        super().__init__(signing_cert=_asn1(key.certificate))
        self.cert_registry.register_multiple([_asn1(one) for one in key.chain])

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if dry_run:
            return bytes(self.key.signature_size)
        return self.key.sign(data)


class _SteadySigner(PdfSigner):
    """Seals at the moment of issue, not at the moment of running."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.at
        return session


class _SteadyWriter(IncrementalPdfFileWriter):
    """Leaves the dates of the metadata as the renderer wrote them."""

    def _update_meta(self) -> None:
        return


def _writer(pdf: bytes) -> IncrementalPdfFileWriter:
    """A writer that draws nothing by chance or by the clock: same PDF, same sealed bytes."""
    writer = _SteadyWriter(io.BytesIO(pdf))
    first = writer._document_id[0]
    second = generic.ByteStringObject(hashlib.sha256(pdf).digest()[:16])
    writer._document_id = generic.ArrayObject([first, second])
    return writer


def _asn1(certificate: Any) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _roots(key: SealKey) -> list[x509.Certificate]:
    return [one for one in key.chain if one.issuer == one.subject]


def _context(key: SealKey) -> ValidationContext:
    """The roots that the entity trusts; who issued a certificate must answer about it."""
    return ValidationContext(
        trust_roots=[_asn1(one) for one in (*_roots(key), *stamping_roots())],
        other_certs=[_asn1(one) for one in key.chain],
        allow_fetching=True,
        revocation_mode="hard-fail",
        fetcher_backend=RequestsFetcherBackend(per_request_timeout=PATIENCE),
    )
