"""What ends a version that was issued: the row and its event, whoever decides."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from records.events import act
from records.models import Issuance, Withdrawal


def end(
    issuance: Issuance, *, effective_on: date, reason: str, order: str = "", by: Any, at: datetime
) -> Withdrawal:
    """Write that a version ends from a day on. The verb that calls it holds the document's lock."""
    with act(by=by, at=at) as log:
        withdrawal = Withdrawal.objects.create(
            issuance=issuance,
            effective_on=effective_on,
            reason=reason,
            act=order,
            by=by,
            at=at,
        )
        log.record(
            "version.withdrawn",
            issuance.version,
            facts={"document": issuance.document_id, "effective_on": effective_on.isoformat()},
            detail={"reason": reason},
        )
    return withdrawal
