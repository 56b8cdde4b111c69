"""Ids of blocks and rows: each is one thing, for life."""

from __future__ import annotations

import re
import uuid
from typing import Any

Raw = dict[str, Any]


def new_id() -> str:
    return str(uuid.uuid4())


def only_row(block_id: str) -> str:
    """The id of the row of a typed table that has one alone: the editor keeps none for it."""
    return str(uuid.uuid5(uuid.UUID(block_id), "row"))


def with_mended_ids(stream: list[Raw]) -> list[Raw]:
    """The stream with a fresh id wherever one is missing, malformed or used twice.

    A client may post any id and repeat it; a digest and a comparison need each to be one thing.
    """
    seen: set[str] = set()

    def mended(value: Any) -> Any:
        if isinstance(value, list):
            return [mended(item) for item in value]
        if not isinstance(value, dict):
            return value
        result = {key: mended(item) for key, item in value.items()}
        if {"type", "value"} <= set(result):
            identifier = str(result.get("id") or "")
            if not _is_uuid(identifier) or identifier in seen:
                identifier = new_id()
            seen.add(identifier)
            result["id"] = identifier
        return result

    mended_stream: list[Raw] = mended(stream)
    return mended_stream


def _is_uuid(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text))
