"""The canonical content of a document: its schema, its parts, its identity.

A content is a plain dict that obeys `schemas/content-1.schema.json`. Everything a reader sees
(screen, PDF, JSON, comparison) is made from it, never from a page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

Content = dict[str, Any]
Block = dict[str, Any]
Section = dict[str, Any]

_SCHEMAS = Path(__file__).parent / "schemas"


@cache
def validator(schema: str) -> Draft202012Validator:
    """The validator of `content-1` or `envelope-1`."""
    return Draft202012Validator(json.loads((_SCHEMAS / f"{schema}.schema.json").read_text()))


def schema_errors(value: Any, schema: str = "content-1") -> list[str]:
    """Every way in which `value` breaks its schema, with the path; empty when it obeys."""
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


def ids(content: Content) -> Iterator[str]:
    """Every id in the content, in order, repetitions included."""
    for section in content["sections"]:
        yield section["id"]
        for block in section["blocks"]:
            yield block["id"]
            for row in [*block.get("items", []), *block.get("rows", [])]:
                yield row["id"]
