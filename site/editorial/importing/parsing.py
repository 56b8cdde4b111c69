"""From the blocks of a file to a controlled document: canonical content and header facts.

Pure: no Django, no file, no clock. Everything is found by meaning (titles, heads of columns,
labels), never by number or place, and no word of the source is dropped but page headers and
footers, heads of columns, labels of fields and the end mark of the activities.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from records.norms import parse as parse_norms

from . import listed, rows, signatures
from .access import marked_access
from .acta import name_of, read_acta, signed_as_minutes
from .acta_parts import is_acta, split_acta
from .calling import sentence_case, whole_title
from .columns import Reading, read_columns
from .dates import PrintedDate
from .furniture import strip_furniture
from .header import Header, is_header_line, is_header_table, read_header
from .headings import Title
from .mending import mend
from .parsed import Parsed, SeenDate
from .prose import ProseBuilder, new_id, paragraph
from .sectioning import Part, explode_tables, split_sections
from .signatures import Signed
from .source import Block, Line, Source, Table
from .titles import is_run_on, is_same_title, leading_kind
from .typed import is_typed
from .words import fold

CONTENT_TITLE = "Contenido"
MINUTES = "minutes"
FACTS_TITLE = "Datos de la sesión"
UNPLACED_TITLE = "Texto sin sección"

_TABLES: dict[str, Callable[[Table, Reading, rows.Norms], dict[str, Any]]] = {
    "records": rows.records,
    "definitions": rows.definitions,
    "references": rows.references,
    "annexes": rows.annexes,
}


def parse(source: Source) -> Parsed:
    """The document in a source; an empty one gives empty sections, never an error."""
    body, furniture = strip_furniture(source)
    body = mend(body)
    if is_acta(body, furniture):
        return _parse_acta(source, body, furniture)
    parts = split_sections(explode_tables(body))
    builder = _Builder()
    header = _header(furniture, parts[0])
    builder.kind = header.kind
    builder.preamble(parts[0], header, alone=len(parts) == 1)
    for part in parts[1:]:
        builder.section(part)
    builder.sign_off(furniture)
    cover = parts[0].blocks if len(parts) > 1 else ()
    access = marked_access(source.blocks, prominent=[*source.furniture, *furniture, *cover])
    return _assemble(builder, header, access or "public")


def _parse_acta(source: Source, body: Sequence[Block], furniture: Sequence[Block]) -> Parsed:
    """Minutes of a meeting: their parts are sections, and what they say is read besides."""
    parts = split_acta(body)
    minuted = read_acta(parts, furniture)
    header = read_header(furniture)
    builder = _Builder()
    builder.kind = MINUTES
    for part in parts:
        if part.blocks or part.title:
            role = {"annexes": "annexes", "signatures": "approval"}.get(part.role)
            title = Title(part.number, part.title or FACTS_TITLE, role)
            builder.section(Part(title, part.blocks))
    access = marked_access(source.blocks, prominent=[*source.furniture, *furniture])
    header.kind, header.title = MINUTES, minuted.committee or header.title
    parsed = _assemble(builder, header, access or "public")
    return replace(
        parsed,
        approved_on=minuted.day,
        signatures=signed_as_minutes(minuted),
        called=name_of(minuted) or parsed.called,
        minuted=minuted,
    )


def _assemble(builder: _Builder, header: Header, access: str) -> Parsed:
    content: dict[str, Any] = {
        "schema": "content-1",
        "kind": header.kind or "other",
        "code": header.code,
        "title": header.title or "",
        "language": "es",
        "access": access,
        "process": None,
        "office": None,
        "series": None,
        "sections": builder.sections,
    }
    if header.kind is None and any(
        block["type"] == "activities" for part in builder.sections for block in part["blocks"]
    ):
        content["kind"] = "procedure"
    signed = [entry for entry in builder.signed if entry.names or entry.committee or entry.position]
    approved = next((entry.date for entry in signed if entry.role == "approved"), None)
    seen = [("header", printed) for printed in header.printed]
    seen += [("changes", printed) for printed in builder.change_dates]
    seen += [("signatures", printed) for entry in signed for printed in entry.printed]
    return Parsed(
        content=content,
        label=header.version,
        approved_on=header.approved_on or approved,
        signatures=tuple(entry.entry() for entry in signed),
        process=header.process,
        dates_seen=tuple(SeenDate(where, p.printed, p.value, p.form) for where, p in seen),
        unplaced=tuple(builder.unplaced),
        called=sentence_case(
            whole_title(content["kind"], header.whole or "", content["title"]), builder.sections
        ),
    )


def _header(furniture: Sequence[Block], cover: Part) -> Header:
    """Header facts: of the page headers, and for what these lack, of the cover."""
    header = read_header(furniture)
    first = read_header(cover.blocks)
    for name in ("code", "version", "approved_on", "process"):
        if getattr(header, name) is None:
            setattr(header, name, getattr(first, name))
    # a header shortens or runs on what the cover calls the document
    same = first.kind and first.title and is_same_title(first.title, header.title or "")
    whole = same and header.title and is_run_on(header.title)
    if header.title is None or whole or (header.kind is None and first.kind and first.title):
        header.title = first.title or header.title
        header.whole = first.whole if first.title else header.whole
    header.kind = header.kind or first.kind
    header.printed += [p for p in first.printed if p not in header.printed]
    return header


class _Builder:
    """Takes the parts in order; holds what they became."""

    def __init__(self) -> None:
        self.sections: list[dict[str, Any]] = []
        self.signed: list[Signed] = []
        self.change_dates: list[PrintedDate] = []
        self.unplaced: list[str] = []
        self.kind: str | None = None

    def preamble(self, part: Part, header: Header, *, alone: bool) -> None:
        """What stands before the first title: header facts go, the rest is kept and reported.

        A form has no titles: where the whole document stands here, it is the form's content.
        """
        told = {fold(header.title or ""), fold(header.code or ""), ""}
        left: list[Block] = []
        for block in part.blocks:
            if isinstance(block, Table):
                if not is_header_table(block):
                    left.append(block)
            elif isinstance(block, Line) and not is_header_line(block):
                kind, bare = leading_kind(block.text)
                if fold(block.text) in told or (kind and fold(bare) in told):
                    continue
                if kind and header.title and is_same_title(bare, header.title):
                    continue
                left.append(block)
        if left and alone and header.kind == "format":
            self._fill(self._add("content", None, CONTENT_TITLE), "content", left)
        elif left:
            self._unplaced(left)

    def _unplaced(self, blocks: Sequence[Block]) -> None:
        section = self._add("other", None, UNPLACED_TITLE)
        self._fill(section, "other", blocks)
        if section["blocks"]:
            self.unplaced += _texts(blocks)
        else:
            self.sections.remove(section)

    def section(self, part: Part) -> None:
        """A titled section."""
        title = part.title
        if title is None:  # only the preamble has none, and no word is dropped
            self._unplaced(part.blocks)
            return
        role = title.role or "other"
        section = self._add(role, title.number, title.text)
        self._fill(section, role, part.blocks)
        if role == "other" and fold(title.text).split()[:1] in (["anexo"], ["apendice"]):
            self.unplaced += [title.text, *_texts(part.blocks)]

    def sign_off(self, furniture: Sequence[Block]) -> None:
        """Signatures in plain lines at the end, or in the page footer, where no table has them."""
        if self.signed:
            return
        for block in furniture:
            found = signatures.read_table(block) if isinstance(block, Table) else None
            if found:
                self.signed += found
                return

    def _add(self, role: str, number: str | None, title: str) -> dict[str, Any]:
        section: dict[str, Any] = {
            "id": new_id(),
            "role": role,
            "number": number,
            "title": title,
            "blocks": [],
        }
        self.sections.append(section)
        return section

    def _fill(self, section: dict[str, Any], role: str, blocks: Sequence[Block]) -> None:
        lines: list[Line] = []
        for block in self._without_signature_lines(role, blocks, section):
            if isinstance(block, Line):
                after = section["blocks"][-1:]
                if lines or not (
                    after and after[0]["type"] == "activities" and rows.is_end(block.text)
                ):
                    lines.append(block)
            elif isinstance(block, Table):
                section["blocks"] += self._prose(role, lines)
                lines = []
                section["blocks"] += self._table(block, role, section["title"])
        section["blocks"] += self._prose(role, lines)

    def _without_signature_lines(
        self, role: str, blocks: Sequence[Block], section: dict[str, Any]
    ) -> list[Block]:
        """The block Elaboró / Revisó / Aprobó written as lines is read; the rest stays."""
        start = next(
            (
                at
                for at, block in enumerate(blocks)
                if isinstance(block, Line) and _opens_signature(block)
            ),
            None,
        )
        if start is None:
            return list(blocks)
        tail = [block for block in blocks[start:] if isinstance(block, Line)]
        found, others = signatures.read_lines(tail)
        if len(found) < 2 and role != "approval":
            return list(blocks)
        self.signed += found
        left = [text for entry in found for text in entry.left]
        tables = [block for block in blocks[start:] if isinstance(block, Table)]
        return [*blocks[:start], *(Line(text) for text in left), *others, *tables]

    def _prose(self, role: str, lines: Sequence[Line]) -> list[dict[str, Any]]:
        if not lines:
            return []
        if role == "definitions":
            return listed.definitions(lines)
        if role == "references":
            return listed.references(lines, parse_norms)
        if role == "annexes":
            return listed.annexes(lines, norms=parse_norms)
        if role == "records":
            return listed.records(lines)
        if role in {"activities", "content"}:
            found = listed.activities(lines)
            if found:
                return found
        builder = ProseBuilder()
        for line in lines:
            builder.add(line)
        return builder.blocks

    def _table(self, table: Table, role: str, title: str) -> list[dict[str, Any]]:
        if self.kind == MINUTES:  # who signs, and what is to be done, was read with the rest
            return [rows.plain_table(table)]
        signed = signatures.read_table(table)
        if signed:
            self.signed += signed
            return [paragraph(text) for entry in signed for text in entry.left]
        if is_typed(plain := rows.plain_table(table), self.kind):
            return [plain]
        reading = read_columns(table, role)
        if reading is None:
            pairs = rows.bare_definitions(table) if role == "definitions" else None
            return [pairs or plain]
        captions = [
            paragraph(cells[0])
            for row in table.rows[: reading.above]
            if len(cells := [cell for cell in row if cell]) == 1 and fold(cells[0]) != fold(title)
        ]
        if reading.kind == "activities":
            return [*captions, rows.activities(table, reading)]
        if reading.kind == "changes":
            return [*captions, rows.changes(table, reading, self.change_dates)]
        return [*captions, _TABLES[reading.kind](table, reading, parse_norms)]


def _opens_signature(line: Line) -> bool:
    head = signatures.role_of_head(line.text.strip(" :"))
    return bool(head or signatures.role_of_prefix(line.text)) and not line.heading


def _texts(blocks: Sequence[Block]) -> list[str]:
    out = []
    for block in blocks:
        if isinstance(block, Line):
            out.append(block.text)
        elif isinstance(block, Table):
            out += [" – ".join(cell for cell in row if cell) for row in block.rows if any(row)]
    return out
