from __future__ import annotations

import pytest

from tests.factories import World
from tests.retention.inventories.archive import Archive


@pytest.fixture
def archive(world: World) -> Archive:
    """Two offices with their series, and nothing filed yet."""
    return Archive(world)
