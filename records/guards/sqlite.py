"""The guards of SQLite: three triggers a table, known by their whole text.

INSERT OR REPLACE deletes the row it replaces without the DELETE trigger, unless the writing
connection asked for recursive triggers; so a third one refuses to insert over a row. It asks each
key apart: one condition with OR inside would read the whole table (evidence.md 1).
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from records.guards.registry import ALWAYS, Guard
from records.guards.uniqueness import Key, keys_of

_ACTIONS = ("insert", "update", "delete")


def found(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], str]:
    """The text of each trigger there is, by table and name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {(table, name): text for table, name, text in cursor.fetchall()}


def wanted(guard: Guard, connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The text that each trigger of the table must have, by name."""
    keys = keys_of(guard.model, connection)
    over = " OR ".join(_taken(guard.table, key, "") for key in keys)
    if guard.insert:
        over = f"{over} OR ({guard.insert})"
    update = guard.update
    if update != ALWAYS:  # UPDATE OR REPLACE would delete the row whose key it takes
        primary = keys[0].columns[0]
        moved = f' AND "{primary}" <> OLD."{primary}"'
        update = " OR ".join([f"({update})", *(_taken(guard.table, key, moved) for key in keys)])
    return {
        _name(guard, action): _trigger(guard, action, condition)
        for action, condition in zip(_ACTIONS, (over, update, guard.delete), strict=True)
    }


def statements(guard: Guard, connection: BaseDatabaseWrapper) -> list[str]:
    """What makes the guard of this table anew."""
    return [*away(guard), *wanted(guard, connection).values()]


def away(guard: Guard) -> list[str]:
    """What takes the guard away, so that a table which it reads can be rebuilt."""
    return [f'DROP TRIGGER IF EXISTS "{_name(guard, action)}"' for action in _ACTIONS]


def _name(guard: Guard, action: str) -> str:
    return f"legajo_{guard.table}_{action}"


def _taken(table: str, key: Key, further: str) -> str:
    same = " AND ".join(f'"{column}" = NEW."{column}"' for column in key.columns)
    asked = [one for one in (key.condition, key.of_new) if one]
    condition = "".join(f" AND ({one})" for one in asked)
    # Names of our own models, in a trigger, which takes no parameters.
    return f'EXISTS (SELECT 1 FROM "{table}" WHERE {same}{condition}{further})'  # noqa: S608  names of our models


def _trigger(guard: Guard, action: str, condition: str) -> str:
    when = "" if condition == ALWAYS else f" WHEN {condition}"
    return (
        f'CREATE TRIGGER "{_name(guard, action)}" BEFORE {action.upper()} ON "{guard.table}"{when} '
        f"BEGIN SELECT RAISE(ABORT, '{guard.refusal}'); END"
    )
