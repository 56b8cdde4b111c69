"""Words of a page as the lines they are printed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from .words import clean


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed line; `lead` is how many letters at its start are bold."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    bold: bool
    size: float
    first_word: float
    lead: int


def printed_lines(words: Sequence[dict[str, Any]]) -> list[Printed]:
    """The printed lines that the words stand on."""
    return [as_line(row) for row in rows_of_words(words)]


def rows_of_words(words: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The words line by line, from left to right."""
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda word: ((word["top"] + word["bottom"]) / 2, word["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        last = rows[-1] if rows else None
        if last and abs(middle - (last[0]["top"] + last[0]["bottom"]) / 2) <= max(
            2.5, (last[0]["bottom"] - last[0]["top"]) * 0.4
        ):
            last.append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word["x0"]) for row in rows]


def as_line(row: Sequence[dict[str, Any]]) -> Printed:
    """The words of one line as a line."""
    letters = sum(len(word["text"]) for word in row)
    bold = sum(len(word["text"]) for word in row if is_bold(word["fontname"]))
    return Printed(
        text=text_of(row),
        x0=row[0]["x0"],
        x1=row[-1]["x1"],
        top=min(word["top"] for word in row),
        bottom=max(word["bottom"] for word in row),
        bold=bold >= 0.9 * letters,
        size=max(word["size"] for word in row),
        first_word=row[0]["x1"] - row[0]["x0"],
        lead=len(text_of(list(takewhile(lambda word: is_bold(word["fontname"]), row)))),
    )


def text_of(words: Sequence[dict[str, Any]]) -> str:
    """What the words of a line say."""
    # what is printed is a hyphen, even where a font calls the glyph a soft one
    return clean(" ".join(word["text"] for word in words).replace("\u00ad", "-"))


def is_bold(font: str) -> bool:
    """Whether the name of a font says that it is bold."""
    name = font.lower()
    return any(word in name for word in ("bold", "black", "heavy", "negrita", "semibold"))
