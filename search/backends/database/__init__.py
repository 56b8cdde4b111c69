"""The database's own full-text search: FTS5 on SQLite, tsvector on PostgreSQL."""

from __future__ import annotations

from search.backends.database.engine import DatabaseEngine

__all__ = ["DatabaseEngine"]
