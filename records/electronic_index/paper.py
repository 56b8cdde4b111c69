"""The index on paper: which case file, and a line a document. Pure."""

from __future__ import annotations

from typing import Any

from records.electronic_index.rows import DIGITISED, ELECTRONIC, PAPER, Index, Row
from records.electronic_index.tables import heading_lines

_HEAD = (
    ("Documento", 30),
    ("Tipo documental", 15),
    ("Fecha", 10),
    ("Incorporado", 10),
    ("Páginas", 8),
    ("Formato y tamaño", 12),
    ("Origen", 12),
    ("Huella (SHA-256)", 30),
)
_ORIGINS = {ELECTRONIC: "Electrónico", DIGITISED: "Digitalizado", PAPER: "Físico"}


def page(index: Index, *, xml_sha256: str) -> dict[str, Any]:
    """What the page of an index draws. The XML, which is the index, is named by its digest."""
    heading = index.heading
    if heading is None:
        raise ValueError("an index of no case file")
    told = [
        *heading_lines(heading),
        ("Documentos", str(len(index.rows))),
        ("Páginas", str(index.pages)),
        ("Huella del expediente (SHA-256)", _grouped(index.digest)),
        ("Huella del índice en XML (SHA-256)", _grouped(xml_sha256)),
    ]
    name = f"Índice electrónico del expediente {heading.code}"
    day = heading.made_at.date().isoformat()
    return {
        "kind": "Índice electrónico",
        "title": heading.title,
        "full-title": f"{name}. {heading.title}",
        "description": name,
        "keywords": [heading.code, "Índice electrónico"],
        "code": heading.code,
        "version": f"Índice {heading.number}",
        "approved": day,
        "facts": [],
        "form": [
            {
                "title": "Expediente",
                "notes": [],
                "groups": [{"type": "boxes", "cells": [_box(*one) for one in told]}],
            },
            {"title": "Documentos", "notes": [], "groups": [_table(index)]},
        ],
        "slots": [],
        "footer": [
            f"{heading.code} · Índice {heading.number} del {day}",
            "El índice es el XML firmado; esta es su forma para leer, con el sello de la entidad.",
        ],
        "landscape": True,
    }


def _box(label: str, value: str) -> dict[str, Any]:
    return {
        "label": label,
        "hint": "",
        "span": 2 if label == "Título" else 1,
        "tall": False,
        "options": [],
        "value": value or "—",
    }


def _table(index: Index) -> dict[str, Any]:
    return {
        "type": "rows",
        "label": "",
        "hint": "",
        "head": ["N.º", *(name for name, _weight in _HEAD)],
        "weights": [weight for _name, weight in _HEAD],
        "rows": [_line(row) for row in index.rows],
        "blank": 0,
        "empty": "" if index.rows else "Sin documentos.",
    }


def _line(row: Row) -> list[str]:
    digests = [_grouped(row.sha256) if row.sha256 else "En papel"]
    digests += [f"{file.name}: {_grouped(file.sha256)}" for file in row.files]
    return [
        str(row.order),
        row.name,
        row.document_type or "—",
        row.created_at.date().isoformat(),
        row.incorporated_at.isoformat(" ", "minutes"),
        str(row.first_page) if row.pages == 1 else f"{row.first_page}–{row.last_page}",
        f"{row.format}\n{row.size} bytes" if row.sha256 else row.format,
        _ORIGINS[row.origin],
        "\n".join(digests),
    ]


def _grouped(digest: str) -> str:
    """A digest that a line can break, and an eye compare."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))
