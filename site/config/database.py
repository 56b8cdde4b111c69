"""Where the rows live, from one address: PostgreSQL, or a file of SQLite."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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


def settings_of(url: str, folder: Path) -> dict[str, Any]:
    """Django's settings for `url`; without one, a SQLite file in `folder`.

    Raises ImproperlyConfigured for any other engine, a port that is none and a PostgreSQL address
    without a database.
    """
    expected = "escriba postgres://usuario:clave@servidor:puerto/base o sqlite:////carpeta/archivo"
    url = url or f"sqlite:///{folder / 'legajo.sqlite3'}"
    try:
        scheme = urlsplit(url).scheme
        found = dict(dj_database_url.parse(url, conn_max_age=60))
    except ValueError as error:
        raise malformed("DATABASE_URL", expected) from error
    if scheme == "sqlite":
        return found | {"OPTIONS": _SQLITE}
    if scheme in {"postgres", "postgresql"} and found["NAME"]:
        return found
    raise malformed("DATABASE_URL", expected)
