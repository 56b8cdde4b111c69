"""Many rows of one model into its table, without an instance each: COPY, or many-row inserts.

On PostgreSQL a large heap goes in without indexes, which are built once at the end: one by one
they would be most of the work.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

Value = str | int | dict[str, Any] | None


class Sheet:
    """Rows of one model as plain values: days and moments in ISO, JSON as dicts.

    `named` change from row to row; all other columns stand in `fixed` or as the model leaves them.
    On COPY no text is escaped: none may hold a backslash, a tabulator or a new line.
    """

    def __init__(self, model: type[models.Model], named: tuple[str, ...], **fixed: Value) -> None:
        self.model = model
        self.named = named
        self.label = model._meta.label_lower
        self.rows: list[tuple[Value, ...]] = []
        fields = {one.attname: one for one in model._meta.concrete_fields}
        usual = model(**fixed)
        others = [name for name in fields if name not in named]
        self._fields = [fields[name] for name in (*named, *others)]
        self._others = [getattr(usual, name) for name in others]
        self.usual = {
            name: value for name, value in zip(others, self._others, strict=True) if value
        }

    def columns(self, row: tuple[Value, ...]) -> dict[str, Value]:
        """What `records.witness.columns` says of an instance of this row."""
        told = dict(self.usual)
        told.update((name, value) for name, value in zip(self.named, row, strict=True) if value)
        return told

    def write(self) -> None:
        """Put the rows into the table, and begin anew."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        columns = ", ".join(connection.ops.quote_name(one.column) for one in self._fields)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", StringIO(self._text()))
            else:
                places = ", ".join(["%s"] * len(self._fields))
                cursor.executemany(
                    f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608  our own names
                    [self._prepared(row) for row in self.rows],
                )
        self.rows = []

    def _text(self) -> str:
        ending = "".join(f"\t{_cell(one)}" for one in self._others) + "\n"
        return "".join("\t".join(map(_cell, row)) + ending for row in self.rows)

    def _prepared(self, row: tuple[Value, ...]) -> list[Any]:
        return [
            field.get_db_prep_save(field.to_python(value), connection)
            for field, value in zip(self._fields, (*row, *self._others), strict=True)
        ]


def _cell(value: Value) -> str:
    if value is None:
        return r"\N"
    return json.dumps(value) if isinstance(value, dict) else str(value)


@contextmanager
def heaped(sheets: Iterable[Sheet], rows: int) -> Iterator[None]:
    """A transaction's body in which about so many rows come into the first of these tables.

    Rows of a superuser are not looked up in the tables they name: the caller answers for them.
    """
    tables = [sheet.model._meta.db_table for sheet in sheets]
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        first = connection.ops.quote_name(tables[0])
        cursor.execute(f"SELECT count(*) FROM (SELECT FROM {first} LIMIT %s) AS there", [rows])  # noqa: S608
        [there] = cursor.fetchone()
        large = rows > 5000 and there < rows
        again = _bare(cursor, tables) if large else []
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        if cursor.fetchone()[0]:
            cursor.execute("SET LOCAL session_replication_role = replica")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for statement in again:
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def _bare(cursor: Any, tables: list[str]) -> list[str]:
    """Take the indexes off, all but those of the keys; what makes them again."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(
        "SELECT quote_ident(t.relname), quote_ident(i.relname), pg_get_indexdef(i.oid), "
        "pg_get_constraintdef(c.oid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid "
        "JOIN pg_class t ON t.oid = x.indrelid "
        "LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.contype = 'u' "
        "WHERE t.oid = ANY(%s::regclass[]) AND NOT x.indisprimary",
        [tables],
    )
    again = []
    for table, index, made, constraint in cursor.fetchall():
        if constraint is None:
            cursor.execute(f"DROP INDEX {index}")
            again.append(made)
        else:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {index}")
            again.append(f"ALTER TABLE {table} ADD CONSTRAINT {index} {constraint}")
    return again


def refresh(sheets: Iterable[Sheet]) -> None:
    """Let keys go on after those written by hand, and the planner know how much there is."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("ANALYZE")
            return
        made = [sheet.model for sheet in sheets]
        for statement in connection.ops.sequence_reset_sql(no_style(), made):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if not connection.in_atomic_block else "ANALYZE")
