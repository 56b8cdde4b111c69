"""A difference in words: section by section, part by part, and all of it in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from records.comparison import naming
from records.comparison.model import Change, Difference, FieldChange, Piece, State
from records.comparison.parts import ROOT, Key, Part, Tree, below
from records.comparison.summing import Counts, sentence
from records.comparison.texts import words


@dataclass(frozen=True, slots=True)
class Line:
    """What changed in one field, or what an added or removed part said in it."""

    label: str
    pieces: tuple[Piece, ...]

    @property
    def only_spaces(self) -> bool:
        """No word differs: it is written with other spaces."""
        return all(piece.kind == "same" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Entry:
    """One part that differs. `words` say what became of it, `where` it moved from.

    `context`: what stayed and tells which part it is.
    """

    key: Key
    name: str
    states: tuple[State, ...]
    words: tuple[str, ...]
    where: str
    context: str
    lines: tuple[Line, ...]

    @property
    def mark(self) -> str:
        """Its states as one word, by which it is drawn: `both` is moved and changed."""
        return self.states[0] if len(self.states) == 1 else "both"


@dataclass(frozen=True, slots=True)
class Group:
    """A section with what differs in it. The facts of the document itself are the first."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The difference as it is read: `summary` first, then the groups in the newer order."""

    summary: str
    groups: tuple[Group, ...]

    def __bool__(self) -> bool:
        return bool(self.groups)

    def __len__(self) -> int:
        """How many entries a reader has before them."""
        return sum(len(group.entries) for group in self.groups)


HEAD = "Datos del documento"


def told(difference: Difference) -> Told:
    """The difference for a reader, nothing left out; without groups when nothing changed."""
    return _Telling(difference).told()


class _Telling:
    def __init__(self, difference: Difference) -> None:
        self.difference = difference
        self.counts = Counts()

    def told(self) -> Told:
        groups = []
        if self.difference.head:
            groups.append(Group(HEAD, (self._head(),)))
        for key in self._merged(ROOT):
            if entries := tuple(self._entries(key)):
                groups.append(Group(naming.name(self._part(key), self._tree(key)), entries))
        summary = sentence(self.difference.head, self.counts, self.difference.renumbered)
        return Told(summary, tuple(groups))

    def _head(self) -> Entry:
        older, newer = self.difference.older, self.difference.newer
        lines = tuple(
            line
            for change in _read(newer[ROOT], self.difference.head)
            for line in self._lines(older[ROOT], newer[ROOT], change)
        )
        return Entry(ROOT, "", ("changed",), ("Cambia",), "", "", lines)

    def _entries(self, key: Key, whole: tuple[State, ...] = ()) -> Iterator[Entry]:
        """The part itself if it differs, and what differs below it.

        `whole`: the part above came or went, and told with it what came or went inside.
        """
        change = self.difference.changes.get(key)
        if change is None:
            whole = ()
        elif change.states != whole:
            self.counts.add(naming.noun(change.part), change.states)
            yield self._entry(change)
            whole = change.states if change.states in (("added",), ("removed",)) else ()
        for one in self._merged(key):
            yield from self._entries(one, whole)

    def _entry(self, change: Change) -> Entry:
        part = change.part
        whole = self._tree(change.key)
        lines: tuple[Line, ...]
        context = ""
        if change.old is None or change.new is None:
            lines = tuple(self._whole(part, whole, change.states[0]))
        else:
            lines = tuple(
                line
                for field in _read(part, change.fields)
                for line in self._lines(change.old, change.new, field)
            )
            context = _context(change, whole)
        return Entry(
            change.key,
            self._name(change),
            change.states,
            tuple(_word(state, part, change.fields) for state in change.states),
            self._where(change) if change.moved else "",
            context,
            lines,
        )

    def _name(self, change: Change) -> str:
        part = change.part
        if part.level == "section":
            return naming.capital(naming.SECTION.one)
        name = naming.name(part, self._tree(change.key))
        return name if change.new else f"Anterior {name[:1].lower()}{name[1:]}"

    def _where(self, change: Change) -> str:
        """Where it stood: under its former number, or in another part."""
        old, new = change.old, change.new
        if old is None or new is None:
            return ""
        older, newer = self.difference.older, self.difference.newer
        if old.parent != new.parent:
            place = old
            while place.level not in ("section", "content"):
                place = older[place.parent]
            section = naming.name(place, older)
            if place.key == self._section(new).key:
                return f"Estaba en otra parte de «{section}»."
            return f"Estaba en «{section}»."
        before, after = naming.name(old, older), naming.name(new, newer)
        if before != after and old.level == "row":
            article = "la" if naming.noun(old).feminine else "el"
            return f"Era {article} {before[:1].lower()}{before[1:]}."
        former = next((older[one] for one in _siblings(older, old)[: old.position - 1][::-1]), None)
        if former is None:
            return "Era lo primero."
        before = naming.brief(former, older).rstrip(" .")
        return f"Estaba después de: {before}."

    def _section(self, part: Part) -> Part:
        whole = (
            self.difference.newer if part.key in self.difference.newer else (self.difference.older)
        )
        while part.level not in ("section", "content"):
            part = whole[part.parent]
        return part

    def _whole(self, part: Part, whole: Tree, kind: str) -> Iterator[Line]:
        """All that an added or removed part says, and the parts below it that came with it."""
        for field in naming.ordered(part, part.fields):
            if naming.unsaid(part, field):
                continue
            for label, text in naming.values(part, field, part.fields[field], whole):
                if text:
                    yield Line(label, (Piece(kind, text),))
        for one in below(whole, part.key):
            change = self.difference.changes.get(one.key)
            if change is None or change.states != (kind,):
                continue  # it stayed, and is told where it stands
            if one.level == "row":
                said = naming.said(one, whole)
                yield Line(naming.name(one, whole), (Piece(kind, said),))
            else:
                lines = list(self._whole(one, whole, kind))
                lone = len(lines) == 1 and lines[0].label == naming.FIELDS["text"]
                for line in lines:
                    yield Line(naming.name(one, whole), line.pieces) if lone else line

    def _lines(self, old: Part, new: Part, change: FieldChange) -> Iterator[Line]:
        """The field before and after; a list of cells or the ways of a decision, each by itself."""
        older, newer = self.difference.older, self.difference.newer
        before = dict(naming.values(old, change.name, change.before, older))
        after = dict(naming.values(new, change.name, change.after, newer))
        for label in dict.fromkeys((*after, *before)):
            former, now = before.get(label, ""), after.get(label, "")
            if former != now:
                yield Line(label, words(former, now))
        if before == after:  # what reads the same but is not: another target of that name
            for label, text in after.items():
                yield Line(
                    label, (Piece("removed", text), Piece("same", " "), Piece("added", text))
                )

    def _merged(self, key: Key) -> list[Key]:
        """What stands below a part, in the newer order, what was removed in its former place."""
        newer, older, changes = (
            self.difference.newer,
            self.difference.older,
            self.difference.changes,
        )
        found = [one.key for one in below(newer, key)] if key in newer else []
        if key not in older:
            return found
        anchor: Key | None = None
        for part in below(older, key):
            change = changes.get(part.key)
            if change is not None and change.new is None:
                found.insert(0 if anchor is None else found.index(anchor) + 1, part.key)
                anchor = part.key
            elif part.key in found and not (change and change.moved):
                anchor = part.key
        return found

    def _tree(self, key: Key) -> Tree:
        newer = self.difference.newer
        return newer if key in newer else self.difference.older

    def _part(self, key: Key) -> Part:
        return self._tree(key)[key]


def _siblings(whole: Tree, part: Part) -> Sequence[Key]:
    return whole[part.parent].children[part.container]


def _read(part: Part, fields: Sequence[FieldChange]) -> list[FieldChange]:
    """Changes of fields in the order in which these are read."""
    names = naming.ordered(part, [one.name for one in fields])
    return sorted(fields, key=lambda one: names.index(one.name))


def _context(change: Change, whole: Tree) -> str:
    """What the part says where that did not change, so that the reader knows which it is."""
    part = change.part
    if part.level == "section" or (part.level == "block" and not change.moved):
        return ""
    changed = {field.name for field in change.fields}
    main = naming.main(part)
    return naming.brief(part, whole) if main not in changed else ""


def _word(state: State, part: Part, fields: Sequence[FieldChange]) -> str:
    """What became of it, in a word or two: «Nueva», «Se retira», «Cambia: responsable»."""
    if state == "added":
        return "Nueva" if naming.noun(part).feminine else "Nuevo"
    if state == "removed":
        return "Se retira"
    if state == "moved":
        return "Se mueve"
    names = [naming.label(part, one.name).lower() for one in _read(part, fields)]
    return f"{'Cambia' if len(names) == 1 else 'Cambian'}: {naming.listed(names)}"
