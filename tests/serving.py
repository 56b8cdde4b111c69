"""A running site for a test: a process of its own, on a copy of a database with the demo in it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connections

import pytest

from tests.databases import address, copied, dropped
from tests.repository import ROOT

PASSWORD = "clave de la entidad de ejemplo"
SECONDS_TO_ANSWER = 120


@dataclass(frozen=True)
class Demo:
    """A prepared database and its data folder, never served themselves: tests get copies."""

    database: str
    folder: Path


@dataclass(frozen=True)
class Site:
    """A site that answers at `url` until the test ends; what it does stays in its copies."""

    url: str
    folder: Path
    database_url: str
    log: Path
    password: str = PASSWORD
    more: Mapping[str, str] = field(default_factory=dict)

    def manage(self, *arguments: str) -> str:
        """What a command of manage.py prints when it runs beside the server."""
        return manage(self.folder, self.database_url, *arguments, more=self.more)


def variables(
    folder: Path, database_url: str, more: Mapping[str, str] | None = None
) -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if "DJANGO_SETTINGS" not in name}
    return given | {
        "LEGAJO_ENV": "dev",
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "DEMO_PASSWORD": PASSWORD,
        # What is kept under the key (passwords heard of) is the same for who tests and who serves.
        "SECRET_KEY": settings.SECRET_KEY,
        "PYTHONWARNINGS": "default",
        "PYTHONUNBUFFERED": "1",
        **(more or {}),
    }


def manage(
    folder: Path, database_url: str, *arguments: str, more: Mapping[str, str] | None = None
) -> str:
    run = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=variables(folder, database_url, more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.fixture(scope="session")
def demo(
    migrated_database: str,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock():
        connections["default"].close()
        # The database of the tests is migrated already, which is most of the work.
        database = copied(migrated_database, folder)
        try:
            manage(folder / "data", address(database), "serve", "--prepare-only")
            yield Demo(database, folder / "data")
        finally:
            dropped(database)


@contextmanager
def served(demo: Demo, folder: Path, more: Mapping[str, str] | None = None) -> Iterator[Site]:
    database = copied(demo.database, folder)
    data = folder / "data"
    shutil.copytree(demo.folder, data)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url, log = f"http://127.0.0.1:{port}", folder / "server.log"
    site = Site(url, data, address(database), log, more=more or {})
    with site.log.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=variables(data, site.database_url, more),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(site, process)
        yield site
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        dropped(database)


def wait_for(site: Site, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_ANSWER
    while site.url not in site.log.read_text():
        assert process.poll() is None, site.log.read_text()
        assert time.monotonic() < until, site.log.read_text()
        time.sleep(0.1)


@pytest.fixture
def site(demo: Demo, tmp_path: Path, django_db_blocker: pytest.FixtureRequest) -> Iterator[Site]:
    """A site of this test alone: it may change anything."""
    with django_db_blocker.unblock(), served(demo, tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def shared_site(
    demo: Demo,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: pytest.FixtureRequest,
) -> Iterator[Site]:
    """One site for all tests that only look."""
    with django_db_blocker.unblock():
        context = served(demo, tmp_path_factory.mktemp("shared-site"))
        running = context.__enter__()
    yield running
    with django_db_blocker.unblock():
        context.__exit__(None, None, None)
