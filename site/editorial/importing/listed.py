"""Sections whose lines are a list of something: terms, norms, annexes, records, activities."""

# ruff: noqa: E501 - patterns and rows read best on one line
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .header import normal_code
from .headings import parts
from .prose import Block, build_prose, new_id, paragraph
from .rows import Norms
from .source import Line
from .words import fold, read_mark

_COLON = re.compile(r"^(?P<term>[^:\n]{1,120}?)\s*:\s*(?P<meaning>\S.*)$", re.S)
_DASH = re.compile(r"^(?P<term>[^\n]{1,90}?)\s*(?:\s[–—-]|=)\s+(?P<meaning>\S.*)$", re.S)
_STOP = re.compile(r"^(?P<term>[^.\n]{2,60}?)\.\s*-?\s+(?P<meaning>[A-ZÁÉÍÓÚÑ¿].*)$", re.S)
_NONE = re.compile(r"(?:no aplica|n a|na|ningun[oa]|no tiene|no hay|sin anexos)")
_STEPS = {"decimal", "outline"}
_FIELD = re.compile(
    r"^(?P<label>responsables?|cargo responsable|registros?|evidencias?|documentos?(?: o registro)?|tiempo|t[eé]rmino|plazo)\s*:\s*(?P<value>\S.*)$",
    re.I | re.S,
)


def definitions(lines: Sequence[Line]) -> list[Block]:
    """«TERM: meaning» lines; a line without a term goes on with the meaning above."""
    blocks: list[Block] = []
    items: list[dict[str, Any]] = []
    style = _usual_style(lines)
    waiting = False
    for line in lines:
        mark, text = parts(line)
        sub = bool(mark) and bool(items) and read_mark(mark).style != style
        pair = None if sub else _term(text) or _bold_term(line, text)
        if pair and not waiting:
            items.append({"id": new_id(), "term": pair[0], "meaning": pair[1]})
        elif waiting:
            items[-1]["meaning"], waiting = text, False
        elif _is_lone_term(line, text):
            items.append({"id": new_id(), "term": text.rstrip(" :."), "meaning": ""})
            waiting = True
        elif items and (sub or not mark):
            items[-1]["meaning"] += f"\n{mark} {text}" if sub else f"\n{text}"
        elif mark:
            items.append({"id": new_id(), "term": text, "meaning": ""})
        else:
            blocks.append(paragraph(text))
    if items:
        blocks.append({"id": new_id(), "type": "definitions", "items": items})
    return blocks


def _usual_style(lines: Sequence[Line]) -> str:
    styles = Counter(read_mark(parts(line)[0]).style if parts(line)[0] else "" for line in lines)
    return styles.most_common(1)[0][0] if styles else ""


def _term(text: str) -> tuple[str, str] | None:
    for pattern, most in ((_COLON, 12), (_DASH, 10), (_STOP, 6)):
        match = pattern.match(text)
        if match and len(match["term"].split()) <= most and fold(match["term"]):
            return match["term"].strip(" .:–-"), match["meaning"].strip()
    return None


def _bold_term(line: Line, text: str) -> tuple[str, str] | None:
    """A term that only its bold letters part from its meaning."""
    if line.mark or not 2 < line.lead < min(90, len(text)) or text != line.text:
        return None
    term, meaning = text[: line.lead].strip(" .:–-"), text[line.lead :].strip(" .:–-")
    return (term, text[line.lead :].lstrip(" .:–-")) if fold(term) and fold(meaning) else None


def _is_lone_term(line: Line, text: str) -> bool:
    return (line.bold or bool(line.heading)) and len(text) <= 80 and not text.endswith(";")


def references(lines: Sequence[Line], norms: Norms) -> list[Block]:
    """One item a line; introductions that end in a colon are paragraphs."""
    blocks: list[Block] = []
    items: list[dict[str, Any]] = []
    marked = any(parts(line)[0] for line in lines)
    for line in (piece for whole in lines for piece in _one_norm_each(whole, norms)):
        mark, text = parts(line)
        if not mark and (text.endswith(":") or _NONE.fullmatch(fold(text))):
            items = []
            blocks.append(paragraph(text))
        elif not mark and marked and not items and not norms(text):
            blocks.append(paragraph(text))
        elif not mark and marked and items and text[:1].islower():
            items[-1]["text"] += f" {text}"
            items[-1]["norms"] = norms(items[-1]["text"])
        else:
            if not items:
                blocks.append({"id": new_id(), "type": "references", "items": items})
            items.append({"id": new_id(), "text": text, "norms": norms(text)})
    return blocks


def _one_norm_each(line: Line, norms: Norms) -> list[Line]:
    """«Ley 1 de 2001; Decreto 2 de 2002» as a line for each, where every piece is a norm."""
    pieces = [piece.strip() for piece in line.text.split(";")]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < 2 or not all(norms(piece) for piece in pieces):
        return [line]
    return [
        replace(line, text=pieces[0]),
        *(Line(piece, indent=line.indent) for piece in pieces[1:]),
    ]


def annexes(lines: Sequence[Line], *, norms: Norms) -> list[Block]:
    """One annex a line, unless the line says that there is none."""
    blocks: list[Block] = []
    items: list[dict[str, Any]] = []
    for line in lines:
        mark, text = parts(line)
        if _NONE.fullmatch(fold(text)) or (not mark and (text.endswith(":") or len(text) > 250)):
            blocks.append(paragraph(text))
        else:
            items.append({"id": new_id(), "title": text, "file": None})
    if items:
        blocks.append({"id": new_id(), "type": "annexes", "items": items})
    return blocks


def records(lines: Sequence[Line]) -> list[Block]:
    """Records as a list, each with the code that it begins with; other lines are prose."""
    blocks: list[Block] = []
    items: list[dict[str, Any]] = []
    for line in lines:
        mark, text = parts(line)
        item = record_item(text)
        if (not mark and not item["code"]) or text.endswith(":"):
            items = []
            blocks += build_prose([line])
            continue
        if not items:
            blocks.append({"id": new_id(), "type": "records", "items": items})
        items.append(item)
    return blocks


def record_item(text: str) -> dict[str, Any]:
    """One record named on one line."""
    code, name = None, text
    first = re.match(r"^(\S+)[\s:.–-]+(\S.*)$", text, re.S)
    if first and normal_code(first[1]) and fold(first[1]) == fold(normal_code(first[1]) or ""):
        code, name = first[1].rstrip(":.–-"), first[2]
    empty = ("responsible", "storage", "retrieval", "protection", "retention", "disposition")
    return {
        "id": new_id(), "code": code, "name": name, **dict.fromkeys((*empty, "series"), None)
    }  # fmt: skip


def activities(lines: Sequence[Line]) -> list[Block] | None:
    """Numbered paragraphs with «Responsable: …» lines as activities; none if they are not."""
    numbered = [line for line in lines if (m := parts(line)[0]) and read_mark(m).style in _STEPS]
    labelled = sum(bool(_FIELD.match(parts(line)[1])) for line in lines)
    if len(numbered) < 2 or labelled < len(numbered) / 2:
        return None
    blocks: list[Block] = []
    items: list[dict[str, Any]] = []
    for line in lines:
        mark, text = parts(line)
        field = _FIELD.match(text)
        if mark and read_mark(mark).style in _STEPS:
            items.append(
                {
                    "id": new_id(), "number": read_mark(mark).number, "text": text,
                    "responsible": None, "record": None, "decision": None, "term": None,
                }
            )  # fmt: skip
        elif not items:
            blocks += build_prose([line])
        elif field:
            key = {"r": "responsible", "c": "responsible", "t": "term", "p": "term"}.get(
                fold(field["label"])[0], "record"
            )
            if fold(field["label"]).startswith("regis"):
                key = "record"
            items[-1][key] = "\n".join(p for p in (items[-1][key], field["value"]) if p)
        elif re.fullmatch(r"fin(?: del (?:procedimiento|proceso))?", fold(text)):
            continue
        else:
            items[-1]["text"] += f"\n{mark} {text}" if mark else f"\n{text}"
    blocks.append({"id": new_id(), "type": "activities", "items": items})
    return blocks
