"""A heat map: where rows stand between two scales, cell by cell, with the level of each cell.

Pure, and told in words: a cell names its level and who stands in it, so that colour only repeats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from records.kinds.model import Row

Scale = Sequence[tuple[str, str]]
Place = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A crossing of both scales: its level from 1, what that is called, who stands there."""

    level: int
    name: str
    names: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.names)

    @property
    def listed(self) -> str:
        return ", ".join(self.names)


@dataclass(frozen=True, slots=True)
class Heat:
    """A map: the scale down from its highest value, the scale across from its lowest."""

    title: str
    down: str
    across: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]


@dataclass(frozen=True, slots=True)
class HeatRule:
    """How rows are placed in a map. `place`: the keys of both scales; a row without one is not."""

    title: str
    down: str
    across: str
    down_scale: Scale
    across_scale: Scale
    levels: Sequence[str]
    level: Callable[[str, str], str]
    place: Callable[[Row], Place]
    name: Callable[[int, Row], str]

    def drawn(self, rows: Sequence[Row]) -> Heat | None:
        """The map of these rows; None where none of them has a place."""
        found: dict[Place, list[str]] = {}
        for number, row in enumerate(rows, 1):
            if all(place := self.place(row)):
                found.setdefault(place, []).append(self.name(number, row))
        if not found:
            return None
        return Heat(
            self.title,
            self.down,
            self.across,
            tuple(label for _key, label in self.across_scale),
            tuple(
                (
                    label,
                    tuple(self._cell(down, across, found) for across, _label in self.across_scale),
                )
                for down, label in reversed(self.down_scale)
            ),
        )

    def _cell(self, down: str, across: str, found: dict[Place, list[str]]) -> HeatCell:
        name = self.level(down, across)
        names = tuple(found.get((down, across), ()))
        return HeatCell(self.levels.index(name) + 1, name, names)
