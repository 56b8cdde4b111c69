"""The engine that answers. Others ask `search.queries`, never this."""

from __future__ import annotations

from search.backends.base import Engine
from search.backends.database import DatabaseEngine


def engine() -> Engine:
    """The engine of this installation: the database's own full-text search."""
    return DatabaseEngine()
