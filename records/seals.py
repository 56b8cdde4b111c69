"""Reading the seals inside a PDF: whether bytes and certificate belong together.

Needs no database and no settings, so that it can run in a process of its own with limits. Whom to
trust is for the caller to decide, by the certificate's digest.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation import (
    SignatureCoverageLevel,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import ModificationInfo
from pyhanko_certvalidator import ValidationContext

from records.keys import is_demo

_S = TypeVar("_S", bound=ModificationInfo)
_UNREADABLE = (PdfError, SignatureValidationError, KeyError, TypeError, OSError, ValueError)
_END = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")


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


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp over the whole document as it was then (PAdES-LTA), and whether it still holds.

    `until`: when the certificate that stamped ends; a further stamp must follow before.
    """

    holds: bool
    until: datetime


def seals_of(pdf: bytes) -> list[Seal]:
    """Every signature of a PDF, in its order. Raises ValueError where it is no readable PDF."""
    with _readable():
        return list(_seals(PdfFileReader(io.BytesIO(pdf))))


def stamps_of(pdf: bytes) -> list[Stamp]:
    """Every document time stamp of a PDF, in its order. Raises ValueError as `seals_of` does."""
    with _readable():
        return list(_stamps(PdfFileReader(io.BytesIO(pdf))))


def ends_whole(pdf: bytes) -> bool:
    """Whether the file ends where its last revision does: no reader looks at what stands after."""
    return _END.search(pdf[-100:]) is not None


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as error:
        raise ValueError(str(error)) from error


def _status(validate: Callable[..., _S], embedded: EmbeddedPdfSignature) -> _S:
    """What holds of a signature. Where what was added cannot be read, that was tampered with."""
    try:
        return validate(embedded, _alone(embedded))
    except _UNREADABLE:
        return validate(embedded, _alone(embedded), skip_diff=True)


def _alone(embedded: EmbeddedPdfSignature) -> ValidationContext:
    # Trust is for who reads to decide: here only whether bytes and certificate belong together.
    stamps = extract_tst_data_iter(embedded.signer_info, signed=False)
    others = [extract_certificate_info(stamp).signer_cert for stamp in stamps]
    return ValidationContext(trust_roots=[embedded.signer_cert, *others], allow_fetching=False)


def _later(status: ModificationInfo) -> bool:
    """Whether more was added than the data that a long-term archive adds to prove it later."""
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    level = status.modification_level or ModificationLevel.NONE
    return not whole and level != ModificationLevel.LTA_UPDATES


def _stamps(reader: PdfFileReader) -> Iterator[Stamp]:
    for embedded in reader.embedded_timestamp_signatures:
        status = _status(validate_pdf_timestamp, embedded)
        yield Stamp(
            holds=status.intact and status.valid and not _later(status),
            until=embedded.signer_cert.not_valid_after,
        )


def _seals(reader: PdfFileReader) -> Iterator[Seal]:
    for embedded in reader.embedded_regular_signatures:
        status = _status(validate_pdf_signature, embedded)
        certificate = embedded.signer_cert
        yield Seal(
            field=embedded.field_name,
            intact=status.intact,
            valid=status.valid,
            covers_all=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
            tampered_after=_later(status),
            subject=certificate.subject.human_friendly,
            certificate_sha256=hashlib.sha256(certificate.dump()).hexdigest(),
            demo=is_demo(load_der_x509_certificate(certificate.dump())),
            signed_at=embedded.self_reported_timestamp,
            timestamped=status.timestamp_validity is not None,
        )
