"""Placing the atoms: pages, rows, side channels, connectors. Whole numbers, no choice left to luck.

A column of shapes; at its left the lane of who is responsible. What only goes on falls straight
down. A jump leaves a diamond at its side and runs in a channel between the text and the lane or the
margin, where no text ever stands, to the free row above its target. Jumps to one target share a
channel. What finds no channel, or leads to another page, ends in a lettered connector; its twin
stands at the target.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from records.flowchart import parts as shapes
from records.flowchart.graph import Arrow, Atom, graph
from records.flowchart.metrics import width
from records.flowchart.model import SIZES, Edge, Flowchart, Lane, Node, Page, Point, Text
from records.flowchart.words import sentences

CHANNELS = 3  # on each side of a page; a drawing that no page cuts has as many as it needs
CHANNEL_STEP = 9
CONNECTOR = 18  # diameter
LABEL_ZONE = 30  # beside a diamond, for Sí and No
SIDE = LABEL_ZONE + CONNECTOR + 8 + CHANNELS * CHANNEL_STEP
ARROW = 16  # the free line above a shape
LABEL_ROW = 13
CONNECTOR_ROW = CONNECTOR + 4
CHANNEL_ROW = 12
LAST_LINE = 1  # below the lowest shape, for its outline
LANE = 104
LANE_GAP = 10
LEAST_ROOM = 150  # for the shapes


@dataclass(frozen=True, slots=True)
class Limits:
    """The room of a drawing, in points. The default is the text area of our A4 page.

    Without `height` it is one drawing, however long, without connectors: its sides are as wide as
    its jumps need, and it grows wider rather than squeeze its shapes. Without `lanes` each step
    tells who does it.
    """

    width: int = 480
    height: int | None = 630
    lanes: bool = True


PAPER = Limits()
SCREEN = Limits(height=None)
PHONE = Limits(width=220, height=None, lanes=False)


def layout(block: dict[str, Any], *, limits: Limits = PAPER) -> Flowchart:
    """The flowchart of a block of activities (`content-1`). Same input, same flowchart.

    Every activity is drawn once, every answer of a decision leads where the table says. No line
    crosses a shape or a text. A shape that is higher than a page is never made: long texts are cut
    with «…» in the drawing and stand in full in the table.
    """
    atoms, arrows = graph(block["items"])
    if not atoms:
        return Flowchart((), ())
    return Flowchart(_Plan(atoms, arrows, limits).pages(), sentences(atoms))


@dataclass
class _Row:
    """An atom in its place."""

    top: int = 0
    join: int = 0  # y of the row where channels arrive
    nodes: list[Node] = field(default_factory=list)


class _Plan:
    def __init__(self, atoms: list[Atom], arrows: list[Arrow], limits: Limits) -> None:
        self.atoms, self.arrows, self.limits = atoms, arrows, limits
        self.falls = {arrow.target: arrow for arrow in arrows if arrow.falls}
        self.jumped = {arrow.target for arrow in arrows if not arrow.falls}
        self.lanes = [
            shapes.lane_lines(atom.responsible, LANE) if limits.lanes else () for atom in atoms
        ]
        self.channels: dict[tuple[int, int], tuple[str, int]] = {}
        self.label_zone, self.letter_zone = LABEL_ZONE, CONNECTOR + 8
        if limits.height is None:
            self.ranges = [(0, len(atoms) - 1)]
            self._assign(0, len(atoms) - 1)
            self._narrow()
            self._set(self._side("left"), self._side("right"))
        else:
            side = SIDE if self.jumped else 16
            self._set(side, side)
            self.ranges = self._paginate(limits.height)
            for first, last in self.ranges:
                self._assign(first, last)
        self.page_of = {
            position: number
            for number, (first, last) in enumerate(self.ranges)
            for position in range(first, last + 1)
        }
        self.letters = self._letters()

    def _set(self, left: int, right: int) -> None:
        """The column of the shapes between its sides, and the shapes as wide as it."""
        self.left = left + (LANE + LANE_GAP if self.limits.lanes else 0)
        self.width = max(self.limits.width, self.left + LEAST_ROOM + right)
        self.right = self.width - right
        self.room = self.right - self.left
        self.middle = (self.left + self.right) // 2
        named = not self.limits.lanes
        self.parts = [shapes.parts(atom, self.room, named=named) for atom in self.atoms]

    def _narrow(self) -> None:
        """No connector, no room for one; labels as wide as those that are there."""
        self.letter_zone = 6
        jumps = [arrow.label or "" for arrow in self.arrows if not arrow.falls]
        longest = max((width(label, SIZES["label"]) for label in jumps), default=0)
        self.label_zone = longest + 10

    def _side(self, side: str) -> int:
        """What the channels of that side need beside the shapes."""
        taken = [channel for own, channel in self.channels.values() if own == side]
        if not taken:
            return 4
        return self.label_zone + self.letter_zone + max(taken) * CHANNEL_STEP + 4

    # --- Which atom on which page ---

    def _row_height(self, position: int) -> int:
        named = len(self.lanes[position]) * shapes.LANE_LINE
        return max(shapes.height(self.parts[position]), named + 4)

    def _paginate(self, most: int) -> list[tuple[int, int]]:
        """First and last position of each page: as few pages as it takes, about equally full."""
        ranges = self._fill(most)
        for height in range(most - 20, 0, -20):
            evener = self._fill(height)
            if len(evener) > len(ranges):
                break
            ranges = evener
        return ranges

    def _fill(self, height: int) -> list[tuple[int, int]]:
        """Pages of at most `height`; every gap counts as large as it can become."""
        ranges = []
        first, used, room = 0, 0, height - LAST_LINE
        for position in range(len(self.atoms)):
            needed = self._row_height(position) + ARROW
            if (falls := self.falls.get(position)) and falls.label:
                needed += LABEL_ROW
            if position in self.jumped:
                needed += CONNECTOR_ROW + CHANNEL_ROW
            if position > first and used + needed + self._tail(position) > room:
                ranges.append((first, position - 1))
                first, used = position, CONNECTOR
            used += needed
        return [*ranges, (first, len(self.atoms) - 1)]

    def _tail(self, position: int) -> int:
        """The room of the connector below, should the page end with `position`."""
        following = self.falls.get(position + 1)
        if following is None:
            return 0
        return ARROW + CONNECTOR + (LABEL_ROW if following.label else 0)

    # --- Which jump in which channel ---

    def _exits(self, position: int) -> list[tuple[str, Arrow]]:
        """The side exits of a decision: back at the left, forward at the right, never both one."""
        jumps = [a for a in self.arrows if a.source == position and not a.falls]
        sides = ["left" if arrow.goes_back else "right" for arrow in jumps]
        if len(sides) == 2 and sides[0] == sides[1]:
            sides[1] = "right" if sides[0] == "left" else "left"
        return list(zip(sides, jumps, strict=True))

    def _assign(self, first: int, last: int) -> None:
        spans: dict[tuple[str, int], tuple[int, int]] = {}
        for position in range(first, last + 1):
            for side, arrow in self._exits(position):
                if not first <= arrow.target <= last:
                    continue
                ends = sorted((2 * position + 1, 2 * arrow.target))
                low, high = spans.get((side, arrow.target), tuple(ends))
                spans[side, arrow.target] = (min(low, ends[0]), max(high, ends[1]))
        taken: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
        for (side, target), (low, high) in sorted(
            spans.items(), key=lambda entry: (entry[1][1] - entry[1][0], entry[0])
        ):
            for channel in range(CHANNELS if self.limits.height else len(spans)):
                if all(high < begin or low > end for begin, end in taken[side, channel]):
                    taken[side, channel].append((low, high))
                    self._occupy(side, target, channel, first, last)
                    break

    def _occupy(self, side: str, target: int, channel: int, first: int, last: int) -> None:
        for position in range(first, last + 1):
            for own_side, arrow in self._exits(position):
                if own_side == side and arrow.target == target:
                    self.channels[position, target] = (side, channel)

    def _letters(self) -> dict[int, str]:
        targets = {
            arrow.target
            for arrow in self.arrows
            if (arrow.falls and self.page_of[arrow.source] != self.page_of[arrow.target])
            or (not arrow.falls and (arrow.source, arrow.target) not in self.channels)
        }
        return {target: _letter(index) for index, target in enumerate(sorted(targets))}

    # --- Drawing the pages ---

    def pages(self) -> tuple[Page, ...]:
        return tuple(
            _PageDrawing(self, number, first, last).page()
            for number, (first, last) in enumerate(self.ranges)
        )


class _PageDrawing:
    def __init__(self, plan: _Plan, number: int, first: int, last: int) -> None:
        self.plan, self.number, self.first, self.last = plan, number, first, last
        self.rows: dict[int, _Row] = {}
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self.bottom = 0

    def page(self) -> Page:
        for position in range(self.first, self.last + 1):
            self._place(position)
        for position in range(self.first, self.last + 1):
            self._lead_out(position)
        return Page(
            self.plan.width,
            self.bottom + LAST_LINE,
            tuple(self.nodes),
            tuple(self.edges),
            tuple(self._lanes()),
        )

    def _place(self, position: int) -> None:
        plan, row, y = self.plan, _Row(), self.bottom
        falls = plan.falls.get(position)
        arrives: Node | None = None
        first = position == self.first
        if not first and falls and falls.label:
            y += LABEL_ROW
        if position in plan.letters:
            x = plan.middle if first else plan.left - LABEL_ZONE - CONNECTOR // 2
            arrives = self._connector(f"in:{plan.letters[position]}", x, y, plan.letters[position])
            y += CONNECTOR if first else CONNECTOR_ROW
        if any(target == position for _source, target in plan.channels):
            row.join = y + CHANNEL_ROW // 2 + 2
            y += CHANNEL_ROW
        if y > 0 or not first:
            y += ARROW
        row.top = y
        for part in plan.parts[position]:
            activity = plan.atoms[position].activity
            node = part.node(plan.middle, y, activity["id"] if activity else None)
            row.nodes.append(node)
            self.nodes.append(node)
        for upper, lower in zip(row.nodes, row.nodes[1:], strict=False):
            self._line(upper.key, lower.key, [(plan.middle, upper.bottom), (plan.middle, lower.y)])
        self.rows[position] = row
        top = (plan.middle, row.top)
        if arrives:
            self._arrive(arrives, row, top)
        if not first and falls:
            above = self.rows[position - 1].nodes[-1]
            label = self._label_below(above, falls.label)
            self._line(above.key, row.nodes[0].key, [(plan.middle, above.bottom), top], label)
        self.bottom = max(row.nodes[-1].bottom, y + plan._row_height(position))

    def _arrive(self, connector: Node, row: _Row, top: Point) -> None:
        middle, target = self.plan.middle, row.nodes[0].key
        if connector.middle == middle:
            self._line(connector.key, target, [(middle, connector.bottom), top])
            return
        y = connector.y + CONNECTOR // 2
        points = ((connector.x + CONNECTOR, y), (middle, y), top)
        self.edges.append(Edge(connector.key, target, points, (1, 2)))

    def _lead_out(self, position: int) -> None:
        plan, row = self.plan, self.rows[position]
        node = row.nodes[-1]
        for side, arrow in plan._exits(position):
            self._jump(node, side, arrow)
        falls = plan.falls.get(position + 1)
        if position == self.last and falls:
            y = self.bottom + ARROW + (LABEL_ROW if falls.label else 0)
            letter = plan.letters[position + 1]
            out = self._connector(f"out:{letter}:{position}", plan.middle, y, letter)
            label = self._label_below(node, falls.label)
            points = [(plan.middle, node.bottom), (plan.middle, out.y)]
            self._line(node.key, out.key, points, label)
            self.bottom = out.bottom

    def _jump(self, node: Node, side: str, arrow: Arrow) -> None:
        plan = self.plan
        sign = -1 if side == "left" else 1
        edge = node.x if side == "left" else node.x + node.width
        y = node.y + node.height // 2
        label = (
            Text(edge + sign * 5, y - 4, arrow.label, "label", "end" if sign < 0 else "start")
            if arrow.label
            else None
        )
        channel = plan.channels.get((arrow.source, arrow.target))
        if channel is None:
            letter = plan.letters[arrow.target]
            x = edge + sign * (LABEL_ZONE + CONNECTOR // 2)
            key = f"out:{letter}:{arrow.source}"
            out = self._connector(key, x, y - CONNECTOR // 2, letter)
            near = out.x + CONNECTOR if sign < 0 else out.x
            self._line(node.key, out.key, [(edge, y), (near, y)], label)
            return
        far = edge + sign * (plan.label_zone + plan.letter_zone + channel[1] * CHANNEL_STEP)
        target = self.rows[arrow.target]
        join = (plan.middle, target.join)
        points = [(edge, y), (far, y), (far, target.join), join, (plan.middle, target.top)]
        self.edges.append(Edge(node.key, target.nodes[0].key, tuple(points), (3, 4), label))

    def _label_below(self, node: Node, label: str | None) -> Text | None:
        if label is None:
            return None
        return Text(self.plan.middle + 6, node.bottom + SIZES["label"] + 2, label, "label")

    def _connector(self, key: str, middle: int, top: int, letter: str) -> Node:
        text = Text(middle, top + CONNECTOR // 2 + 3, letter, "letter", "middle")
        left = middle - CONNECTOR // 2
        node = Node(
            key, "connector", left, top, CONNECTOR, CONNECTOR, (text,), activity=None, letter=letter
        )
        self.nodes.append(node)
        return node

    def _line(
        self, source: str, target: str, points: list[Point], label: Text | None = None
    ) -> None:
        self.edges.append(Edge(source, target, tuple(points), (len(points) - 1,), label))

    def _lanes(self) -> list[Lane]:
        """One lane for neighbours with the same responsible."""
        lanes: list[Lane] = []
        before = None
        for position, row in self.rows.items():
            lines, bottom = self.plan.lanes[position], row.nodes[-1].bottom
            if not lines:
                before = None
                continue
            if lanes and lines == before:
                lanes[-1] = Lane(lanes[-1].x, lanes[-1].top, bottom, lanes[-1].texts)
                continue
            before = lines
            texts = tuple(
                Text(
                    LANE, row.top + SIZES["muted"] + shapes.LANE_LINE * index, line, "muted", "end"
                )
                for index, line in enumerate(lines)
            )
            end = max(bottom, row.top + shapes.LANE_LINE * len(lines))
            lanes.append(Lane(LANE + LANE_GAP // 2, row.top, end, texts))
        return lanes


def _letter(index: int) -> str:
    """A, B, … Z, AA, AB…"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
