"""How a run is spread over processes: what they share, and in which order each of them works.

`--dist worksteal` gives each process an equal stretch of the list and lets who is done take from
the end of another's. A stretch begins with what needs no database, which is migrated meanwhile;
then comes what needs a site or a stage that is dear to prepare; the many small ones level out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from tests.repository import ROOT

DEAR = ("theatre", "demo")
MIGRATING = pytest.StashKey["subprocess.Popen[str]"]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = spread(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def pytest_collection_finish(session: pytest.Session) -> None:
    """One process has the database migrated as soon as it is known that a test needs it."""
    first = os.environ.get("PYTEST_XDIST_WORKER") == "gw0"
    if first and any(map(needs_database, session.items)):
        session.config.stash[MIGRATING] = subprocess.Popen(
            [sys.executable, "-m", "tests.databases"],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings.test",
                "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            },
            stdin=subprocess.DEVNULL,
            text=True,
        )


def pytest_sessionfinish(session: pytest.Session) -> None:
    if process := session.config.stash.get(MIGRATING, None):
        process.wait()
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = getattr(session.config.option, "left_out", 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Each process of pytest-xdist left out the same."""
    node.config.option.left_out = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if count := getattr(config.option, "left_out", 0):
        terminalreporter.write_line(
            f"{count} tests of rules and readers ask nothing of Django or a server: "
            "they run in `make test`"
        )


def needs_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return bool(item.get_closest_marker("django_db")) or not {"db", "django_db_setup"}.isdisjoint(
        fixtures
    )


def turn(item: pytest.Item) -> int:
    """Which part of a stretch this belongs to; what shares a dear fixture stays together."""
    if not needs_database(item):
        return -1
    for number, fixture in enumerate(DEAR):
        if fixture in getattr(item, "fixturenames", ()):
            return number
    return len(DEAR)


def spread(
    items: Sequence[pytest.Item], stretches: int, turn: Callable[[pytest.Item], int] = turn
) -> list[pytest.Item]:
    """The same items, so that each of equally long stretches begins with the lowest turns."""
    turns = sorted(((turn(item), number) for number, item in enumerate(items)))
    early = [items[number] for at, number in turns if at < 0]
    dear = [items[number] for at, number in turns if 0 <= at < len(DEAR)]
    rest = iter([items[number] for at, number in turns if at >= len(DEAR)])
    found: list[pytest.Item] = []
    for size, first, second in zip(
        *(portions(len(part), stretches) for part in (items, early, dear)), strict=True
    ):
        stretch = [*taken(early, first), *taken(dear, second)]
        found += stretch
        found += [one for _, one in zip(range(size - len(stretch)), rest, strict=False)]
    return found


def portions(count: int, parts: int) -> Iterator[int]:
    """How many each gets, as the scheduler of pytest-xdist counts."""
    for left in range(parts, 0, -1):
        yield count // left
        count -= count // left


def taken(items: list[pytest.Item], count: int) -> list[pytest.Item]:
    found, items[:count] = items[:count], []
    return found
