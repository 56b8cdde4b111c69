"""The kinds of controlled document: what each must have and what its parts are called.

Rules only: `docs/kinds.md` tells how to add one. A kind of the exchange form
(`document.schema.json`) that is not in `KINDS` cannot be written yet, but can be read by an import
and adopted.
"""

from __future__ import annotations

from records.kinds.cards import DATASHEET, EXTERNAL
from records.kinds.characterization import CHARACTERIZATION
from records.kinds.forms import FORMAT
from records.kinds.model import NUMBERS, Column, Derived, Grid, Kind, Of, Part, Template
from records.kinds.parts import APPROVAL, EVERYWHERE
from records.kinds.report import REPORT
from records.kinds.risks import MATRIX
from records.kinds.texts import (
    GUIDE,
    INSTRUCTION,
    MANUAL,
    POLICY,
    PROCEDURE,
    PROTOCOL,
)
from records.kinds.work_plan import PLAN, PROGRAM

__all__ = [
    "CHARACTERIZATION",
    "DATASHEET",
    "EVERYWHERE",
    "EXTERNAL",
    "FORMAT",
    "GRIDS",
    "GUIDE",
    "HEADINGS",
    "INSTRUCTION",
    "KINDS",
    "LABELS",
    "MANUAL",
    "MATRIX",
    "NUMBERS",
    "PARTS",
    "PLAN",
    "POLICY",
    "PROCEDURE",
    "PROGRAM",
    "PROTOCOL",
    "REPORT",
    "Column",
    "Derived",
    "Grid",
    "Kind",
    "Of",
    "Part",
    "Template",
]

KINDS = {
    kind.name: kind
    for kind in (
        CHARACTERIZATION,
        PROCEDURE,
        PROTOCOL,
        INSTRUCTION,
        GUIDE,
        MANUAL,
        POLICY,
        PLAN,
        PROGRAM,
        MATRIX,
        DATASHEET,
        FORMAT,
        REPORT,
        EXTERNAL,
    )
}

# A role means the same in every kind: its heading is one.
PARTS = {
    part.role: part
    for part in (*EVERYWHERE, APPROVAL, *(part for kind in KINDS.values() for part in kind.parts))
}
HEADINGS = {role: part.heading for role, part in PARTS.items() if part.heading}
GRIDS = {grid.name: grid for kind in KINDS.values() for grid in kind.grids}

# Every kind of the exchange form, in its order, with its Spanish name; also of those only adopted.
LABELS = {
    name: KINDS[name].label if name in KINDS else other
    for name, other in {
        "procedure": "",
        "characterization": "",
        "format": "",
        "manual": "",
        "instruction": "",
        "guide": "",
        "protocol": "",
        "policy": "",
        "plan": "",
        "program": "",
        "matrix": "",
        "datasheet": "",
        "minutes": "Acta",
        "report": "",
        "letter": "Oficio",
        "external": "",
        "other": "Otro",
    }.items()
}
