"""Untrusted bytes, read in a process of its own with limits: whatever happens there, stays there.

A module that is run this way calls `limit()` before it imports a parser and prints one JSON object.
A fresh interpreter, never a fork: after Typst a fork hangs.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

MEMORY_BYTES = 1024 * 1024 * 1024
PROCESSOR_SECONDS = 60
WALL_SECONDS = 90


class Unreadable(Exception):
    """The process ended without an answer: the file is damaged, hostile or too heavy."""


def ask(module: str, *arguments: str) -> dict[str, Any]:
    """The answer of `python -m module arguments`. Raises Unreadable when there is none."""
    environment = {
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
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
        raise Unreadable(module) from error
    if done.returncode:
        raise Unreadable(done.stderr[-500:].decode(errors="replace"))
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def limit() -> None:
    """Bound memory, processor time, file size and open files of this process, for good."""
    resource = importlib.import_module("resource")
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
