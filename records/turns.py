"""Whose turn it is to write. SQLite's own wait is sleep and try, so that some wait far too long."""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from pathlib import Path
from zlib import crc32

from django.db import DatabaseError, transaction


class Line(IntEnum):
    """PostgreSQL's advisory locks of ours: any fixed numbers, apart from each other."""

    EVENTS = 0x1E6A_1010
    HEADS = 0x1E6A_1011
    CODES = 0x1E6A_1012
    NAMED = 0x1E6A_1013


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


@contextmanager
def only_one(name: str, *, wait: bool = False) -> Iterator[bool]:
    """Whether nobody else is inside under that name, in any process; with `wait`, when it is so.

    Outside of transactions, so that what is done inside may take its time. The lock goes with the
    process or the session that holds it. Not to be entered twice by one thread.
    """
    connection = transaction.get_connection()
    if connection.vendor == "postgresql":
        key = [Line.NAMED.value, crc32(name.encode()) - 2**31]
        ask = "SELECT pg_advisory_lock(%s, %s)" if wait else "SELECT pg_try_advisory_lock(%s, %s)"
        with connection.cursor() as cursor:
            cursor.execute(ask, key)
            taken = wait or bool(cursor.fetchone()[0])
        try:
            yield taken
        finally:
            if taken:
                # A session that was lost holds no lock any more.
                with suppress(DatabaseError), connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
        return
    beside = Path(str(connection.settings_dict["NAME"]))
    if not beside.is_file():  # of this process alone
        yield True
        return
    with beside.with_name(f"{beside.name}-only-{re.sub('[^a-z0-9]', '-', name)}").open("ab") as one:
        try:
            fcntl.flock(one, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            taken = False
        else:
            taken = True
        yield taken
