"""Text rules that findings, search, exchange and import share: how to compare, how to read out."""

from __future__ import annotations

import unicodedata


def composed(text: str) -> str:
    """`text` in NFC, the form in which every content is kept."""
    return unicodedata.normalize("NFC", text)


def flat(text: str) -> str:
    """`text` in lower case without accents, character for character: positions stay. ñ stays ñ."""
    return "".join(_flat(character) for character in text)


def _flat(character: str) -> str:
    lower = character.lower()
    if lower == "ñ" or len(lower) != 1:
        return "ñ" if lower == "ñ" else character
    base = unicodedata.normalize("NFD", lower)[0]
    return base if base.isascii() else lower


def fold(text: str) -> str:
    """`text` for comparing: no case, no accents, single spaces."""
    return " ".join(flat(composed(text)).split())
