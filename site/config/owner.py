"""The role that owns the database and migrates it, where the application's role owns nothing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

import dj_database_url


def owner_of(url: str, application: dict[str, Any]) -> dict[str, Any]:
    """The part of the database settings in which the owner differs; empty without `url`.

    Raises ImproperlyConfigured, without repeating a password, for anything but another role of
    the same PostgreSQL database.
    """
    if not url:
        return {}
    try:
        owner = dj_database_url.parse(url)
    except ValueError:
        owner = {}
    same = (owner.get("ENGINE"), owner.get("NAME")) == (application["ENGINE"], application["NAME"])
    if not same or not owner["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured(
            "La variable DATABASE_OWNER_URL no se entiende: escriba "
            "postgres://dueño:clave@servidor:puerto/base, con la misma base de DATABASE_URL."
        )
    if owner["USER"] == application["USER"]:
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL y DATABASE_URL nombran el mismo usuario: el de la aplicación no "
            "debe ser el dueño de la base."
        )
    return {key: owner[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
