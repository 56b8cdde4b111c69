"""What every benchmark gives: rows of how long something took, and of what it cost."""

from __future__ import annotations

import math
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

ROUNDS = 20


@dataclass(frozen=True)
class Sizes:
    """How much a run takes on. The defaults end within three minutes on two cores."""

    documents: int = 300
    rounds: int = ROUNDS
    case_files: tuple[int, ...] = (300,)
    kept: str = ""
    """Where the archive of each size stays: `kept_1000000`. Nowhere by default."""


@dataclass
class Clock:
    """Times one thing again and again, and counts the queries it makes."""

    what: str
    times: list[float] = field(default_factory=list)
    queries: list[int] = field(default_factory=list)
    cpu: float = 0.0
    """Seconds of processor in all, of this process and of the database's own for it."""

    @contextmanager
    def running(self) -> Iterator[None]:
        asked = 0

        def count(execute: Callable[..., Any], *told: Any) -> Any:
            nonlocal asked
            asked += 1
            return execute(*told)

        with connection.execute_wrapper(count):
            spent = processor()
            start = time.perf_counter()
            yield
            self.times.append(time.perf_counter() - start)
            self.cpu += processor() - spent
        self.queries.append(asked)

    def row(self, **more: Any) -> dict[str, Any]:
        """`what`, how often, p50 and p95 and the mean of processor in ms, the usual queries."""
        ordered = sorted(self.times)
        return {
            "what": self.what,
            "rounds": len(ordered),
            "p50_ms": round(statistics.median(ordered) * 1000, 2),
            "p95_ms": round(ordered[math.ceil(len(ordered) * 0.95) - 1] * 1000, 2),
            "cpu_ms": round(self.cpu / len(ordered) * 1000, 1),
            "queries": round(statistics.median(self.queries)),
            **more,
        }


def processor() -> float:
    """Seconds of processor that this process has used, and its server process of PostgreSQL.

    The server's are known where it runs on this machine, in steps of 10 ms: look at sums.
    """
    server = getattr(connection.connection, "info", None)
    seconds = time.process_time()
    file = Path(f"/proc/{server.backend_pid}/stat") if server is not None else None
    if file is not None and file.exists():
        told = file.read_text().rpartition(")")[2].split()
        seconds += (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def timed(what: str, acts: Iterable[Callable[[], Any]], **more: Any) -> dict[str, Any]:
    """The row of many acts of one kind."""
    clock = Clock(what)
    for act in acts:
        with clock.running():
            act()
    return clock.row(**more)
