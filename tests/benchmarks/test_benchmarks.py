"""The benchmarks still run, at the smallest size; how long they take is nobody's business here."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from tests.benchmarks.__main__ import NAMES, table
from tests.benchmarks.timing import Clock, Sizes


# load_demo has tests of its own, which take as long as it does; web needs processes of its own.
@pytest.mark.parametrize(
    "name",
    [
        *sorted({*NAMES} - {"demo", "elasticsearch", "web"}),
        pytest.param("elasticsearch", marks=pytest.mark.elasticsearch),
    ],
)
@pytest.mark.django_db
def test_each_benchmark_gives_rows(name):
    sound(list(import_module(f"tests.benchmarks.bench_{name}").measure(Sizes(12, 2, (20,)))))


def sound(rows: list[dict[str, Any]]) -> None:
    assert rows
    for row in rows:
        assert row["p95_ms"] >= row["p50_ms"] > 0
        assert isinstance(row["queries"], int)
    assert len({row["what"] for row in rows}) == len(rows)


def test_median_and_95th_percentile():
    clock = Clock("contar", times=[number / 1000 for number in range(100, 0, -1)], queries=[3, 3])
    assert clock.row() == {
        "what": "contar",
        "rounds": 100,
        "p50_ms": 50.5,
        "p95_ms": 95.0,
        "cpu_ms": 0.0,
        "queries": 3,
    }


def test_databases_stand_side_by_side():
    def row(what: str, database: str, p50: float) -> dict[str, object]:
        told = {"benchmark": "pdf", "what": what, "database": database, "queries": 0}
        return {**told, "p50_ms": p50, "p95_ms": p50 + 1}

    rows = [row("uno", "sqlite", 1.5), row("otro", "sqlite", 4.0), row("uno", "postgresql", 2.5)]
    console = Console(width=200, record=True, file=SimpleNamespace(write=len, flush=int))
    console.print(table(rows))
    lines = console.export_text().splitlines()
    heads = next(line for line in lines if "p50" in line)
    assert heads.index("sqlite p50") < heads.index("postgresql p50")
    first = next(line for line in lines if "uno" in line)
    assert first.index("1.5") < first.index("2.5")
    assert "4.0" in next(line for line in lines if "otro" in line)
