"""The rows of what was done elsewhere, told and made again: who did it is a name, never a user."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone


def moment(at: datetime) -> str:
    """A moment as packages write it."""
    return timezone.localtime(at).isoformat()


def done(row: Any) -> dict[str, Any]:
    """Who did what a row tells, as they were called that day, and when."""
    return {
        "name": row.name,
        "position": row.position,
        "office": row.office,
        "at": moment(row.at),
    }


def done_there(told: dict[str, Any]) -> dict[str, Any]:
    """The columns of the same."""
    return {
        "name": told["name"],
        "position": told["position"],
        "office": told["office"],
        "at": datetime.fromisoformat(told["at"]),
    }


def kept(row: models.Model, *, constrained: bool = True) -> Any:
    """It, saved. Raises ValidationError for what no form would have taken.

    Nobody of here did what is told of there: its `user` is empty, as no form leaves it. What there
    are very many of is not `constrained`: a query for each, and the database judges them anyway.
    """
    row.clean_fields(exclude={"user", "by"})
    if constrained:
        row.validate_constraints()
    row.save()
    return row
