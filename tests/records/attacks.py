"""Ways to write where nothing may be written: each takes a row and what it would change in it."""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.management import call_command
from django.db import connection, models
from django.db.models import Model, QuerySet

from records.guards import Guard
from records.guards.uniqueness import Key, keys_of

Attack = Callable[[Model, dict[str, Any]], Any]
Row = dict[str, Any]
_numbers = itertools.count(10**8)


def raw(statement: str, values: Any = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def columns(row: Model) -> Row:
    """The row as the database holds it, by column."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{row._meta.db_table}" WHERE id = %s', [row.pk])  # noqa: S608
        names = [one[0] for one in cursor.description]
        found = cursor.fetchone()
    return dict(zip(names, found, strict=True)) if found else {}


def changed(row: Model, change: Row) -> Row:
    return columns(row) | change


def _ours(row: Model) -> QuerySet[Any]:
    return type(row)._default_manager.filter(pk=row.pk)


def _altered(row: Model, change: Row) -> Model:
    """The same row as an instance, with the change."""
    copy = QuerySet(type(row)).get(pk=row.pk)
    for name, value in change.items():
        setattr(copy, name, value)
    return copy


# --- Django's own ways --------------------------------------------------------------------------


def save(row: Model, change: Row) -> None:
    _altered(row, change).save()


def delete(row: Model, change: Row) -> None:
    row.delete()


def update(row: Model, change: Row) -> None:
    _ours(row).update(**change)


def delete_all(row: Model, change: Row) -> None:
    _ours(row).delete()


def bulk_update(row: Model, change: Row) -> None:
    _ours(row).bulk_update([_altered(row, change)], list(change))


def bulk_create_over(row: Model, change: Row) -> None:
    type(row)._default_manager.bulk_create(
        [_altered(row, change)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=list(change),
    )


def update_or_create(row: Model, change: Row) -> None:
    type(row)._default_manager.update_or_create(pk=row.pk, defaults=change)


def base_manager(row: Model, change: Row) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**change)


def plain_queryset(row: Model, change: Row) -> None:
    QuerySet(type(row)).filter(pk=row.pk).update(**change)


def plain_delete(row: Model, change: Row) -> None:
    found = QuerySet(type(row)).filter(pk=row.pk)
    found._raw_delete(found.db)


def save_base(row: Model, change: Row) -> None:
    models.Model.save_base(_altered(row, change), raw=True)


def loaddata(row: Model, change: Row) -> None:
    told = json.loads(serializers.serialize("json", [_altered(row, change)]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.json"
        path.write_text(json.dumps(told), encoding="utf-8")
        call_command("loaddata", str(path), verbosity=0)


# --- the database's ------------------------------------------------------------------------------


def raw_update(row: Model, change: Row, verb: str = "UPDATE") -> None:
    told = ", ".join(f'"{name}" = %s' for name in change)
    raw(f'{verb} "{row._meta.db_table}" SET {told} WHERE id = %s', [*change.values(), row.pk])


def raw_delete(row: Model, change: Row) -> None:
    raw(f'DELETE FROM "{row._meta.db_table}" WHERE id = %s', [row.pk])  # noqa: S608


def insert(row: Model, values: Row, verb: str = "INSERT", end: str = "") -> None:
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join("%s" for _name in values)
    statement = f'{verb} INTO "{row._meta.db_table}" ({names}) VALUES ({places}) {end}'
    raw(statement, values.values())


def upsert(row: Model, change: Row) -> None:
    told = ", ".join(f'"{name}" = excluded."{name}"' for name in change)
    insert(row, changed(row, change), end=f"ON CONFLICT (id) DO UPDATE SET {told}")


@contextmanager
def without_recursive_triggers() -> Any:
    """As a program that knows nothing of Legajo opens the file."""
    raw("PRAGMA recursive_triggers = OFF")
    try:
        yield
    finally:
        raw("PRAGMA recursive_triggers = ON")


def replace(row: Model, change: Row) -> None:
    with without_recursive_triggers():
        insert(row, changed(row, change), "INSERT OR REPLACE")


def write_over(key: Key) -> Attack:
    """A new row in the place of the one that has this key, all other keys being new."""

    def attack(row: Model, change: Row) -> None:
        kept = columns(row)
        assert None not in [kept[name] for name in key.columns]
        others = {name for other in keys_of(type(row), connection) for name in other.columns}
        new = {name: _another(kept[name]) for name in others - set(key.columns)}
        if connection.vendor == "postgresql":
            target = ", ".join(f'"{name}"' for name in key.columns)
            where = f"WHERE {key.condition}" if key.condition else ""
            end = f"ON CONFLICT ({target}) {where} DO UPDATE SET id = excluded.id"
            insert(row, kept | new, end=end)
            return
        with without_recursive_triggers():
            insert(row, kept | new, "INSERT OR REPLACE")

    return attack


def _another(value: Any) -> Any:
    if value is None:
        return None
    number = 20_000 + next(_numbers) % 10_000  # fits the smallest column, and is nobody's yet
    return number if isinstance(value, int) else f"X{number}"


def update_or_replace(row: Model, change: Row) -> None:
    with without_recursive_triggers():
        raw_update(row, change, "UPDATE OR REPLACE")


def merge(row: Model, change: Row) -> None:
    told = ", ".join(f'"{name}" = %s' for name in change)
    table = row._meta.db_table
    raw(
        f'MERGE INTO "{table}" t USING (SELECT %s::bigint AS id) s ON t.id = s.id '
        f"WHEN MATCHED THEN UPDATE SET {told}",
        [row.pk, *change.values()],
    )


def truncate(row: Model, change: Row) -> None:
    raw("SET CONSTRAINTS ALL IMMEDIATE")
    raw(f'TRUNCATE "{row._meta.db_table}" CASCADE')


def as_replica(row: Model, change: Row) -> None:
    raw("SET LOCAL session_replication_role = replica")
    raw_update(row, change)


def delete_as_replica(row: Model, change: Row) -> None:
    raw("SET LOCAL session_replication_role = replica")
    raw_delete(row, change)


DJANGO: list[Attack] = [
    save,
    delete,
    update,
    delete_all,
    bulk_update,
    bulk_create_over,
    update_or_create,
    base_manager,
    plain_queryset,
    plain_delete,
    save_base,
    loaddata,
]
SQLITE: list[Attack] = [raw_update, raw_delete, upsert, replace, update_or_replace]
POSTGRESQL: list[Attack] = [
    raw_update,
    raw_delete,
    upsert,
    merge,
    truncate,
    as_replica,
    delete_as_replica,
]


def change_of(guard: Guard) -> Row:
    """A change of one column that the guard must refuse."""
    special: dict[str, Row] = {
        "records_eventdetail": {"salt": "0" * 32},
        "records_controlleddocument": {"code": "PR-0-0"},
        "records_sequence": {"last": 1},
        "records_record": {"incorporated_at": datetime(2019, 2, 3, 14, tzinfo=UTC)},
        "records_changeanswer": {"request_id": 10**6},
        "records_sessionopening": {"document_id": 10**6},
        "records_filledcompletion": {"record_id": 10**6},
    }
    if guard.table in special:
        return special[guard.table]
    texts = [
        field.column
        for field in guard.model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]
    numbers = [
        field.column
        for field in guard.model._meta.concrete_fields
        if not field.primary_key and isinstance(field, models.IntegerField)
    ]
    if texts:
        return {texts[0]: "9"}
    return {numbers[0]: 9} if numbers else {"page_id": 10**6}
