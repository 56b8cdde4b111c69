"""Pages: where controlled documents are written. What was issued lives in `records`.

In one direction: route → document → kinds → index; a frozen revision stands beside them.
"""

from __future__ import annotations

from editorial.annexes import AnnexFile
from editorial.models.document import DocumentPage, address_of
from editorial.models.frozen import FrozenRevision
from editorial.models.index import DocumentIndexPage
from editorial.models.kinds import (
    PAGE_TYPES,
    CharacterizationPage,
    DatasheetPage,
    ExternalPage,
    FormatPage,
    GuidePage,
    InstructionPage,
    ManualPage,
    MatrixPage,
    PlanPage,
    PolicyPage,
    ProcedurePage,
    ProgramPage,
    ProtocolPage,
    ReportPage,
)
from editorial.models.route import Route
from editorial.workflows import SigningTask

__all__ = [
    "PAGE_TYPES",
    "AnnexFile",
    "CharacterizationPage",
    "DatasheetPage",
    "DocumentIndexPage",
    "DocumentPage",
    "ExternalPage",
    "FormatPage",
    "FrozenRevision",
    "GuidePage",
    "InstructionPage",
    "ManualPage",
    "MatrixPage",
    "PlanPage",
    "PolicyPage",
    "ProcedurePage",
    "ProgramPage",
    "ProtocolPage",
    "ReportPage",
    "Route",
    "SigningTask",
    "address_of",
]
