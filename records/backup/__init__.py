"""A copy of everything that cannot be made again, and the way back from it.

Rows are written table by table as text, the same from SQLite and PostgreSQL, so that a copy of one
is restored into the other. Kept files lie under their digests. A signed manifest names all of it.
"""

from __future__ import annotations

from records.backup.making import make
from records.backup.restoring import restore

__all__ = ["make", "restore"]
