"""A year of life of the demo entity, written by a seeded generator.

Pure: the same seed gives the same year, to the last id. `themes/` holds what each office talks
about, the modules here turn it into documents, sessions and forms with days on which the entity
works; `portal.demo.loading` passes all of it through the verbs.
"""

from __future__ import annotations

from functools import cache
from random import Random

from portal.demo import organization
from portal.demo.organization import Person, Position
from portal.demo.year import desk, meetings
from portal.demo.year.lives import lives
from portal.demo.year.model import Correction, Departed, Request, Year
from portal.demo.year.pacing import FIRST, LAST
from portal.demo.year.shelf import shelf
from portal.demo.year.vocabulary import NAMES, themes

__all__ = [
    "FIRST",
    "LAST",
    "OFFICES",
    "SEED",
    "Correction",
    "Departed",
    "Request",
    "Year",
    "people",
    "positions",
    "script",
]

SEED = 2026
OFFICES = len(NAMES)


def people() -> list[Person]:
    """Who comes to the entity for the year."""
    return organization.people("year/people.toml")


def positions() -> list[Position]:
    """The positions that the year needs besides those of the core."""
    return organization.positions("year/people.toml")


@cache
def script(seed: int = SEED, offices: int = OFFICES) -> Year:
    """The year of that seed, as the first `offices` of the entity live it."""
    chosen = themes()[:offices]
    pick = Random(seed)  # noqa: S311
    items = list(shelf(seed, offices))
    lived = lives(items, meetings.days(chosen), pick)
    documents = lived.documents
    return Year(
        seed=seed,
        documents=documents,
        committees=tuple(meetings.committees(lived.sittings, chosen, pick)),
        fillings=tuple(desk.fillings(items, documents, pick)),
        lists=tuple(desk.lists(chosen, pick)),
        requests=(*lived.requests, *desk.requests(items, documents, pick)),
        corrections=tuple(desk.corrections(items, documents, pick)),
        departures=tuple(desk.departures(items, documents, pick)),
    )
