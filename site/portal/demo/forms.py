"""The forms of the demo's formats, from their files to typed blocks of the canonical content."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from editorial.contents import only_row
from records.content import Block
from records.kinds.forms import FORM_FIELDS, FORM_FILING, FORM_SIGNERS
from records.kinds.model import Grid

Identify = Callable[[str], str]


def blocks(written: dict[str, Any], of: Identify) -> list[Block]:
    """A heading and its fields for each section, then who signs and where it is filed."""
    made: list[Block] = []
    for place, section in enumerate(written["sections"]):
        made.append(
            {
                "id": of(f"form/{place}/title"),
                "type": "heading",
                "level": 2,
                "number": None,
                "text": section["title"],
            }
        )
        made.append(_table(FORM_FIELDS, section["fields"], f"form/{place}", of, key="label"))
    made.append(_table(FORM_SIGNERS, written["signers"], "form/signers", of, key="name"))
    filing = {name: written[name] for name in ("fillers", "series", "notice")}
    made.append(_table(FORM_FILING, [filing], "form/filing", of, key="series"))
    return made


def _table(
    grid: Grid, rows: Iterable[dict[str, Any]], path: str, of: Identify, *, key: str
) -> Block:
    names = [column.name for column in grid.columns]
    block = of(path)
    return {
        "id": block,
        "type": grid.name,
        "items": [
            {
                "id": only_row(block) if grid.single else of(f"{path}/{row[key]}"),
                **{name: row.get(name) for name in names},
            }
            for row in rows
        ],
    }
