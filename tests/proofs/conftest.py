"""The long proofs. `LEGAJO_PROOF` is their size; their figures go into `docs/promises.md`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection

import pytest

from tests.editorial.conftest import enter, fresh_cache, root, world  # noqa: F401
from tests.proofs.theatre import Theatre

SIZE = os.environ.get("LEGAJO_PROOF", "small")
FIGURES = os.environ.get("LEGAJO_FIGURES")

Figure = Callable[[str, str], None]
Sized = Callable[[Any, Any], Any]


@pytest.fixture
def sized() -> Sized:
    """`sized(small, full)`: how much of a proof is done in this run."""
    return lambda small, full: full if SIZE == "full" else small


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """`figure("P7", "16,000 numbers, 0 gaps")`: kept where `make prove` gathers them."""

    def keep(promise: str, sentence: str) -> None:
        if FIGURES:
            line = {
                "promise": promise,
                "figure": sentence,
                "database": connection.vendor,
                "size": SIZE,
                "test": request.node.nodeid,
            }
            with Path(FIGURES).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")

    return keep


@pytest.fixture(scope="session")
def theatre(
    migrated_database: str,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Theatre]:
    """Places to die in, and who dies there."""
    folder = tmp_path_factory.mktemp("theatre")
    with django_db_blocker.unblock(), Theatre(migrated_database, folder) as it:
        yield it
