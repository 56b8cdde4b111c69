"""Copies of whole databases, on SQLite a file, on PostgreSQL a template."""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import os
import shutil
import sqlite3
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import connections
from django.test.utils import setup_databases, teardown_databases

_numbers = itertools.count(1)
_KEPT = Path(tempfile.gettempdir()) / f"legajo-migrated-{os.getuid()}"


def on_sqlite() -> bool:
    return connections["default"].vendor == "sqlite"


def prepared() -> tuple[str, Any]:
    """The name of the database of the tests, migrated, and what takes it down again.

    Migrating takes longer than most tests: the first run with these migrations keeps a copy for
    the others. What follows every migration, triggers and permissions, is done anew on a copy.
    """
    connection = connections["default"]
    name = connection.creation._get_test_db_name()
    kept = _template()
    with _alone(kept):
        there = _exists(kept)
        if there:
            dropped(name)
            _copy(kept, name)
        made = setup_databases(0, False, aliases={"default"}, serialized_aliases=[], keepdb=there)
        connection.close()
        if not there:
            _copy(name, kept)
    return name, made


def keep_one() -> None:
    """Migrate the database whose copy is kept, unless it is; for a process that does only that."""
    if not _exists(_template()):
        teardown_databases(prepared()[1], 0)


def _template() -> str:
    """What names the copy that is kept of a database with these migrations."""
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs()]
    files = [file for folder in sorted(folders) for file in sorted(folder.glob("*.py"))]
    digest = hashlib.sha256(
        b"".join(sys.version.encode() + str(file).encode() + file.read_bytes() for file in files)
    ).hexdigest()[:16]
    return str(_KEPT / f"{digest}.sqlite3") if on_sqlite() else f"legajo_migrated_{digest}"


@contextmanager
def _alone(kept: str) -> Iterator[None]:
    """One process at a time of those that share the copy."""
    _KEPT.mkdir(mode=0o700, exist_ok=True)
    with (_KEPT / f"{Path(kept).stem}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _exists(name: str) -> bool:
    if on_sqlite():
        return Path(name).exists()
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _copy(template: str, name: str) -> None:
    """A copy under another name, whole or not at all."""
    if on_sqlite():
        new = f"{name}.new"
        with closing(sqlite3.connect(template)) as one, closing(sqlite3.connect(new)) as other:
            one.backup(other)
        Path(new).replace(name)
    else:
        execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


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
        connections["default"].close()  # between tests it stays open, on the template itself
        execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


def there(name: str) -> bool:
    """Whether PostgreSQL has a database of that name."""
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


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


if __name__ == "__main__":
    django.setup()
    warnings.simplefilter("error")  # as in the tests
    keep_one()
