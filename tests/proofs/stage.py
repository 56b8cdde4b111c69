"""A process that has Django loaded and forks a child for each act, so that a sweep of hundreds of
deaths does not load Django hundreds of times. `python -m tests.proofs.stage`, a JSON order a line.

A child ends with 0 (done), 3 (refused or failed, with the error beside its files) or by a signal.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import django

DONE, FAILED = 0, 3
_PR_SET_PTRACER = 0x59616D61
_ANYBODY = -1


def main() -> None:
    django.setup()
    from django.db import connection  # noqa: PLC0415  the apps are ready only now

    from tests.proofs import operations  # noqa: F401, PLC0415  loaded once, for all the children

    connection.close()
    for line in sys.stdin:
        assert threading.active_count() == 1  # a fork takes no thread along
        order = json.loads(line)
        sys.stdout.write(json.dumps({"status": _played(order)}) + "\n")
        sys.stdout.flush()


def _played(order: dict[str, Any]) -> int:
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go)
        _play(order, ready)
    os.close(ready)
    tracer = _traced(child, order["strace"]) if order.get("strace") else None
    os.write(go, b"x")
    os.close(go)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if tracer is not None:
        tracer.communicate(timeout=30)
    return status


def _traced(child: int, arguments: list[str]) -> subprocess.Popen[str]:
    tracer = subprocess.Popen(
        ["strace", *arguments, "-p", str(child)], stderr=subprocess.PIPE, text=True
    )
    assert tracer.stderr is not None
    said = tracer.stderr.readline()
    assert "attached" in said, said
    return tracer


def _play(order: dict[str, Any], ready: int) -> NoReturn:
    code = FAILED
    folder = Path(order["folder"])
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)
        os.read(ready, 1)
        os.close(ready)
        _act(order, folder)
        code = DONE
    except BaseException as error:  # noqa: BLE001  told, and the child ends
        (folder / "error").write_text(f"{type(error).__name__}: {error}")
    finally:
        os._exit(code)


def _act(order: dict[str, Any], folder: Path) -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.backends.signals import connection_created  # noqa: PLC0415

    from tests.proofs.operations import OPERATIONS  # noqa: PLC0415

    connection.settings_dict["NAME"] = order["database"]
    settings.RECORDS_STORAGE_ROOT = folder / "files"
    settings.REGISTER_ANCHORS = folder / "heads"
    settings.SEAL_DEMO_FOLDER = folder / "keys"
    act = OPERATIONS[order["operation"]]
    if "statement" not in order:
        act(folder)
    else:
        points = _Points(order["statement"])
        # Of every connection: a copy reads through one of its own.
        connection_created.connect(points.watch, weak=False)
        act(folder)
        (folder / "points").write_text(str(points.passed))
    connection.close()


class _Points:
    """Counts the statements and both sides of each COMMIT; dies at the one it is told."""

    def __init__(self, last: int) -> None:
        self.passed, self.last = 0, last

    def __call__(self, execute: Callable[..., Any], *told: Any) -> Any:
        self._pass()
        return execute(*told)

    def watch(self, connection: Any, **told: Any) -> None:
        connection.execute_wrappers.append(self)
        connection._commit = self.around(connection._commit)

    def around(self, commit: Callable[[], Any]) -> Callable[[], Any]:
        def committed() -> Any:
            self._pass()
            answer = commit()
            self._pass()
            return answer

        return committed

    def _pass(self) -> None:
        self.passed += 1
        if self.passed == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
