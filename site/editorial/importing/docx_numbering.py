"""Automatic numbering of Word: which mark a paragraph prints, counted as Word counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from .words import mark_text

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list definition."""

    style: str
    pattern: str
    start: int
    indent: int
    paragraph_style: str | None


def value(element: Any, path: str, default: str | None = None) -> str | None:
    """The `w:val` of the element at a path of names, or the default."""
    for name in path.split("/"):
        element = element.find(qn(name)) if element is not None else None
    return default if element is None else element.get(qn("w:val"), default)


class Numbering:
    """The list definitions of a document and their running counters."""

    def __init__(self, root: Any | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._abstract: dict[str, str] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[str] = set()
        if root is not None:
            self._load(root)

    def _load(self, root: Any) -> None:
        linked: dict[str, str] = {}
        for abstract in root.findall(qn("w:abstractNum")):
            key = abstract.get(qn("w:abstractNumId"), "")
            self._levels[key] = dict(map(_level, abstract.findall(qn("w:lvl"))))
            link = value(abstract, "w:numStyleLink")
            home = value(abstract, "w:styleLink")
            if home:
                linked[home] = key
            if link and not self._levels[key]:
                self._levels[key] = self._levels.get(linked.get(link, ""), {})
        for num in root.findall(qn("w:num")):
            key = num.get(qn("w:numId"), "")
            self._abstract[key] = value(num, "w:abstractNumId", "") or ""
            overrides = {}
            for override in num.findall(qn("w:lvlOverride")):
                start = value(override, "w:startOverride")
                if start is not None:
                    overrides[int(override.get(qn("w:ilvl"), "0"))] = int(start)
            self._overrides[key] = overrides

    def level_of_style(self, number: str, style: str) -> int:
        """The level that a list gives to a paragraph style (Título 2 → 1)."""
        levels = self._levels.get(self._abstract.get(number, ""), {})
        return next((at for at, level in levels.items() if level.paragraph_style == style), 0)

    def next(self, number: str, at: int) -> tuple[str, int]:
        """Count one more paragraph of that list and level: its printed mark and its indent."""
        abstract = self._abstract.get(number, "")
        levels = self._levels.get(abstract, {})
        level = levels.get(at)
        if level is None:
            return "•", 360 * (at + 1)
        counters = self._counters.setdefault(abstract, {})
        if number not in self._started:
            self._started.add(number)
            for deep, start in self._overrides.get(number, {}).items():
                counters[deep] = start - 1
        counters[at] = counters.get(at, level.start - 1) + 1
        for deep in [deep for deep in counters if deep > at]:
            del counters[deep]
        for shallow in range(at):
            if shallow not in counters:
                counters[shallow] = levels[shallow].start if shallow in levels else 1
        if level.style == "bullet":
            return "•", level.indent
        printed = re.sub(
            r"%(\d)",
            lambda match: _figure(levels.get(int(match[1]) - 1), counters, int(match[1]) - 1),
            level.pattern,
        )
        return printed.strip(), level.indent


def _level(element: Any) -> tuple[int, Level]:
    indent = element.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    left = "0"
    if indent is not None:
        left = indent.get(qn("w:left")) or indent.get(qn("w:start")) or "0"
    return int(element.get(qn("w:ilvl"), "0")), Level(
        style=value(element, "w:numFmt", "decimal") or "decimal",
        pattern=value(element, "w:lvlText", "") or "",
        start=int(value(element, "w:start", "1") or 1),
        indent=int(float(left)) if re.fullmatch(r"-?\d+(\.\d+)?", left) else 0,
        paragraph_style=value(element, "w:pStyle"),
    )


def _figure(level: Level | None, counters: dict[int, int], at: int) -> str:
    count = counters.get(at, 1)
    style = level.style if level else "decimal"
    if style in {"lowerLetter", "upperLetter"}:
        letter = mark_text("alpha", count)
        return letter.upper() if style == "upperLetter" else letter
    if style in {"lowerRoman", "upperRoman"}:
        roman = _roman(count)
        return roman.upper() if style == "upperRoman" else roman
    if style == "decimalZero":
        return f"{count:02d}"
    return "" if style == "none" else str(count)


def _roman(count: int) -> str:
    out = ""
    for size, figure in _ROMAN:
        while count >= size:
            out += figure
            count -= size
    return out
