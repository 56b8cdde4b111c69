"""What a printed label says, and the address that its QR opens, which tells no content (C24)."""

from __future__ import annotations

from hashlib import sha256

from django.db.models import Model

from barcode.codex import Code128

from records.models import CaseFile, RecordEvent
from records.numbering import normalise_verification_code, verification_code


def code_of(case_file: CaseFile) -> str | None:
    """The code of its label, that nobody guesses; None where no event tells of its opening.

    It comes of the random number of the event that opened it: so it is the same for ever, whatever
    key the site has, and stands in no column.
    """
    event = _opening(case_file)
    if event is None:
        return None
    return verification_code(sha256(f"label/{event.nonce}".encode()).digest())


def bars_of(code: str) -> str:
    """A code as Code 128, for the readers of deposits: 1 is a bar and 0 a gap."""
    bars: str = Code128(code).build()[0]
    return bars


def labelled(number: int, code: str) -> CaseFile | None:
    """The case file of that label, whoever asks; None when the code is not its own."""
    case_file = CaseFile.objects.with_standing().filter(pk=number).first()
    if case_file is None or normalise_verification_code(code) != code_of(case_file):
        return None
    return case_file


def _opening(case_file: Model) -> RecordEvent | None:
    found = RecordEvent.objects.filter(
        action="case_file.opened",
        subject_type=CaseFile._meta.label_lower,
        subject_id=case_file.pk,
    )
    return found.order_by("seq").first()
