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
            levels = levels_of_record(subject)
        case Sort.CASE_FILE:
            # Of the document that it gathers, and of each version of it: it bears their title.
            levels = [subject.access, *subject.gathered_levels]
    return strictest(levels)


def levels_of_record(record: Any) -> list[str]:
    """Every level that a record bears: its own, its case file's, those of the documents it keeps
    and its case file gathers; and those of the record whose files it shows."""
    documents = (record.version.document if record.version else None, record.case_file.document)
    levels = [record.access, record.case_file.access, *(one.access for one in documents if one)]
    return levels + (levels_of_record(record.same_as) if record.same_as else [])
