"""The flowchart of a document, drawn from its activities."""

from __future__ import annotations

from importlib.util import find_spec

from records.content import Content, blocks

if find_spec("records.flowchart"):
    from records.flowchart import layout, to_svg


def flowchart_of(content: Content, *, accent: str) -> str:
    """The flowchart of its first table of activities as SVG; empty when it has none."""
    if not find_spec("records.flowchart"):
        return ""
    block = next(blocks(content, "activities"), None)
    if block is None or not block["items"]:
        return ""
    return to_svg(layout(block), title=content["title"], accent=accent)
