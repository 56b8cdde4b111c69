"""The text of a ruled cell, put together again from its printed lines."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import Any

from .printed import Printed, printed_lines
from .words import clean, fold, is_upper, rejoin


def cell_text(
    box: tuple[float, float, float, float],
    words: Sequence[dict[str, Any]],
    vocabulary: Container[str],
) -> str:
    """The text of a cell: its paragraphs, words whole again that a narrow column broke.

    The vocabulary holds the folded words of the document, which tell what a whole word is.
    """
    lines = printed_lines([word for word in words if _is_inside_cell(word, box)])
    if not lines:
        return ""
    pad = max(min(line.x0 for line in lines) - box[0], 1.0)
    right = box[2] - min(pad, 8)
    texts: list[list[str]] = []
    last: Printed | None = None
    for line in lines:
        if last is None or (last.x1 + line.first_word + 2 < right - 4 and not _centred(last, line)):
            texts.append([line.text])
        else:
            if _is_broken(texts[-1][-1], last, line, right, vocabulary):
                texts[-1][-1] += line.text
            else:
                texts[-1].append(line.text)
        last = line
    return clean("\n".join(rejoin(part) for part in texts))


def _is_broken(
    text: str, last: Printed, line: Printed, right: float, vocabulary: Container[str]
) -> bool:
    """Whether a column narrower than its word broke it without a hyphen.

    Such a word stands alone on its line and leaves less room than a letter. A word made to measure
    leaves none at all, and no Spanish word ends in two consonants or in most single ones.
    """
    end, start = text.rsplit(" ", 1)[-1], line.text.split()[0]
    if " " in last.text or len(last.text) < 3 or not start[0].isalnum():
        return False
    room = right - last.x1
    letter = (last.x1 - last.x0) / len(last.text)
    if end[-1].isdigit() and ("/" in end or "." in end) and start.isdigit():
        return room < letter * 1.2
    if _CODE_START.fullmatch(end) and _CODE_END.fullmatch(start):
        return True
    if end.endswith("-"):
        return any(char.isdigit() for char in start) and room < letter * 1.5
    alike = is_upper(end[-3:].rjust(3, end[-1])) == start[:1].isupper()
    if not end[-1].isalpha() or not alike or len(end) + len(start) > 18:
        return False
    if fold(end) in _SHORT:
        return False
    if fold(end + start) in vocabulary:
        return room < letter * 2
    if _NO_END.search(fold(end)):
        return room < letter * 2
    seam = fold(end[-1] + start[0])
    doubled = len(seam) == 2 and seam[0] == seam[1] and seam not in {"rr", "ll", "cc"}
    return fold(start) not in _SHORT and not doubled and 0.3 < room < letter * 1.2


# a code breaks after its hyphens
_CODE_START = re.compile(r"(?:[A-Z0-9]{1,6}-)+")
_CODE_END = re.compile(r"(?:[A-Z0-9]{1,6}-)+\d*|\d{1,5}")
_NO_END = re.compile(r"(?:[bcfghjkmpqtvw]|[bcdfghjklmnpqrstvwxz]{2})$")
_SHORT = {"de", "del", "la", "las", "el", "los", "y", "e", "o", "u", "a", "al", "en", "con", "por"}
_SHORT |= {"para", "que", "se", "su", "un", "una", "no", "si"}


def _centred(last: Printed, line: Printed) -> bool:
    """Lines of a centred cell leave room at both sides."""
    middle = abs((last.x0 + last.x1) / 2 - (line.x0 + line.x1) / 2) < 2
    return middle and abs(last.x0 - line.x0) > 2


def _is_inside_cell(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])
