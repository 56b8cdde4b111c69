"""What the tests compare: a parsed document without ids, and the words that it keeps."""

# ruff: noqa: E501 - rows of tables read best on one line
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from editorial.importing import Parsed
from editorial.importing.source import Block, Line, Table
from editorial.importing.words import fold, mark_text
from records.kinds import LABELS


def summary(parsed: Parsed) -> dict[str, Any]:
    """The document as plain data without ids; targets of decisions by the activity's number."""
    content = parsed.content
    numbers = {
        item["id"]: item["number"]
        for section in content["sections"]
        for block in section["blocks"]
        if block["type"] == "activities"
        for item in block["items"]
    }
    return {
        "kind": content["kind"],
        "code": content["code"],
        "title": content["title"],
        "label": parsed.label,
        "approved_on": parsed.approved_on.isoformat() if parsed.approved_on else None,
        "process": parsed.process,
        "signatures": list(parsed.signatures),
        "dates": [f"{seen.where} {seen.form} {seen.value}" for seen in parsed.dates_seen],
        "unplaced": list(parsed.unplaced),
        "sections": [
            {
                "head": f"{section['role']} | {section['number']} | {section['title']}",
                "blocks": [_bare(block, numbers) for block in section["blocks"]],
            }
            for section in content["sections"]
        ],
    }


def _bare(value: Any, numbers: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _bare(part, numbers)
            for key, part in value.items()
            if key not in {"id", "norms"} and part is not None
        }
    if isinstance(value, list):
        return [_bare(part, numbers) for part in value]
    return numbers.get(value, value) if isinstance(value, str) else value


def words_of_blocks(blocks: list[Block]) -> Counter[str]:
    """Every word that a reader found, list marks included."""
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, Line):
            texts += [block.mark, block.text]
        elif isinstance(block, Table):
            texts += [
                cell
                for r, row in enumerate(block.rows)
                for c, cell in enumerate(row)
                if (r, c) not in block.joined
            ]
    return _count(texts)


def words_kept(parsed: Parsed) -> Counter[str]:
    """Every word of the result: content with its list marks, header facts, dates as printed."""
    texts = list(_texts(parsed.content))
    texts.append(LABELS[parsed.content["kind"]])
    texts += [parsed.label or "", parsed.process or ""]
    texts += [seen.printed for seen in parsed.dates_seen]
    for entry in parsed.signatures:
        texts += [*entry["names"], *(str(entry[key] or "") for key in ("position", "committee", "minutes_number"))]  # fmt: skip
    return _count(texts)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") == "list":
            yield from _marks(value)
        for key, part in value.items():
            if key not in {"id", "norms", "type", "schema", "language", "access", "styles", "role"}:
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value


def _marks(block: dict[str, Any]) -> Iterator[str]:
    counters = [block["start"] - 1, 0, 0]
    for item in block["items"]:
        level = item["level"]
        counters[level] += 1
        counters[level + 1 :] = [0] * (2 - level)
        yield mark_text(block["styles"][level], counters[level])


def _count(texts: list[str]) -> Counter[str]:
    return Counter(word for text in texts for word in re.findall(r"\w+", fold(text)))
