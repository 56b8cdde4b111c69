"""Text made fit for paper: what cannot be printed is named, what misleads is dropped."""

from __future__ import annotations

import re
from typing import Any

from records import fonts

_INVISIBLE = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_AFTER_MARK = re.compile(r"(?<=[/._?&=#@,;:])(?=[^/._?&=#@,;:])")
# What a drawing or a picture is found by: nobody reads it.
_NOT_READ = frozenset({"svg", "sha256", "url"})
# Addresses that people copy from the page, short enough for a line.
_WHOLE = frozenset({"footer", "address"})
_LONG_WORD = re.compile(r"[^\s\u200b-]{25,}")


def printable(value: Any) -> Any:
    """`value` with every text made fit for paper.

    What has no form (controls, marks that turn the reading direction) goes, so that nothing printed
    reads otherwise than it is; a character that the typefaces lack is named, `[U+1F600]`; a word
    too long for a line may break. The exact text stays in the attached JSON.
    """
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, dict):
        return {key: _by_key(key, item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value


def printable_text(text: str) -> str:
    """The same for one text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = _INVISIBLE.sub("", text)
    if not text.isascii():
        covered = fonts.covered()
        text = "".join(
            char if ord(char) in covered or char == "\n" else f"[U+{ord(char):04X}]"
            for char in text
        )
    return _LONG_WORD.sub(lambda found: _divided(found.group()), text)


def _by_key(key: str, item: Any) -> Any:
    if key in _NOT_READ:
        return item
    return drawable(item) if key in _WHOLE else printable(item)


def drawable(value: Any) -> Any:
    """`value` made fit for paper, its words whole: for a drawing, for what is copied."""
    if isinstance(value, list):
        return [drawable(item) for item in value]
    if isinstance(value, dict):
        return {key: drawable(item) for key, item in value.items()}
    return printable_text(value).replace("\u200b", "") if isinstance(value, str) else value


def _divided(word: str) -> str:
    """A long word that may break: an address after its marks, anything else where it must."""
    parts: list[str] = []
    for part in _AFTER_MARK.split(word):
        if len(part) > 24:
            parts += [part[start : start + 12] for start in range(0, len(part), 12)]
        else:
            parts.append(part)
    return "\u200b".join(parts)
