"""Untrusted bytes, read in a process of its own with limits: whatever happens there, stays there.

A module that is run this way calls `limit()` before it imports a parser and prints one JSON object.
A fresh interpreter, never a fork: after Typst a fork hangs. A program of the system (LibreOffice,
tesseract) is run by `run`, within limits of the same kind.

What is guaranteed: memory, processor time, size of files and open files are bounded on Linux, and
the wall clock everywhere. Where the kernel lets a person make a namespace, the process has no
network at all, not even the machine's own; `cuts_network()` tells whether that holds here.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

MEMORY_BYTES = 1024 * 1024 * 1024
PROCESSOR_SECONDS = 90
WALL_SECONDS = 120


ROOT = Path(__file__).resolve().parents[1]
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process may use; `written` is the size of the largest file that it may write."""

    memory: int = MEMORY_BYTES
    processor: int = PROCESSOR_SECONDS
    wall: int = WALL_SECONDS
    written: int = 0
    files: int = 64


READS = Limits()


class Unanswered(Exception):
    """The process ended without an answer: the file is damaged or, when `heavy`, asks too much."""

    def __init__(self, module: str, *, heavy: bool) -> None:
        self.heavy = heavy
        super().__init__(module)


def ask(module: str, *arguments: str, roots: tuple[Path, ...] = ()) -> dict[str, Any]:
    """The answer of `python -m module arguments`. Raises Unanswered when there is none.

    `roots` are import roots besides this package's own.
    """
    done = _done([module, *arguments], named=module, roots=roots, limits=READS, folder=None)
    answer: dict[str, Any] = json.loads(done)
    return answer


def ask_of(module: str, content: bytes, suffix: str) -> dict[str, Any]:
    """What a module answers of these bytes, which it reads in a file whose name ends in `suffix`.

    Raises Unanswered when there is no answer.
    """
    with NamedTemporaryFile(suffix=suffix) as file:
        file.write(content)
        file.flush()
        return ask(module, file.name)


def run(
    program: str, *arguments: str, folder: Path, limits: Limits, ends: tuple[int, ...] = (0,)
) -> bytes:
    """What a program of the system prints, run in `folder` with its home there.

    Raises Unanswered where it ends otherwise than `ends` tells.
    """
    told = ["records.sandbox", json.dumps(asdict(limits)), program, *arguments]
    return _done(told, named=program, roots=(), limits=limits, folder=folder, ends=ends)


def _done(
    arguments: list[str],
    *,
    named: str,
    roots: tuple[Path, ...],
    limits: Limits,
    folder: Path | None,
    ends: tuple[int, ...] = (0,),
) -> bytes:
    environment = {
        "PYTHONPATH": os.pathsep.join(map(str, dict.fromkeys((*roots, ROOT)))),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        # one arena: glibc reserves address space for each thread, which the limit would count
        "MALLOC_ARENA_MAX": "1",
    }
    if folder is not None:
        environment |= {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.defpath}
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, "-P", "-m", *arguments],
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, errors = process.communicate(timeout=limits.wall)
    except subprocess.TimeoutExpired as error:
        raise Unanswered(named, heavy=True) from error
    finally:
        if process.returncode is None:
            _end(process)
    if process.returncode not in ends:
        heavy = process.returncode < 0 or b"MemoryError" in errors[-2000:]
        raise Unanswered(named, heavy=heavy)
    return out


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it and whatever it started: LibreOffice is a child of a child."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # pragma: no cover - it ended this moment
        process.kill()
    process.communicate()


def limit(limits: Limits = READS) -> None:
    """Bound what this process may use and cut its network, for good."""
    cut_network()
    try:
        resource = importlib.import_module("resource")
    except ImportError:  # pragma: no cover - Windows: the wall clock of the caller still holds
        return
    for name, value in (
        ("RLIMIT_AS", limits.memory),
        ("RLIMIT_CPU", limits.processor),
        ("RLIMIT_FSIZE", limits.written),
        ("RLIMIT_NOFILE", limits.files),
        ("RLIMIT_CORE", 0),
    ):
        _, hard = resource.getrlimit(getattr(resource, name))
        top = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(getattr(resource, name), (top, top))


def cut_network() -> bool:
    """Leave this process in a network of its own, with nobody in it; False where that is not let.

    It must not have started a thread.
    """
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        return bool(libc.unshare(_NEW_USER | _NEW_NET) == 0)
    except (OSError, AttributeError):  # pragma: no cover - no Linux
        return False


@cache
def cuts_network() -> bool:
    """Whether what runs here has no network; asked once a process."""
    try:
        return bool(ask("records.sandbox")["cut"])
    except Unanswered:  # pragma: no cover
        return False


def _main(arguments: list[str]) -> None:
    if not arguments:
        sys.stdout.write(json.dumps({"cut": cut_network()}))
        return
    limit(Limits(**json.loads(arguments[0])))
    os.execvp(arguments[1], arguments[1:])  # noqa: S606 - the program that our caller names


if __name__ == "__main__":
    _main(sys.argv[1:])
