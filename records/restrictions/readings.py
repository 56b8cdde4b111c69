"""Readings of restricted records are events: who opened which file, once in a while at most.

Ley 1712 de 2014; MOREQ 6.18. What is public leaves no trace of its readers.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from records.events import act
from records.models import AccessLevel, Component, Record, RecordEvent

AGAIN = timedelta(minutes=30)
"""A page is drawn at each leaf that is turned: it is one reading all the same."""


def is_restricted(record: Record) -> bool:
    """Whether the record, its case file or its document is not for everybody."""
    levels = [record.access, record.case_file.access]
    if record.version is not None:
        levels.append(record.version.document.access)
    return any(level != AccessLevel.PUBLIC for level in levels)


def note_reading(record: Record, file: Component, *, by: Any, at: datetime) -> bool:
    """Write down that somebody opened a file of a restricted record; whether that was new.

    The same person and file within half an hour are one reading.
    """
    if not is_restricted(record):
        return False
    facts = {"component": file.pk, "access": record.access}
    known = RecordEvent.objects.filter(
        action="record.read",
        subject_type=Record._meta.label_lower,
        subject_id=record.pk,
        actor_id=by.pk,
        at__gt=at - AGAIN,
    )
    if any(one.facts.get("component") == file.pk for one in known):
        return False
    with act(by=by, at=at) as log:
        log.record("record.read", record, facts=facts)
    return True
