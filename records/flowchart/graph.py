"""The activities as a graph: what follows what, before anything has a place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Activity = dict[str, Any]

_START = re.compile(r"(?:inicio|inicia|inicie|comienzo)(?: del (?:procedimiento|proceso))?")
_END = re.compile(r"(?:fin|final|finaliza|termina)(?: del (?:procedimiento|proceso))?")


@dataclass(frozen=True, slots=True)
class Atom:
    """A start, an activity or the end, in the order of the table."""

    kind: Literal["start", "activity", "end"]
    key: str
    activity: Activity | None = None

    @property
    def decides(self) -> bool:
        return self.activity is not None and self.activity["decision"] is not None

    @property
    def responsible(self) -> str:
        return clean(self.activity["responsible"] or "") if self.activity else ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """From atom to atom, by position. `label`: Sí, No, or both when both lead to one place."""

    source: int
    target: int
    label: str | None = None

    @property
    def falls(self) -> bool:
        """Whether it only goes on to the next one."""
        return self.target == self.source + 1

    @property
    def goes_back(self) -> bool:
        return self.target <= self.source


def graph(items: Sequence[Activity]) -> tuple[list[Atom], list[Arrow]]:
    """Atoms and arrows. A first row «Inicio» is the start and a last row «Fin» the end: never two.

    A target that is no row of the table is taken as the next row.
    """
    if not items:
        return [], []
    own_start = _is(items[0], _START)
    own_end = len(items) > 1 and _is(items[-1], _END)
    atoms = [] if own_start else [Atom("start", "start")]
    for index, item in enumerate(items):
        first, last = index == 0 and own_start, index == len(items) - 1 and own_end
        atoms.append(Atom("start" if first else "end" if last else "activity", item["id"], item))
    if not own_end:
        atoms.append(Atom("end", "end"))
    places = {atom.key: position for position, atom in enumerate(atoms)}
    arrows = []
    for position, atom in enumerate(atoms[:-1]):
        if atom.activity is None or not atom.decides:
            arrows.append(Arrow(position, position + 1))
            continue
        decision = atom.activity["decision"]
        yes, no = (
            len(atoms) - 1 if target == "end" else places.get(target, position + 1)
            for target in (decision["yes"], decision["no"])
        )
        if yes == no:
            arrows.append(Arrow(position, yes, "Sí/No"))
        else:
            arrows += [Arrow(position, yes, "Sí"), Arrow(position, no, "No")]
    return atoms, arrows


def clean(text: str) -> str:
    """`text` on one line, without what has no form: controls, marks of reading direction."""
    kept = "".join(
        char if unicodedata.category(char)[0] != "C" else " " * char.isspace() for char in text
    )
    return " ".join(kept.split())


def _is(item: Activity, words: re.Pattern[str]) -> bool:
    text = clean(item["text"]).strip(" .:").lower()
    return item["decision"] is None and bool(words.fullmatch(text))
