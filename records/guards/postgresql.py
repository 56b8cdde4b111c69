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
            SELECT c.relname, t.tgname, t.tgenabled, pg_get_triggerdef(t.oid, true), p.prosrc,
                   array_to_string(p.proconfig, ' ')
            FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)
            """
        )
        return {
            (table, name): _text(state, definition, source, place or "")
            for table, name, state, definition, source, place in cursor.fetchall()
        }


def wanted(guard: Guard, connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The text that each trigger of the table must have, by name."""
    place = f"search_path={_place(connection)}" if guard.reads else ""
    return {
        name: _text("A", definition, _body(guard), place)
        for name, definition in _triggers(guard).items()
    }


def statements(guard: Guard, connection: BaseDatabaseWrapper) -> list[str]:
    """What makes the guard of this table anew."""
    place = f"SET search_path = {_place(connection)} " if guard.reads else ""
    made = [
        f"CREATE OR REPLACE FUNCTION {_function(guard)}() RETURNS trigger LANGUAGE plpgsql {place}"
        f"AS $guard${_body(guard)}$guard$"
    ]
    for name, definition in _triggers(guard).items():
        made += [
            f'DROP TRIGGER IF EXISTS {name} ON "{guard.table}"',
            definition,
            f'ALTER TABLE "{guard.table}" ENABLE ALWAYS TRIGGER {name}',
        ]
    return made


def away(guard: Guard) -> list[str]:
    """Nothing: a function finds its tables when it runs, and hinders no migration."""
    return []


def _text(state: str, definition: str, source: str, place: str) -> str:
    return f"{state} {definition} {source} {place}"


def _place(connection: BaseDatabaseWrapper) -> str:
    """Where the function finds what it reads: else a temporary table of that name would fool it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return f"{cursor.fetchone()[0]}, pg_temp"


def _triggers(guard: Guard) -> dict[str, str]:
    """As `pg_get_triggerdef` writes them."""
    end = f"EXECUTE FUNCTION {_function(guard)}()"
    rows = "INSERT OR DELETE OR UPDATE" if guard.insert else "DELETE OR UPDATE"
    return {
        ROWS: f"CREATE TRIGGER {ROWS} BEFORE {rows} ON {guard.table} FOR EACH ROW {end}",
        WHOLE: f"CREATE TRIGGER {WHOLE} BEFORE TRUNCATE ON {guard.table} FOR EACH STATEMENT {end}",
    }


def _function(guard: Guard) -> str:
    return f"legajo_guard_{guard.table}"


def _body(guard: Guard) -> str:
    refuse = f"RAISE EXCEPTION '{guard.refusal}' USING ERRCODE = 'restrict_violation';"
    if guard.written_once:
        return f" BEGIN {refuse} END "
    insert = (
        f" ELSIF TG_OP = 'INSERT' THEN IF {guard.insert} THEN {refuse} END IF; RETURN NEW;"
        if guard.insert
        else ""
    )
    delete = refuse if guard.delete == ALWAYS else f"IF {guard.delete} THEN {refuse} END IF;"
    return (
        f" BEGIN IF TG_OP = 'TRUNCATE' THEN {refuse}{insert}"
        f" ELSIF TG_OP = 'UPDATE' THEN IF {guard.update} THEN {refuse} END IF; RETURN NEW;"
        f" END IF; {delete} RETURN OLD; END "
    )
