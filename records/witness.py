"""What an event says of the rows that were written with it: a digest of all their columns.

So no column of any evidence row can be changed, and no row put in or taken out, without the
register telling; a new verb or table needs nothing of its own for that.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from django.db import models

from records.digests import canonical, sha256


def columns(row: models.Model) -> dict[str, Any]:
    """The columns of a row as JSON, without those that are empty, false or zero.

    A column that a later release adds is empty in the rows of before, so that their digests stay.
    """
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: _plain(value) for name, value in values.items() if value}


def row_digest(nonce: str, row: models.Model) -> str:
    """Digest of a row, salted with the nonce of its event: nobody guesses a name by it."""
    named = {"row": row._meta.label_lower, "columns": columns(row)}
    return sha256(nonce.encode() + canonical(named))


def witnessed(nonce: str, row: models.Model) -> str:
    """How an event names a row among its facts: table, key, digest."""
    return f"{row._meta.label_lower} {row.pk} {row_digest(nonce, row)}"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | dict):
        return json.loads(json.dumps(value))
    if isinstance(value, bool | int):
        return value
    return str(value)
