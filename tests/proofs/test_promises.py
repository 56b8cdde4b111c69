"""The page of promises holds each figure that a proof gave, and no other."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tests.proofs.promises import TARGET, kept, page, told


def line(promise: str, figure: str, database: str = "sqlite") -> str:
    given: dict[str, Any] = {"promise": promise, "figure": figure, "database": database}
    place = f"tests/proofs/test_x.py::test_{promise}"
    return json.dumps(given | {"size": "full", "test": place})


def figures(*lines: str, commit: str = "abc") -> list[dict[str, Any]]:
    return told(list(lines), day=date(2026, 1, 2), commit=commit)


def test_figures_stand_in_the_order_of_the_promises_and_the_last_counts() -> None:
    lines = [line("P14", "uno"), line("P7", "viejo"), line("P7", "dos", "postgresql")]
    text = page(figures(*lines, line("P7", "tres")), cores=2)
    rows = [row for row in text.splitlines() if row.startswith("| **")]
    assert [row.split(" | ")[1:3] for row in rows] == [
        ["dos", "postgresql"],
        ["tres", "sqlite"],
        ["uno", "sqlite"],
    ]
    assert "2026-01-02 | abc |" in rows[0]
    assert "viejo" not in text


def test_what_was_not_measured_again_stays_as_it_was() -> None:
    before = page(figures(line("P14", "uno"), line("P7", "viejo")), cores=2)
    assert page(kept(before), cores=2) == before
    after = page([*kept(before), *figures(line("P7", "tres"), commit="def")], cores=2)
    assert "| uno | sqlite | completo | `test_x.py::test_P14` | 2026-01-02 | abc |" in after
    assert "| tres | sqlite | completo | `test_x.py::test_P7` | 2026-01-02 | def |" in after
    assert "viejo" not in after


def test_the_page_of_the_project_is_read_whole() -> None:
    text = TARGET.read_text(encoding="utf-8")
    assert len(kept(text)) == text.count("\n| **") > 0
