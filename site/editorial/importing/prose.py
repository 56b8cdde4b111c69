"""Lines of running text into paragraphs, notes, headings and lists of the canonical content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from .headings import parts
from .source import Line
from .words import Mark, is_upper, read_mark

Block = dict[str, Any]

_NOTE = re.compile(
    r"^(?P<label>(?:notas?|importante|observaci[oó]n(?:es)?|advertencia|aclaraci[oó]n|recomendaci[oó]n|precauci[oó]n)(?:\s+(?:n[o°º]\.?\s*)?\d{1,2}|\s+importante)?)\s*(?::|\.-|\.(?=\s))\s*(?P<text>\S.*)$",
    re.I | re.S,
)
_DEEPEST = 2


def new_id() -> str:
    """An id for a section, block, item or row; it stays with it for life."""
    return str(uuid4())


def paragraph(text: str) -> Block:
    """One paragraph."""
    return {"id": new_id(), "type": "paragraph", "text": text}


def heading(text: str, number: str | None, level: int) -> Block:
    """A title inside a section."""
    return {"id": new_id(), "type": "heading", "level": level, "number": number, "text": text}


class ProseBuilder:
    """Takes lines one by one; `blocks` is their canonical form, every mark kept."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._list: _OpenList | None = None

    def add(self, line: Line) -> None:
        """The next line of the section."""
        mark, text = parts(line)
        note = _NOTE.match(text) if not mark else None
        if note:
            self.close()
            self.blocks.append(
                {"id": new_id(), "type": "note", "label": note["label"], "text": note["text"]}
            )
            return
        if _is_heading(line, mark, text):
            self.close()
            read = read_mark(mark) if mark else None
            depth = mark.strip(" .)").count(".") + 1 if mark else line.heading
            self.blocks.append(
                heading(text.rstrip(" :"), read.number if read else None, 3 if depth > 2 else 2)
            )
            return
        if not mark:
            self.close()
            self.blocks.append(paragraph(text))
            return
        self._add_item(read_mark(mark), text, line)

    def close(self) -> None:
        """The open list ends here."""
        self._list = None

    def _add_item(self, mark: Mark, text: str, line: Line) -> None:
        if mark.style == "outline":
            # 4.1, 4.2… are no list of the schema: the number stays in front of its text
            self.close()
            self.blocks.append(paragraph(f"{mark.printed} {text}"))
            return
        if self._list and self._list.take(mark, text, line):
            return
        self._list = _OpenList(mark, text, line)
        self.blocks.append(self._list.block)


def _is_heading(line: Line, mark: str, text: str) -> bool:
    style = read_mark(mark).style if mark else ""
    short = len(text) <= 100 and not text.endswith((".", ";", ",")) and "\n" not in text
    if not short or line.toc or (style in {"bullet", "alpha", "roman"} and not line.heading):
        return False
    if line.heading:
        return True
    if style == "outline":
        return is_upper(text) or line.bold or (len(text) <= 70 and len(text.split()) <= 8)
    return not mark and line.bold and len(text) <= 80 and text.rstrip(":").count(":") == 0


class _OpenList:
    """A list that may still grow: which style stands on which level, and the next value of each."""

    def __init__(self, mark: Mark, text: str, line: Line) -> None:
        self._styles = [mark.style]
        self._indents = [(line.level, line.indent)]
        self._next = [mark.value + 1]
        start = mark.value if mark.style != "bullet" else 1
        self.block: Block = {
            "id": new_id(),
            "type": "list",
            "styles": [mark.style, *_below(mark.style)],
            "start": start,
            "items": [{"id": new_id(), "level": 0, "text": text}],
        }

    def take(self, mark: Mark, text: str, line: Line) -> bool:
        """Append the item when its mark goes on with the list; else say no."""
        if mark.style == "roman" and mark.value == 2 and self._began_with_i():
            # «i.» alone looks like a letter; «ii.» after it tells that it was a figure
            self._styles, self._next = ["roman"], [2]
            self.block |= {"styles": ["roman", *_below("roman")], "start": 1}
        level = self._level(mark, line)
        if level is None:
            return False
        if level < len(self._styles):
            del self._styles[level + 1 :], self._next[level + 1 :], self._indents[level + 1 :]
            self._next[level] = mark.value + 1
        else:
            self._styles.append(mark.style)
            self._indents.append((line.level, line.indent))
            self._next.append(mark.value + 1)
            self.block["styles"][level] = mark.style
        self.block["items"].append({"id": new_id(), "level": level, "text": text})
        return True

    def _began_with_i(self) -> bool:
        return (
            self._styles == ["alpha"] and self.block["start"] == 9 and len(self.block["items"]) == 1
        )

    def _level(self, mark: Mark, line: Line) -> int | None:
        place = (line.level, line.indent)
        for level in range(len(self._styles) - 1, -1, -1):
            style = self._styles[level]
            alike = mark.style == style or _also(mark, style, self._next[level])
            if not alike:
                continue
            if style == "bullet":
                if place == self._indents[level] or (level == 0 and place < self._indents[0]):
                    return level
            elif mark.value == self._next[level] or _also(mark, style, self._next[level]):
                return level
        return self._deeper(mark, line)

    def _deeper(self, mark: Mark, line: Line) -> int | None:
        """A level below: another style or further in, beginning with its first mark."""
        depth = len(self._styles)
        inner = mark.style != self._styles[-1] or (line.level, line.indent) > self._indents[-1]
        if not inner or (mark.style != "bullet" and mark.value != 1):
            return None
        if depth > _DEEPEST:
            return _DEEPEST if mark.style == "bullet" == self._styles[_DEEPEST] else None
        given = self.block["styles"][depth]
        used = any(item["level"] == depth for item in self.block["items"])
        return depth if not used or given == mark.style else None


def _also(mark: Mark, style: str, expected: int) -> bool:
    """«i)» after «h)» is a letter, «v.» after «iv.» a Roman figure, whatever it looks alone."""
    core = mark.number.lower()
    if style == "alpha" and len(core) == 1 and core.isalpha():
        return ord(core) - ord("a") + 1 == expected
    return style == "roman" and core == {1: "i", 5: "v", 10: "x"}.get(expected)


def _below(style: str) -> list[str]:
    return {
        "decimal": ["alpha", "bullet"],
        "alpha": ["roman", "bullet"],
        "roman": ["alpha", "bullet"],
        "bullet": ["bullet", "bullet"],
    }[style]


def build_prose(lines: Sequence[Line]) -> list[Block]:
    """The blocks of some lines."""
    builder = ProseBuilder()
    for line in lines:
        builder.add(line)
    return builder.blocks
