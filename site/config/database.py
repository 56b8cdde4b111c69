"""Where the rows live, from one address: PostgreSQL, or a file of SQLite; and who owns them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

import dj_database_url

from config.environment import malformed

# WAL with FULL keeps the last approval on a power cut; IMMEDIATE makes writers wait, not fail.
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"
    ),
}
# Questions of ours have many small parts, whose cost the planner overrates: compiling them takes a
# second where answering takes a millisecond. `?options=…` in the address says otherwise.
_POSTGRESQL = {"options": "-c jit=off"}


def settings_of(url: str, folder: Path) -> dict[str, Any]:
    """Django's settings for `url`; without one, a SQLite file in `folder`.

    Raises ImproperlyConfigured for any other engine, a port that is none and a PostgreSQL address
    without a database.
    """
    expected = "escriba postgres://usuario:clave@servidor:puerto/base o sqlite:////carpeta/archivo"
    url = url or f"sqlite:///{folder / 'legajo.sqlite3'}"
    try:
        scheme = urlsplit(url).scheme
        found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60))
    except ValueError as error:
        raise malformed("DATABASE_URL", expected) from error
    if scheme == "sqlite":
        return found | {"OPTIONS": _SQLITE}
    if scheme in {"postgres", "postgresql"} and found["NAME"]:
        return found | {"OPTIONS": _POSTGRESQL | found.get("OPTIONS", {})}
    raise malformed("DATABASE_URL", expected)


def owner_of(url: str, application: dict[str, Any]) -> dict[str, Any]:
    """Where they differ for the role that owns the database and migrates it; empty without `url`.

    The application's role then owns nothing. Raises ImproperlyConfigured, without repeating a
    password, for anything but another role of the same PostgreSQL database.
    """
    if not url:
        return {}
    try:
        owner = dj_database_url.parse(url)
    except ValueError:
        owner = {}
    same = (owner.get("ENGINE"), owner.get("NAME")) == (application["ENGINE"], application["NAME"])
    if not same or not owner["ENGINE"].endswith("postgresql"):
        raise malformed(
            "DATABASE_OWNER_URL",
            "escriba postgres://dueño:clave@servidor:puerto/base, con la misma base de "
            "DATABASE_URL",
        )
    if owner["USER"] == application["USER"]:
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL y DATABASE_URL nombran el mismo usuario: el de la aplicación no "
            "debe ser el dueño de la base."
        )
    return {key: owner[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
