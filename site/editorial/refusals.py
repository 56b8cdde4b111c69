"""What was refused to whoever tried to sign, in the log `editorial.refusals`.

Not in the register: whoever repeats a refused request would fill it. Ids and codes, never names.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from records.exceptions import Reason

_log = logging.getLogger("editorial.refusals")


def note_refusal(person: Any, what: str, reasons: Iterable[Reason]) -> None:
    """Log that this was refused to a person and by which reasons; nobody has no key."""
    codes = ", ".join(one.code for one in reasons)
    _log.warning("%s refused to the account %s: %s", what, person.pk, codes)
