"""A name for a file on our disk out of the name that a client gave it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

MAX_BYTES = 150
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")


def safe_name(given: str | None) -> str:
    """The client's name as one that any disk takes: no folders, short, and its ending kept.

    What is left of the name stays readable, for an adopted file is kept under it.
    """
    name = PurePosixPath((given or "").replace("\\", "/")).name
    name = unicodedata.normalize("NFC", name.encode("utf-8", "ignore").decode())
    name = "".join(char if char.isprintable() else " " for char in name)
    stem, dot, ending = name.rpartition(".")
    if not dot or not _ENDING.fullmatch(dot + ending):
        stem, dot, ending = name, "", ""
    room = MAX_BYTES - len(dot + ending)
    stem = stem.encode()[:room].decode("utf-8", "ignore").strip(" .")
    return f"{stem or 'archivo'}{dot}{ending}"
