"""The flowchart of a procedure, laid out from its activities: pure, deterministic, in words too.

`layout()` places; `to_svg()` draws it for the web, `templates/pdf/flowchart.typ` on paper (from
`drawing()`); `describe()` tells it to who does not see it.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from records.flowchart.changed import layout_changes
from records.flowchart.model import Flowchart
from records.flowchart.placing import PAPER, PHONE, SCREEN, Limits, layout
from records.flowchart.svg import head, to_svg
from records.flowchart.words import destination

__all__ = [
    "PAPER",
    "PHONE",
    "SCREEN",
    "Flowchart",
    "Limits",
    "describe",
    "destination",
    "drawing",
    "layout",
    "layout_changes",
    "to_svg",
]


def describe(flowchart: Flowchart) -> list[str]:
    """The flowchart in Spanish sentences, in order; empty when there is nothing to draw."""
    return list(flowchart.sentences)


def drawing(flowchart: Flowchart) -> list[dict[str, Any]]:
    """The pages as JSON values, arrowheads computed, for a renderer that only draws."""
    pages = []
    for page in flowchart.pages:
        made = asdict(page)
        for edge, drawn in zip(page.edges, made["edges"], strict=True):
            drawn["heads"] = [head(edge.points[at - 1], edge.points[at]) for at in edge.heads]
        pages.append(made)
    return pages
