"""From the light markup of the demo texts to typed blocks of the canonical content.

Blocks are separated by a blank line: `## ` and `### ` open a heading, `> Nota: ` a note, `- `,
`1. ` and `a. ` a list (three spaces a level), `| ` a table (its caption on a line `Tabla: `),
anything else is a paragraph. Numbers of headings are left out: they follow from the place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from records.content import Block

Identify = Callable[[str], str]

_ITEM = re.compile(r"^(?P<indent> *)(?P<mark>-|\d+\.|[a-z]\.) (?P<text>.+)$")
_INDENT = 3
_LEVELS = 3


def clean(text: str) -> str:
    """One line, single spaces, NFC."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def chunks(text: str) -> list[str]:
    """The pieces that a blank line separates."""
    return [chunk.strip("\n") for chunk in re.split(r"\n\s*\n", text.strip("\n")) if chunk.strip()]


def blocks(text: str, path: str, identify: Identify) -> list[Block]:
    """Every block of `text`; ids are made from `path` and the block's place in it."""
    return [_block(chunk, f"{path}/{place}", identify) for place, chunk in enumerate(chunks(text))]


def _block(chunk: str, path: str, identify: Identify) -> Block:
    head = {"id": identify(path)}
    if chunk.startswith("#"):
        marks, _, title = chunk.partition(" ")
        return {
            **head,
            "type": "heading",
            "level": len(marks),
            "number": None,
            "text": clean(title),
        }
    if chunk.startswith("> "):
        label, _, words = clean(chunk.replace("\n> ", " ").removeprefix("> ")).partition(": ")
        return {**head, "type": "note", "label": label, "text": words}
    if chunk.startswith(("| ", "Tabla: ")):
        return {**head, "type": "table", **_table(chunk, path, identify)}
    if _ITEM.match(chunk.split("\n")[0]):
        return {**head, "type": "list", **_list(chunk, path, identify)}
    return {**head, "type": "paragraph", "text": clean(chunk)}


def _style(mark: str) -> str:
    if mark == "-":
        return "bullet"
    return "decimal" if mark[0].isdigit() else "alpha"


def _list(chunk: str, path: str, identify: Identify) -> Block:
    styles: dict[int, str] = {}
    start = 1
    items: list[Block] = []
    for line in chunk.split("\n"):
        if found := _ITEM.match(line):
            level = len(found["indent"]) // _INDENT
            styles.setdefault(level, _style(found["mark"]))
            if not items and found["mark"][0].isdigit():
                start = int(found["mark"].rstrip("."))
            key = f"{path}/{len(items)}"
            items.append({"id": identify(key), "level": level, "text": clean(found["text"])})
        else:
            items[-1]["text"] = clean(f"{items[-1]['text']} {line}")
    return {
        "styles": [styles.get(level, "bullet") for level in range(_LEVELS)],
        "start": start,
        "items": items,
    }


def _table(chunk: str, path: str, identify: Identify) -> Block:
    lines = chunk.split("\n")
    caption = clean(lines.pop(0).removeprefix("Tabla: ")) if chunk.startswith("Tabla: ") else None
    rows = [[clean(cell) for cell in line.strip().strip("|").split("|")] for line in lines]
    return {
        "caption": caption,
        "head": rows[0],
        "rows": [
            {"id": identify(f"{path}/{place}"), "cells": cells}
            for place, cells in enumerate(rows[1:])
        ],
    }
