"""A file to a document in one call."""

from __future__ import annotations

from pathlib import Path

from .parsing import Parsed, parse
from .reading import read


def read_document(path: Path | str) -> Parsed:
    """The document in the file; raises `Unreadable`, never anything else, for a bad file."""
    return parse(read(Path(path)))
