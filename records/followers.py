"""Followers of the register: each has a cursor, sees every event at least once, in order."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction

from records.events import events_recorded
from records.models import Cursor, RecordEvent

Follower = Callable[[RecordEvent], None]
_followers: dict[str, Follower] = {}
logger = logging.getLogger(__name__)


def register_follower(name: str, follower: Follower) -> None:
    """Call `follower(event)` for each event after it was committed. It must be idempotent."""
    _followers[name] = follower


def follow(*names: str) -> dict[str, int]:
    """Bring the named followers (default: all) up to date; how many events each took.

    A follower that fails keeps its cursor where it was and is tried again at the next call; the
    others go on. Nothing of the event is lost, and no visitor sees the failure.
    """
    taken = {}
    for name in names or tuple(_followers):
        taken[name] = _advance(name, _followers[name])
    return taken


def behind() -> dict[str, int]:
    """How many events each follower has still to see."""
    last = RecordEvent.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    seen = dict(Cursor.objects.values_list("follower", "seq"))
    return {name: last - seen.get(name, 0) for name in _followers}


def _advance(name: str, follower: Follower) -> int:
    cursor, _ = Cursor.objects.get_or_create(follower=name)
    count = 0
    for event in RecordEvent.objects.filter(seq__gt=cursor.seq).order_by("seq").iterator(500):
        try:
            follower(event)
        except Exception:
            logger.exception("follower %s stopped at event %s", name, event.seq)
            break
        with transaction.atomic():
            Cursor.objects.filter(pk=cursor.pk, seq__lt=event.seq).update(seq=event.seq)
        count += 1
    return count


def follow_at_once(sender: Any, **kwargs: Any) -> None:
    """Receiver of `events_recorded`: immediate tasks, in the process that committed."""
    follow()


def connect() -> None:
    """Follow as soon as something is recorded."""
    events_recorded.connect(follow_at_once, dispatch_uid="records.follow_at_once")
