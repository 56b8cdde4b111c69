"""The pytest side of the crash sweep: places to die in, and what is there afterwards."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.databases import address, copied, dropped
from tests.repository import ROOT

CALLS = ("pwrite64", "write", "fsync", "fdatasync", "rename", "ftruncate", "unlink", "mkdir")
KILLED = -9
PREPARED_BY = {
    "attach": "prepare_unattached",
    "urgent": "prepare_urgent",
    "confirm": "prepare_confirming",
    "minutes": "prepare_minutes",
    "fill": "prepare_filling",
    "handover": "prepare_handover",
    "file_record": "prepare_case_file",
    "capture_upload": "prepare_case_file",
    "close_case_file": "prepare_case_file",
    "reopen_case_file": "prepare_closed",
    "attach_index": "prepare_unsigned_index",
    "hand_over": "prepare_handing_over",
    "copy": "prepare_archive",
}


@dataclass(frozen=True)
class Place:
    """A database and the folder of its files."""

    database: str
    folder: Path


class Theatre:
    """Starts the stage, prepares its places and plays acts on copies of them."""

    def __init__(self, template: str, folder: Path) -> None:
        self.template = template
        self.folder, self._numbers = folder, itertools.count()
        self.known: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
        self._stage = subprocess.Popen(
            [sys.executable, "-m", "tests.proofs.stage"],
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_URL": address(template),
                "DJANGO_SETTINGS_MODULE": "config.settings.test",
                "LEGAJO_ENV": "test",
                "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        empty = self.folder / "empty"
        empty.mkdir()
        self.ready = self.copy(Place(template, empty))
        self.must("prepare", self.ready)
        self._starts: dict[str, Place] = {}

    def start_of(self, operation: str) -> Place:
        """Where an act begins."""
        preparing = PREPARED_BY.get(operation)
        if preparing is None:
            return self.ready
        if preparing not in self._starts:
            self._starts[preparing] = self.copy(self.ready)
            self.must(preparing, self._starts[preparing])
        return self._starts[preparing]

    def copy(self, place: Place) -> Place:
        folder = self.folder / f"place-{next(self._numbers)}"
        shutil.copytree(place.folder, folder)
        return Place(copied(place.database, folder), folder)

    def clear(self, place: Place) -> None:
        dropped(place.database)
        shutil.rmtree(place.folder)

    def play(self, operation: str, place: Place, **how: Any) -> int:
        """Exit code of the act: 0 done, 3 refused, negative the signal that ended it."""
        assert self._stage.stdin is not None
        assert self._stage.stdout is not None
        order = {"operation": operation, "database": place.database, "folder": str(place.folder)}
        self._stage.stdin.write(json.dumps(order | how) + "\n")
        self._stage.stdin.flush()
        status: int = json.loads(self._stage.stdout.readline())["status"]
        return status

    def must(self, operation: str, place: Place, **how: Any) -> None:
        status = self.play(operation, place, **how)
        assert status == 0, said(place) or status

    def look(self, place: Place) -> dict[str, Any]:
        self.must("look", place)
        told: dict[str, Any] = json.loads((place.folder / "look.json").read_text())
        return told

    def calls(self, operation: str) -> list[tuple[str, int]]:
        """Every system call of the act that changes a file: its name, and the how-manieth."""
        place = self.copy(self.start_of(operation))
        trace = place.folder / "trace"
        self.must(operation, place, strace=["-o", str(trace), "-e", f"trace={','.join(CALLS)}"])
        seen: Counter[str] = Counter()
        found = []
        for name in re.findall(r"^(\w+)\(", trace.read_text(), re.MULTILINE):
            seen[name] += 1
            found.append((name, seen[name]))
        self.clear(place)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        with self._stage:  # closes its pipes, at which it ends, and waits
            for place in (*self._starts.values(), self.ready):
                self.clear(place)


def said(place: Place) -> str:
    """The error with which an act ended."""
    error = place.folder / "error"
    return error.read_text() if error.exists() else ""


def injected(call: str, number: int, fault: str) -> dict[str, list[str]]:
    """How `play` makes the number-th of these calls fail: `signal=KILL`, `error=EIO`…"""
    what = ["-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}"]
    return {"strace": ["-o", "/dev/null", *what]}
