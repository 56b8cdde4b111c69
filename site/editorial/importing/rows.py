"""Tables whose columns were understood, as typed blocks of the canonical content."""

# ruff: noqa: E501 - patterns and rows read best on one line
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from .columns import Reading
from .dates import PrintedDate, find_dates
from .decisions import resolve_decisions
from .prose import Block, new_id
from .source import Table
from .words import fold, is_upper

Norms = Callable[[str], list[dict[str, Any]]]

_END = re.compile(
    r"(?:fin|final|termina|finaliza)(?: (?:del?|de la|el|la) (?:procedimiento|proceso|actividad|instructivo|flujo))?"
)
_NUMBERED = re.compile(
    r"^(?:(?:paso|actividad)\s*)?(?P<number>\d{1,3}(?:\.\d{1,2})*|[a-zA-Z])\s*(?:[.):°º-]+\s*|$)",
    re.I,
)


def is_end(text: str) -> bool:
    """Whether a text is only the end mark of the activities."""
    return bool(_END.fullmatch(fold(text)))


def is_phase(row: Sequence[str]) -> bool:
    """Whether a row only names the phase of those below it: PLANEAR, ETAPA PRECONTRACTUAL."""
    filled = list(dict.fromkeys(cell for cell in row if cell))
    return (
        len(filled) == 1
        and len(filled[0]) <= 60
        and filled[0][-1].isalpha()
        and (is_upper(filled[0]) or bool(re.match(r"(?:etapa|fase)\b", fold(filled[0]))))
    )


class Rows:
    """The cells of one row by meaning; several columns of one meaning are paragraphs."""

    def __init__(self, reading: Reading, row: Sequence[str], joined: set[int]) -> None:
        self._reading = reading
        self._row = row
        self._joined = joined

    def __call__(self, meaning: str) -> str | None:
        """The text of the columns of that meaning, none when they are empty."""
        cells = [
            cell
            for cell, found in zip(self._row, self._reading.meanings, strict=True)
            if found == meaning and cell
        ]
        return "\n".join(dict.fromkeys(cells)) or None

    def fresh(self, meaning: str) -> str | None:
        """The same without what only continues from a merged cell above."""
        cells = [
            cell
            for column, (cell, found) in enumerate(
                zip(self._row, self._reading.meanings, strict=True)
            )
            if found == meaning and cell and column not in self._joined
        ]
        return "\n".join(dict.fromkeys(cells)) or None

    def headed(self, meaning: str) -> str | None:
        """The same where several columns part one meaning: AG 2, AC 8; a tick says its head."""
        columns = [
            column for column, found in enumerate(self._reading.meanings) if found == meaning
        ]
        if len(columns) < 2:
            return self(meaning)
        parts = []
        for column in columns:
            head, cell = self._reading.heads[column], self._row[column]
            if cell:
                tick = fold(cell) in {"", "x"} and len(cell) < 3
                parts.append(head if tick else f"{head} {cell}")
        return ", ".join(parts) or None

    def extras(self) -> list[str]:
        """Cells of columns without a place of their own, with their head: nothing is dropped."""
        out = []
        for column, (cell, found) in enumerate(zip(self._row, self._reading.meanings, strict=True)):
            if cell and found is None and column not in self._joined:
                head = self._reading.heads[column].rstrip(":")
                out.append(f"{head}: {cell}" if head else cell)
        return out


def body_rows(table: Table, reading: Reading) -> Iterable[tuple[Sequence[str], Rows]]:
    """The rows below the head, repeated heads left out."""
    head = [fold(cell) for cell in reading.heads]
    for index, row in enumerate(table.rows):
        if index < reading.above or [fold(cell) for cell in row] == head or not any(row):
            continue
        joined = {column for at, column in table.joined if at == index}
        yield row, Rows(reading, row, joined)


def activities(table: Table, reading: Reading) -> Block:
    """The activities; the end mark is none of them."""
    items: list[dict[str, Any]] = []
    answers: list[tuple[str | None, str | None, str | None]] = []
    phase = ""
    for row, cell in body_rows(table, reading):
        number, text = _numbered(cell("number"), cell("text"))
        others = [value for value in (cell("responsible"), cell("record"), cell("term")) if value]
        if is_end(text or number or "") and not others:
            continue
        extras = [*cell.extras(), *([phase] if phase else [])]
        phase = ""
        if items and _is_same_activity(cell, items[-1], number):
            _grow(items[-1], cell, extras)
            continue
        if number is None and not others and is_phase(row):
            phase = next(cell for cell in row if cell)
            continue
        if number is None and not others and len([c for c in row if c]) == 1 and items and not text:
            items[-1]["text"] += "\n" + next(c for c in row if c)
            continue
        items.append(
            {
                "id": new_id(),
                "number": number,
                "text": "\n".join([part for part in (text, *extras) if part]),
                "responsible": cell("responsible"),
                "record": cell("record"),
                "decision": None,
                "term": cell("term"),
            }
        )
        answers.append((cell("question"), cell("yes"), cell("no")))
    if phase and items:
        items[-1]["text"] += f"\n{phase}"
    resolve_decisions(items, answers)
    return {"id": new_id(), "type": "activities", "items": items}


def _numbered(number: str | None, text: str | None) -> tuple[str | None, str | None]:
    """The number from its column, or from the front of the text where there is no such column."""
    if number is not None:
        match = _NUMBERED.match(number)
        if match and not number[match.end() :].strip():
            return match["number"], text
        if match:
            return match["number"], "\n".join(p for p in (number[match.end() :].strip(), text) if p)
        bare = number.strip(" .°")
        return (
            (bare, text)
            if len(bare) <= 8 and text
            else (None, "\n".join(p for p in (number, text) if p))
        )
    match = re.match(r"^(?P<number>\d{1,3}(?:\.\d{1,2})*)\s*[.)\-]+\s*(?=\S)", text or "")
    if match and text:
        return match["number"], text[match.end() :]
    return None, text


def _is_same_activity(cell: Rows, last: dict[str, Any], number: str | None) -> bool:
    """A row under a number cell merged over several rows goes on with that activity."""
    return number is not None and number == last["number"] and cell.fresh("number") is None


def _grow(item: dict[str, Any], cell: Rows, extras: Sequence[str]) -> None:
    item["text"] = "\n".join(p for p in (item["text"], cell.fresh("text"), *extras) if p)
    for key in ("responsible", "record", "term"):
        more = cell.fresh(key)
        if more and more != item[key]:
            item[key] = f"{item[key]}\n{more}" if item[key] else more


def records(table: Table, reading: Reading, norms: Norms) -> Block:
    """The records table."""
    items = []
    for _, cell in body_rows(table, reading):
        code = cell("code")
        items.append(
            {
                "id": new_id(),
                "code": code.rstrip(".").strip() or None if code else None,
                "name": "\n".join([part for part in (cell("name"), *cell.extras()) if part]),
                **{key: cell(key) for key in ("responsible", "storage", "retrieval", "protection", "series")},
                **{key: cell.headed(key) for key in ("retention", "disposition")},
            }
        )  # fmt: skip
    return {"id": new_id(), "type": "records", "items": items}


def changes(table: Table, reading: Reading, seen: list[PrintedDate]) -> Block:
    """Change control in printed order; a date that says no day stays in the reason's words."""
    items = []
    for _, cell in body_rows(table, reading):
        printed = cell("date") or ""
        dates = find_dates(printed)
        seen += dates[:1]
        day: date | None = dates[0].value if dates else None
        left = printed.replace(dates[0].printed, "", 1) if dates else printed
        reason = [cell("reason") or "", *cell.extras(), left.strip(" .,")]
        items.append(
            {
                "id": new_id(),
                "version": (cell("version") or "").rstrip(". "),
                "reason": "\n".join(part for part in reason if part),
                "date": day.isoformat() if day else None,
            }
        )
    return {"id": new_id(), "type": "changes", "items": items}


def definitions(table: Table, reading: Reading, norms: Norms) -> Block:
    """Terms and meanings in two columns."""
    items = [
        {
            "id": new_id(),
            "term": (cell("term") or "").rstrip(" :"),
            "meaning": "\n".join([part for part in (cell("meaning"), *cell.extras()) if part]),
        }
        for _, cell in body_rows(table, reading)
    ]
    return {"id": new_id(), "type": "definitions", "items": items}


def bare_definitions(table: Table) -> Block | None:
    """Terms and meanings in two columns without a head; none where a cell is missing."""
    rows = [[cell for cell in row if cell] for row in table.rows]
    if any(len(row) != 2 or len(row[0]) > 90 for row in rows):
        return None
    items = [
        {"id": new_id(), "term": term.replace("\n", " ").rstrip(" :."), "meaning": meaning}
        for term, meaning in rows
    ]
    return {"id": new_id(), "type": "definitions", "items": items}


def references(table: Table, reading: Reading, norms: Norms) -> Block:
    """Norms in columns: kind, number and year make one name, the rest follows."""
    items = []
    for row, cell in body_rows(table, reading):
        kind, number, year = cell("kind"), cell("number"), cell("year")
        named = {"kind", "number", "year"}
        if kind and number:
            name = f"{kind} {number}" + (f" de {year}" if year else "")
        else:
            named = set()
            name = ""
        rest = [
            value
            for value, meaning in zip(row, reading.meanings, strict=True)
            if value and meaning not in named
        ]
        text = " – ".join(dict.fromkeys(part for part in (name, *rest) if part)).replace("\n", " ")
        items.append({"id": new_id(), "text": text, "norms": norms(text)})
    return {"id": new_id(), "type": "references", "items": items}


def annexes(table: Table, reading: Reading, norms: Norms) -> Block:
    """The list of annexes in a table; code and name together are its title."""
    items = [
        {"id": new_id(), "title": " – ".join(cell.replace("\n", " ") for cell in row if cell), "file": None}
        for row, _ in body_rows(table, reading)
    ]  # fmt: skip
    return {"id": new_id(), "type": "annexes", "items": items}


def plain_table(table: Table) -> Block:
    """Any other table, as it is: its first row is the head when all its cells are short."""
    rows = [
        [("" if (r, c) in table.joined else cell) for c, cell in enumerate(row)]
        for r, row in enumerate(table.rows)
    ]
    caption = None
    if len(rows) > 1 and sum(bool(cell) for cell in rows[0]) == 1 and len(rows[0]) > 1:
        caption = next(cell for cell in rows[0] if cell)
        rows = rows[1:]
    head: list[str] = []
    if len(rows) > 1 and all(cell and len(cell) <= 60 and not cell.isdigit() for cell in rows[0]):
        head, rows = rows[0], rows[1:]
    return {
        "id": new_id(),
        "type": "table",
        "caption": caption,
        "head": head,
        "rows": [{"id": new_id(), "cells": row} for row in rows],
    }
