"""A commit that SQLite reports as failed has failed, also for whoever opens the file next.

In WAL mode the frames of a commit whose sync failed stay in the log with good checksums. Nobody
reads them while the file is open; but once the last process is gone, the next one recovers them,
and what somebody was told had failed is done. The next write takes their place, so it is made at
once. What cannot even be written then is logged: the disk decides.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from typing import Any

from django.db import OperationalError

_log = logging.getLogger("records.commits")


def make_certain(connection: Any, **told: Any) -> None:
    """Receiver of `connection_created`: what the commits of this connection report is so."""
    if connection.vendor == "sqlite":
        connection._commit = _certain(connection, connection._commit)


def _certain(connection: Any, commit: Callable[[], None]) -> Callable[[], None]:
    def committed() -> None:
        try:
            commit()
        except OperationalError:
            _take_the_place(connection.connection)
            raise

    return committed


def _take_the_place(database: sqlite3.Connection) -> None:
    """Write a page as it is, where the frames of the failed commit stand."""
    try:
        if database.in_transaction:
            database.rollback()
        (version,) = database.execute("PRAGMA user_version").fetchone()
        database.execute("BEGIN IMMEDIATE")
        database.execute(f"PRAGMA user_version = {int(version)}")
        database.execute("COMMIT")
    except sqlite3.Error:
        _log.exception("a commit failed, and whether it is done is for the next start to see")
