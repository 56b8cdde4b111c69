"""The level of access that holds of what was found."""

from __future__ import annotations

from typing import Any

from records.case_files.access import strictest
from search.entries import Sort


def level_of(sort: Sort, subject: Any) -> str:
    """The strictest level that what was found bears, itself or by what it belongs to."""
    levels: list[str] = []
    match sort:
        case Sort.VERSION:
            levels = [subject.access, subject.document.access]
        case Sort.RECORD:
            levels = [subject.access, subject.case_file.access]
            levels += [subject.version.document.access] if subject.version else []
            levels += [subject.case_file.document.access] if subject.case_file.document else []
        case Sort.CASE_FILE:
            # Of the document that it gathers, and of each version of it: it bears their title.
            levels = [subject.access, *subject.gathered_levels]
    return strictest(levels)
