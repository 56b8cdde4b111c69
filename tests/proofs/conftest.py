"""The long proofs. `LEGAJO_PROOF` is their size; their figures go into `docs/promises.md`."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

import pytest

SIZE = os.environ.get("LEGAJO_PROOF", "small")
FIGURES = os.environ.get("LEGAJO_FIGURES")

Figure = Callable[[str, str], None]


@pytest.fixture
def sized() -> Callable[[Any, Any], Any]:
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
                "test": request.node.nodeid,
            }
            with Path(FIGURES).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")

    return keep
