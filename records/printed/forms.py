"""Forms on paper: the same boxes, empty to be written in or with what was written.

Pure. What is drawn comes from sections of fields with their values (`records.forms`), so that a
blank, a filled format and an attendance list look alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from records.forms import Field, Form, Slot, Value, is_empty, printed
from records.kinds import forms as kinds

Piece = dict[str, Any]

_WIDE = (kinds.TEXT, kinds.CHOICES, kinds.PERSON, kinds.FILE)
_MOST_OPTIONS_ABREAST = 3
_BLANK_ROWS = 6
_HINTS = {
    kinds.DATE: "AAAA-MM-DD",
    kinds.PERSON: "Nombre, cargo y dependencia",
    kinds.FILE: "Adjunte el documento y escriba aquí su nombre",
}


def blank(form: Form) -> Piece:
    """What the page of a blank draws: every box empty, and lines to sign on."""
    sections = [
        section(part.title, part.notes, [(field, None) for field in part.fields], blank=True)
        for part in form.sections
    ]
    if form.personal and form.notice:
        sections.append(_notice(form.notice))
    return {"form": sections, "slots": [_slot(slot.name, None) for slot in form.slots]}


def filled(
    sections: Iterable[tuple[str, Sequence[tuple[Field, Value]]]],
    slots: Iterable[tuple[Slot, Sequence[Mapping[str, Any]]]],
    *,
    notice: str = "",
) -> Piece:
    """What the page of something filled in draws; of each slot, who signed it."""
    drawn = [section(title, (), fields, blank=False) for title, fields in sections]
    if notice:
        drawn.append(_notice(notice))
    signed = [_slot(slot.name, one) for slot, people in slots for one in (people or (None,))]
    return {"form": drawn, "slots": signed}


def _notice(text: str) -> Piece:
    return {
        "title": "Tratamiento de datos personales",
        "notes": [text],
        "groups": [],
    }


def section(
    title: str,
    notes: Sequence[str],
    fields: Sequence[tuple[Field, Value]],
    *,
    blank: bool,
) -> Piece:
    """One section: its heading, what is read first, and its boxes in groups."""
    groups: list[Piece] = []
    cells: list[Piece] = []
    for field, value in fields:
        if field.of == kinds.TABLE:
            groups += _grid(cells)
            cells = []
            groups.append(_rows(field, value or [], blank=blank))
        else:
            cells.append(_cell(field, value, blank=blank))
    return {"title": title, "notes": list(notes), "groups": [*groups, *_grid(cells)]}


def _grid(cells: list[Piece]) -> list[Piece]:
    """Two boxes on a line; one that stands alone takes the line."""
    alone = None
    for cell in cells:
        if cell["span"] == 2:
            alone = None
        elif alone is None:
            alone = cell
            cell["span"] = 2
        else:
            alone["span"] = 1
            alone = None
    return [{"type": "boxes", "cells": cells}] if cells else []


def _cell(field: Field, value: Value, *, blank: bool) -> Piece:
    options = dict(kinds.YES_OR_NO) if field.of == kinds.YES_NO else dict.fromkeys(field.options)
    marked = value if isinstance(value, list) else [value]
    wide = field.of in _WIDE or len(options) > _MOST_OPTIONS_ABREAST
    text = "" if options else printed(field, value)
    return {
        "label": _label(field, blank=blank),
        "hint": (field.help or _HINTS.get(field.of, "")) if blank else "",
        "span": 2 if wide or len(text) > 60 else 1,
        "tall": field.of == kinds.TEXT,
        "options": [{"text": name or key, "on": key in marked} for key, name in options.items()],
        "value": text or (None if blank else "—"),
    }


def _label(field: Field, *, blank: bool) -> str:
    return f"{field.label} *" if blank and field.required else field.label


def _rows(field: Field, value: Sequence[Sequence[str]], *, blank: bool) -> Piece:
    count = max(field.least or 0, min(field.most or _BLANK_ROWS, _BLANK_ROWS)) if blank else 0
    numbered = [[str(number), *row] for number, row in enumerate(value, 1)]
    lengths = [
        max(len(column.label), *(len(row[place]) for row in value), 6)
        for place, column in enumerate(field.columns)
    ]
    return {
        "type": "rows",
        "label": _label(field, blank=blank),
        "hint": field.help if blank else "",
        "head": ["N.º", *(column.label for column in field.columns)],
        "weights": [min(30, length) for length in lengths],
        "rows": numbered,
        "blank": count,
        "empty": "" if blank or not is_empty(value) else "Sin filas.",
    }


def _slot(name: str, signer: Mapping[str, Any] | None) -> Piece:
    if signer is None:
        return {"name": name, "signer": None}
    return {
        "name": name,
        "signer": {
            "name": signer["name"],
            "details": [one for one in (signer["position"], signer["office"]) if one],
            "date": signer["date"],
            "manner": "Firma electrónica",
        },
    }
