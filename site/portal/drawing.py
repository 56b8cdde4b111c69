"""The flowchart of a document, drawn from its activities."""

from __future__ import annotations

from records.content import Block, Content, blocks
from records.flowchart import layout, to_svg


def flowchart_of(content: Content, *, accent: str) -> str:
    """The flowchart of its first table of activities as SVG; empty when it has none."""
    block = next(blocks(content, "activities"), None)
    return drawn(block, title=content["title"], accent=accent) if block else ""


def drawn(block: Block, *, title: str, accent: str) -> str:
    """One table of activities as SVG, its ids its own on the page; empty when it has no rows."""
    if not block["items"]:
        return ""
    return to_svg(layout(block), title=title, accent=accent, prefix=f"f-{block['id']}")
