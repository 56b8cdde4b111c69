"""The flowchart as an accessible SVG: all pages below one another, text as text, no script.

Colours are presentation attributes, so a strict style policy breaks nothing; every element has a
class (`fc-…`) by which a style sheet, which outranks them, gives it the site's own colours.
"""

from __future__ import annotations

import re
from html import escape

from records.flowchart.metrics import width
from records.flowchart.model import SIZES, Edge, Flowchart, Lane, Mark, Node, Page, Point, Text

INK, MUTED, LINE, PAPER = "#1b1f24", "#5a6470", "#b9b3a6", "#fdfcf9"
FAMILY = "'Source Sans 3', 'Segoe UI', Arial, sans-serif"
BETWEEN = 34  # from page to page
MARGIN = 4
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_NOT_XML = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


def to_svg(
    flowchart: Flowchart, *, title: str, accent: str = "#1f5661", prefix: str = "flujograma"
) -> str:
    """One SVG element with title and description. `prefix` makes its ids unique on a page.

    The width is a suggestion (1.5 px a point); `viewBox` lets it shrink. Same input, same text.
    """
    if not _COLOUR.fullmatch(accent):
        raise ValueError("accent is a colour of the form #1f5661")
    across = flowchart.pages[0].width if flowchart.pages else 480
    height = sum(page.height for page in flowchart.pages)
    height += BETWEEN * max(0, len(flowchart.pages) - 1)
    box = f"{-MARGIN} {-MARGIN} {across + 2 * MARGIN} {height + 2 * MARGIN}"
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="fc" viewBox="{box}" '
        f'width="{(across + 2 * MARGIN) * 3 // 2}" height="{(height + 2 * MARGIN) * 3 // 2}" '
        f'role="img" aria-labelledby="{prefix}-titulo {prefix}-texto" '
        f'font-family="{FAMILY}" lang="es" fill="none">',
        f'<title id="{prefix}-titulo">{_text(title)}</title>',
        f'<desc id="{prefix}-texto">{_text(" ".join(flowchart.sentences))}</desc>',
    ]
    top = 0
    for index, page in enumerate(flowchart.pages):
        if index:
            y = top - BETWEEN // 2
            out.append(
                f'<path class="fc-cut" d="M0 {y}H{across}" stroke="{LINE}" '
                'stroke-width="0.75" stroke-dasharray="2 4"/>'
            )
        out += [f'<g transform="translate(0 {top})">', *_page(page, accent), "</g>"]
        top += page.height + BETWEEN
    out.append("</svg>")
    return "\n".join(out) + "\n"


def _page(page: Page, accent: str) -> list[str]:
    return [
        *(line for lane in page.lanes for line in _lane(lane, accent)),
        *(line for edge in page.edges for line in _edge(edge)),
        *(_shape(node, accent) for node in page.nodes),
        *(
            _set(text, accent, struck=node.mark == "removed")
            for node in page.nodes
            for text in node.texts
        ),
        *(line for node in page.nodes for line in _tag(node, accent)),
        *(_set(edge.label, accent) for edge in page.edges if edge.label),
    ]


def _lane(lane: Lane, accent: str) -> list[str]:
    bar = (
        f'<path class="fc-lane" d="M{lane.x} {lane.top}V{lane.bottom}" stroke="{accent}" '
        'stroke-width="1.5"/>'
    )
    return [bar, *(_set(text, accent) for text in lane.texts)]


def _edge(edge: Edge) -> list[str]:
    points = " ".join(f"{x},{y}" for x, y in edge.points)
    line = f'<polyline class="fc-edge" points="{points}" stroke="{INK}" stroke-width="0.9"/>'
    return [line, *(_head(edge.points[at - 1], edge.points[at]) for at in edge.heads)]


def head(before: Point, tip: Point) -> tuple[Point, Point, Point]:
    """The three corners of an arrowhead at `tip` of a line that comes from `before`."""
    (x, y), dx, dy = tip, _sign(tip[0] - before[0]), _sign(tip[1] - before[1])
    return (
        tip,
        (x - 6 * dx + 3 * dy, y - 6 * dy + 3 * dx),
        (x - 6 * dx - 3 * dy, y - 6 * dy - 3 * dx),
    )


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _head(before: Point, tip: Point) -> str:
    points = " ".join(f"{x},{y}" for x, y in head(before, tip))
    return f'<polygon class="fc-head" points="{points}" fill="{INK}"/>'


def _shape(node: Node, accent: str) -> str:
    x, y, wide, height = node.x, node.y, node.width, node.height
    if node.shape == "decision":
        level = y + height // 2
        points = f"{x},{level} {node.middle},{y} {x + wide},{level} {node.middle},{node.bottom}"
        return (
            f'<polygon class="fc-decision" points="{points}" fill="{PAPER}" stroke="{accent}" '
            f"{_outline(node, '1.2')}/>"
        )
    if node.shape == "connector":
        return (
            f'<circle class="fc-connector" cx="{node.middle}" cy="{y + height // 2}" '
            f'r="{height // 2}" fill="{PAPER}" stroke="{INK}" stroke-width="0.9"/>'
        )
    radius, fill, stroke = (
        (height // 2, accent, accent) if node.shape in ("start", "end") else (2, PAPER, INK)
    )
    return (
        f'<rect class="fc-{node.shape}" x="{x}" y="{y}" width="{wide}" height="{height}" '
        f'rx="{radius}" fill="{fill}" stroke="{stroke}" {_outline(node, "0.9")}/>'
    )


# What became of a step is told by its tag, and seen by its outline: colour says nothing.
OUTLINES: dict[Mark, tuple[str, str]] = {
    "added": ("2.4", "none"),
    "changed": ("1.8", "8 3"),
    "moved": ("1.8", "8 3 2 3"),
    "both": ("1.8", "8 3 2 3"),
    "removed": ("1.2", "2 3"),
}


STRUCK = ' text-decoration="line-through"'


def _outline(node: Node, usual: str) -> str:
    if node.mark is None:
        return f'stroke-width="{usual}"'
    wide, dashes = OUTLINES[node.mark]
    return f'stroke-width="{wide}" stroke-dasharray="{dashes}"'


def _tag(node: Node, accent: str) -> list[str]:
    if node.tag is None:
        return []
    tag, fill = node.tag, accent if node.mark == "added" else PAPER
    return [
        f'<rect class="fc-tag fc-tag-{node.mark}" x="{tag.x}" y="{tag.y}" width="{tag.width}" '
        f'height="{tag.height}" rx="2" fill="{fill}" stroke="{accent}" stroke-width="0.9"/>',
        _set(tag.text, accent),
    ]


def _set(text: Text, accent: str, *, struck: bool = False) -> str:
    colour = {
        "strong": accent,
        "muted": MUTED,
        "inverse": PAPER,
        "label": accent,
        "tagged": PAPER,
    }.get(text.style, INK)
    weight = "400" if text.style in ("text", "muted") else "600"
    # With another typeface than ours, a line keeps the measure that its shape was made for.
    measure = (
        f' textLength="{width(text.text, SIZES[text.style])}" lengthAdjust="spacingAndGlyphs"'
        if text.style in ("text", "muted")
        else ""
    )
    return (
        f'<text class="fc-{text.style}" x="{text.x}" y="{text.y}" text-anchor="{text.anchor}"'
        f"{measure} "
        f'font-size="{SIZES[text.style]}" font-weight="{weight}" fill="{colour}"'
        f"{STRUCK if struck else ''}>"
        f"{_text(text.text)}</text>"
    )


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
