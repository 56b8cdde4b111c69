"""The canonical content of a document: its schema, its parts, its identity.

A content is a plain dict that obeys the schema it names: `schemas/content-1.schema.json`, or that
of its kind. Everything a reader sees (screen, PDF, JSON, comparison) is made from it, never from a
page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

Content = dict[str, Any]
Block = dict[str, Any]
Section = dict[str, Any]

_SCHEMAS = Path(__file__).parent / "schemas"


BASE = "content-1"
_NOT_CONTENT = ("document", "envelope-", "filled-", "case-file-")


@cache
def _registry() -> Registry[Any]:
    found = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(_SCHEMAS.glob("*.schema.json"))
    ]
    return Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in found if "$id" in schema
    )


@cache
def validator(schema: str) -> Draft202012Validator:
    """The validator of a schema of `records/schemas`, by its name: `content-1`, `envelope-1`."""
    text = (_SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text), registry=_registry())


@cache
def content_schemas() -> frozenset[str]:
    """The schemas that a content may name."""
    names = (path.name.removesuffix(".schema.json") for path in _SCHEMAS.glob("*.schema.json"))
    return frozenset(name for name in names if not name.startswith(_NOT_CONTENT))


def schema_errors(value: Any, schema: str | None = None) -> list[str]:
    """Every way in which `value` breaks a schema, with the path; empty when it obeys.

    Without `schema` it is a content, and is judged by the one it names.
    """
    if schema is None:
        named = value.get("schema") if isinstance(value, dict) else None
        schema = named if named in content_schemas() else BASE
    return [
        f"{'/'.join(str(part) for part in error.absolute_path) or '·'}: {error.message}"
        for error in sorted(validator(schema).iter_errors(value), key=lambda e: list(e.path))
    ]


def sections(content: Content, role: str) -> list[Section]:
    """The sections of that role, in the document's order."""
    return [section for section in content["sections"] if section["role"] == role]


def blocks(content: Content, kind: str) -> Iterator[Block]:
    """Every block of that type, wherever it stands, in the document's order."""
    for section in content["sections"]:
        for block in section["blocks"]:
            if block["type"] == kind:
                yield block


def items(content: Content, kind: str) -> list[dict[str, Any]]:
    """Every row of every block of that type (`activities`, `records`, `references`…), in order."""
    return [item for block in blocks(content, kind) for item in block["items"]]


def files(content: Content) -> Iterator[dict[str, Any]]:
    """What the content says of each file that goes with it: its annexes and its pictures."""
    for section in content["sections"]:
        for block in section["blocks"]:
            named = [block] if block["type"] == "figure" else block.get("items", ())
            yield from (one["file"] for one in named if one.get("file"))


def ids(content: Content) -> Iterator[str]:
    """Every id in the content, in order, repetitions included."""
    for section in content["sections"]:
        yield section["id"]
        for block in section["blocks"]:
            yield block["id"]
            for row in [*block.get("items", []), *block.get("rows", [])]:
                yield row["id"]
