"""From a canonical content to what an editor fills in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from editorial.contents.ids import new_id
from records import norms
from records.content import Block, Content
from records.kinds import GRIDS, HEADINGS
from records.kinds.model import Grid

Raw = dict[str, Any]


def stream_from(content: Content, annexes: Mapping[str, int] | None = None) -> list[Raw]:
    """Raw stream data that shows this content in the editor.

    `annexes` gives the key of an annex file by its SHA-256. The signature block of an import
    has no part in it: it is derived from signatures.
    """
    return [
        {
            "type": section["role"],
            "id": section["id"],
            "value": {
                "title": section["title"],
                "blocks": [_block_to(block, annexes or {}) for block in section["blocks"]],
            },
        }
        for section in content["sections"]
        if section["role"] != "approval"
    ]


def placed(
    stream: list[Raw], allowed: Mapping[str, Collection[str]], once: Collection[str]
) -> list[Raw]:
    """The stream in the parts that a page has: what fits nowhere goes to a section of its own.

    `allowed` names what each part may hold, `once` the parts of which there is one. Nothing is
    dropped: a block that its part does not know would be, silently, by the editor.
    """
    result: list[Raw] = []
    seen: set[str] = set()
    for part in stream:
        role = part["type"]
        if role not in allowed or (role in once and role in seen):
            role = "other"
        seen.add(role)
        title, blocks = part["value"]["title"], part["value"]["blocks"]
        fitting = [block for block in blocks if block["type"] in allowed[role]]
        rest = [block for block in blocks if block["type"] not in allowed[role]]
        result.append({**part, "type": role, "value": {"title": title, "blocks": fitting}})
        if rest:
            value = {"title": title or HEADINGS.get(part["type"], ""), "blocks": rest}
            result.append({"type": "other", "id": new_id(), "value": value})
    return result


def _block_to(block: Block, annexes: Mapping[str, int]) -> Raw:
    if block["type"] == "annexes":
        rows = [
            _item(
                row["id"],
                {
                    "title": row["title"] or (row["file"] or {}).get("name", ""),
                    "file": annexes.get(row["file"]["sha256"]) if row["file"] else None,
                },
            )
            for row in block["items"]
        ]
        return {"type": "annexes", "id": block["id"], "value": rows}
    if block["type"] == "figure":
        file = annexes.get(block["file"]["sha256"]) if block["file"] else None
        value = {"caption": block["caption"] or "", "alt": block["alt"], "file": file}
        return {"type": block["type"], "id": block["id"], "value": value}
    if block["type"] in GRIDS:
        value = _grid_to(GRIDS[block["type"]], block)
        return {"type": block["type"], "id": block["id"], "value": value}
    return {"type": block["type"], "id": block["id"], "value": _TO[block["type"]](block)}


def _grid_to(grid: Grid, block: Block) -> Any:
    rows = [
        _item(row["id"], {column.name: row[column.name] for column in grid.columns})
        for row in block["items"]
    ]
    return rows[0]["value"] if grid.single else rows


def _item(identifier: str, value: Raw) -> Raw:
    return {"type": "item", "id": identifier, "value": value}


def _plain_rows(*names: str) -> Callable[[Block], list[Raw]]:
    def rows(block: Block) -> list[Raw]:
        return [
            _item(row["id"], {name: row[name] if row[name] is not None else "" for name in names})
            for row in block["items"]
        ]

    return rows


def _table_to(block: Block) -> Raw:
    head = [block["head"]] if block["head"] else []
    return {
        "data": head + [row["cells"] for row in block["rows"]],
        "first_row_is_table_header": bool(head),
        "first_col_is_header": False,
        "table_header_choice": "row" if head else "neither",
        "table_caption": block["caption"] or "",
        "cell": [],
        "mergeCells": [],
    }


def _list_to(block: Block) -> Raw:
    style, second, third = block["styles"]
    return {
        "style": style,
        "second": second,
        "third": third,
        "start": block["start"],
        "items": [
            _item(item["id"], {"text": item["text"], "level": str(item["level"])})
            for item in block["items"]
        ],
    }


def _activities_to(block: Block) -> list[Raw]:
    numbers = {
        item["id"]: item["number"] or str(index) for index, item in enumerate(block["items"], 1)
    }
    shown = {"next": "siguiente", "end": "fin", **numbers}
    rows = []
    for item in block["items"]:
        decision = item["decision"] or {"question": None, "yes": "", "no": ""}
        rows.append(
            _item(
                item["id"],
                {
                    "number": item["number"] or "",
                    "text": item["text"],
                    "responsible": item["responsible"] or "",
                    "record": item["record"] or "",
                    "term": item["term"] or "",
                    "question": decision["question"] or "",
                    "yes": shown.get(decision["yes"], ""),
                    "no": shown.get(decision["no"], ""),
                },
            )
        )
    return rows


def _references_to(block: Block) -> list[Raw]:
    """Norms that the text alone gives are left to be recognised again; others are written out."""
    return [
        _item(
            item["id"],
            {
                "text": item["text"],
                "norms": []
                if item["norms"] == norms.parse(item["text"])
                else [_item(new_id(), dict(norm)) for norm in item["norms"]],
            },
        )
        for item in block["items"]
    ]


def _chart_to(block: Block) -> Raw:
    return {
        "caption": block["caption"] or "",
        "chart": block["chart"],
        "unit": block["unit"] or "",
        "data": {**_table_to(block), "table_caption": ""},
    }


_TO: dict[str, Callable[[Block], Any]] = {
    "paragraph": lambda block: block["text"],
    "heading": lambda block: {"text": block["text"], "level": str(block["level"])},
    "note": lambda block: {"label": block["label"], "text": block["text"]},
    "list": _list_to,
    "table": _table_to,
    "chart": _chart_to,
    "definitions": _plain_rows("term", "meaning"),
    "activities": _activities_to,
    "references": _references_to,
    "records": _plain_rows(
        "code",
        "name",
        "responsible",
        "storage",
        "retrieval",
        "protection",
        "series",
        "retention",
        "disposition",
    ),
    "changes": lambda block: [
        _item(
            row["id"],
            {"version": row["version"], "reason": row["reason"], "date": row["date"]},
        )
        for row in block["items"]
    ],
}
