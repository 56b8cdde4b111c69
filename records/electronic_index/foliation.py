"""Electronic foliation: page ranges that follow on without a gap. Pure (domain 2, MOREQ 1.43).

`Pagina_Inicio[i] = Pagina_Fin[i-1] + 1`; what has no pages counts one. It is derived at each
question: no record keeps its folios, so none is ever wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

ARRIVAL, BY_DATE = "arrival", "date"


@dataclass(frozen=True, slots=True)
class Entry:
    """What foliation asks of a record. `late` ones follow all others, whatever their date."""

    key: int
    position: int
    pages: int
    created_on: date
    late: bool = False


@dataclass(frozen=True, slots=True)
class Folios:
    """The place of a record: its order, its first and last page, the volume where it begins."""

    key: int
    order: int
    first: int
    last: int
    volume: int

    @property
    def pages(self) -> str:
        """«4», or «4–6» of several."""
        return f"{self.first}–{self.last}" if self.last > self.first else str(self.first)


def in_order(entries: Iterable[Entry], ordering: str = ARRIVAL) -> list[Entry]:
    """As the series orders its case files; of the same day, as they were filed."""
    if ordering == BY_DATE:
        return sorted(entries, key=lambda one: (one.late, one.created_on, one.position))
    return sorted(entries, key=lambda one: (one.late, one.position))


def foliate(
    entries: Iterable[Entry], *, ordering: str = ARRIVAL, max_folios: int = 0
) -> list[Folios]:
    """The folios of each, in order, without gap or overlap.

    A volume (tomo) is full when the next record would pass `max_folios`, and no record is broken:
    one that is longer than a whole volume has one of its own. Zero: one volume holds all.
    """
    found: list[Folios] = []
    volume, held, page = 1, 0, 0
    for order, entry in enumerate(in_order(entries, ordering), start=1):
        pages = max(entry.pages, 1)
        if max_folios and held and held + pages > max_folios:
            volume, held = volume + 1, 0
        held += pages
        found.append(Folios(entry.key, order, page + 1, page + pages, volume))
        page += pages
    return found


def volumes(folios: Sequence[Folios]) -> int:
    """How many volumes these records fill; one where nothing is filed yet.

    Of all of them, the N of «tomo n de N»; whoever may not know of some counts none of theirs.
    """
    return len({one.volume for one in folios}) or 1


def pages_of(folios: Iterable[Folios]) -> int:
    """How many folios these records have together."""
    return sum(one.last - one.first + 1 for one in folios)
