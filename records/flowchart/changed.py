"""The flowchart of the newer of two versions, with what became of each step since the older.

A tag says it in words and the outline shows it. Steps that are no more stand below the flow, struck
out: nothing leads to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from records.flowchart import parts as shapes
from records.flowchart.graph import Atom, graph
from records.flowchart.metrics import width
from records.flowchart.model import SIZES, Flowchart, Mark, Node, Page, Style, Tag, Text
from records.flowchart.placing import LAST_LINE, PAPER, Limits, layout
from records.flowchart.words import sentences

WORDS: dict[Mark, str] = {
    "added": "Nueva",
    "removed": "Se retira",
    "moved": "Se mueve",
    "changed": "Cambia",
    "both": "Se mueve y cambia",
}
GAP = 22  # above a step that is no more: its tag needs room
TAG_HEIGHT = 13
_TAG_PADDING = 5
_TAG_INSET = 6  # from the right side of its shape

Step = Mapping[str, Any]


def layout_changes(
    block: dict[str, Any],
    marks: Mapping[str, Sequence[str]],
    removed: Sequence[Step] = (),
    *,
    limits: Limits = PAPER,
) -> Flowchart:
    """`layout` of the newer table of activities, its steps marked; empty when it has none.

    `marks`: what became of activities, by their ids (`added`, `moved`, `changed`, or both of
    these); `removed`: activities of the older table. Same input, same flowchart.
    """
    chart = layout(block, limits=limits)
    if not chart:
        return chart
    found = {activity: _mark(states) for activity, states in marks.items()}
    pages = [
        replace(page, nodes=tuple(_marked(node, found) for node in page.nodes))
        for page in chart.pages
    ]
    for step in removed:
        _below(pages, step, limits)
    atoms, _arrows = graph(block["items"])
    told = [
        _said(found.get(atom.key), text) if atom.activity else text
        for atom, text in zip(atoms, chart.sentences, strict=True)
    ]
    told += [_said("removed", text) for step in removed for text in sentences([_atom(step)])]
    return Flowchart(tuple(pages), tuple(told))


def _mark(states: Sequence[str]) -> Mark:
    if {"moved", "changed"} <= set(states):
        return "both"
    return next(mark for mark in WORDS if mark in states)


def _said(mark: Mark | None, text: str) -> str:
    return f"{WORDS[mark]}: {text}" if mark else text


def _marked(node: Node, marks: Mapping[str, Mark]) -> Node:
    if node.activity is None or (mark := marks.get(node.activity)) is None:
        return node
    # A step with a question of its own is two shapes: the first says it for both.
    tag = _tag(node, mark) if node.key == node.activity else None
    return replace(node, mark=mark, tag=tag)


def _tag(node: Node, mark: Mark) -> Tag:
    word, style = WORDS[mark], _style(mark)
    wide = width(word, SIZES[style]) + 2 * _TAG_PADDING + 2
    right = node.x + node.width - (_TAG_INSET if node.shape == "step" else 0)
    x, y = right - wide, node.y - TAG_HEIGHT // 2
    text = Text(x + wide // 2, y + TAG_HEIGHT - 4, word, style, "middle")
    return Tag(x, y, wide, TAG_HEIGHT, text)


def _style(mark: Mark) -> Style:
    return "tagged" if mark == "added" else "label"


def _atom(step: Step) -> Atom:
    # Where it led is told where it stood: the steps it led to may be no more.
    return Atom("activity", step["id"], {**step, "decision": None})


def _below(pages: list[Page], step: Step, limits: Limits) -> None:
    """Adds a step that is no more below all others, on a page of its own where there is no room."""
    last = pages[-1]
    left, right = _column(pages)
    (part,) = shapes.parts(_atom(step), right - left, named=True)
    if limits.height is not None and last.height + GAP + part.height + LAST_LINE > limits.height:
        last = Page(last.width, 0, (), (), ())
        pages.append(last)
    made = part.node((left + right) // 2, last.height + GAP, None)
    made = replace(made, key=f"-{part.key}", mark="removed", tag=_tag(made, "removed"))
    pages[-1] = replace(last, nodes=(*last.nodes, made), height=made.bottom + LAST_LINE)


def _column(pages: Sequence[Page]) -> tuple[int, int]:
    """From where to where the shapes of the flow stand."""
    steps = [node for page in pages for node in page.nodes if node.shape in ("step", "decision")]
    if not steps:
        return 0, pages[0].width
    return min(node.x for node in steps), max(node.x + node.width for node in steps)
