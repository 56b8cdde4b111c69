"""The entity's seal on an issued PDF: PAdES (ETSI EN 319 142-1), by pyHanko.

The field is invisible, since a visible one breaks PDF/A-3b and PDF/UA-1; what a reader sees of the
seal is part of the page. A seal is the institution's («sello institucional»), never the signature
of a person.
"""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import timestamps
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext

from records.exceptions import SealingError
from records.keys import SealKey, common_name, seal_key
from records.seals import seals_of

FIELD = "SelloInstitucional"


class Sealer(Protocol):
    """Contract: `seal` gives the same PDF with one seal over all of it, or raises SealingError."""

    def seal(self, pdf: bytes, *, at: datetime) -> bytes:
        """The sealed bytes. `at` is when the version was issued, and what the seal says."""


class PadesSealer:
    """PAdES B-B; with a time-stamp authority B-T, or B-LTA where the chain of the seal is known.

    B-B gives the same bytes for the same input: a second attach finds the first one's file.
    """

    def __init__(self, key: SealKey | None = None, tsa_url: str | None = None) -> None:
        self.key = key or seal_key()
        self.tsa_url = settings.TSA_URL if tsa_url is None else tsa_url

    def seal(self, pdf: bytes, *, at: datetime) -> bytes:
        # Typst ends its file without a newline, and what is appended must begin on a line (PDF/A).
        writer = _writer(pdf if pdf.endswith(b"\n") else pdf + b"\n")
        longterm = bool(self.tsa_url and self.key.chain and not self.key.demo)
        meta = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=None,
            name=common_name(self.key.certificate.subject),
            embed_validation_info=longterm,
            use_pades_lta=longterm,
            validation_context=_context(self.key) if longterm else None,
        )
        signer = _SteadySigner(
            meta,
            signer=_KeySigner(self.key),
            timestamper=HTTPTimeStamper(self.tsa_url) if self.tsa_url else None,
            new_field_spec=SigFieldSpec(FIELD),
            at=at,
        )
        output = io.BytesIO()
        try:
            signer.sign_pdf(writer, output=output)
        except (SigningError, PdfError, timestamps.TimestampRequestError, OSError) as error:
            raise SealingError(
                _("The PDF could not be sealed: %(reason)s") % {"reason": error}
            ) from error
        return output.getvalue()


def sealer() -> Sealer:
    """The sealer of the settings; its key was parsed once (`records.keys`)."""
    return PadesSealer()


def problems(pdf: bytes) -> list[str]:
    """A Spanish sentence for each thing wrong with the seal of a PDF that Legajo made."""
    try:
        found = seals_of(pdf)
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
        elif seal.tampered_after:
            wrong.append(_("Something was added after the seal."))
    return wrong


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
            return bytes(self.key.private_key.key_size // 8)
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


def _context(key: SealKey) -> ValidationContext:
    return ValidationContext(
        trust_roots=[_asn1(one) for one in key.chain if one.issuer == one.subject],
        other_certs=[_asn1(one) for one in key.chain],
        allow_fetching=True,
        revocation_mode="soft-fail",
    )
