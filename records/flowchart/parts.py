"""The shapes of one atom: how large they are, before they have a place on a page."""

from __future__ import annotations

from dataclasses import dataclass

from records.flowchart.graph import Atom, clean
from records.flowchart.metrics import width, wrap
from records.flowchart.model import SIZES, Node, Shape, Style, Text

LINE = 12
PADDING = 8
MOST_LINES = 8
MOST_QUESTION_LINES = 5
PILL = (92, 26)
INNER_GAP = 16  # from the box of a step to the question below it
LANE_LINE = 10
MOST_LANE_LINES = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One shape of an atom, `offset` below the atom's top."""

    key: str
    shape: Shape
    width: int
    height: int
    offset: int
    number: str | None
    lines: tuple[str, ...]
    note: tuple[str, ...] = ()

    def node(self, middle: int, top: int, activity: str | None) -> Node:
        """The part in its place, its text set."""
        left, y = middle - self.width // 2, top + self.offset
        if self.shape == "step":
            texts = self._left(left, y)
        else:
            style: Style = "inverse" if self.shape in ("start", "end") else "text"
            size = SIZES[style]
            first = y + (self.height - len(self.lines) * LINE) // 2 + (LINE + size) // 2 - 2
            texts = tuple(
                Text(middle, first + LINE * index, line, style, "middle")
                for index, line in enumerate(self.lines)
            )
        return Node(self.key, self.shape, left, y, self.width, self.height, texts, activity)

    def _left(self, left: int, y: int) -> tuple[Text, ...]:
        texts = []
        baseline = y + PADDING + SIZES["text"]
        x = left + PADDING
        if self.number:
            texts.append(Text(x, baseline, self.number, "strong"))
            x += number_room(self.number)
        for line in self.lines:
            texts.append(Text(x, baseline, line, "text"))
            baseline += LINE
        for line in self.note:
            texts.append(Text(x, baseline, line, "muted"))
            baseline += LINE
        return tuple(texts)


def number_room(number: str) -> int:
    """The column of the number inside a step."""
    return max(18, width(number, SIZES["strong"]) + 8)


def parts(atom: Atom, room: int, *, named: bool = False) -> tuple[Part, ...]:
    """The shapes of `atom`, from the top, none wider than `room`; `named`: they tell who does it.

    A decision with a question of its own is a step and a diamond; one whose text is the question is
    a diamond, if the text is short enough to be read in one.
    """
    if atom.kind != "activity" or atom.activity is None:
        word = "Inicio" if atom.kind == "start" else "Fin"
        shape: Shape = "start" if atom.kind == "start" else "end"
        return (Part(atom.key, shape, *PILL, 0, None, (word,)),)
    item = atom.activity
    number = f"{clean(item['number'])}." if item["number"] else None
    text = clean(item["text"]) or "(sin texto)"
    notes = [f"Responsable: {atom.responsible}"] if named and atom.responsible else []
    if not atom.decides:
        return (_step(atom.key, number, text, item["term"], room, notes),)
    question = clean(item["decision"]["question"] or "")
    if not question:
        asked = f"{number} {text}" if number else text
        lines = _question_lines(asked, room)
        if len(lines) <= MOST_QUESTION_LINES and not notes:
            return (_diamond(atom.key, lines, room, 0),)
        question = f"Decisión {number[:-1]}" if number else "Decisión"
    step = _step(atom.key, number, text, item["term"], room, notes)
    lines = wrap(question, size=SIZES["text"], room=_inside(room), most=MOST_QUESTION_LINES)
    return step, _diamond(f"{atom.key}?", lines, room, step.height + INNER_GAP)


def height(shapes: tuple[Part, ...]) -> int:
    """From the top of the first shape to the bottom of the last."""
    return shapes[-1].offset + shapes[-1].height


def lane_lines(responsible: str, room: int) -> tuple[str, ...]:
    """The name of who is responsible, in lines of the lane's column."""
    return wrap(responsible, size=SIZES["muted"], room=room, most=MOST_LANE_LINES)


def _step(
    key: str, number: str | None, text: str, term: str | None, room: int, notes: list[str]
) -> Part:
    inner = room - 2 * PADDING - (number_room(number) if number else 0)
    lines = wrap(text, size=SIZES["text"], room=inner, most=MOST_LINES)
    told = [*notes, f"Término: {clean(term)}"] if term else notes
    note = [line for one in told for line in wrap(one, size=SIZES["muted"], room=inner, most=2)]
    tall = 2 * PADDING + LINE * (len(lines) + len(note)) - 2
    return Part(key, "step", room, max(30, tall), 0, number, lines, tuple(note))


def _inside(room: int) -> int:
    """The measure of a text that still fits a diamond as wide as `room`."""
    return room * 56 // 100


def _question_lines(question: str, room: int) -> tuple[str, ...]:
    return wrap(question, size=SIZES["text"], room=_inside(room), most=99)


def _diamond(key: str, lines: tuple[str, ...], room: int, offset: int) -> Part:
    tall = max(46, -(-len(lines) * LINE * 100 // 40))
    return Part(key, "decision", room, tall + tall % 2, offset, None, lines)
