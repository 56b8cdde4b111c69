"""Whether the guards stand in the database as they must, and making them anew."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import translation
from django.utils.translation import gettext as _

from records.guards import postgresql, roles, sqlite
from records.guards.registry import Guard, guards

_DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}
_log = logging.getLogger("records.guards")


def problems(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """A Spanish sentence for each guard that is missing, asleep or hollowed out; empty if none.

    Judged by the whole text of each trigger, not by its name. Where the application has a role of
    its own, also what that role may do too much. A table that no migration has made yet is passed
    over.
    """
    connection = connections[using]
    with translation.override(settings.LANGUAGE_CODE):  # `migrate` runs without a language
        faults = [sentence for _guard, told in _faults(connection) for sentence in told]
        return faults + roles.excesses(_present(connection), connection)


def protect(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Make anew every guard that is not as it must be; says what was wrong, as `problems` does.

    All or nothing. Does nothing when all is right. On PostgreSQL only the owner of the tables may.
    """
    connection = connections[using]
    mended: list[str] = []
    with translation.override(settings.LANGUAGE_CODE), transaction.atomic(using=using):
        for guard, told in _faults(connection):
            with connection.cursor() as cursor:
                for statement in _DIALECTS[connection.vendor].statements(guard, connection):
                    cursor.execute(statement)
            mended += told
    return mended


def count(using: str = DEFAULT_DB_ALIAS) -> int:
    """How many guards there must be now."""
    connection = connections[using]
    dialect = _DIALECTS[connection.vendor]
    return sum(len(dialect.wanted(guard, connection)) for guard in _present(connection))


def before_migrations(*, using: str, plan: Sequence[Any] = (), **kwargs: Any) -> None:
    """Log what is wrong before it is mended: afterwards nobody would know.

    Where something is to be migrated, the guards that would hinder it go away until it is done. If
    it ends half-way, the check tells that they are missing.
    """
    log_problems(using)
    connection = connections[using]
    hindering = [guard for guard in _present(connection) if plan and guard.reads]
    with connection.cursor() as cursor:
        for guard in hindering:
            for statement in _DIALECTS[connection.vendor].away(guard):
                cursor.execute(statement)


def after_migrations(*, using: str, **kwargs: Any) -> None:
    """Make anew what a migration dropped with the table it rebuilt, and the rights of the role."""
    protect(using)
    roles.grant(_present(connections[using]), using)


def log_problems(using: str = DEFAULT_DB_ALIAS) -> None:
    """Write each problem to the log `records.guards`, as an error."""
    for sentence in problems(using):
        _log.error("%s", sentence)


def look_at_start() -> None:
    """Look at the guards when a server starts, apart, so that it does not wait; only logs."""
    threading.Thread(target=_look, name="guards", daemon=True).start()


def _look() -> None:
    try:
        log_problems()
    except DatabaseError as error:
        _log.error("%s", error)
    finally:
        connections.close_all()  # of this thread


def _present(connection: BaseDatabaseWrapper) -> list[Guard]:
    if connection.vendor not in _DIALECTS:
        return []
    tables = set(connection.introspection.table_names())
    return [guard for guard in guards() if guard.table in tables]


def _faults(connection: BaseDatabaseWrapper) -> Iterator[tuple[Guard, list[str]]]:
    present = _present(connection)
    if not present:
        return
    dialect = _DIALECTS[connection.vendor]
    found = dialect.found(connection)
    for guard in present:
        told = [
            _sentence(guard.table, name, is_there=(guard.table, name) in found)
            for name, text in dialect.wanted(guard, connection).items()
            if found.get((guard.table, name)) != text
        ]
        if told:
            yield guard, told


def _sentence(table: str, name: str, *, is_there: bool) -> str:
    if is_there:
        message = _("The guard %(name)s of the table %(table)s is not what it must be.")
    else:
        message = _("The table %(table)s lacks its guard %(name)s.")
    return message % {"name": name, "table": table}
