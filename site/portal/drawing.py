"""The flowchart of a document, drawn from its activities: for a wide screen, a phone, paper."""

from __future__ import annotations

from dataclasses import dataclass

from records.content import Block, Content, blocks
from records.flowchart import PHONE, SCREEN, Flowchart, layout, to_svg


@dataclass(frozen=True, slots=True)
class Drawings:
    """The same flowchart three times, of which one is seen: `wide`, `phone`, `paper` by pages.

    A drawing that is only made smaller cannot be read on a phone, and one that no page cuts cannot
    be printed. The pages of paper are not described again: nobody hears them.
    """

    wide: str
    phone: str
    paper: tuple[str, ...]


def flowchart_of(content: Content, *, accent: str) -> str:
    """The flowchart of its first table of activities as one SVG; empty when it has none."""
    block = next(blocks(content, "activities"), None)
    if block is None or not block["items"]:
        return ""
    return to_svg(layout(block, limits=SCREEN), title=content["title"], accent=accent)


def drawn(block: Block, *, title: str, accent: str) -> Drawings | None:
    """One table of activities, its ids its own on the page; None when it has no rows."""
    if not block["items"]:
        return None

    def svg(chart: Flowchart, name: str) -> str:
        return to_svg(chart, title=title, accent=accent, prefix=f"f-{name}-{block['id']}")

    pages = layout(block).pages
    return Drawings(
        wide=svg(layout(block, limits=SCREEN), "wide"),
        phone=svg(layout(block, limits=PHONE), "phone"),
        paper=tuple(svg(Flowchart((page,), ()), f"p{n}") for n, page in enumerate(pages, 1)),
    )
