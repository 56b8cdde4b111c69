"""A site in processes of its own, and requests that come whether or not those before were answered.

What one waits counts from the moment in which the request was due: a slow answer makes the next
ones late, as it does those of people.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.repository import ROOT

WORKERS, THREADS = 2, 2
_PATIENCE = 120
_AT_ONCE = 40
_TICK = os.sysconf("SC_CLK_TCK")


class Served:
    """A site that answers on a port of this machine."""

    def __init__(self, port: int, pid: int) -> None:
        self.port = port
        self._pid = pid

    def get(self, path: str, cookie: str = "") -> tuple[int, bytes]:
        """The status of the answer, and all of it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def processor(self) -> float:
        """Seconds of processor that its processes have used."""
        children = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text().split()
        return sum(map(_seconds, children))

    def at_rate(self, paths: Sequence[str], cookie: str, per_second: float) -> list[float]:
        """How long each was waited for. Raises AssertionError where one is no answer."""
        began = time.perf_counter() + 0.1

        def ask(number: int) -> float:
            due = began + number / per_second
            time.sleep(max(0.0, due - time.perf_counter()))
            status, _body = self.get(paths[number], cookie)
            assert status == 200, (paths[number], status)
            return time.perf_counter() - due

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(ask, range(len(paths))))


@contextmanager
def served(port: int, variables: Mapping[str, str]) -> Iterator[Served]:
    """The site with these variables, while it is asked."""
    command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--log-level=error"]
    command += [f"--bind=127.0.0.1:{port}", f"--workers={WORKERS}", f"--threads={THREADS}"]
    process = subprocess.Popen(
        [*command, "--pythonpath=.,site"],
        cwd=ROOT,
        env={**os.environ, **variables, "DJANGO_SETTINGS_MODULE": "tests.benchmarks.served"},
        stdout=sys.stderr,
    )
    try:
        site = Served(port, process.pid)
        _wait_for(site)
        yield site
    finally:
        process.terminate()
        process.wait()


def _wait_for(site: Served) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            site.get("/salud/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("the site did not answer")


def _seconds(pid: str) -> float:
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / _TICK
