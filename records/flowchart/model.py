"""What a laid out flowchart is: pages of nodes, edges and lanes, all in whole points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Point = tuple[int, int]
Shape = Literal["start", "step", "decision", "end", "connector"]
Style = Literal["text", "strong", "muted", "letter", "inverse", "label", "tagged"]
Mark = Literal["added", "removed", "moved", "changed", "both"]
Anchor = Literal["start", "middle", "end"]

SIZES: dict[Style, int] = {
    "text": 9,
    "strong": 9,
    "muted": 8,
    "letter": 9,
    "inverse": 10,
    "label": 8,
    "tagged": 8,
}


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `y` is its baseline."""

    x: int
    y: int
    text: str
    style: Style
    anchor: Anchor = "start"


@dataclass(frozen=True, slots=True)
class Tag:
    """A word on the upper right corner of a shape."""

    x: int
    y: int
    width: int
    height: int
    text: Text


@dataclass(frozen=True, slots=True)
class Node:
    """A shape with its text. `activity` is the id of the activity it draws, if it draws one.

    A connector carries its letter; `key` is unique in the flowchart. `mark`: what became of the
    activity since another version, which its `tag` says; without one it is as it was.
    """

    key: str
    shape: Shape
    x: int
    y: int
    width: int
    height: int
    texts: tuple[Text, ...]
    activity: str | None = None
    letter: str | None = None
    mark: Mark | None = None
    tag: Tag | None = None

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between nodes, along `points`; `heads`: indexes of those with an arrowhead."""

    source: str
    target: str
    points: tuple[Point, ...]
    heads: tuple[int, ...]
    label: Text | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """Who does the activities beside it: a bar from `top` to `bottom`, the name at its left."""

    x: int
    top: int
    bottom: int
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Page:
    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Flowchart:
    """`sentences` say in words what `pages` draw. Without activities both are empty."""

    pages: tuple[Page, ...]
    sentences: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.pages)
