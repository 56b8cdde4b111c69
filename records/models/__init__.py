"""What is kept. Submodules by aggregate; each imports only what stands above it in this list."""

from __future__ import annotations

from records.models.access import AccessLevel
from records.models.attendance import AttendanceList, Attendee
from records.models.calendar import Closure
from records.models.capture import Capture, Derivation, Digitisation
from records.models.case_file import CaseFile, Standing, Support
from records.models.case_file_acts import (
    CaseFileClosing,
    CaseFileIndex,
    CaseFileMerge,
    CaseFileReopening,
    LateEntry,
    Reclassification,
    RecordRemoval,
)
from records.models.case_file_import import CaseFileImport
from records.models.change import ChangeAnswer, ChangeDecision, ChangeRequest
from records.models.classification import (
    ClassificationScheme,
    DocumentType,
    Ordering,
    OrganicPeriod,
    Series,
    SeriesField,
)
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
from records.models.gathering import GatheringRule
from records.models.legal import LegalReference
from records.models.no_record import (
    Erasure,
    RecordReturn,
    Suppression,
    SuppressionConfirmation,
    SuppressionRefusal,
    WorkingPaper,
)
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
from records.models.own_type import OwnType
from records.models.physical import KeptApart, Loan, LoanReturn, Volume
from records.models.processes import Process
from records.models.record import Component, Origin, Record
from records.models.restriction import AccessGrant, Declassification, Restriction
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
    "AccessGrant",
    "AccessLevel",
    "AgendaItem",
    "AgreementAcceptance",
    "Appointment",
    "Attendance",
    "AttendanceList",
    "Attendee",
    "Bond",
    "Capture",
    "CaseFile",
    "CaseFileClosing",
    "CaseFileImport",
    "CaseFileIndex",
    "CaseFileMerge",
    "CaseFileReopening",
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
    "Declassification",
    "Departure",
    "DepartureEnd",
    "Derivation",
    "Digitisation",
    "DocumentType",
    "DocumentVersion",
    "DraftFile",
    "Entity",
    "Erasure",
    "Erratum",
    "EventDetail",
    "FilledCompletion",
    "FilledFormat",
    "FilledReturn",
    "FilledSignature",
    "FormatDraft",
    "FormerCode",
    "GatheringRule",
    "HeardAddress",
    "HeardPassword",
    "Issuance",
    "KeptApart",
    "LateEntry",
    "LegalReference",
    "Loan",
    "LoanReturn",
    "MinutesDraft",
    "MinutesExtract",
    "MinutesRemark",
    "NumberAnnulment",
    "Office",
    "OfficeSuccession",
    "Ordering",
    "OrganicPeriod",
    "Origin",
    "OwnType",
    "Position",
    "Process",
    "Reclassification",
    "Record",
    "RecordEvent",
    "RecordOrder",
    "RecordRemoval",
    "RecordReturn",
    "Refusal",
    "RegisterHead",
    "RegistryNumber",
    "Restriction",
    "Sequence",
    "Series",
    "SeriesField",
    "SessionAnnex",
    "SessionClosing",
    "SessionOpening",
    "Signature",
    "SignatureAgreement",
    "Standing",
    "Support",
    "Suppression",
    "SuppressionConfirmation",
    "SuppressionRefusal",
    "UrgentConfirmation",
    "UrgentIssuance",
    "Volume",
    "Vote",
    "Withdrawal",
    "WorkingPaper",
]
