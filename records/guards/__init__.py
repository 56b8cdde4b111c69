"""Guards in the database itself: evidence is written once, whoever writes and by whatever way.

The models refuse to change evidence (`records.models.evidence`); these triggers refuse it to raw
SQL, loaddata, migrations and other programs too. A superuser of the database can drop a trigger:
`problems()` tells, `protect()` makes it anew.
"""

from __future__ import annotations

from records.guards.protection import count, problems, protect
from records.guards.registry import ALWAYS, Guard, guards, register_guard

__all__ = ["ALWAYS", "Guard", "count", "guards", "problems", "protect", "register_guard"]
