"""The page of promises holds each figure that a proof gave, and no other."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tests.proofs.promises import page


def line(promise: str, figure: str, database: str = "sqlite") -> str:
    told: dict[str, Any] = {"promise": promise, "figure": figure, "database": database}
    place = f"tests/proofs/test_x.py::test_{promise}"
    return json.dumps(told | {"size": "full", "test": place})


def test_figures_stand_in_the_order_of_the_promises_and_the_last_counts() -> None:
    lines = [line("P14", "uno"), line("P7", "viejo"), line("P7", "dos", "postgresql")]
    text = page([*lines, line("P7", "tres")], day=date(2026, 1, 2), commit="abc", cores=2)
    rows = [row for row in text.splitlines() if row.startswith("| **")]
    assert [row.split(" | ")[1:3] for row in rows] == [
        ["dos", "postgresql"],
        ["tres", "sqlite"],
        ["uno", "sqlite"],
    ]
    assert "2026-01-02 | abc |" in rows[0]
    assert "viejo" not in text
