"""What is kept. Submodules by aggregate; each imports only what stands above it in this list."""

from __future__ import annotations

from records.models.access import AccessLevel
from records.models.attendance import AttendanceList, Attendee
from records.models.calendar import Closure
from records.models.case_file import CaseFile
from records.models.change import ChangeAnswer, ChangeDecision, ChangeRequest
from records.models.classification import ClassificationScheme, DocumentType, Series
from records.models.codes import CodeScheme
from records.models.committee import Committee, CommitteeMember, CommitteeRequest
from records.models.controlled_document import (
    ControlledDocument,
    DocumentVersion,
    FormerCode,
    Issuance,
    Refusal,
    Withdrawal,
)
from records.models.credential import HeardAddress, HeardPassword
from records.models.departure import Departure, DepartureEnd
from records.models.erratum import Erratum
from records.models.event import Cursor, EventDetail, RecordEvent, RegisterHead
from records.models.filled_format import (
    DraftFile,
    FilledCompletion,
    FilledFormat,
    FilledReturn,
    FilledSignature,
    FormatDraft,
)
from records.models.legal import LegalReference
from records.models.number import ContingencyRange, NumberAnnulment, RegistryNumber
from records.models.order import RecordOrder
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
from records.models.session import (
    AgendaItem,
    Attendance,
    Commitment,
    CommitmentStep,
    CommitteeSession,
    Convocation,
    Decision,
    MinutesDraft,
    MinutesExtract,
    MinutesRemark,
    SessionAnnex,
    SessionClosing,
    SessionOpening,
    Vote,
)
from records.models.signature import AgreementAcceptance, Signature, SignatureAgreement
from records.models.urgency import UrgentConfirmation, UrgentIssuance

__all__ = [
    "AccessLevel",
    "AgendaItem",
    "AgreementAcceptance",
    "Appointment",
    "Attendance",
    "AttendanceList",
    "Attendee",
    "Bond",
    "CaseFile",
    "ChangeAnswer",
    "ChangeDecision",
    "ChangeRequest",
    "ClassificationScheme",
    "Closure",
    "CodeScheme",
    "Commitment",
    "CommitmentStep",
    "Committee",
    "CommitteeMember",
    "CommitteeRequest",
    "CommitteeSession",
    "Component",
    "ContingencyRange",
    "ControlledDocument",
    "Convocation",
    "Cursor",
    "Decision",
    "Departure",
    "DepartureEnd",
    "DocumentType",
    "DocumentVersion",
    "DraftFile",
    "Entity",
    "Erratum",
    "EventDetail",
    "FilledCompletion",
    "FilledFormat",
    "FilledReturn",
    "FilledSignature",
    "FormatDraft",
    "FormerCode",
    "HeardAddress",
    "HeardPassword",
    "Issuance",
    "LegalReference",
    "MinutesDraft",
    "MinutesExtract",
    "MinutesRemark",
    "NumberAnnulment",
    "Office",
    "OfficeSuccession",
    "Position",
    "Process",
    "Record",
    "RecordEvent",
    "RecordOrder",
    "Refusal",
    "RegisterHead",
    "RegistryNumber",
    "Sequence",
    "Series",
    "SessionAnnex",
    "SessionClosing",
    "SessionOpening",
    "Signature",
    "SignatureAgreement",
    "UrgentConfirmation",
    "UrgentIssuance",
    "Vote",
    "Withdrawal",
]
