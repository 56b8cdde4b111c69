"""The guards of PostgreSQL: a function and two triggers a table, known by their whole text.

ENABLE ALWAYS: a plain trigger sleeps for a superuser under `session_replication_role = replica`.
The condition stands in the function and not in WHEN, which would keep a migration from altering a
column that it names.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from records.guards.registry import ALWAYS, Guard

ROWS, WHOLE = "legajo_rows", "legajo_truncate"


def found(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], str]:
    """State, definition and function of each trigger there is, by table and name."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, t.tgname, t.tgenabled, pg_get_triggerdef(t.oid, true), p.prosrc
            FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)
            """
        )
        return {
            (table, name): _text(state, definition, source)
            for table, name, state, definition, source in cursor.fetchall()
        }


def wanted(guard: Guard, connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The text that each trigger of the table must have, by name."""
    return {
        name: _text("A", definition, _body(guard)) for name, definition in _triggers(guard).items()
    }


def statements(guard: Guard, connection: BaseDatabaseWrapper) -> list[str]:
    """What makes the guard of this table anew."""
    made = [
        f"CREATE OR REPLACE FUNCTION {_function(guard)}() RETURNS trigger LANGUAGE plpgsql "
        f"AS $guard${_body(guard)}$guard$"
    ]
    for name, definition in _triggers(guard).items():
        made += [
            f'DROP TRIGGER IF EXISTS {name} ON "{guard.table}"',
            definition,
            f'ALTER TABLE "{guard.table}" ENABLE ALWAYS TRIGGER {name}',
        ]
    return made


def _text(state: str, definition: str, source: str) -> str:
    return f"{state} {definition} {source}"


def _triggers(guard: Guard) -> dict[str, str]:
    """As `pg_get_triggerdef` writes them."""
    end = f"EXECUTE FUNCTION {_function(guard)}()"
    return {
        ROWS: f"CREATE TRIGGER {ROWS} BEFORE DELETE OR UPDATE ON {guard.table} FOR EACH ROW {end}",
        WHOLE: f"CREATE TRIGGER {WHOLE} BEFORE TRUNCATE ON {guard.table} FOR EACH STATEMENT {end}",
    }


def _function(guard: Guard) -> str:
    return f"legajo_guard_{guard.table}"


def _body(guard: Guard) -> str:
    refuse = f"RAISE EXCEPTION '{guard.refusal}' USING ERRCODE = 'restrict_violation';"
    if guard.written_once:
        return f" BEGIN {refuse} END "
    delete = refuse if guard.delete == ALWAYS else f"IF {guard.delete} THEN {refuse} END IF;"
    return (
        f" BEGIN IF TG_OP = 'TRUNCATE' THEN {refuse}"
        f" ELSIF TG_OP = 'UPDATE' THEN IF {guard.update} THEN {refuse} END IF; RETURN NEW;"
        f" END IF; {delete} RETURN OLD; END "
    )
