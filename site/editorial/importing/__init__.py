"""Reading a controlled document in DOCX, PDF with text, or plain text.

`read_document(path)` gives what the document says (`Parsed`) or raises `Unreadable` with one
sentence for the person who sent the file. It changes nothing.

Names are loaded when they are asked for: the reading process starts in this package and must
stay light, without parser and rules.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .parsed import Parsed, SeenDate
    from .parsing import parse
    from .reading import read, read_document
    from .source import NoText, Source, Unreadable

__all__ = ["NoText", "Parsed", "SeenDate", "Source", "Unreadable", "parse", "read", "read_document"]

_HOMES = {
    "NoText": "source",
    "Parsed": "parsed",
    "SeenDate": "parsed",
    "Source": "source",
    "Unreadable": "source",
    "parse": "parsing",
    "read": "reading",
    "read_document": "reading",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
