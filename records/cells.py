"""The text of a cell in a table that people download and open in a spreadsheet."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def inert(text: str) -> str:
    """The cell of a CSV: what begins like a formula is marked as text (OWASP, CSV injection)."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def unmarked(text: str) -> str:
    """What `inert` was given, so that an exported table is imported as it was."""
    marked = text.startswith("'") and text.lstrip("'").startswith(_FORMULA)
    return text[1:] if marked else text
