"""From what an editor filled in to the sections of a canonical content."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from editorial.contents.ids import only_row
from records import norms
from records.content import Block, Section
from records.kinds import GRIDS, HEADINGS
from records.kinds.model import NUMBERS, Column, Grid, Of
from records.text import fold

Raw = dict[str, Any]
PRINTED_RULE = "Según TRD"  # what a new row of records says; alone it is no row
_EMPTY: tuple[Any, ...] = (None, "", [], {})


def sections_from(stream: list[Raw], files: Mapping[int, Raw]) -> list[Section]:
    """The sections of a stream, numbered in order. Empty blocks and empty rows are left out.

    `files` tells, for the annexes that the stream names by key, what the content says of them.
    """
    sections = []
    for index, raw in enumerate(stream, start=1):
        value = raw["value"]
        blocks = [
            block
            for inner in value.get("blocks") or []
            if (block := _block_from(inner, files)) is not None
        ]
        sections.append(
            {
                "id": raw["id"],
                "role": raw["type"],
                "number": str(index),
                "title": (value.get("title") or HEADINGS.get(raw["type"], "")).strip(),
                "blocks": blocks,
            }
        )
    return sections


def annex_keys(stream: list[Raw]) -> set[int]:
    """Keys of the files that the stream names: annexes and pictures."""
    blocks = [one for section in stream for one in section["value"].get("blocks") or []]
    rows = [row for block in blocks if block["type"] == "annexes" for row in block["value"]]
    pictures = [block for block in blocks if block["type"] == "figure"]
    return {one["value"]["file"] for one in (*rows, *pictures) if one["value"].get("file")}


def _block_from(raw: Raw, files: Mapping[int, Raw]) -> Block | None:
    if raw["type"] == "annexes":
        block = _annexes_from(raw["value"], files)
    elif raw["type"] == "figure":
        block = _figure_from(raw["value"], files)
    elif raw["type"] in GRIDS:
        block = _grid_from(GRIDS[raw["type"]], raw["id"], raw["value"])
    else:
        block = _FROM[raw["type"]](raw["id"], raw["value"])
    return {"id": raw["id"], "type": raw["type"], **block} if block else None


def _clean(value: Any) -> str:
    return str(value or "").strip()


def _or_none(value: Any) -> str | None:
    return _clean(value) or None


def _rows(values: list[Raw], row: Callable[[Raw], Raw]) -> list[Raw]:
    return [
        {"id": item["id"], **row(item["value"])}
        for item in values
        if any(_clean(field) for field in item["value"].values() if field not in _EMPTY)
    ]


def _heading_from(_id: str, value: Raw) -> Raw:
    if not _clean(value["text"]):
        return {}
    return {"level": int(value["level"] or 2), "number": None, "text": _clean(value["text"])}


def _note_from(_id: str, value: Raw) -> Raw:
    if not _clean(value["text"]):
        return {}
    return {"label": _clean(value["label"]) or "Nota", "text": _clean(value["text"])}


def _list_from(_id: str, value: Raw) -> Raw:
    items = [
        {
            "id": item["id"],
            "level": int(item["value"]["level"] or 0),
            "text": _clean(item["value"]["text"]),
        }
        for item in value["items"]
        if _clean(item["value"]["text"])
    ]
    if not items:
        return {}
    start = value.get("start")
    return {
        "styles": [value["style"], value["second"], value["third"]],
        "start": 1 if start is None else int(start),
        "items": items,
    }


def _table_from(block_id: str, value: Raw | None) -> Raw:
    given = value or {}
    rows = [[_clean(cell) for cell in row] for row in given.get("data") or []]
    has_head = given.get("first_row_is_table_header") or given.get("table_header_choice") in (
        "row",
        "both",
    )
    # Before empty rows are left out: no row of the body takes the place of an empty head.
    head = rows.pop(0) if rows and has_head else []
    head = head if any(head) else []
    rows = [row for row in rows if any(row)]
    caption = _or_none(given.get("table_caption"))
    if not (caption or head or rows):
        return {}
    namespace = uuid.UUID(block_id)
    return {
        "caption": caption,
        "head": head,
        # The grid gives its rows no ids; a row's place in its block is all there is.
        "rows": [
            {"id": str(uuid.uuid5(namespace, f"row {index}")), "cells": row}
            for index, row in enumerate(rows)
        ],
    }


def _grid_from(grid: Grid, block_id: str, value: Any) -> Raw:
    """The rows of a typed table. The only row of a single one has an id made of its block's."""
    if grid.single:
        value = [{"id": only_row(block_id), "value": value or {}}]
    rows = _rows(
        value,
        lambda raw: {column.name: _cell(column, raw.get(column.name)) for column in grid.columns},
    )
    return {"items": rows} if rows else {}


def _cell(column: Column, value: Any) -> Any:
    if value in _EMPTY:
        return None
    if column.of in NUMBERS:
        return int(value)
    if column.of == Of.DECIMAL:
        return _decimal(value)
    return _or_none(value)


def _decimal(value: Any) -> str:
    """Digits with a point, no zeros behind that say nothing: one number has one text."""
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _figure_from(value: Raw, files: Mapping[int, Raw]) -> Raw:
    file = files.get(value["file"]) if value.get("file") else None
    words = {"caption": _or_none(value.get("caption")), "alt": _clean(value.get("alt"))}
    return {**words, "file": file} if file or any(words.values()) else {}


def _chart_from(block_id: str, value: Raw) -> Raw:
    """Its table, with the titles of the first row whatever the grid says of it."""
    data = {**(value.get("data") or {}), "first_row_is_table_header": True, "table_caption": None}
    table = _table_from(block_id, data)
    caption = _or_none(value.get("caption"))
    if not (table or caption):
        return {}
    return {
        **(table or {"head": [], "rows": []}),
        "caption": caption,
        "chart": value.get("chart") or "columns",
        "unit": _or_none(value.get("unit")),
    }


def _definitions_from(_id: str, value: list[Raw]) -> Raw:
    return {
        "items": _rows(
            value, lambda row: {"term": _clean(row["term"]), "meaning": _clean(row["meaning"])}
        )
    }


def _activities_from(_id: str, value: list[Raw]) -> Raw:
    kept = _kept_activities(value)
    numbers = _numbers(kept)
    rows = []
    for index, item in enumerate(kept, start=1):
        row = item["value"]
        rows.append(
            {
                "id": item["id"],
                "number": _number(row["number"]) or str(index),
                "text": _clean(row["text"]),
                "responsible": _or_none(row["responsible"]),
                "record": _or_none(row["record"]),
                "term": _or_none(row["term"]),
                "decision": _decision(row, numbers),
            }
        )
    return {"items": rows}


def _kept_activities(value: list[Raw]) -> list[Raw]:
    return [item for item in value if any(_clean(field) for field in item["value"].values())]


def _number(value: Any) -> str:
    return _clean(value).rstrip(".")


def _numbers(kept: list[Raw]) -> dict[str, str]:
    """Ids by number. A number that was given goes before a place, the first before a repetition."""
    numbers: dict[str, str] = {}
    for item in kept:
        if number := _number(item["value"]["number"]):
            numbers.setdefault(number, item["id"])
    for index, item in enumerate(kept, start=1):
        if not _number(item["value"]["number"]):
            numbers.setdefault(str(index), item["id"])
    return numbers


def _decision(row: Raw, numbers: dict[str, str]) -> Raw | None:
    question, yes, no = (_clean(row.get(name)) for name in ("question", "yes", "no"))
    if not (question or yes or no):
        return None
    return {
        "question": question or None,
        "yes": _target(yes, numbers) or "next",
        "no": _target(no, numbers) or "next",
    }


def _target(text: str, numbers: dict[str, str]) -> str | None:
    """Where a decision goes on: `next`, `end`, an activity's id; None for what names nothing."""
    wanted = fold(text)
    if wanted in ("", "siguiente", "next"):
        return "next"
    if wanted in ("fin", "final", "end"):
        return "end"
    found = re.search(r"\d+(?:\.\d+)*", text)
    return numbers.get(_number(text)) or (numbers.get(found.group()) if found else None)


def lost_targets(stream: list[Raw]) -> list[str]:
    """What decisions name and no activity bears: one sentence each, for the editor."""
    problems = []
    for section in stream:
        for block in section["value"].get("blocks") or []:
            if block["type"] != "activities":
                continue
            kept = _kept_activities(block["value"])
            numbers = _numbers(kept)
            for item in kept:
                for name in ("yes", "no"):
                    text = _clean(item["value"].get(name))
                    if _target(text, numbers) is None:
                        problems.append(f"Una decisión lleva a «{text}», que no es una actividad.")
    return problems


def _references_from(_id: str, value: list[Raw]) -> Raw:
    def row(raw: Raw) -> Raw:
        text = _clean(raw["text"])
        named = [
            {
                "kind": item["value"]["kind"] or "other",
                "number": _or_none(item["value"]["number"]),
                "year": item["value"]["year"] or None,
                "issuer": _or_none(item["value"]["issuer"]),
            }
            for item in raw.get("norms") or []
            if item["value"].get("kind")
        ]
        found = named or norms.parse(text)
        return {"text": text or " y ".join(norms.label(norm) for norm in found), "norms": found}

    return {"items": _rows(value, row)}


def _records_from(_id: str, value: list[Raw]) -> Raw:
    filled = ("code", "name", "responsible", "storage", "retrieval", "protection")

    def row(raw: Raw) -> Raw:
        return {
            **{name: _or_none(raw[name]) for name in (*filled, "retention", "disposition")},
            "name": _clean(raw["name"]),
            "series": _or_none(raw.get("series")),
        }

    kept = [
        item
        for item in value
        if any(_clean(item["value"][name]) for name in filled)
        or item["value"].get("series")
        or any(
            _clean(item["value"][name]) not in ("", PRINTED_RULE)
            for name in ("retention", "disposition")
        )
    ]
    return {"items": _rows(kept, row)}


def _changes_from(_id: str, value: list[Raw]) -> Raw:
    return {
        "items": _rows(
            value,
            lambda row: {
                "version": _clean(row["version"]),
                "reason": _clean(row["reason"]),
                "date": str(row["date"]) if row.get("date") else None,
            },
        )
    }


def _annexes_from(value: list[Raw], files: Mapping[int, Raw]) -> Raw:
    def row(raw: Raw) -> Raw:
        file = files.get(raw["file"]) if raw.get("file") else None
        return {"title": _clean(raw["title"]) or (file or {}).get("name", ""), "file": file}

    return {"items": _rows(value, row)}


def _paragraph_from(_id: str, value: Any) -> Raw:
    return {"text": _clean(value)} if _clean(value) else {}


_FROM: dict[str, Callable[[str, Any], Raw]] = {
    "paragraph": _paragraph_from,
    "heading": _heading_from,
    "note": _note_from,
    "list": _list_from,
    "table": _table_from,
    "definitions": _definitions_from,
    "activities": _activities_from,
    "references": _references_from,
    "records": _records_from,
    "changes": _changes_from,
    "chart": _chart_from,
}
