"""The blocks of a document into titled sections, by the meaning of the titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .columns import read_columns
from .headings import Dress, Title, fits, is_contents_line, known_title, learn_dress, unknown_title
from .headings import parts as parts_of
from .signatures import read_table, role_of_head
from .source import Block, Line, Table
from .titles import is_annex_title, is_usual_title, leading_kind, role_of
from .words import fold, is_upper


@dataclass(slots=True)
class Part:
    """A section being read: its title (none before the first one) and its blocks."""

    title: Title | None
    blocks: list[Block] = field(default_factory=list)


def explode_tables(blocks: Sequence[Block]) -> list[Block]:
    """Tables that only frame the document are taken apart: their titles become lines.

    A row across the table that is a section's title, or a first cell that is one beside its text.
    """
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            out += _explode(block, out[-1] if out else None)
        elif isinstance(block, Line):
            out.append(block)
    return out


def _explode(table: Table, before: Block | None) -> list[Block]:
    if len(table.rows[0]) == 1:
        return [
            Line(text, bold=bool(role_of(_bare(text))))
            for row in table.rows
            for text in row[0].split("\n")
            if text
        ]
    out: list[Block] = []
    kept: list[int] = []

    def flush() -> None:
        if kept:
            out.append(_slice(table, kept))
            kept.clear()

    framing = sum(bool(_row_title([c for c in row if c], row)) for row in table.rows[:60]) > 1
    inside_meaning = read_columns(table, None) or read_table(table)
    for index, row in enumerate(table.rows):
        filled = list(
            dict.fromkeys(
                cell for c, cell in enumerate(row) if cell and (index, c) not in table.joined
            )
        )
        title = _row_title(filled, row, framing=framing)
        last = index + 1 == len(table.rows)
        if title == "bar" and not last and not kept and _repeats(before, filled[0]):
            kept.append(index)
        elif title == "bar":
            flush()
            out.append(Line(filled[0], bold=True))
        elif title == "pair" and not inside_meaning:
            flush()
            out.append(Line(filled[0], bold=True))
            out += [Line(text) for cell in filled[1:] for text in cell.split("\n")]
        elif (
            len(filled) == 1
            and not kept
            and (len(filled[0]) > 120 or (out and isinstance(out[-1], Line) and not inside_meaning))
        ):
            out += [Line(text) for text in filled[0].split("\n")]
        else:
            kept.append(index)
    flush()
    return out


def _repeats(before: Block | None, text: str) -> bool:
    """Whether a table's first row only says again the title above the table."""
    title = known_title(before) if isinstance(before, Line) else None
    return title is not None and title.role == role_of(_bare(text))


def _row_title(filled: Sequence[str], row: Sequence[str], *, framing: bool = False) -> str | None:
    if not filled or len(filled[0]) > 110 or "\n" in filled[0].strip():
        return None
    bare = _bare(filled[0])
    role = role_of(bare)
    if not role:
        return None
    if len(filled) == 1 and row[0]:
        return "bar"
    long_text = (
        len(filled) == 2
        and (len(filled[1]) > 40 or ":" in filled[0] or (framing and is_upper(bare)))
        and not role_of_head(bare)
    )
    return "pair" if long_text and row[0] and role_of(_bare(filled[1])) is None else None


def _slice(table: Table, rows: Sequence[int]) -> Table:
    place = {row: at for at, row in enumerate(rows)}
    return Table(
        tuple(table.rows[row] for row in rows),
        frozenset((place[r], c) for r, c in table.joined if r in place and place[r] > 0),
    )


def _bare(text: str) -> str:
    return re.sub(r"^\s*(?:\d{1,2}(?:\.\d+)*|[IVX]+)\s*[.)\-–]+\s*", "", text).strip(" :.")


def split_sections(blocks: Sequence[Block]) -> list[Part]:
    """The sections in order; the first part, without title, is what stands before them."""
    known = [
        (block, title)
        for block in blocks
        if isinstance(block, Line) and (title := known_title(block)) is not None
    ]
    dress = learn_dress([pair for pair in known if not pair[1].rest]) if known else learn_dress([])
    if not known:
        dress = learn_dress([])
    alone = {title.role for _, title in known if not title.rest}
    parts = [Part(None)]
    ahead = list(blocks)
    for at, block in enumerate(ahead):
        title = _title_here(block, parts, dress, alone, ahead[at + 1 : at + 4])
        if title is None:
            parts[-1].blocks.append(block)
            continue
        parts.append(Part(replace(title, text=title.text.rstrip(" :."))))
        if title.rest and isinstance(block, Line):
            parts[-1].blocks.append(replace(block, text=title.rest, mark="", bold=False, heading=0))
    return parts


def _title_here(
    block: Block,
    parts: Sequence[Part],
    dress: Dress,
    alone: set[str | None],
    ahead: Sequence[Block],
) -> Title | None:
    if not isinstance(block, Line):
        return None
    current = parts[-1].title
    title = known_title(block)
    if title and fits(block, title, dress) and not (title.rest and title.role in alone):
        if _is_contents(title, ahead):
            return replace(title, role=None)
        inner = current is not None and (title.depth > 1 or _lower(block, dress))
        if (
            inner
            and current is not None
            and (title.role == current.role or _nested(title, current))
        ):
            return None
        if (
            title.role == "activities"
            and fold(title.text) in {"procedimiento", "descripcion"}
            and not parts[1:]
        ):
            return None
        return title
    annex = is_annex_title(block.text) or fold(parts_of(block)[1]) == "anexo"
    if annex and not (current and current.role == "annexes" and not block.heading):
        return _annex(block, dress, current, ahead)
    if annex and fold(block.text) != "anexo":
        return None
    if len(parts) == 1:
        if leading_kind(block.text)[0] or 0 < block.heading < dress.styled:
            return None
        # before the first known title a line in capitals is the cover, unless it is numbered
        first = unknown_title(block, dress, last_number=None)
        if first and (first.number in {"1", "0", "I"} or block.heading):
            return first
        return _usual(block, dress)
    if current and current.role is None and is_annex_title(current.text) and not block.heading:
        return None
    return unknown_title(block, dress, last_number=current.number if current else None)


def _usual(block: Line, dress: Dress) -> Title | None:
    """«PRESENTACIÓN» before the numbered titles, dressed as they are but for the number."""
    text = block.text.strip(" :.")
    alike = is_upper(text) and (block.bold or not dress.bold)
    if not alike or not is_usual_title(text) or fold(text) in {"tabla de contenido", "indice"}:
        return None
    return Title(None, text, None)


def _annex(
    block: Line, dress: Dress, current: Title | None, ahead: Sequence[Block]
) -> Title | None:
    """«ANEXO»: the list of annexes where it is numbered or a list follows, else one annex."""
    title = unknown_title(block, dress, last_number=current.number if current else None)
    bare = fold(parts_of(block)[1]) == "anexo"
    if bare and not title:
        title = Title(None, block.text, None)
    if title and bare:
        listed = bool(ahead) and isinstance(ahead[0], Line) and bool(parts_of(ahead[0])[0])
        return replace(title, role="annexes") if title.number or listed else title
    return title


def _is_contents(title: Title, ahead: Sequence[Block]) -> bool:
    return title.role == "content" and any(
        isinstance(b, Line) and is_contents_line(b) for b in ahead
    )


def _lower(line: Line, dress: Dress) -> bool:
    return bool(dress.styled and line.heading > dress.styled)


def _nested(title: Title, current: Title) -> bool:
    """Roles that are a part of the section they stand in, such as the activities of the content."""
    return title.role in {"content", "activities", "references", "responsible", "records"} and (
        title.depth > 1
        and current.role in {"content", "activities", "definitions", "responsible", None}
    )
