"""Untrusted bytes, read in a process of its own with limits: whatever happens there, stays there.

A module that is run this way calls `limit()` before it imports a parser and prints one JSON object.
A fresh interpreter, never a fork: after Typst a fork hangs.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

MEMORY_BYTES = 1024 * 1024 * 1024
PROCESSOR_SECONDS = 90
WALL_SECONDS = 120


ROOT = Path(__file__).resolve().parents[1]


class Unanswered(Exception):
    """The process ended without an answer: the file is damaged or, when `heavy`, asks too much."""

    def __init__(self, module: str, *, heavy: bool) -> None:
        self.heavy = heavy
        super().__init__(module)


def ask(module: str, *arguments: str, roots: tuple[Path, ...] = ()) -> dict[str, Any]:
    """The answer of `python -m module arguments`. Raises Unanswered when there is none.

    `roots` are import roots besides this package's own.
    """
    environment = {
        "PYTHONPATH": os.pathsep.join(map(str, dict.fromkeys((*roots, ROOT)))),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        # one arena: glibc reserves address space for each thread, which the limit would count
        "MALLOC_ARENA_MAX": "1",
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, no shell
            [sys.executable, "-P", "-m", module, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unanswered(module, heavy=True) from error
    if done.returncode:
        heavy = done.returncode < 0 or b"MemoryError" in done.stderr[-2000:]
        raise Unanswered(module, heavy=heavy)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def limit() -> None:
    """Bound memory, processor time, file size and open files of this process, for good."""
    try:
        resource = importlib.import_module("resource")
    except ImportError:  # pragma: no cover - Windows: the wall clock of the caller still holds
        return
    for name, value in (
        ("RLIMIT_AS", MEMORY_BYTES),
        ("RLIMIT_CPU", PROCESSOR_SECONDS),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NOFILE", 64),
        ("RLIMIT_CORE", 0),
    ):
        _, hard = resource.getrlimit(getattr(resource, name))
        top = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(getattr(resource, name), (top, top))
