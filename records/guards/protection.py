"""Whether the guards stand in the database as they must, and making them anew."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import translation
from django.utils.translation import gettext as _

from records.guards import postgresql, sqlite
from records.guards.registry import Guard, guards

_DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}


def problems(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """A Spanish sentence for each guard that is missing, asleep or hollowed out; empty if none.

    Judged by the whole text of each trigger, not by its name. A table that no migration has made
    yet is passed over.
    """
    return [sentence for _guard, told in _faults(connections[using]) for sentence in told]


def protect(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Make anew every guard that is not as it must be; says what was wrong, as `problems` does.

    All or nothing. Does nothing when all is right. On PostgreSQL only the owner of the tables may.
    """
    connection = connections[using]
    mended: list[str] = []
    with transaction.atomic(using=using):
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


def _present(connection: BaseDatabaseWrapper) -> list[Guard]:
    tables = set(connection.introspection.table_names())
    return [guard for guard in guards() if guard.table in tables]


def _faults(connection: BaseDatabaseWrapper) -> Iterator[tuple[Guard, list[str]]]:
    dialect = _DIALECTS[connection.vendor]
    found = dialect.found(connection)
    for guard in _present(connection):
        told = [
            _sentence(guard.table, name, name_is_there=(guard.table, name) in found)
            for name, text in dialect.wanted(guard, connection).items()
            if found.get((guard.table, name)) != text
        ]
        if told:
            yield guard, told


def _sentence(table: str, name: str, *, name_is_there: bool) -> str:
    with translation.override(settings.LANGUAGE_CODE):  # `migrate` runs without a language
        if name_is_there:
            message = _("The guard %(name)s of the table %(table)s is not what it must be.")
        else:
            message = _("The table %(table)s lacks its guard %(name)s.")
        return message % {"name": name, "table": table}
