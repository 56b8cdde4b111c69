"""What changed between two contents, by the ids of their parts. Renumbering is no change."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from records.content import Content

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: `same`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One part that differs. `where` names it for a person; `pieces` mark the words."""

    kind: str
    where: str
    pieces: tuple[Piece, ...]


FIELDS = {
    "term": "Término",
    "meaning": "Significado",
    "text": "Texto",
    "responsible": "Responsable",
    "record": "Registro",
    "name": "Nombre",
    "storage": "Almacenamiento",
    "retrieval": "Recuperación",
    "protection": "Protección",
    "series": "Serie",
    "retention": "Retención",
    "disposition": "Disposición",
    "title": "Título",
    "code": "Código",
    "version": "Versión",
    "reason": "Razón",
    "date": "Fecha",
    "label": "Marca",
    "caption": "Título de la tabla",
}


def changes(before: Content, after: Content) -> list[Change]:
    """Every part that was added, removed or changed, in the order of the newer content."""
    found = []
    for name, label in (("title", "Título"), ("code", "Código"), ("access", "Acceso")):
        if before[name] != after[name]:
            found.append(_changed(label, str(before[name] or ""), str(after[name] or "")))
    for name, label in (("process", "Proceso"), ("office", "Oficina"), ("series", "Serie")):
        if before[name] != after[name]:
            found.append(_changed(label, _named(before[name]), _named(after[name])))
    old, new = dict(_parts(before)), dict(_parts(after))
    for identifier, (where, fields) in new.items():
        if identifier not in old:
            text = " · ".join(text for text in fields.values() if text)
            found.append(Change(ADDED, where, (Piece("added", text),)))
            continue
        former = old[identifier][1]
        for field in {**former, **fields}:
            if former.get(field, "") != fields.get(field, ""):
                label = f"{where} · {FIELDS[field]}" if field in FIELDS else where
                found.append(_changed(label, former.get(field, ""), fields.get(field, "")))
    for identifier, (where, fields) in old.items():
        if identifier not in new:
            text = " · ".join(text for text in fields.values() if text)
            found.append(Change(REMOVED, where, (Piece("removed", text),)))
    return found


def words(before: str, after: str) -> tuple[Piece, ...]:
    """The words that stay, go and come, in reading order."""
    old, new = re.findall(r"\S+|\n", before), re.findall(r"\S+|\n", after)
    pieces = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", " ".join(old[i:j])))
            continue
        if i < j:
            pieces.append(Piece("removed", " ".join(old[i:j])))
        if k < m:
            pieces.append(Piece("added", " ".join(new[k:m])))
    return tuple(pieces)


def _changed(where: str, before: str, after: str) -> Change:
    return Change(CHANGED, where, words(before, after))


def _named(value: dict[str, Any] | None) -> str:
    return f"{value['code']} {value['name']}" if value else ""


def _parts(content: Content) -> Iterator[tuple[str, tuple[str, dict[str, str]]]]:
    """Each section title, text block and row with its id, its place and its comparable fields."""
    for section in content["sections"]:
        yield section["id"], (section["title"], {"title": section["title"]})
        for block in section["blocks"]:
            rows = block.get("items", block.get("rows"))
            own = {
                name: block[name] or ""
                for name in ("text", "label", "caption")
                if block.get(name) is not None
            }
            if own:
                yield block["id"], (section["title"], own)
            for row in rows or []:
                yield row["id"], (_place(section, block, row), _fields(block, row))


def _place(section: dict[str, Any], block: dict[str, Any], row: dict[str, Any]) -> str:
    names = {"activities": "Actividad", "records": "Registro", "changes": "Versión"}
    mark = row.get("number") or row.get("code") or row.get("version") or row.get("term")
    noun = names.get(block["type"], section["title"])
    return (
        f"{noun} {mark}" if mark and block["type"] in (*names, "definitions") else section["title"]
    )


def _fields(block: dict[str, Any], row: dict[str, Any]) -> dict[str, str]:
    if "cells" in row:
        return {"text": " · ".join(row["cells"])}
    fields = {
        name: str(row[name])
        for name in FIELDS
        if row.get(name) is not None and not isinstance(row[name], dict | list)
    }
    if row.get("term") is not None and block["type"] == "activities":
        fields["term"] = row["term"]
    decision = row.get("decision")
    if decision:
        numbers = {item["id"]: item["number"] for item in block["items"]}
        numbers |= {"next": "siguiente", "end": "fin"}
        yes, no = (numbers.get(decision[way], decision[way]) for way in ("yes", "no"))
        fields["question"] = f"{decision['question'] or ''} sí → {yes}, no → {no}".strip()
    return fields
