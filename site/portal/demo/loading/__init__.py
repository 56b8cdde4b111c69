"""Loading the demo entity: what stands in its files, passed through the verbs as in life.

Everything happens in the order of its days. Each deed is one verb and knows whether it was done,
so that a second load changes nothing and one that was cut short goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator

from portal import demo
from portal.demo import case_files as files
from portal.demo import filled as forms
from portal.demo import sessions
from portal.demo.loading import case_files, committees, filled, history, inventories, papers, people
from portal.demo.loading.deeds import FOUNDED_ON, Deed, perform
from portal.demo.loading.founding import found, is_demo
from portal.demo.loading.whole_year import deeds_of_year, missing

__all__ = [
    "FOUNDED_ON",
    "Deed",
    "deeds",
    "deeds_of_year",
    "found",
    "is_demo",
    "missing",
    "perform",
]


def deeds(password: str) -> Iterator[Deed]:
    """Everything that happens at the core after the founding, in no order."""
    yield from people.arrivals(demo.people(), password, FOUNDED_ON)
    yield from people.departures(demo.people())
    yield from committees.deeds(sessions.committees())
    yield from filled.deeds(forms.fillings(), forms.lists())
    yield from case_files.deeds(files.case_files())
    yield from inventories.deeds()
    yield from history.deeds(papers.documents())
