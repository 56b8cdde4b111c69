"""What is to become a record, as whoever captures it tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from records.capture.reading import Incoming
from records.models import DocumentType


@dataclass(frozen=True, slots=True)
class Digitised:
    """What a digitised copy says of its original (domain 11.17)."""

    medium: str
    original_place: str
    digitised_by: str
    digitised_on: date | None
    checked_by: str
    quality: str
    probative: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """What becomes one record: the main file, then its annexes."""

    files: tuple[Incoming, ...]
    title: str
    created_on: date | None
    document_type: DocumentType | None = None
    digitised: Digitised | None = None
