"""The exchange form of a document: the flat projection that an import prints.

It obeys `schemas/document.schema.json`. Values stay in the document's own words; what the source
does not have is null or an empty list, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from records.content import Content, items, sections
from records.text import RECORD_COLUMNS, section_text

_SPACES = re.compile(r"[^\S\n\t]+")


class Remark(Protocol):
    """What a warning must tell; `records.findings.Finding` does."""

    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def where(self) -> str | None: ...


def exchange(
    content: Content,
    *,
    label: str | None,
    approved_on: date | str | None,
    signatures: Sequence[Mapping[str, Any]],
    warnings: Iterable[Remark],
    changes: Sequence[Mapping[str, Any]] | None = None,
    file: str | None = None,
) -> dict[str, Any]:
    """`content` with what its envelope or its import knows, in the exchange form.

    `signatures` are rows of an envelope (`name`) or of an import (`names`); those of one role
    become one entry. `changes` are those of the envelope; without them the content's own rows.
    """
    rows = items(content, "changes") if changes is None else changes
    result: dict[str, Any] = {
        "kind": content["kind"],
        "code": content["code"],
        "title": _text(content["title"]),
        "version": label or None,
        "approved_on": _iso(approved_on),
        "objective": _role(content, "objective"),
        "responsible": _role(content, "responsible"),
        "scope": _role(content, "scope"),
        "definitions": [
            {"term": _text(item["term"]), "meaning": _text(item["meaning"])}
            for item in items(content, "definitions")
        ],
        "sections": [
            {
                "number": _number(section["number"]),
                "title": _text(section["title"]),
                "text": _text(section_text(section)),
            }
            for section in content["sections"]
            if section["title"].strip()
        ],
        "activities": [_activity(item) for item in items(content, "activities")],
        "references": [_text(item["text"]) for item in items(content, "references")],
        "records": [_record(item) for item in items(content, "records")],
        "changes": [
            {
                "version": row["version"],
                "reason": _text(row["reason"]),
                "date": _iso(row["date"]),
            }
            for row in rows
        ],
        "annexes": [_text(item["title"]) for item in items(content, "annexes")],
        "signatures": _signatures(signatures),
        "warnings": [
            {"code": warning.code, "message": warning.message, "where": warning.where}
            for warning in warnings
        ],
    }
    if file is not None:
        result["file"] = file
    return result


def _activity(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "number": _number(item["number"]),
        "activity": _text(item["text"]),
        "responsible": _nullable(item["responsible"]),
        "record": _nullable(item["record"]),
    }


def _record(item: Mapping[str, Any]) -> dict[str, Any]:
    row = {column: _nullable(item[column]) for column in RECORD_COLUMNS}
    return {**row, "code": _number(item["code"]), "name": _text(item["name"])}


def _signatures(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One entry per role, in the order in which the roles come."""
    roles = list(dict.fromkeys(row["role"] for row in rows))
    return [_role_entry(role, [row for row in rows if row["role"] == role]) for role in roles]


def _role_entry(role: str, rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    names = [name for row in rows for name in row.get("names") or [row.get("name")] if name]
    days = [day for day in (_iso(row.get("date")) for row in rows) if day]
    return {
        "role": role,
        "names": list(dict.fromkeys(names)),
        "position": " y ".join(_each(rows, "position")) or None,
        "committee": " y ".join(_each(rows, "committee")) or None,
        "minutes_number": " y ".join(_each(rows, "minutes_number")) or None,
        # The role is fulfilled on the day of its last signature.
        "date": max(days, default=None),
    }


def _each(rows: list[Mapping[str, Any]], key: str) -> list[str]:
    return list(dict.fromkeys(row[key] for row in rows if row.get(key)))


def _role(content: Content, role: str) -> str | None:
    texts = (_text(section_text(section)) for section in sections(content, role))
    return "\n".join(text for text in texts if text) or None


def _text(text: str) -> str:
    lines = (_SPACES.sub(" ", line).strip(" ") for line in text.splitlines())
    return "\n".join(line for line in lines if line.strip())


def _nullable(text: str | None) -> str | None:
    return _text(text or "") or None


def _number(number: str | None) -> str | None:
    return (number or "").strip().rstrip(".").strip() or None


def _iso(day: date | str | None) -> str | None:
    return day.isoformat() if isinstance(day, date) else day or None
