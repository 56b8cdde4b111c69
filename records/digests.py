"""Canonical JSON and its SHA-256 (RFC 8785). Bytes once stored are never serialised again."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import rfc8785

from records.characters import without_illegal

JSON = dict[str, "JSON"] | list["JSON"] | str | int | bool | None


def canonical(value: Any) -> bytes:
    """The one byte form of `value`. Raises ValueError for floats and for what JSON cannot hold."""
    refuse_floats(value)
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError as error:
        raise ValueError(str(error)) from error


def refuse_floats(value: Any) -> None:
    """Raise ValueError if a float stands anywhere: 1e20 would not be read back as written."""
    if isinstance(value, float):
        raise ValueError("a number with decimals has no place in content or envelope")
    if isinstance(value, dict):
        for item in value.values():
            refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            refuse_floats(item)


def normalized(value: Any) -> Any:
    """`value` with every string in NFC and free of what XML forbids.

    Done once, at submission; verification never normalises.
    """
    if isinstance(value, str):
        return unicodedata.normalize("NFC", without_illegal(value))
    if isinstance(value, dict):
        return {normalized(key): normalized(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [normalized(item) for item in value]
    return value


def sha256(content: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()
