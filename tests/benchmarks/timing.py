"""What every benchmark gives: rows of how long something took."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

ROUNDS = 20


@dataclass(frozen=True)
class Sizes:
    """How much a run takes on. The defaults end within three minutes on two cores."""

    documents: int = 300
    rounds: int = ROUNDS


@dataclass
class Clock:
    """Times one thing again and again, and counts the queries it makes."""

    what: str
    times: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[None]:
        asked = 0

        def count(execute: Callable[..., Any], *told: Any) -> Any:
            nonlocal asked
            asked += 1
            return execute(*told)

        with connection.execute_wrapper(count):
            start = time.perf_counter()
            yield
            self.times.append(time.perf_counter() - start)
        self.queries.append(asked)

    def row(self, **more: Any) -> dict[str, Any]:
        """`what`, how often, p50 and p95 in milliseconds, the usual number of queries."""
        ordered = sorted(self.times)
        return {
            "what": self.what,
            "rounds": len(ordered),
            "p50_ms": round(statistics.median(ordered) * 1000, 1),
            "p95_ms": round(ordered[math.ceil(len(ordered) * 0.95) - 1] * 1000, 1),
            "queries": round(statistics.median(self.queries)),
            **more,
        }


def timed(what: str, acts: Iterable[Callable[[], Any]], **more: Any) -> dict[str, Any]:
    """The row of many acts of one kind."""
    clock = Clock(what)
    for act in acts:
        with clock.running():
            act()
    return clock.row(**more)
