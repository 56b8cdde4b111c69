"""Copies of whole databases, on SQLite a file, on PostgreSQL a template."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.test.utils import setup_databases, teardown_databases

_numbers = itertools.count(1)
_OWN = dict(settings.DATABASES["default"])


def on_sqlite() -> bool:
    return connections["default"].vendor == "sqlite"


@contextmanager
def migrated(blocker: Any) -> Iterator[str]:
    """The name of the migrated test database, which nobody writes to: tests get copies.

    pytest-django makes none in a run where no collected test is marked `django_db`, and what
    stands in the settings then is the developer's own.
    """
    connection = connections["default"]
    made = None
    with blocker.unblock():
        if connection.settings_dict["NAME"] == _OWN["NAME"]:
            made = setup_databases(0, False, aliases={"default"})
        connection.close()
    try:
        yield connection.settings_dict["NAME"]
    finally:
        if made:
            with blocker.unblock():
                teardown_databases(made, 0)


def new_name(folder: Path) -> str:
    """A name that no other process or test of this machine uses."""
    if on_sqlite():
        return str(folder / f"copy-{next(_numbers)}.sqlite3")
    return f"legajo_copy_{os.getpid()}_{next(_numbers)}"


def copied(template: str, folder: Path) -> str:
    """The name of a new database with everything that `template` holds; nobody may be in it."""
    name = new_name(folder)
    if on_sqlite():
        for ending in ("-wal", "-shm"):  # one left behind would be applied to the copy
            Path(name + ending).unlink(missing_ok=True)
        shutil.copyfile(template, name)
    else:
        execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


def dropped(name: str) -> None:
    if on_sqlite():
        for ending in ("", "-wal", "-shm"):
            Path(name + ending).unlink(missing_ok=True)
    else:
        execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def address(name: str) -> str:
    """The DATABASE_URL of a database beside the one of the tests."""
    if on_sqlite():
        return f"sqlite:///{name}"
    given = connections["default"].settings_dict
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{name}".format(**given | {"name": name})


def execute(statement: str) -> None:
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(statement)
