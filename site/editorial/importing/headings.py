"""Which lines are titles of sections: by what they mean, then by how the document dresses them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .source import Line
from .titles import is_annex_title, is_usual_title, role_of
from .words import is_upper, read_mark, split_mark

_OUTLINE_START = re.compile(
    r"^(?P<mark>(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Z])\s?[.)\-–:°]*)\s*(?P<rest>[^\W\d_¿¡].*)$",
    re.S,
)
_INLINE = re.compile(
    r"^(?P<title>[^:.\n]{3,70}?)\s*(?::|\.-|\.–|\s[–—-]\s)\s*(?P<rest>\S.*)$", re.S
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed: its number, its words, the role they mean, what follows on the line."""

    number: str | None
    text: str
    role: str | None
    rest: str = ""
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Dress:
    """How the known titles of this document look."""

    numbered: bool
    upper: bool
    styled: int
    bold: bool

    @property
    def plain(self) -> bool:
        return not (self.numbered or self.upper or self.styled or self.bold)


def parts(line: Line) -> tuple[str, str]:
    """The printed mark and the text of a line, whether or not the reader told them apart."""
    if line.mark:
        return line.mark, line.text
    return split_mark(line.text)


def is_contents_line(line: Line) -> bool:
    """Whether a line belongs to a table of contents: dots that lead to a page."""
    return line.toc or bool(re.search(r"(?:\.\s?){4,}\s*\d{1,3}$", line.text))


def known_title(line: Line) -> Title | None:
    """The title of a section whose meaning we know, alone on its line or before its text."""
    if is_contents_line(line) or not line.text or (len(line.text) > 3000 and not line.mark):
        return None
    for mark, text in _readings(line):
        depth = mark.strip(" .)-–:°").count(".") + 1 if mark else 1
        bare = text.strip().strip(":.-– ").strip()
        role = role_of(bare)
        if role and "\n" not in bare:
            return Title(_number(mark), bare, role, depth=depth)
    for mark, text in _readings(line):
        inline = _INLINE.match(text)
        role = role_of(inline["title"]) if inline else None
        if inline and role and (mark or is_upper(inline["title"]) or line.bold):
            depth = mark.strip(" .)-–:°").count(".") + 1 if mark else 1
            return Title(_number(mark), inline["title"].strip(), role, inline["rest"], depth)
    return None


def _readings(line: Line) -> Iterable[tuple[str, str]]:
    mark, text = parts(line)
    if mark and read_mark(mark).style == "bullet":
        # some styles put a bullet before capitals; a list item in small letters is no title
        if is_upper(text) or line.heading:
            yield "", text
        return
    yield mark, text
    if not mark:
        loose = _OUTLINE_START.match(line.text)
        if loose and role_of(loose["rest"].strip(" :.")):
            yield loose["mark"], loose["rest"]


def _number(mark: str) -> str | None:
    return mark.strip(" .)(-–:°º\t") or None


def learn_dress(titled: Iterable[tuple[Line, Title]]) -> Dress:
    """What most of the known titles have in common."""
    alone = [(line, title) for line, title in titled if title.depth == 1]
    if not alone:
        return Dress(False, False, 0, False)
    half = len(alone) / 2
    styles = [line.heading for line, _ in alone if line.heading]
    return Dress(
        numbered=sum(title.number is not None for _, title in alone) > half,
        upper=sum(is_upper(title.text) for _, title in alone) > half,
        styled=max(set(styles), key=styles.count) if len(styles) > half else 0,
        bold=sum(line.bold for line, _ in alone) > half,
    )


def fits(line: Line, title: Title, dress: Dress) -> bool:
    """Whether a line that means a title also looks like one in this document."""
    if dress.plain or line.heading:
        return True
    worn = (
        (dress.numbered and title.number is not None)
        + (dress.upper and is_upper(title.text))
        + (dress.bold and line.bold)
    )
    asked = dress.numbered + dress.upper + dress.bold
    if title.rest:
        return worn >= max(1, asked - 1)
    return worn >= 1 or (bool(dress.styled) and (is_upper(title.text) or line.bold))


def unknown_title(line: Line, dress: Dress, *, last_number: str | None) -> Title | None:
    """A title whose meaning we do not know, told by its dress alone."""
    mark, text = parts(line)
    bare = text.strip().rstrip(":").strip()
    if (
        is_contents_line(line)
        or not bare
        or len(bare) > 110
        or bare.endswith((".", ";", ","))
        or "\n" in bare
    ):
        return None
    style = read_mark(mark).style if mark else ""
    if style in {"bullet", "outline"} or (style == "alpha" and not is_upper(bare)):
        return None
    title = Title(_number(mark), bare, None)
    if is_annex_title(bare) and (is_upper(bare) or line.heading or line.bold or len(bare) < 12):
        return title
    if line.heading:
        return title if dress.styled and line.heading <= dress.styled else None
    last = int(last_number) if last_number and last_number.isdigit() else None
    next_one = bool(mark) and last is not None and read_mark(mark).value == last + 1
    if dress.numbered:
        if not mark:
            return None
        if dress.upper:
            return title if is_upper(bare) else None
        if dress.bold:
            return title if line.bold else None
        usual = is_usual_title(bare) and len(bare) < 60
        return title if usual and (next_one or line.spaced) else None
    if dress.bold and dress.upper:
        return title if line.bold and is_upper(bare) else None
    if dress.upper:
        return title if is_upper(bare) and line.spaced else None
    return title if dress.bold and line.bold and is_usual_title(bare) else None
