"""What is kept. Submodules by aggregate; each imports only what stands above it in this list."""

from __future__ import annotations

from records.models.access import AccessLevel
from records.models.calendar import Closure
from records.models.case_file import CaseFile
from records.models.classification import ClassificationScheme, DocumentType, Series
from records.models.codes import CodeScheme
from records.models.controlled_document import (
    ControlledDocument,
    DocumentVersion,
    FormerCode,
    Issuance,
    Refusal,
    Withdrawal,
)
from records.models.event import Cursor, EventDetail, RecordEvent, RegisterHead
from records.models.legal import LegalReference
from records.models.number import ContingencyRange, NumberAnnulment, RegistryNumber
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
from records.models.signature import AgreementAcceptance, Signature, SignatureAgreement

__all__ = [
    "AccessLevel",
    "AgreementAcceptance",
    "Appointment",
    "Bond",
    "CaseFile",
    "ClassificationScheme",
    "Closure",
    "CodeScheme",
    "Component",
    "ContingencyRange",
    "ControlledDocument",
    "Cursor",
    "DocumentType",
    "DocumentVersion",
    "Entity",
    "EventDetail",
    "FormerCode",
    "Issuance",
    "LegalReference",
    "NumberAnnulment",
    "Office",
    "OfficeSuccession",
    "Position",
    "Process",
    "Record",
    "RecordEvent",
    "Refusal",
    "RegisterHead",
    "RegistryNumber",
    "Sequence",
    "Series",
    "Signature",
    "SignatureAgreement",
    "Withdrawal",
]
