"""Fixtures of the whole suite. Servers are real processes on databases of their own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.utils import teardown_databases

import pytest
from hypothesis import settings as settings_of_hypothesis
from pytest_django import DjangoDbBlocker

from records.permissions import Role
from tests import standing
from tests.databases import address, copied, dropped, prepared
from tests.factories import World, person

# Timings differ too much between machines to judge an example by them; where nobody can answer
# a surprise, every run tries the same examples.
settings_of_hypothesis.register_profile(
    "legajo", deadline=None, derandomize=bool(os.environ.get("CI"))
)
settings_of_hypothesis.load_profile("legajo")

pytest_plugins = [
    "tests.browser.fixtures",
    "tests.serving",
    "tests.searching",
    "tests.spread",
    "tests.tokens",
]

INPUTS = Path(os.environ["LEGAJO_INPUTS"]) if os.environ.get("LEGAJO_INPUTS") else None
NO_INPUT = "no-real-input"
TESTS = Path(__file__).parent
FRAMEWORK = {"db", "client", "rf", "settings", "django_db_setup"}
SERVERS = ("postgresql", "browser", "verapdf", "dss", "eark", "pkcs11", "elasticsearch")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--nothing-skipped", action="store_true", help="a skipped test makes the run fail"
    )
    parser.addoption(
        "--framework-only",
        action="store_true",
        help="leave out the tests of rules and readers, which ask nothing of Django or a server",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "real_document" in metafunc.fixturenames:
        documents = [
            path
            for path in sorted(INPUTS.iterdir() if INPUTS else [])
            if path.suffix.lower() in {".docx", ".pdf", ".txt"}
        ]
        names = [path.name for path in documents] or [NO_INPUT]
        metafunc.parametrize("real_document", documents or [NO_INPUT], ids=names)


def asks_the_framework(item: pytest.Item) -> bool:
    """Whether another version of Django, or another database, may answer otherwise.

    To what is marked otherwise pytest-django refuses every connection.
    """
    if any(item.get_closest_marker(name) for name in ("django_db", *SERVERS)):
        return True
    if FRAMEWORK.intersection(item.fixturenames):
        return True
    folder = item.path.relative_to(TESTS).parts[0]
    return folder.endswith(".py") or folder in ("config", "contracts")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a folder of real inputs, what needs them does not exist; it is not skipped."""
    framework_only = config.getoption("--framework-only")

    def exists(item: pytest.Item) -> bool:
        if framework_only and not asks_the_framework(item):
            return False
        if "real_inputs" in getattr(item, "fixturenames", ()) and INPUTS is None:
            return False
        return NO_INPUT not in getattr(getattr(item, "callspec", None), "params", {}).values()

    if framework_only:
        config.option.left_out = sum(not asks_the_framework(item) for item in items)
    kept = [item for item in items if exists(item)]
    if gone := set(items).difference(kept):
        config.hook.pytest_deselected(items=[item for item in items if item in gone])
        items[:] = kept


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--nothing-skipped") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure() -> None:
    if settings.configured:
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture
def real_inputs() -> Path:
    """The folder that LEGAJO_INPUTS names."""
    assert INPUTS is not None
    return INPUTS


@pytest.fixture
def world(db: None) -> World:
    """A small entity and its people."""
    return standing.standing(World)


@pytest.fixture
def admin(world: World, client: Client) -> Client:
    """The browser of an administrator of that entity."""
    client.force_login(person("ada.admin", Role.ADMINISTRATOR))
    return client


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
) -> Iterator[str]:
    """The name of the database of the tests; pytest-django's own migrates it every time."""
    with django_db_blocker.unblock():
        name, made = prepared()
        standing.begin()
    yield name
    with django_db_blocker.unblock():
        teardown_databases(made, 0)


@pytest.fixture(scope="session")
def migrated_database(django_db_setup: str) -> str:
    """The name of the migrated database that copies are made of, and nobody writes to."""
    return django_db_setup


@pytest.fixture
def own_database(
    migrated_database: str,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path: Path,
) -> Iterator[str]:
    """A throw-away copy of the migrated test database, for real commits, threads and processes.

    Yields its address, which a child process takes as DATABASE_URL. The guards of the evidence
    tables refuse the flush with which Django would clean up after such a test.
    """
    connection = connections["default"]
    template = migrated_database
    with django_db_blocker.unblock():
        connection.close()
        name = copied(template, tmp_path)
        connection.settings_dict["NAME"] = name
        anchors, settings.REGISTER_ANCHORS = settings.REGISTER_ANCHORS, tmp_path / "heads"
        try:
            yield address(name)
        finally:
            settings.REGISTER_ANCHORS = anchors
            connections.close_all()
            connection.settings_dict["NAME"] = template
            dropped(name)
