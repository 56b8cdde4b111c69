"""What many tests begin with, made through the verbs once and laid down again as rows."""

from __future__ import annotations

import copy
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction
from django.test import override_settings

from records.storage import storage

Made = TypeVar("Made")
Row = tuple[Any, ...]
Rows = dict[str, list[Row]]

WRITTEN = re.compile(r'(INSERT(?: OR \w+)? INTO|UPDATE) "(\w+)"')


@dataclass(frozen=True)
class Kept:
    """What was made, and the rows and files it left where nothing but the migrations had been."""

    made: Any
    rows: Rows
    files: dict[str, bytes]


_kept: dict[Any, Kept] = {}
# How many rows the tables of a database had to begin with.
_migrated: dict[str, dict[str, int]] = {}


def begin() -> None:
    """Note what the migrations alone put into the database of the tests."""
    _migrated[connection.settings_dict["NAME"]] = counted(columns())


def standing(make: Callable[..., Made], **told: Any) -> Made:
    """What `make(**told)` gives, with the same rows as the first time, in a few statements.

    Every test gets a copy of its own. Where other rows stand already, or the test commits for
    real, it is made anew: there the numbers of the rows are not free. The first time it is proved
    that the rows laid down are those that were made.
    """
    key = (make, tuple(sorted(told.items())))
    found = _kept.get(key)
    if not connection.in_atomic_block or not untouched(found.rows if found else columns()):
        return make(**told)
    if found:
        lay(found.rows)
    else:
        found = _kept[key] = _first(make, told)
    for digest, content in found.files.items():
        if not storage().exists(digest):  # a test may have a store of its own
            storage().put(content)
    return copy.deepcopy(found.made)


def untouched(tables: Iterable[str]) -> bool:
    """Whether these tables hold what the migrations put there, and nothing else."""
    before = _migrated.get(connection.settings_dict["NAME"], {})
    return all(before.get(table) == rows for table, rows in counted(tables).items())


def _first(make: Callable[..., Any], told: dict[str, Any]) -> Kept:
    before = everything()
    order: list[str] = []
    with (
        tempfile.TemporaryDirectory() as store,
        override_settings(RECORDS_STORAGE_ROOT=Path(store)),
        transaction.atomic(),
    ):
        with writing(order):
            made = make(**told)
        after = everything()
        files = {digest: storage().read(digest) for digest in storage().digests()}
        transaction.set_rollback(True)
    rows: Rows = {}
    for table in sorted(after, key=lambda name: order.index(name) if name in order else -1):
        was = set(map(repr, before[table]))
        assert was <= set(map(repr, after[table])), f"{make} changes what was in {table}"
        if new := [row for row in after[table] if repr(row) not in was]:
            rows[table] = new
    lay(rows)
    laid = everything()
    assert laid == after, [table for table in laid if laid[table] != after[table]]
    return Kept(made, rows, files)


@contextmanager
def writing(order: list[str]) -> Iterator[None]:
    """Note the tables that are written, in an order in which whole rows can follow each other.

    A row that changes after its first writing is laid down as it ended, so what was written
    between (the rules of a schedule that is in force since) has to come before it.
    """

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITTEN.match(sql):
            action, table = found.groups()
            if table not in order:
                order.append(table)
            elif action == "UPDATE":
                order.append(order.pop(order.index(table)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


@cache
def columns() -> dict[str, tuple[str, ...]]:
    """The columns that are written, of every table that a model owns."""
    return {
        model._meta.db_table: tuple(
            field.column for field in model._meta.local_concrete_fields if not field.generated
        )
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    }


def everything() -> Rows:
    """Every row of every table."""
    found: Rows = {}
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, names in columns().items():
            listed = ", ".join(map(quote, names))
            cursor.execute(f"SELECT {listed} FROM {quote(table)} ORDER BY 1")  # noqa: S608
            found[table] = [tuple(map(plain, row)) for row in cursor.fetchall()]
    return found


def plain(value: Any) -> Any:
    """PostgreSQL gives bytes as a view, which two of the same bytes do not print alike."""
    return bytes(value) if isinstance(value, memoryview) else value


def counted(tables: Iterable[str]) -> dict[str, int]:
    quote = connection.ops.quote_name
    names = list(tables)
    asked = [f"(SELECT COUNT(*) FROM {quote(name)})" for name in names]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}")
        return dict(zip(names, cursor.fetchone(), strict=True))


def lay(rows: Rows) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, values in rows.items():
            names = columns()[table]
            one = f"({', '.join(['%s'] * len(names))})"
            cursor.execute(
                f"INSERT INTO {quote(table)} ({', '.join(map(quote, names))}) "  # noqa: S608
                f"VALUES {', '.join([one] * len(values))}",
                [value for row in values for value in row],
            )
