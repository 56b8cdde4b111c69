"""The editor's form as a browser posts it, from raw stream data."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock

from editorial.drafts import raw_stream
from editorial.models import DocumentPage

Fields = dict[str, str]


def page_form(page: DocumentPage, *, tags: str = "", **changed: Any) -> Fields:
    """Every field of the edit form of a page as it stands, ids included."""
    return {
        **header(
            title=page.title,
            code=page.code,
            process=page.process_id,
            office=page.office_id,
            series_code=page.series_code,
            access=page.access,
            tags=tags,
        ),
        **stream_fields("body", type(page).body.field.stream_block, raw_stream(page)),
        **{name: str(value) for name, value in changed.items()},
    }


def header(**values: Any) -> Fields:
    """The simple fields; what is None is left empty, as a browser leaves it."""
    empty = dict.fromkeys(("title", "code", "process", "office", "series_code", "tags"), "")
    return {
        **empty,
        "access": "public",
        **{name: "" if value is None else str(value) for name, value in values.items()},
    }


def stream_fields(prefix: str, block: blocks.Block, raw: Any) -> Fields:
    """What the widgets of a block would post for this raw value."""
    if isinstance(block, TableBlock):
        return {prefix: json.dumps(raw)}
    if isinstance(block, blocks.BaseStreamBlock):
        return _rows(prefix, raw or [], lambda item: block.child_blocks[item["type"]])
    if isinstance(block, blocks.ListBlock):
        return _rows(prefix, raw or [], lambda item: block.child_block)
    if isinstance(block, blocks.BaseStructBlock):
        fields: Fields = {}
        for name, child in block.child_blocks.items():
            fields |= stream_fields(f"{prefix}-{name}", child, raw.get(name))
        return fields
    if isinstance(raw, date):
        raw = raw.isoformat()
    return {prefix: "" if raw is None else str(raw)}


def _rows(prefix: str, items: list[dict[str, Any]], block_of: Any) -> Fields:
    fields = {f"{prefix}-count": str(len(items))}
    for index, item in enumerate(items):
        place = f"{prefix}-{index}"
        fields |= {
            f"{place}-id": item.get("id") or "",
            f"{place}-order": str(index),
            f"{place}-deleted": "",
            f"{place}-type": item["type"],
        }
        fields |= stream_fields(f"{place}-value", block_of(item), item["value"])
    return fields
