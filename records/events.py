"""The register's one writer. An act collects its events and appends them last, under one lock."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction
from django.dispatch import Signal

from records.digests import canonical, sha256
from records.guards.naming import require_kept
from records.models import EventDetail, RecordEvent
from records.models.evidence import watched
from records.turns import Line, take_lock, turn
from records.witness import witnessed

GENESIS = "0" * 64

events_recorded = Signal()
"""Sent after commit with `first` and `last`, the sequence numbers of what was recorded."""


@dataclass
class Event:
    action: str
    subject: models.Model
    actor_id: int | None
    at: datetime
    facts: dict[str, Any]
    detail: dict[str, Any]
    rows: list[models.Model] = field(default_factory=list)


@dataclass
class Act:
    """What a verb writes its events to. They enter the register when the outermost act ends.

    `rows` is the evidence written since the last event; the next one takes it and bears its digest.
    """

    by: Any
    at: datetime
    events: list[Event] = field(default_factory=list)
    rows: list[models.Model] = field(default_factory=list)

    def record(
        self,
        action: str,
        subject: models.Model,
        *,
        facts: dict[str, Any] | None = None,
        detail: dict[str, Any] | None = None,
        rows: Collection[models.Model] | None = None,
    ) -> None:
        """Add an event. `facts`: ids, states, codes; `detail`: names and free text, erasable.

        It bears the digests of the evidence written since the last one. `rows`: of these alone,
        where many were written at once and each belongs to an event of its own.
        """
        actor_id = getattr(self.by, "pk", None)
        event = Event(action, subject, actor_id, self.at, facts or {}, detail or {})
        if rows is None:
            event.rows, self.rows[:] = [*self.rows], []
        else:
            told = {id(row) for row in rows}
            event.rows = list(rows)
            self.rows[:] = [row for row in self.rows if id(row) not in told]
        self.events.append(event)


_acts = threading.local()


@contextmanager
def act(*, by: Any, at: datetime, part: bool = False) -> Iterator[Act]:
    """One transaction and its events. Nested acts join the outermost one.

    One that fails is undone and its caller may go on, unless it is a `part` of the caller's: then
    the whole fails with it, whatever the caller does, and no savepoint is set. Raises
    TransactionManagementError where a caller swallowed the failure of a part, Conflict where the
    bytes of a file of it were erased meanwhile.

    The lock of the register is taken last, when the outermost act ends, so that order of numbers
    is order of commits and no verb locks a row after it.
    """
    outer: Act | None = getattr(_acts, "current", None)
    if outer is not None:
        inner = Act(by, at, outer.events, outer.rows)
        events, rows = len(outer.events), [*outer.rows]
        try:
            with transaction.atomic(savepoint=not part):
                yield inner
                _forbid_half()
        except BaseException:
            # What was undone did not happen, though the outer act may go on.
            del outer.events[events:]
            outer.rows[:] = rows
            raise
        return
    recorded: tuple[int, int] | None = None
    try:
        with turn(), watched() as written, transaction.atomic():
            own = _acts.current = Act(by, at, rows=written)
            yield own
            _forbid_half()
            rows = [row for event in own.events for row in event.rows] + written
            in_line = require_kept(rows)
            if own.events:
                if not in_line:
                    take_lock(Line.EVENTS)
                own.events[-1].rows += written
                recorded = _append(own.events)
    finally:
        _acts.current = None
    if recorded is not None:
        # Only now: what follows opens acts of its own, which would join one that has ended.
        first, last = recorded
        transaction.on_commit(
            lambda: events_recorded.send(sender=RecordEvent, first=first, last=last)
        )


def _forbid_half() -> None:
    """Say that a part failed: Django would undo the whole and let its caller think it done."""
    if transaction.get_connection().needs_rollback:
        raise transaction.TransactionManagementError(
            "A part of this act failed and its caller swallowed that: nothing of the act is kept."
        )


def opened(event: RecordEvent) -> dict[str, Any]:
    """An event as anyone may read it: all its columns and the event before. Never who acted.

    Actor and detail enter by salted digests, so that an event can be opened to anyone, and a
    detail erased, without breaking the chain.
    """
    return {
        "schema": "event-1",
        "seq": event.seq,
        "action": event.action,
        "subject": [event.subject_type, event.subject_id],
        "actor_sha256": salted(event.nonce, {"actor": event.actor_id}),
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "facts": event.facts,
        "detail_sha256": event.detail_sha256,
        "previous": event.previous,
    }


def digest_of(event: RecordEvent) -> str:
    """The digest that this row's columns give. Verification compares it with the one it bears."""
    return sha256(canonical(opened(event)))


def salted(salt: str, payload: dict[str, Any]) -> str:
    """Digest of a detail. The salt keeps anyone from guessing a short text by its digest."""
    return sha256(salt.encode() + canonical(payload))


def _evidence(nonce: str, rows: list[models.Model]) -> dict[str, Any]:
    return {"evidence": [witnessed(nonce, row) for row in rows]} if rows else {}


def _append(events: list[Event]) -> tuple[int, int]:
    """Called by who holds the line of the events."""
    salts = [(secrets.token_hex(16), secrets.token_hex(16)) for event in events]
    last = RecordEvent.objects.order_by("-seq").first()
    seq, previous = (last.seq, last.sha256) if last else (0, GENESIS)
    rows: list[RecordEvent] = []
    for event, (nonce, salt) in zip(events, salts, strict=True):
        seq += 1
        subject = (event.subject._meta.label_lower, int(event.subject.pk))
        detail_sha256 = salted(salt, event.detail) if event.detail else ""
        row = RecordEvent(
            seq=seq,
            action=event.action,
            subject_type=subject[0],
            subject_id=subject[1],
            actor_id=event.actor_id,
            at=event.at,
            facts=event.facts | _evidence(nonce, event.rows),
            nonce=nonce,
            detail_sha256=detail_sha256,
            previous=previous,
        )
        previous = row.sha256 = digest_of(row)
        rows.append(row)
    RecordEvent.objects.bulk_create(rows)
    EventDetail.objects.bulk_create(
        EventDetail(event=row, salt=salt, payload=event.detail)
        for row, event, (_nonce, salt) in zip(rows, events, salts, strict=True)
        if event.detail
    )
    return rows[0].seq, rows[-1].seq
