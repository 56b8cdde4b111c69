"""By what a row is the same row: the primary key, unique columns, unique constraints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.sql import Query

_COLUMN, _OF_NEW = re.compile(r'"(\w+)"'), r'NEW."\1"'


@dataclass(frozen=True)
class Key:
    """Columns that no two rows share; `condition` is the SQL under which they may not, or empty.

    `of_new`: the same of the new row, where the condition names other columns than these.
    """

    columns: tuple[str, ...]
    condition: str = ""
    of_new: str = ""


def keys_of(model: type[models.Model], connection: BaseDatabaseWrapper) -> list[Key]:
    """Every key of `model`, the primary one first.

    Raises ImproperlyConfigured for a unique constraint that cannot be told from its columns alone:
    its rows could be written over without the guard seeing it.
    """
    meta = model._meta
    unique = [field.name for field in meta.local_concrete_fields if field.unique]
    found = [Key(_columns(model, [name])) for name in unique]
    found += [Key(_columns(model, names)) for names in meta.unique_together]
    editor = connection.schema_editor(collect_sql=True)  # never entered: it only quotes
    for constraint in meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint):
            continue
        named, apart = _named(constraint.condition), _empty(constraint.condition)
        if not constraint.fields or not named <= {*constraint.fields, *apart}:
            raise ImproperlyConfigured(
                f"{meta.label}: no guard can be made for the key {constraint.name}"
            )
        condition = _sql(constraint.condition, model, editor) if constraint.condition else ""
        apart_of_key = not named <= set(constraint.fields)
        of_new = _COLUMN.sub(_OF_NEW, condition) if apart_of_key else ""
        found.append(Key(_columns(model, constraint.fields), condition, of_new))
    return found


def _columns(model: type[models.Model], names: Sequence[str]) -> tuple[str, ...]:
    columns = {field.name: field.column for field in model._meta.concrete_fields}
    return tuple(str(columns[name]) for name in names)


def _sql(condition: models.Q, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
    """The condition in SQL with its values in it: a trigger takes no parameters."""
    query = Query(model, alias_cols=False)
    compiler = query.get_compiler(connection=editor.connection)
    sql, values = query.build_where(condition).as_sql(compiler, editor.connection)
    return str(sql) % tuple(editor.quote_value(value) for value in values)


def _empty(condition: Any) -> set[str]:
    """The fields of which the condition asks nothing but whether they are empty."""
    children = condition.children if isinstance(condition, models.Q) else ()
    plain = all(isinstance(one, tuple) and one[0].endswith("__isnull") for one in children)
    return _named(condition) if plain else set()


def _named(condition: Any) -> set[str]:
    """The fields that the condition of a constraint names."""
    if condition is None:
        return set()
    if isinstance(condition, models.Q):
        return set().union(*(_named(child) for child in condition.children))
    return {str(condition[0]).split("__")[0]}
