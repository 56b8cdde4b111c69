"""The two roles of PostgreSQL: one owns the tables and migrates, the application owns nothing.

With DATABASE_OWNER_URL set, `migrate` and `protect` speak as the owner, and the application may
read and insert evidence but neither change nor empty it, whatever happens to the triggers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from records.guards.registry import ALWAYS, Guard

_application: ContextVar[str] = ContextVar("application", default="")
_MIGRATIONS = "django_migrations"


@contextmanager
def owner(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Inside, the connection is the owner's; without DATABASE_OWNER_URL nothing changes.

    Opens a new connection and closes it at the end: never inside a transaction.
    """
    connection = connections[using]
    if using != DEFAULT_DB_ALIAS or not settings.DATABASE_OWNER or _application.get():
        yield
        return
    given = {key: connection.settings_dict[key] for key in settings.DATABASE_OWNER}
    token = _application.set(given["USER"])
    connection.close()
    connection.settings_dict.update(settings.DATABASE_OWNER)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(given)
        _application.reset(token)


def grant(guarded: list[Guard], using: str = DEFAULT_DB_ALIAS) -> None:
    """Give the application's role what it needs and no more; only the owner can, after migrating.

    New tables come without any right, so this runs after every migration. All or nothing.
    """
    role, connection = _application.get(), connections[using]
    if not role or connection.vendor != "postgresql":
        return
    name = connection.ops.quote_name(role)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        for statement in (
            f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC",
            f"REVOKE CREATE ON SCHEMA {schema} FROM {name}",
            f"GRANT USAGE ON SCHEMA {schema} TO {name}",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {name}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}",
            f"REVOKE INSERT, UPDATE, DELETE ON {_MIGRATIONS} FROM {name}",
            *(
                f'REVOKE {", ".join(_withheld(guard))} ON "{guard.table}" FROM {name}'
                for guard in guarded
            ),
        ):
            cursor.execute(statement)


def excesses(guarded: list[Guard], connection: BaseDatabaseWrapper) -> list[str]:
    """A sentence for each table of evidence on which the application's role may do too much.

    Empty where one role does all, for lack of DATABASE_OWNER_URL, and while the owner speaks.
    """
    if connection.vendor != "postgresql" or not settings.DATABASE_OWNER or _application.get():
        return []
    told = []
    with connection.cursor() as cursor:
        for guard in guarded:
            rights = ["TRIGGER", *_withheld(guard)]
            cursor.execute(
                "SELECT r FROM unnest(%s) r WHERE has_table_privilege(%s::regclass, r)",
                [rights, f'"{guard.table}"'],
            )
            if had := [row[0] for row in cursor.fetchall()]:
                message = _("The application's role may %(rights)s the table %(table)s.")
                told.append(message % {"rights": ", ".join(sorted(had)), "table": guard.table})
    return told


def _withheld(guard: Guard) -> list[str]:
    """The rights that no verb needs on that table; UPDATE stays where a row may change in part."""
    conditions = {"UPDATE": guard.update, "DELETE": guard.delete}
    rights = [right for right, condition in conditions.items() if condition == ALWAYS]
    return [*rights, "TRUNCATE"]
