"""What a sheet says: its lines, and all that is wrong with it, by the physical line."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

SHOWN = 80  # characters of a wrong cell that are said back

PERMANENT, DESTROY, SAMPLE = "permanent", "destroy", "sample"
MICROFILM, DIGITAL, EITHER = "microfilm", "digital", "either"
CCD, TRD, TVD = "ccd", "trd", "tvd"


@dataclass(frozen=True, slots=True)
class Level:
    """A series, a subseries or what stands below: its own part of the code, and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type of document; without a support it has those of its line."""

    name: str
    on_paper: bool = False
    electronic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A series, or what stands below one. Without a disposition it only classifies.

    `office` is the code of the office, empty where the codes belong to the whole entity.
    """

    office: str = ""
    path: tuple[Level, ...]
    document_types: tuple[TypeName, ...] = ()
    office_years: int | None = None
    archive_years: int | None = None
    disposition: str = ""
    reproduction: str = ""
    on_paper: bool = False
    electronic: bool = False
    procedure: str = ""
    trigger: str = ""
    sampling_method: str = ""
    sampling_rate: Decimal | None = None
    human_rights: bool = False
    legal_basis: tuple[str, ...] = ()
    access: str = ""
    period: str = ""
    is_subject: bool = False
    tells_supports: bool = field(default=True, compare=False)
    """Whether its sheet has columns of supports at all."""
    line: int = field(default=0, compare=False)
    sheet: str = field(default="", compare=False)

    @property
    def code(self) -> str:
        """Its code without the office's: series, subseries… joined by dots."""
        return ".".join(level.code for level in self.path)

    @property
    def printed_code(self) -> str:
        """As printed, office included."""
        return f"{self.office}.{self.code}" if self.office else self.code

    @property
    def name(self) -> str:
        return self.path[-1].name


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, or looks wrong, in one cell; in a sentence for who filled it in."""

    line: int
    column: str
    read: str
    expected: str
    message: str
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        """The keys of the contract; the sheet is told where the workbook has several."""
        told = {
            "line": self.line,
            "column": self.column,
            "read": self.read,
            "expected": self.expected,
            "message": self.message,
        }
        return told | {"sheet": self.sheet} if self.sheet else told


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the table: whose it is."""

    entity: str = ""
    unit: str = ""
    office_code: str = ""
    office_name: str = ""
    period: str = ""


@dataclass(slots=True)
class ScheduleSheet:
    """A file as it was read. With errors nothing of it may be kept."""

    kind: str = CCD
    lines: list[SheetLine] = field(default_factory=list)
    offices: dict[str, str] = field(default_factory=dict)
    """Code and name of each office, as headers and columns told them."""
    rows: int = 0
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def valid(self) -> int:
        """Rows of the table without error."""
        return self.rows - len({(one.sheet, one.line) for one in self.errors if one.line > 0})
