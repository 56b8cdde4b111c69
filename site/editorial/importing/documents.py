"""A file to a document: read and parsed in the reading process, within its limits."""

from __future__ import annotations

from typing import Any

from .parsed import document_to_plain
from .parsing import parse
from .recognition import refusal
from .source import Source, Unreadable


def plain_document(source: Source) -> dict[str, Any]:
    """The document in a source as plain data; raises `Unreadable` for a text that is none."""
    parsed = parse(source)
    sentence = refusal(source, parsed)
    if sentence:
        raise Unreadable(sentence)
    return document_to_plain(parsed)
