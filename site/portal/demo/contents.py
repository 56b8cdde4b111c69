"""What is written of a document, as a file of this package or the year's writer has it, as content.

`[[patches]]` say what each later version changed, so that blocks that stayed keep their ids and a
comparison shows exactly what a person would have edited.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from editorial.contents import only_row
from portal.demo import forms, markup
from portal.demo.organization import offices, processes, schedule
from records.content import Block, Content, Section
from records.kinds import GRIDS, HEADINGS, KINDS, Grid
from records.norms import parse

# Any fixed namespace will do; this one must never change, or every id of the demo does.
NAMESPACE = uuid.UUID("4b1d9a70-6c1e-5f0e-9f39-2f6a7f0c8e11")

_RECORD = {
    "code": None,
    "responsible": None,
    "storage": "Gestor documental de la entidad",
    "retrieval": "Por número de expediente o por asunto",
    "protection": "Control de acceso y copia de respaldo",
    "retention": "Según TRD",
    "disposition": "Según TRD",
    "series": None,
}
_TEXTS = ("objective", "responsible", "scope", "statement", "introduction", "conclusions")
_LISTED = ("definitions", "references", "records", "changes", "annexes")


def identify(code: str, path: str) -> str:
    """The id of what stands at `path` in the document `code`: always the same."""
    return str(uuid.uuid5(NAMESPACE, f"{code}/{path}"))


def versions(written: dict[str, Any]) -> list[Content]:
    """The content of each version, the first and one for each patch."""
    content = _first(written)
    contents = [content]
    for patch in written.get("patches", []):
        content = _patched(content, patch)
        contents.append(content)
    return contents


def _first(written: dict[str, Any]) -> Content:
    code = written["code"]
    of = partial(identify, code)
    kind = KINDS[written["kind"]]
    roles = [role for role in kind.roles if role in written or role in ("annexes",)]
    if "changes" in written:
        roles.insert(roles.index("annexes"), "changes")
    content: Content = {
        "schema": kind.schema,
        "kind": kind.name,
        "code": code,
        "title": written["title"],
        "language": "es",
        "access": written.get("access", "public"),
        "process": _process(written["process"]),
        "office": _office(written["office"]),
        "series": _series(written["series"]),
        "sections": [
            {
                "id": of(role),
                "role": role,
                "number": str(place),
                "title": HEADINGS[role],
                "blocks": _blocks(role, written, of),
            }
            for place, role in enumerate(roles, start=1)
        ],
    }
    _renumber(content)
    return content


def _blocks(role: str, written: dict[str, Any], of: Callable[[str], str]) -> list[Block]:
    if role == "form":
        return forms.blocks(written[role], of)
    if role in _LISTED:
        return [{"id": of(f"{role}/table"), "type": role, "items": _rows(role, written, of)}]
    blocks = []
    told = written[role]
    if isinstance(told, str):
        blocks += markup.blocks(told, role, of)
    else:
        for name, rows in told.items():
            blocks += _held(role, name, rows, of)
    if role == "content" and "activities" in written:
        blocks += [
            *markup.blocks(f"## {HEADINGS['activities']}", "activities/title", of),
            {
                "id": of("activities/table"),
                "type": "activities",
                "items": [
                    _activity({"key": str(place), **row}, of)
                    for place, row in enumerate(written["activities"], start=1)
                ],
            },
        ]
    return blocks


def _held(role: str, name: str, rows: Any, of: Callable[[str], str]) -> list[Block]:
    """What a part holds under a name: text, a chart, or a typed table of its kind."""
    if name == "text":
        return markup.blocks(rows, role, of)
    if name == "chart":
        cells = [{"id": of(f"{role}/chart/{row[0]}"), "cells": list(row)} for row in rows["rows"]]
        return [{"id": of(f"{role}/chart"), "type": "chart", **rows, "rows": cells}]
    grid, block = GRIDS[name], of(f"{role}/{name}")
    return [{"id": block, "type": name, "items": [_row(grid, block, row, of) for row in rows]}]


def _row(grid: Grid, block: str, row: dict[str, Any], of: Callable[[str], str]) -> Block:
    """A row of a typed table, known by what its first cell says or by its key."""
    first = grid.columns[0].name
    key = row.get("key") or row.get(first)
    return {
        "id": only_row(block) if grid.single else of(f"{grid.name}/{key}"),
        **{column.name: row.get(column.name) for column in grid.columns},
    }


def _rows(role: str, written: dict[str, Any], of: Callable[[str], str]) -> list[Block]:
    match role:
        case "definitions":
            return [_definition(line, of) for line in _lines(written[role])]
        case "references":
            return [_reference(line, of) for line in _lines(written[role])]
        case "records":
            return [_record(row, of) for row in written[role]]
        case "changes":
            return [
                {
                    "id": of(f"changes/{row['version']}/{row['date']}"),
                    **row,
                    "date": row["date"].isoformat(),
                }
                for row in written[role]
            ]
        case _:
            return [_annex(title, of) for title in written.get(role, [])]


def _lines(text: str) -> list[str]:
    return [markup.clean(chunk) for chunk in markup.chunks(text)]


def _definition(line: str, of: Callable[[str], str]) -> Block:
    term, _, meaning = line.partition(": ")
    return {"id": of(f"definitions/{term}"), "term": term, "meaning": meaning}


def _reference(text: str, of: Callable[[str], str]) -> Block:
    """Known by what stands before its first comma: «Ley 1712 de 2014»."""
    return {
        "id": of(f"references/{text.split(',')[0]}"),
        "text": text,
        "norms": parse(text),
    }


def _record(row: dict[str, Any], of: Callable[[str], str]) -> Block:
    return {"id": of(f"records/{row['name']}"), **_RECORD, **row}


def _annex(title: str, of: Callable[[str], str]) -> Block:
    return {"id": of(f"annexes/{title}"), "title": title, "file": None}


def _activity(row: dict[str, Any], of: Callable[[str], str]) -> Block:
    def target(key: str) -> str:
        return key if key in ("next", "end") else of(f"activities/{key}")

    decision = None
    if "ask" in row:
        decision = {
            "question": row["ask"],
            "yes": target(row.get("yes", "next")),
            "no": target(row.get("no", "next")),
        }
    return {
        "id": of(f"activities/{row['key']}"),
        "number": None,
        "text": markup.clean(row["text"]),
        "responsible": row.get("who"),
        "record": row.get("record"),
        "term": row.get("term"),
        "decision": decision,
    }


def _process(code: str) -> dict[str, Any]:
    known = {each.code: each for each in processes()}
    process = known[code]
    parent = known[process.parent] if process.parent else None
    return {
        "code": process.code,
        "name": process.name,
        "parent": {"code": parent.code, "name": parent.name} if parent else None,
    }


def _office(code: str) -> dict[str, str]:
    return next({"code": each.code, "name": each.name} for each in offices() if each.code == code)


def _series(code: str) -> dict[str, str]:
    return next({"code": each.code, "name": each.name} for each in schedule() if each.code == code)


def _section(content: Content, role: str) -> Section:
    found: Section = next(each for each in content["sections"] if each["role"] == role)
    return found


def _table(content: Content, name: str) -> Block:
    """The typed table of that name, in whatever part it stands."""
    found: Block = next(
        block
        for section in content["sections"]
        for block in section["blocks"]
        if block["type"] == name
    )
    return found


def _items(content: Content, kind: str) -> list[Block]:
    role = "content" if kind == "activities" else kind
    blocks = _section(content, role)["blocks"]
    items: list[Block] = next(each for each in blocks if each["type"] == kind)["items"]
    return items


def _renumber(content: Content) -> None:
    """Numbers follow the place; targets of decisions are ids and need no care."""
    for section in content["sections"]:
        major = minor = 0
        for block in section["blocks"]:
            if block["type"] == "heading":
                major, minor = (major + 1, 0) if block["level"] == 2 else (major, minor + 1)
                block["number"] = f"{section['number']}.{major}" + (f".{minor}" if minor else "")
            elif block["type"] == "activities":
                for place, activity in enumerate(block["items"], start=1):
                    activity["number"] = str(place)


def _patched(content: Content, patch: dict[str, Any]) -> Content:
    """The next version: what `patch` names is changed, everything else stays with its id."""
    changed = copy.deepcopy(content)
    of = partial(identify, changed["code"])
    changed["title"] = patch.get("title", changed["title"])
    for role in _TEXTS:
        if role in patch:
            _section(changed, role)["blocks"] = markup.blocks(patch[role], role, of)
    for name, rows in patch.get("tables", {}).items():
        block = _table(changed, name)
        _merge(block["items"], [_row(GRIDS[name], block["id"], row, of) for row in rows])
    for edit in patch.get("content", []):
        _edit_content(_section(changed, "content")["blocks"], edit, patch["label"], of)
    for edit in patch.get("activities", []):
        _edit_activities(_items(changed, "activities"), edit, of)
    for role in ("definitions", "references", "records", "annexes"):
        if gone := {of(f"{role}/{key}") for key in patch.get(f"drop_{role}", [])}:
            items = _items(changed, role)
            items[:] = [item for item in items if item["id"] not in gone]
        if role in patch:
            _merge(_items(changed, role), _rows(role, patch, of))
    _renumber(changed)
    return changed


def _merge(items: list[Block], rows: list[Block]) -> None:
    """A row whose id is already there replaces it in its place; others go to the end."""
    places = {item["id"]: place for place, item in enumerate(items)}
    for row in rows:
        if row["id"] in places:
            items[places[row["id"]]] = row
        else:
            items.append(row)


def _edit_content(
    blocks: list[Block], edit: dict[str, str], label: str, of: Callable[[str], str]
) -> None:
    place = next(
        place for place, block in enumerate(blocks) if block.get("text", "").startswith(edit["at"])
    )
    new = markup.blocks(edit.get("text", ""), f"content/{label}/{edit['at']}", of)
    match edit["op"]:
        case "replace":
            new[0]["id"] = blocks[place]["id"]
            blocks[place : place + 1] = new
        case "insert":
            blocks[place + 1 : place + 1] = new
        case "drop":
            del blocks[place]
        case other:
            raise ValueError(other)


def _edit_activities(items: list[Block], edit: dict[str, Any], of: Callable[[str], str]) -> None:
    def at(key: str) -> int:
        wanted = of(f"activities/{key}")
        return next(place for place, item in enumerate(items) if item["id"] == wanted)

    match edit["op"]:
        case "add":
            items.insert(at(edit["after"]) + 1, _activity(edit, of))
        case "set":
            items[at(edit["key"])] = _activity(edit, of)
        case "move":
            moved = items.pop(at(edit["key"]))
            items.insert(at(edit["after"]) + 1, moved)
        case "drop":
            del items[at(edit["key"])]
        case other:
            raise ValueError(other)
