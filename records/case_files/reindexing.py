"""A new index of a closed case file whose documents changed lawfully. The old ones are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from records.case_files.standing import closing_in_force
from records.electronic_index.freezing import freeze
from records.models import CaseFile, CaseFileIndex, Standing

_INDEXED = frozenset({Standing.CLOSED, Standing.FINAL})


def freeze_again(case_file: CaseFile, *, by: Any, at: datetime) -> CaseFileIndex | None:
    """Freeze its next index, inside the caller's act; None while it is open and has none in force.

    The caller locked it, which read its standing. The retention goes on counting from the closing.
    """
    closing = closing_in_force(case_file)
    if closing is None or case_file.standing not in _INDEXED:
        return None
    return freeze(case_file, closing, by=by, at=at)
