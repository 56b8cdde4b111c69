"""What a version says on paper: content and envelope turned into the pieces that the page draws.

Pure. Derived parts (numbers of sections, change control, signatures, targets of decisions) are
computed here once, so that a template only draws. Sentences are in Spanish: they are the document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from records import flowchart, fonts, kinds
from records.content import Content, blocks

Envelope = dict[str, Any]
Piece = dict[str, Any]

UNCONTROLLED = "Documento controlado; al imprimirse o descargarse se considera copia no controlada."
ACCESS_MARKS = {
    "classified": "INFORMACIÓN PÚBLICA CLASIFICADA",
    "reserved": "INFORMACIÓN PÚBLICA RESERVADA",
}
ROLES = (("prepared", "Elaboró"), ("reviewed", "Revisó"), ("approved", "Aprobó"))
EMPTY = {
    "annexes": "Sin anexos.",
    "changes": "Primera versión: aún no hay cambios.",
    "records": "Sin registros.",
    "references": "Sin referencias.",
}
_RECORD_HEAD = (
    ("code", "Código", 7),
    ("name", "Nombre", 15),
    ("responsible", "Responsable", 14),
    ("storage", "Lugar de almacenamiento", 15),
    ("retrieval", "Recuperación", 12),
    ("protection", "Protección", 12),
    ("retention", "Tiempo de retención TRD", 12),
    ("disposition", "Disposición final", 13),
)


DEFAULT_ACCENT = "#1f5661"
STATES = {"draft": "BORRADOR", "review": "EN REVISIÓN"}


def page(
    content: Content,
    envelope: Envelope | None,
    *,
    entity: Mapping[str, Any],
    mode: str,
    marks: tuple[str, ...] = (),
    verify_url: str | None = None,
) -> Piece:
    """Everything the Typst sources draw, as JSON values whose text the typefaces can print."""
    listed, closing = sections(content, envelope)
    kind = kinds.LABELS.get(content["kind"], kinds.LABELS["other"])
    title = content["title"].strip() or "Sin título"
    code = content["code"] or "Sin código"
    banner = [STATES[mode]] if mode in STATES else []
    if envelope and envelope["adopted"]:
        banner.append("ADOPTADO")
    if mark := ACCESS_MARKS.get(content["access"]):
        banner.append(mark)
    accent = entity.get("accent") or ""
    made = {
        "kind": kind,
        "title": title,
        "title-size": 12 if len(title) <= 70 else 10.5 if len(title) <= 140 else 9,
        "full-title": f"{kind} {title}",
        "keywords": [code, kind],
        "description": f"{kind} {code}, {entity['name']}",
        "code": code,
        "version": envelope["label"] if envelope else STATES[mode].capitalize(),
        "approved": envelope["approved_on"] if envelope else "pendiente",
        "banner": [*banner, *marks],
        "entity": {"name": entity["name"]},
        "accent": accent if _COLOUR.fullmatch(accent) else DEFAULT_ACCENT,
        "facts": facts(content, envelope),
        "sections": listed,
        "approval": closing,
        "footer": _footer(envelope, entity, verify_url),
        "verification": _verification(envelope, verify_url),
        "flowcharts": _flowcharts(content),
    }
    cleaned: Piece = printable(made)
    return cleaned


_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def _footer(
    envelope: Envelope | None, entity: Mapping[str, Any], verify_url: str | None
) -> list[str]:
    """Two lines at most: how to check and whose it is; the legend of the uncontrolled copy."""
    first = []
    if envelope:
        first.append(f"Código de verificación {envelope['verification_code']}")
    if entity.get("nit"):
        first.append(f"NIT {entity['nit']}")
    if address := entity.get("address"):
        first.append(" ".join(address.split())[:90])
    lines = [" · ".join(first)] if first else []
    if envelope:
        return [*lines, UNCONTROLLED]
    return [*lines, "Documento en preparación: no está vigente ni produce efectos."]


def _flowcharts(content: Content) -> list[Piece]:
    """The drawing of each table of activities, with its text equivalent."""
    found = []
    for block in blocks(content, "activities"):
        if chart := flowchart.layout(block):
            found.append(
                {
                    "pages": flowchart.drawing(chart),
                    "alt": _alternative(flowchart.describe(chart)),
                }
            )
    return found


# PDF/A allows 32767 bytes in a string, and a character may take four of them.
_LONGEST_ALTERNATIVE = 8000


def _alternative(told: list[str]) -> str:
    """The flowchart in words; what does not fit is in the table of activities anyway."""
    words = _printable_text(" ".join(["Flujograma de las actividades.", *told]))
    if len(words) <= _LONGEST_ALTERNATIVE:
        return words
    rest = " … El texto completo está en la tabla de actividades."
    return words[: _LONGEST_ALTERNATIVE - len(rest)].rsplit(" ", 1)[0] + rest


def _verification(envelope: Envelope | None, verify_url: str | None) -> Piece | None:
    if not (envelope and verify_url):
        return None
    address = re.sub(r"^https?://", "", verify_url)
    return {
        "code": envelope["verification_code"],
        "url": verify_url,
        "alt": f"Código QR con la dirección {verify_url}",
        "sentence": "Lea el código QR o consulte la dirección: dicen si esta versión está vigente.",
        "address": address,
    }


# --- Text that can be printed ---------------------------------------------------------------------

_INVISIBLE = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_LONG_WORD = re.compile(r"[^\s\u200b-]{25,}")


def printable(value: Any) -> Any:
    """`value` with every text made fit for paper.

    What has no form (controls, marks that turn the reading direction) goes, so that nothing printed
    reads otherwise than it is; a character that the typefaces lack is named, `[U+1F600]`; a word
    too long for a line may break. The exact text stays in the attached JSON.
    """
    if isinstance(value, str):
        return _printable_text(value)
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value


def _printable_text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = _INVISIBLE.sub("", text)
    if not text.isascii():
        covered = fonts.covered()
        text = "".join(
            char if ord(char) in covered or char == "\n" else f"[U+{ord(char):04X}]"
            for char in text
        )
    return _LONG_WORD.sub(
        lambda found: "\u200b".join(
            found.group()[start : start + 12] for start in range(0, len(found.group()), 12)
        ),
        text,
    )


def sections(content: Content, envelope: Envelope | None) -> tuple[list[Piece], Piece]:
    """The numbered sections and, apart, the closing one (review and approval).

    Numbers follow the order printed, whatever the source had. Change control is the envelope's, or
    the content's own rows in a draft, and stands before the annexes when the content has no such
    section. A section of role `approval` only lends its title.
    """
    listed = [section for section in content["sections"] if section["role"] != "approval"]
    if not any(section["role"] == "changes" for section in listed):
        changes = {"role": "changes", "title": kinds.HEADINGS["changes"], "blocks": []}
        place = next(
            (index for index, one in enumerate(listed) if one["role"] == "annexes"), len(listed)
        )
        listed.insert(place, changes)
    rows = _change_rows(content, envelope)
    pieces = []
    for number, section in enumerate(listed, start=1):
        drawn = _pieces(section, rows)
        if not drawn:
            drawn = [{"type": "empty", "text": EMPTY.get(section["role"], "Sin información.")}]
        title = section["title"] or kinds.HEADINGS.get(section["role"], "Sección")
        pieces.append({"number": str(number), "title": title, "blocks": drawn})
    title = next(
        (one["title"] for one in content["sections"] if one["role"] == "approval" and one["title"]),
        kinds.HEADINGS["approval"],
    )
    closing = {
        "number": str(len(pieces) + 1),
        "title": title,
        "columns": signature_columns(envelope),
    }
    return pieces, closing


def signature_columns(envelope: Envelope | None) -> list[Piece]:
    """Elaboró, Revisó, Aprobó, each with everybody who signed in that role, in order."""
    signatures = envelope["signatures"] if envelope else []
    return [
        {
            "title": title,
            "pending": "Sin firma registrada" if envelope else "Pendiente",
            "signers": [_signer(one, title) for one in signatures if one["role"] == role],
        }
        for role, title in ROLES
    ]


def facts(content: Content, envelope: Envelope | None) -> list[Piece]:
    """Process, office, series and first day in force, as far as they are known."""
    found = []
    if process := content["process"]:
        parent = process["parent"]
        names = [f"{one['code']} {one['name']}" for one in (parent, process) if one]
        found.append({"name": "Proceso", "value": " › ".join(names)})
    if office := content["office"]:
        found.append({"name": "Dependencia", "value": office["name"]})
    if series := content["series"]:
        found.append({"name": "Serie", "value": f"{series['code']} {series['name']}"})
    if envelope:
        found.append({"name": "Vigente desde", "value": envelope["effective_on"]})
    return found


def _change_rows(content: Content, envelope: Envelope | None) -> list[Piece]:
    if envelope:
        return list(envelope["changes"])
    return [
        item
        for section in content["sections"]
        for block in section["blocks"]
        if block["type"] == "changes"
        for item in block["items"]
    ]


def _signer(signature: Piece, title: str) -> Piece:
    committee = signature["committee"]
    name = signature["name"] or committee or "Sin nombre"
    details = [signature["position"], signature["bond"], signature["office"]]
    if committee and signature["name"]:
        details.append(committee)
    if signature["minutes_number"]:
        details.append(f"Acta n.º {signature['minutes_number']}")
    return {
        "step": signature["step"] if signature["step"] not in ("", title) else None,
        "name": name,
        "details": [detail for detail in details if detail],
        "date": signature["date"],
        "manner": "Firma electrónica" if signature["signed_at"] else None,
    }


def _pieces(section: Piece, changes: list[Piece]) -> list[Piece]:
    pieces = []
    level = 1  # PDF/UA: no level is skipped
    for block in section["blocks"]:
        if block["type"] == "heading":
            level = min(block["level"], level + 1)
            pieces.append({**block, "level": level})
        elif block["type"] in _MAKERS:
            if block["items"]:
                pieces.append(_MAKERS[block["type"]](block))
        elif block["type"] == "table":
            pieces += _table(block)
        elif block["type"] == "list":
            if block["items"]:
                pieces.append({**block, "items": _nested(block["items"])})
        elif block["type"] in ("paragraph", "note") and block["text"].strip():
            pieces.append(block)
    if section["role"] == "changes" and changes:
        pieces.append(_changes(changes))
    return pieces


def _nested(items: list[Piece]) -> list[Piece]:
    """The flat items as a tree; an item deeper than its place allows hangs from the one before."""
    root: list[Piece] = []
    path: list[list[Piece]] = [root]
    for item in items:
        del path[item["level"] + 1 :]
        node: Piece = {"text": item["text"], "children": []}
        path[-1].append(node)
        path.append(node["children"])
    return root


def rows_table(
    head: list[str],
    weights: list[int],
    rows: list[list[str | None]],
    *,
    caption: str | None = None,
    own: bool = True,
) -> Piece:
    """A table for the page: one weight a column, short rows padded, nothing but text in a cell.

    `own`: a table of ours, whose heads are known to fit their columns.
    """
    width = len(weights)
    return {
        "type": "table",
        "caption": caption,
        "own": own,
        "head": head,
        "weights": weights,
        "rows": [
            {
                "cells": [cell or "" for cell in row] + [""] * (width - len(row)),
                "sub": None,
                "sub-column": 0,
            }
            for row in rows
        ],
    }


def _table(block: Piece) -> list[Piece]:
    rows = [row["cells"] for row in block["rows"]]
    width = max((len(row) for row in [block["head"], *rows]), default=0)
    if not width:
        return []
    head = block["head"] and [*block["head"], *[""] * (width - len(block["head"]))]
    weights = [
        max(6, min(30, max(len(row[column]) for row in [head, *rows] if column < len(row))))
        for column in range(width)
    ]
    return [rows_table(head, weights, rows, caption=block["caption"], own=False)]


def _activities(block: Piece) -> Piece:
    items = block["items"]
    terms = any(item["term"] for item in items)
    head = ["No.", "Actividad", "Responsable", "Registro"]
    weights = [5, 50, 24, 21]
    if terms:
        head.append("Término")
        weights = [5, 44, 21, 17, 13]
    rows: list[list[str | None]] = [
        [
            f"{item['number']}." if item["number"] else None,
            item["text"],
            item["responsible"],
            item["record"],
            *([item["term"]] if terms else []),
        ]
        for item in items
    ]
    table = rows_table(head, weights, rows)
    for index, (item, row) in enumerate(zip(items, table["rows"], strict=True)):
        if decision := item["decision"]:
            yes = flowchart.destination(items, index, decision["yes"])
            no = flowchart.destination(items, index, decision["no"])
            question = f"{decision['question']}\n" if decision["question"] else ""
            row["sub"] = f"{question}Sí: {yes}. No: {no}."
            row["sub-column"] = 1
    return table


def _records(block: Piece) -> Piece:
    weights = [weight for _name, _title, weight in _RECORD_HEAD]
    if any(len(item["code"] or "") > 6 for item in block["items"]):
        weights[0] = 13  # a code does not break
    table = rows_table(
        [title for _name, title, _weight in _RECORD_HEAD],
        weights,
        [[item[name] for name, _title, _weight in _RECORD_HEAD] for item in block["items"]],
    )
    for item, row in zip(block["items"], table["rows"], strict=True):
        if item["series"]:
            row["sub"] = f"Serie {item['series']}"
            row["sub-column"] = 6
    return table


def _changes(rows: list[Piece]) -> Piece:
    return rows_table(
        ["Versión", "Razón de la actualización", "Fecha"],
        [10, 72, 18],
        [[row["version"], row["reason"], row["date"]] for row in rows],
    )


def _bullets(block: Piece) -> Piece:
    return {
        "type": "bullets",
        "items": [{"text": item["text"], "children": []} for item in block["items"]],
    }


def _annexes(block: Piece) -> Piece:
    return {
        "type": "bullets",
        "items": [
            {
                "text": f"{item['title']} ({item['file']['name']})"
                if item["file"]
                else item["title"],
                "children": [],
            }
            for item in block["items"]
        ],
    }


_MAKERS = {
    "definitions": lambda block: block,
    "activities": _activities,
    "records": _records,
    "references": _bullets,
    "annexes": _annexes,
}
