"""Forms on paper: the same boxes, empty to be written in or with what was written.

Pure. What is drawn comes from sections of fields with their values (`records.forms`), so that a
blank, a filled format and an attendance list look alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from records.filled_content import Filled
from records.filled_content import sections as sections_of
from records.forms import Field, Form, Value, is_empty, printed
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


_KINDS = {
    "format": "Formato diligenciado",
    "attendance": "Listado de asistencia",
    "handover": "Acta de entrega de cargo",
}
_WIDE_TABLE = 5


def filled_page(
    content: Filled,
    *,
    number: str,
    completed_on: str,
    content_sha256: str,
    signatures: Sequence[Mapping[str, Any]],
    nit: str,
) -> Piece:
    """What the page of something filled in draws, and what its header and footer say of it."""
    kind = _KINDS[content["kind"]]
    bound = content["format"] or {"code": number, "label": "única", "approved_on": completed_on}
    drawn = [section(title, (), fields, blank=False) for title, fields in sections_of(content)]
    if content["notice"]:
        drawn.append(_notice(f"{content['notice']['text']}\nAceptado al diligenciarlo."))
    by = content["filled_by"]
    told = (
        ("Número", number),
        ("Diligenciado por", ", ".join(filter(None, (by["name"], by["position"], by["office"])))),
        ("Fecha", content["filled_at"][:10]),
        ("Dependencia", content["office"]["name"]),
        ("Serie", f"{content['series']['code']} {content['series']['name']}".strip()),
    )
    owner = [f"NIT {nit}"] if nit else []
    return {
        "kind": kind,
        "full-title": f"{kind} {number}. {content['title']}",
        "description": f"{kind} {number}",
        "keywords": [number, kind],
        "code": bound["code"],
        "version": bound["label"],
        "approved": bound["approved_on"],
        "facts": [{"name": name, "value": value} for name, value in told],
        "form": drawn,
        "slots": [
            _slot(place["name"], signer)
            for place, signer in zip(content["places"], signatures, strict=True)
        ],
        "footer": [f"{number} · Huella del contenido {content_sha256[:16]}…", *owner],
        "landscape": any(
            len(field.columns) > _WIDE_TABLE
            for _title, fields in sections_of(content)
            for field, _value in fields
        ),
    }


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
