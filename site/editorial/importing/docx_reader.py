"""Word documents into blocks: body in order, list marks as printed, page headers apart."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from .docx_numbering import Numbering, value
from .docx_package import check_package
from .source import Block, Line, Source, Table, Unreadable
from .words import clean, read_mark

_SKIPPED = {
    qn(name)
    for name in ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:rPr", "w:pPr", "w:fldData")
}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_TRANSPARENT = {
    qn(name) for name in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")
}


def read_docx(data: bytes) -> Source:
    """The blocks of a Word document; raises `Unreadable` when it is unsafe, damaged or empty."""
    check_package(data)
    try:
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError, etree.XMLSyntaxError, PackageNotFoundError):
        raise Unreadable("El documento de Word está dañado o incompleto.") from None
    walker = _Walker(document)
    blocks = tuple(walker.blocks(document.element.body))
    if not any(
        isinstance(block, Table) or block.text
        for block in blocks
        if isinstance(block, (Line, Table))
    ):
        raise Unreadable("El documento de Word está vacío: no tiene texto.")
    return Source("docx", blocks, tuple(walker.page_furniture(document)))


@dataclass(slots=True)
class _Text:
    """The text of a paragraph while its runs are read."""

    pieces: list[str] = field(default_factory=list)
    bold: int = 0
    letters: int = 0
    lead: str = ""
    boxes: list[Any] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Styles:
    """What paragraph styles hand down: headings, numbering, bold."""

    def __init__(self, root: Any | None) -> None:
        self._by_id: dict[str, Any] = {}
        self._default: str | None = None
        for style in root.findall(qn("w:style")) if root is not None else ():
            key = style.get(qn("w:styleId"), "")
            self._by_id[key] = style
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in {
                "1",
                "true",
            }:
                self._default = key

    def chain(self, paragraph_or_run: Any) -> Iterator[Any]:
        """The style of a paragraph and those that it is based on."""
        key = value(paragraph_or_run, "w:pPr/w:pStyle") or self._default
        seen: set[str] = set()
        while key and key in self._by_id and key not in seen:
            seen.add(key)
            yield self._by_id[key]
            key = value(self._by_id[key], "w:basedOn")

    def heading(self, paragraph: Any) -> int:
        """The outline level of a paragraph, 1 for the highest, 0 for running text."""
        own = value(paragraph, "w:pPr/w:outlineLvl")
        if own is not None:
            return int(own) + 1 if own.isdigit() and int(own) < 9 else 0
        for style in self.chain(paragraph):
            level = value(style, "w:pPr/w:outlineLvl")
            if level is not None:
                return int(level) + 1 if level.isdigit() and int(level) < 9 else 0
            name = re.fullmatch(
                r"(?:heading|t[ií]tulo)\s*(\d)", (value(style, "w:name") or "").lower()
            )
            if name:
                return int(name[1])
        return 0

    def is_contents(self, paragraph: Any) -> bool:
        """Whether a paragraph is a line of a table of contents."""
        names = ((value(style, "w:name") or "").lower() for style in self.chain(paragraph))
        return any(
            re.match(r"(?:toc|tdc) ?\d|tabla de ilustraciones|table of figures", name)
            for name in names
        )

    def bold(self, paragraph: Any) -> bool:
        """Whether the style of a paragraph is bold."""
        return next(
            (on for style in self.chain(paragraph) if (on := _switch(style, "w:b")) is not None),
            False,
        )


def _switch(holder: Any, name: str) -> bool | None:
    element = holder.find(f"{qn('w:rPr')}/{qn(name)}")
    return None if element is None else element.get(qn("w:val"), "1") not in {"0", "false", "off"}


def _part_root(document: Any, kind: str) -> Any | None:
    """The XML of a part of the document (numbering, styles, footnotes), none when it has none."""
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            return etree.fromstring(relation.target_part.blob, parser)
    return None


class _Walker:
    """Goes through the elements of a document in order."""

    def __init__(self, document: Any) -> None:
        self._numbering = Numbering(_part_root(document, "numbering"))
        self._styles = _Styles(_part_root(document, "styles"))
        self._notes = _notes(_part_root(document, "footnotes"))

    def page_furniture(self, document: Any) -> Iterator[Block]:
        """Every page header and footer of every section."""
        for section in document.sections:
            stories = [section.header, section.footer]
            if section.different_first_page_header_footer:
                stories += [section.first_page_header, section.first_page_footer]
            if document.settings.odd_and_even_pages_header_footer:
                stories += [section.even_page_header, section.even_page_footer]
            for story in stories:
                if not story.is_linked_to_previous:
                    yield from self.blocks(story._element)

    def blocks(self, container: Any) -> Iterator[Block]:
        """The blocks of a body, a cell, a text box or a header."""
        for element in container:
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                yield from self._table(element)
            elif element.tag in _TRANSPARENT:
                yield from self.blocks(element)

    def _paragraph(self, paragraph: Any, *, in_cell: bool = False) -> Iterator[Block]:
        text = _Text()
        self._collect(paragraph, text, style_bold=self._styles.bold(paragraph))
        content = clean("".join(text.pieces).replace("\t", " "))
        mark, level, indent = self._mark(paragraph)
        if content or (mark and in_cell):
            line = Line(
                content,
                mark=mark,
                level=level,
                heading=self._styles.heading(paragraph),
                bold=text.letters > 0 and text.bold >= 0.95 * text.letters,
                indent=indent,
                toc=self._styles.is_contents(paragraph),
                lead=len(clean(text.lead)) if content.startswith(clean(text.lead)) else 0,
            )
            first, *others = content.split("\n")
            yield replace(line, text=first)
            yield from (replace(line, text=other, mark="", level=0, lead=0) for other in others)
        for box in text.boxes:
            yield from self.blocks(box)
        for key in text.notes:
            if key in self._notes:
                yield Line(f"Nota al pie {key}: {self._notes[key]}")

    def _collect(self, element: Any, text: _Text, *, style_bold: bool) -> None:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED or tag == _FALLBACK or not isinstance(tag, str):
                continue
            if tag == qn("w:r"):
                self._collect_run(child, text, style_bold=style_bold)
            elif tag == qn("w:txbxContent"):
                text.boxes.append(child)
            elif tag == _MATH_TEXT:
                text.pieces.append(child.text or "")
            else:
                self._collect(child, text, style_bold=style_bold)

    def _collect_run(self, run: Any, text: _Text, *, style_bold: bool) -> None:
        if _switch(run, "w:vanish"):
            return
        own = _switch(run, "w:b")
        bold = style_bold if own is None else own
        for child in run:
            if child.tag == qn("w:t"):
                letters = len((child.text or "").strip())
                text.pieces.append(child.text or "")
                if bold and text.bold == text.letters:
                    text.lead += child.text or ""
                text.letters += letters
                text.bold += letters * bold
            elif child.tag in {qn("w:tab"), qn("w:ptab")}:
                text.pieces.append("\t")
            elif child.tag in {qn("w:br"), qn("w:cr")}:
                text.pieces.append("\n")
            elif child.tag == qn("w:noBreakHyphen"):
                text.pieces.append("-")
            elif child.tag == qn("w:footnoteReference"):
                text.notes.append(child.get(qn("w:id"), ""))
            elif child.tag not in _SKIPPED:
                self._collect(child, text, style_bold=style_bold)

    def _mark(self, paragraph: Any) -> tuple[str, int, int]:
        """The printed mark of a paragraph, its level and its indent."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        indent = (
            int(float(own.get(qn("w:left")) or own.get(qn("w:start")) or 0))
            if own is not None
            else 0
        )
        number = value(paragraph, "w:pPr/w:numPr/w:numId")
        level = value(paragraph, "w:pPr/w:numPr/w:ilvl")
        if number is None:
            for style in self._styles.chain(paragraph):
                number = value(style, "w:pPr/w:numPr/w:numId")
                if number is not None:
                    key = style.get(qn("w:styleId"), "")
                    at = value(style, "w:pPr/w:numPr/w:ilvl")
                    level = level or at or str(self._numbering.level_of_style(number, key))
                    break
        if number in {None, "0"}:
            return "", 0, indent
        depth = int(level or 0)
        mark, left = self._numbering.next(number or "", depth)
        return mark, depth, indent or left

    def _table(self, table: Any) -> Iterator[Block]:
        grid = [list(self._cells(row)) for row in _rows(table)]
        grid = [cells for cells in grid if cells]
        if not grid:
            return
        if all(len(cells) == 1 and cells[0][1] == 1 for cells in grid):
            # a frame: what stands in it is the document itself
            for cells in grid:
                yield from self.blocks(cells[0][0])
            return
        rows: list[tuple[str, ...]] = []
        joined: set[tuple[int, int]] = set()
        width = max(sum(span for _, span, _ in cells) for cells in grid)
        for r, cells in enumerate(grid):
            row: list[str] = []
            for element, span, goes_on in cells:
                above = (
                    rows[-1][len(row)] if goes_on and rows and len(row) < len(rows[-1]) else None
                )
                if above is not None:
                    joined.add((r, len(row)))
                row += [self._cell_text(element) if above is None else above, *[""] * (span - 1)]
            rows.append(tuple(row + [""] * (width - len(row))))
        if any(any(row) for row in rows):
            yield Table(tuple(rows), frozenset(joined))

    def _cells(self, row: Any) -> Iterator[tuple[Any, int, bool]]:
        """Each cell of a row: element, columns it spans, whether it goes on from above."""
        before = int(value(row, "w:trPr/w:gridBefore") or 0)
        if before:
            yield etree.Element(qn("w:tc")), before, False
        for cell in _within(row, qn("w:tc")):
            span = max(1, min(int(value(cell, "w:tcPr/w:gridSpan") or 1), 60))
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            yield cell, span, merge is not None and merge.get(qn("w:val")) != "restart"

    def _cell_text(self, cell: Any) -> str:
        texts: list[str] = []
        for element in cell:
            if element.tag == qn("w:p"):
                texts += [_cell_line(block) for block in self._paragraph(element, in_cell=True)]
            elif element.tag == qn("w:tbl"):
                texts += [_flat(block) for block in self._table(element)]
            elif element.tag in _TRANSPARENT:
                texts.append(self._cell_text(element))
        return "\n".join(text for text in texts if text)


def _cell_line(block: Block) -> str:
    if not isinstance(block, Line):
        return _flat(block)
    if not block.mark or read_mark(block.mark).style == "bullet":
        return block.text
    return f"{block.mark} {block.text}".strip()


def _flat(block: Block) -> str:
    if isinstance(block, Table):
        return "\n".join(" – ".join(cell for cell in row if cell) for row in block.rows)
    return block.text if isinstance(block, Line) else ""


def _rows(table: Any) -> Iterator[Any]:
    for row in _within(table, qn("w:tr")):
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
            yield row


def _within(container: Any, tag: str) -> Iterator[Any]:
    """The children of that name, also inside content controls and tracked insertions."""
    for element in container:
        if element.tag == tag:
            yield element
        elif element.tag in _TRANSPARENT:
            yield from _within(element, tag)


def _notes(root: Any | None) -> dict[str, str]:
    """Footnotes by id."""
    out: dict[str, str] = {}
    for note in root.findall(qn("w:footnote")) if root is not None else ():
        if note.get(qn("w:type")) is None:
            text = clean(" ".join(node.text or "" for node in note.iter(qn("w:t"))))
            if text:
                out[note.get(qn("w:id"), "")] = text
    return out
