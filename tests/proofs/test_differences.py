"""P9: what is hidden changes no answer of the portal: the same bytes with it and without."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from records import followers
from search.indexing import rebuild_all
from search.queries import search
from tests.factories import at
from tests.leaks import hidden, matters
from tests.leaks.conftest import engine, hide_all, world
from tests.leaks.crawling import entered, walk
from tests.leaks.matters import House
from tests.leaks.test_nothing_differs import compared, questions
from tests.proofs.conftest import SIZE, Figure

__all__ = ["engine", "world"]
pytestmark = pytest.mark.django_db
CORPORA = range(3 if SIZE == "full" else 1)
Part = Callable[[House, Path], object]
# Each does without the others, but for what is issued.
PARTS: tuple[Part, ...] = (
    lambda house, folder: hidden.drafts(house),
    hidden.archived,
    lambda house, folder: matters.ended(house),
    lambda house, folder: matters.refused(house),
    lambda house, folder: matters.sat(house.chamber),
    lambda house, folder: matters.listed(house),
    lambda house, folder: matters.filed(house, matters.outside(house, folder)),
    lambda house, folder: matters.searched(house),
)


def corpus(number: int) -> Callable[[House, Path], object]:
    """What is hidden in it: everything, and then always another part of it."""
    if number == 0:
        return hide_all
    chance = random.Random(number)  # noqa: S311  no secret
    chosen = chance.sample(PARTS, len(PARTS) // 2)

    def hides(house: House, folder: Path) -> None:
        with followers.held_back():
            hidden.issued(house)
            for part in chosen:
                part(house, folder)
        followers.catch_up()
        rebuild_all()

    return hides


@pytest.mark.parametrize("number", CORPORA)
def test_the_whole_portal_is_the_same_with_and_without_what_is_hidden(
    engine: str, world: House, tmp_path: Path, number: int, figure: Figure
) -> None:
    found: Any = search("datos", user=None, today=at("2026-11-30").date())
    assert found.total
    assert not found.degraded
    assert compared(world, tmp_path, hides=corpus(number)) == {}
    asked = len(questions(entered()))
    pages = len(walk(public=True, most=12))
    what = "todo lo oculto" if number == 0 else f"parte {number} de lo oculto"
    told = f"{pages} direcciones y {asked} preguntas iguales byte a byte"
    figure("P9", f"{engine}: {told}, con y sin {what}")
