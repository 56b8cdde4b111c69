"""Whose turn it is to write. SQLite's own wait is sleep and try, so that some wait far too long."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path

from django.db import transaction


class Line(IntEnum):
    """PostgreSQL's advisory locks of ours: any fixed numbers, apart from each other."""

    EVENTS = 0x1E6A_1010
    HEADS = 0x1E6A_1011
    CODES = 0x1E6A_1012


def take_lock(line: Line) -> None:
    """Wait for this line and hold it until the transaction ends. SQLite has one writer anyway."""
    connection = transaction.get_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [line.value])


@contextmanager
def turn() -> Iterator[None]:
    """Wait in line before a transaction begins and hold the place until it ended.

    On SQLite the line is a lock on a file beside the database, which the system serves in order and
    frees when a process dies. PostgreSQL has its own line; inside a transaction there is none.
    """
    connection = transaction.get_connection()
    beside = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or connection.in_atomic_block or not beside.is_file():
        yield
        return
    with beside.with_name(f"{beside.name}-turn").open("ab") as line:
        fcntl.flock(line, fcntl.LOCK_EX)
        yield


@contextmanager
def alone(line: Line) -> Iterator[None]:
    """A transaction in which nobody else of that line ends theirs: what is asked in it stays so."""
    with turn(), transaction.atomic():
        take_lock(line)
        yield
