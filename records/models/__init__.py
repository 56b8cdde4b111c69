"""What is kept. Submodules by aggregate; each imports only what stands above it in this list."""

from __future__ import annotations

from records.models.access import AccessLevel
from records.models.case_file import CaseFile
from records.models.classification import ClassificationScheme, DocumentType, Series
from records.models.controlled_document import (
    ControlledDocument,
    DocumentVersion,
    Issuance,
    Refusal,
    Withdrawal,
)
from records.models.event import Cursor, EventDetail, RecordEvent
from records.models.legal import LegalReference
from records.models.organization import (
    Appointment,
    Bond,
    Entity,
    Office,
    OfficeSuccession,
    Position,
)
from records.models.processes import Process
from records.models.record import Component, Record
from records.models.sequence import Sequence
from records.models.signature import Signature

__all__ = [
    "AccessLevel",
    "Appointment",
    "Bond",
    "CaseFile",
    "ClassificationScheme",
    "Component",
    "ControlledDocument",
    "Cursor",
    "DocumentType",
    "DocumentVersion",
    "Entity",
    "EventDetail",
    "Issuance",
    "LegalReference",
    "Office",
    "OfficeSuccession",
    "Position",
    "Process",
    "Record",
    "RecordEvent",
    "Refusal",
    "Sequence",
    "Series",
    "Signature",
    "Withdrawal",
]
