"""A comparison of two versions on paper: its difference as the pieces that the page draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from records import flowchart, kinds
from records.comparison import Difference, Entry, Told, steps, told
from records.printed.charts import accent_of, chart_on_paper
from records.printed.text import printable

Envelope = Mapping[str, Any]
Piece = dict[str, Any]
KIND = "Comparación de versiones"
LEGEND = "Lo nuevo va subrayado; lo que se retira, [tachado y entre corchetes]."
MADE_OF = "Hecha de los textos firmados de las dos versiones. No reemplaza al documento."
SPACES = "(solo cambian los espacios)"


def comparison_page(
    difference: Difference,
    envelopes: tuple[Envelope, Envelope],
    *,
    entity: Mapping[str, Any],
) -> Piece:
    """Everything that the Typst source draws, the older envelope first."""
    older, newer = envelopes
    read = told(difference)
    title = newer["title"].strip() or "Sin título"
    labels = f"{older['label']} y {newer['label']}"
    kind = kinds.LABELS.get(newer["kind"], kinds.LABELS["other"])
    made = {
        "kind": KIND,
        "title": f"{kind} {title}",
        "title-size": 12 if len(title) <= 60 else 10.5 if len(title) <= 130 else 9,
        "full-title": f"{KIND} {labels}: {kind} {title}",
        "keywords": [newer["code"], KIND],
        "description": f"Qué cambia de la versión {older['label']} a la {newer['label']}",
        "code": newer["code"],
        "version": f"{older['label']} → {newer['label']}",
        "approved": newer["approved_on"],
        "banner": [],
        "stamp": "",
        "landscape": False,
        "entity": {"name": entity["name"]},
        "accent": accent_of(entity),
        "footer": _footer(newer["code"], labels, entity),
        "verification": None,
        "question": f"Qué cambia de la versión {older['label']} a la {newer['label']}",
        "summary": read.summary,
        "legend": LEGEND if read else None,
        "versions": [
            [one["label"], one["approved_on"], one["effective_on"], one["change"]["note"]]
            for one in envelopes
        ],
        "groups": _groups(read),
        "flowcharts": _flowcharts(difference),
    }
    cleaned: Piece = printable(made)
    return cleaned


def _footer(code: str, labels: str, entity: Mapping[str, Any]) -> list[str]:
    owner = f" · NIT {entity['nit']}" if entity.get("nit") else ""
    return [f"Comparación de las versiones {labels} de {code}{owner}", MADE_OF]


def _groups(read: Told) -> list[Piece]:
    return [
        {"title": group.title, "entries": [_entry(one) for one in group.entries]}
        for group in read.groups
    ]


def _entry(entry: Entry) -> Piece:
    return {
        "name": entry.name,
        "mark": entry.mark,
        "words": list(entry.words),
        "where": entry.where,
        "context": entry.context,
        "lines": [
            {
                "label": line.label,
                "pieces": [{"kind": piece.kind, "text": piece.text} for piece in line.pieces],
                "note": SPACES if line.only_spaces else None,
            }
            for line in entry.lines
        ],
    }


def _flowcharts(difference: Difference) -> list[Piece]:
    charts = (
        flowchart.layout_changes(one.block, one.marks, one.removed) for one in steps(difference)
    )
    return [chart_on_paper(chart) for chart in charts if chart]
