"""Guards in the database itself: evidence is written once, whoever writes and by whatever way.

The models refuse to change evidence (`records.models.evidence`); these triggers refuse it to raw
SQL, loaddata, migrations and other programs too. A superuser of the database can drop a trigger:
`problems()` tells, `protect()` makes it anew.
"""

from __future__ import annotations

from records.guards.protection import (
    after_migrations,
    before_migrations,
    count,
    log_problems,
    look_at_start,
    problems,
    protect,
)
from records.guards.registry import ALWAYS, Guard, guards, register_guard

__all__ = [
    "ALWAYS",
    "Guard",
    "after_migrations",
    "before_migrations",
    "count",
    "guards",
    "log_problems",
    "look_at_start",
    "problems",
    "protect",
    "register_guard",
]
