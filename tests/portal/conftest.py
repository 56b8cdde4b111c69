"""A small entity for the portal's tests."""

from __future__ import annotations

import pytest

from search.indexing import rebuild_all
from tests.factories import World


@pytest.fixture
def searchable(world: World) -> World:
    """Two documents that the search finds, the first of them with a tag."""
    first = world.issue()
    first.document.tags.add("datos")
    world.issue(content=world.content("PR-M2-P6-02", "Atender solicitudes"), day="2021-03-01")
    rebuild_all()
    return world
