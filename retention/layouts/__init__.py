"""The official sheets of CCD, TRD and TVD, read from tables of text and written to them.

Pure: rows of text in, lines and everything that is wrong out, and back. What is kept is told apart,
in `retention.scheduling`.
"""

from __future__ import annotations

from retention.layouts.lines import Header, Level, Problem, ScheduleSheet, SheetLine, TypeName
from retention.layouts.reading import read_tables

__all__ = [
    "Header",
    "Level",
    "Problem",
    "ScheduleSheet",
    "SheetLine",
    "TypeName",
    "read_tables",
]
