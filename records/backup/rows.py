"""Rows as lines of JSON and back. What an engine does with a type stays inside Django's fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.sql import InsertQuery

from records.guards import guards

# Made again from the rest, or of no use elsewhere: sessions, failed sign-ins, indexes.
_DERIVED = {"sessions", "axes", "wagtailsearch"}
_INDEXES = {"search.searchentry"}
_PLAIN = (str, int, bool, list, dict, type(None))
CHUNK = 500


def kept_models() -> list[type[models.Model]]:
    """Every table that goes into a copy, in the order of its name; last what guards read.

    So a line of an adopted schedule comes back before the schedule that closes it.
    """
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not _is_derived(model)
    ]
    read = {model for guard in guards() for model in guard.reads}
    return sorted(found, key=lambda model: (model in read, model._meta.label_lower))


def _is_derived(model: type[models.Model]) -> bool:
    return model._meta.app_label in _DERIVED or model._meta.label_lower in _INDEXES


def lines_of(model: type[models.Model], using: str) -> Iterator[bytes]:
    """Each row of a table as one line, by its key. A child table gives its own columns only."""
    fields = model._meta.local_concrete_fields
    names = [field.attname for field in fields]
    rows = model._base_manager.using(using).order_by("pk").only(*[one.name for one in fields])
    for row in rows.iterator(chunk_size=CHUNK):
        line = {name: _plain(field, row) for name, field in zip(names, fields, strict=True)}
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def load_lines(model: type[models.Model], lines: Iterable[bytes], using: str) -> None:
    """Insert rows as they were, keys and all. Raises ValueError for a line that is not of it."""
    fields = model._meta.local_concrete_fields
    names = {field.attname: field for field in fields}
    waiting = iter(lines)
    while chunk := list(islice(waiting, CHUNK)):
        rows = []
        for line in chunk:
            values = json.loads(line)
            if set(values) != set(names):
                raise ValueError(f"{model._meta.label_lower}: {sorted(set(values) ^ set(names))}")
            row = model()
            for name, field in names.items():
                setattr(row, name, _python(field, values[name]))
            rows.append(row)
        # As bulk_create ends; itself it refuses a child table, whose parent has its own lines.
        query = InsertQuery(model)
        query.insert_values(fields, rows, raw=True)
        query.get_compiler(using=using).execute_sql()


def _plain(field: models.Field[Any, Any], row: models.Model) -> Any:
    value = field.value_from_object(row)
    if isinstance(field, models.JSONField) or isinstance(value, _PLAIN):
        return value
    return field.value_to_string(row)


def _python(field: models.Field[Any, Any], value: Any) -> Any:
    return value if value is None or isinstance(field, models.JSONField) else field.to_python(value)
