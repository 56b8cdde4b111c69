"""The flowchart of a document, drawn from its activities: for a wide screen, a phone, paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from records.comparison import StepChanges
from records.content import Block, Content, blocks
from records.flowchart import (
    PAPER,
    PHONE,
    SCREEN,
    Flowchart,
    Limits,
    layout,
    layout_changes,
    to_svg,
)


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

    def laid_out(limits: Limits) -> Flowchart:
        return layout(block, limits=limits)

    return _drawings(laid_out, name=block["id"], title=title, accent=accent)


def changes_drawn(changed: StepChanges, *, title: str, accent: str) -> Drawings | None:
    """One table of activities with what became of its steps; None when it has no rows."""

    def laid_out(limits: Limits) -> Flowchart:
        return layout_changes(changed.block, changed.marks, changed.removed, limits=limits)

    return _drawings(laid_out, name=f"c-{changed.block['id']}", title=title, accent=accent)


def _drawings(
    laid_out: Callable[[Limits], Flowchart], *, name: str, title: str, accent: str
) -> Drawings | None:
    def svg(chart: Flowchart, form: str) -> str:
        return to_svg(chart, title=title, accent=accent, prefix=f"f-{form}-{name}")

    pages = laid_out(PAPER).pages
    if not pages:
        return None
    return Drawings(
        wide=svg(laid_out(SCREEN), "wide"),
        phone=svg(laid_out(PHONE), "phone"),
        paper=tuple(svg(Flowchart((page,), ()), f"p{n}") for n, page in enumerate(pages, 1)),
    )
