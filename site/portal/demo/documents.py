"""The controlled documents of the demo entity, every version as canonical content.

A file holds the first version; `[[patches]]` say what each later version changed, so that blocks
that stayed keep their ids and a comparison shows exactly what a person would have edited.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from portal.demo import forms, markup
from portal.demo.organization import offices, processes, schedule, toml
from records.content import Block, Content, Section
from records.kinds import HEADINGS, KINDS
from records.norms import parse

# Any fixed namespace will do; this one must never change, or every id of the demo does.
NAMESPACE = uuid.UUID("4b1d9a70-6c1e-5f0e-9f39-2f6a7f0c8e11")

_TEXTS = ("objective", "responsible", "scope", "content")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One named step of the route."""

    step: str
    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoVersion:
    """A version and what became of it. `state`: issued, adopted, in_review or draft.

    Usernames are those of `people()`. An adopted version was signed on paper: it has the printed
    names in `adopted` instead.
    """

    content: Content
    state: str
    label: str | None
    note: str
    scope: str
    prepared_by: tuple[str, ...]
    prepared_on: date | None
    reviews: tuple[Review, ...]
    approved_by: str | None
    committee: str | None
    approved_on: date | None
    effective_on: date | None
    adopted: dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoDocument:
    """A code with its versions in order of time; `withdrawal`: reason, day and person."""

    code: str
    kind: str
    office: str
    tags: tuple[str, ...]
    versions: tuple[DemoVersion, ...] = field(repr=False)
    withdrawal: dict[str, Any] | None


def identify(code: str, path: str) -> str:
    """The id of what stands at `path` in the document `code`: always the same."""
    return str(uuid.uuid5(NAMESPACE, f"{code}/{path}"))


def documents() -> list[DemoDocument]:
    """Every document with all its versions, in the order of `history.toml`."""
    return [_document(row) for row in toml("history.toml")["documents"]]


def source(code: str) -> dict[str, Any]:
    """The file of a code as it was written."""
    folder = "formats" if code.startswith("FO") else "procedures"
    return toml(f"{folder}/{code}.toml")


def _document(row: dict[str, Any]) -> DemoDocument:
    written = source(row["code"])
    content = _first(written)
    contents = [content]
    for patch in written.get("patches", []):
        content = _patched(content, patch)
        contents.append(content)
    return DemoDocument(
        code=written["code"],
        kind=written["kind"],
        office=written["office"],
        tags=tuple(row["tags"]),
        versions=tuple(
            _version(each, content) for each, content in zip(row["versions"], contents, strict=True)
        ),
        withdrawal=row.get("withdrawal"),
    )


def _version(row: dict[str, Any], content: Content) -> DemoVersion:
    return DemoVersion(
        content=content,
        state=row.get("state", "issued"),
        label=row.get("label"),
        note=row["note"],
        scope=row.get("scope", "major"),
        prepared_by=tuple(row.get("prepared_by", ())),
        prepared_on=row.get("prepared_on"),
        reviews=tuple(Review(**each) for each in row.get("reviews", ())),
        approved_by=row.get("approved_by"),
        committee=row.get("committee"),
        approved_on=row.get("approved_on"),
        effective_on=row.get("effective_on"),
        adopted=row.get("adopted"),
    )


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
    if role not in _TEXTS:
        return [{"id": of(f"{role}/table"), "type": role, "items": _rows(role, written, of)}]
    blocks = markup.blocks(written[role], role, of)
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
    for role in ("objective", "responsible", "scope"):
        if role in patch:
            _section(changed, role)["blocks"] = markup.blocks(patch[role], role, of)
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
