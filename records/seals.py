"""Reading the seals inside a PDF: whether bytes and certificate belong together.

Needs no database and no settings, so that it can run in a process of its own with limits. Whom to
trust is for the caller to decide, by the certificate's digest.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from records.keys import is_demo


@dataclass(frozen=True, slots=True)
class Seal:
    """What a signature inside a PDF says, and whether its bytes still hold.

    `intact`: the signed bytes are as they were; `valid`: and the signature is of that certificate.
    `covers_all`: nothing was appended; `tampered_after`: something was, and it is more than the
    data that a long-term archive adds to prove the seal later (shadow attacks end here).
    """

    field: str
    intact: bool
    valid: bool
    covers_all: bool
    tampered_after: bool
    subject: str
    certificate_sha256: str
    demo: bool
    signed_at: datetime | None
    timestamped: bool


def seals_of(pdf: bytes) -> list[Seal]:
    """Every signature of a PDF, in its order. Raises ValueError where it is no readable PDF."""
    try:
        return list(_seals(pdf))
    except (PdfError, SignatureValidationError, KeyError, TypeError, OSError) as error:
        raise ValueError(str(error)) from error


def _seals(pdf: bytes) -> Iterator[Seal]:
    reader = PdfFileReader(io.BytesIO(pdf))
    for embedded in reader.embedded_regular_signatures:
        # Trust is for who reads to decide: here only whether bytes and certificate belong together.
        status = validate_pdf_signature(
            embedded, ValidationContext(trust_roots=[embedded.signer_cert], allow_fetching=False)
        )
        certificate = embedded.signer_cert
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        later = status.modification_level or ModificationLevel.NONE
        yield Seal(
            field=embedded.field_name,
            intact=status.intact,
            valid=status.valid,
            covers_all=whole,
            tampered_after=not whole and later != ModificationLevel.LTA_UPDATES,
            subject=certificate.subject.human_friendly,
            certificate_sha256=hashlib.sha256(certificate.dump()).hexdigest(),
            demo=is_demo(load_der_x509_certificate(certificate.dump())),
            signed_at=embedded.self_reported_timestamp,
            timestamped=status.timestamp_validity is not None,
        )
