"""Followers of the register: each has a cursor, sees every event at least once, in order."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import DatabaseError

from records.events import events_recorded
from records.exceptions import NotNow
from records.models import Cursor, RecordEvent
from records.turns import only_one

Follower = Callable[[RecordEvent], None]
Together = Callable[[Sequence[RecordEvent]], None]
BATCH = 100
REPEATED = 3600.0
"""Seconds after which a log is told again of who waits still: whoever reads it reads on."""


class _Following(NamedTuple):
    """Somebody who follows: `take(events)`, some at a time where `together`, else one by one."""

    take: Together
    together: bool


_followers: dict[str, _Following] = {}
_busy = threading.local()
_waiting: dict[str, tuple[int, float]] = {}
logger = logging.getLogger(__name__)


def register_follower(name: str, follower: Follower) -> None:
    """Call `follower(event)` for each event after it was committed. It must be idempotent."""
    _followers[name] = _Following(lambda events: follower(*events), together=False)


def register_together(name: str, follower: Together) -> None:
    """Call `follower(events)` for up to `BATCH` events in order: where many cost less than each.

    It must be idempotent, and of some do what it does of one after the other. Where it raises, it
    is given each of them alone, so that the one that stops it is named; not so after `NotNow`,
    which no event causes.
    """
    _followers[name] = _Following(follower, together=True)


def names() -> tuple[str, ...]:
    """The followers there are, in the order in which they follow."""
    return tuple(_followers)


def follow(*names: str) -> dict[str, int]:
    """Bring the named followers (default: all) up to date; how many events each took.

    A follower that fails keeps its cursor before the event that stopped it, which the log names,
    and is tried again at the next call; the others go on. Of one that only waits for its server
    the log is told in one line, not at every call. The cursor is written once a batch: a
    crash in the middle of one repeats it. What a follower itself records is not followed inside
    it, but by the caller's next call. Raises KeyError for a name that does not follow.
    """
    return {name: step.taken for name, step in _steps(*names).items()}


def catch_up(*names: str) -> dict[str, int]:
    """`follow` until nobody advances any more; how many events each took.

    Of a name one process follows at a time: what it reads would else be written after what another
    one read later. Who finds that somebody follows leaves it to them: they look once more after
    they let go, when what was committed before is there to be seen.
    """
    total = dict.fromkeys(names or tuple(_followers), 0)
    again = True
    while again:
        steps = _steps(*names)
        for name, step in steps.items():
            total[name] += step.taken
        again = any(step.again for step in steps.values())
    return total


def behind() -> dict[str, int]:
    """How many events each follower has still to see."""
    last = _last()
    seen = dict(Cursor.objects.values_list("follower", "seq"))
    return {name: last - seen.get(name, 0) for name in _followers}


def waiting(name: str) -> RecordEvent | None:
    """The event that this follower sees next: after a failure, the one that stopped it."""
    seen = Cursor.objects.filter(follower=name).values_list("seq", flat=True).first() or 0
    return RecordEvent.objects.filter(seq__gt=seen).order_by("seq").first()


def overtaken(name: str, seq: int) -> None:
    """Say that a follower need not see what was recorded up to `seq`: it came by another way."""
    Cursor.objects.get_or_create(follower=name)
    _moved(name, seq)


@contextmanager
def held_back() -> Iterator[None]:
    """Nothing that this thread commits inside is followed at once: for many acts in a row.

    Whoever opens it calls `catch_up` afterwards; cut short, the next act or `follow_events` does.
    """
    outer = getattr(_busy, "here", False)
    _busy.here = True
    try:
        yield
    finally:
        _busy.here = outer


class _Step(NamedTuple):
    """How many events it took, and whether to look once more whether there are others."""

    taken: int
    again: bool


_NONE = _Step(0, again=False)


def _steps(*names: str) -> dict[str, _Step]:
    wanted = {name: _followers[name] for name in names or tuple(_followers)}
    if getattr(_busy, "here", False):
        return dict.fromkeys(wanted, _NONE)
    with held_back():
        seen = dict(Cursor.objects.values_list("follower", "seq"))
        last = _last()
        return {
            name: _alone(name, one) if seen.get(name, -1) < last else _NONE
            for name, one in wanted.items()
        }


def _last() -> int:
    """The number of the last event."""
    return RecordEvent.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def _alone(name: str, follower: _Following) -> _Step:
    with only_one(following(name)) as taken:
        return _advance(name, follower) if taken else _NONE


def following(name: str) -> str:
    """The lock (`turns.only_one`) that is held while a follower of that name follows."""
    return f"follows {name}"


def _advance(name: str, follower: _Following) -> _Step:
    """Follow all that there is. Where the cursor stands is asked inside: somebody may have gone on
    since, and nobody does now."""
    cursor = Cursor.objects.filter(follower=name).values_list("seq", flat=True).first()
    if cursor is None:
        cursor = Cursor.objects.get_or_create(follower=name)[0].seq
    seen, count = cursor, 0
    while True:
        events = list(RecordEvent.objects.filter(seq__gt=seen).order_by("seq")[:BATCH])
        done = _taken(name, follower, events)
        if done and not _moved(name, events[done - 1].seq):
            return _Step(count, again=count > 0)
        seen = events[done - 1].seq if done else seen
        count += done
        if done < BATCH:
            return _Step(count, again=count > 0 or not events)


def _moved(name: str, seq: int) -> bool:
    """Move its cursor, never backwards: it may have been told to go further meanwhile.

    What it took is done and committed: a disk that fails only here must not undo the news of it.
    The cursor stays, and the next call repeats what it took.
    """
    try:
        Cursor.objects.filter(follower=name, seq__lt=seq).update(seq=seq)
    except DatabaseError:
        logger.exception("the cursor of %s stays: it took up to event %s", name, seq)
        return False
    return True


def _taken(name: str, follower: _Following, events: list[RecordEvent]) -> int:
    """How many of these, from the first on, it took without failing."""
    if follower.together and len(events) > 1:
        try:
            follower.take(events)
        except NotNow as error:
            _waits(name, events[0], error)
            return 0
        except Exception:
            told = (name, events[0].seq, events[-1].seq)
            logger.warning("%s tries events %s to %s one by one", *told, exc_info=True)
        else:
            _goes_on(name)
            return len(events)
    for place, event in enumerate(events):
        try:
            follower.take([event])
        except NotNow as error:
            _waits(name, event, error)
            return place
        except Exception:
            logger.exception("follower %s stopped at event %s", name, event.seq)
            return place
        _goes_on(name)
    return len(events)


def _waits(name: str, event: RecordEvent, error: NotNow) -> None:
    """One line when it begins to wait, and one an hour, however many acts there are meanwhile."""
    now = time.monotonic()
    seq, since = _waiting.get(name, (0, 0.0))
    if seq != event.seq or now - since >= REPEATED:
        _waiting[name] = event.seq, now
        logger.warning("follower %s waits before event %s: %s", name, event.seq, error)


def _goes_on(name: str) -> None:
    if _waiting.pop(name, None):
        logger.warning("follower %s goes on", name)


def follow_at_once(sender: Any, **kwargs: Any) -> None:
    """Receiver of `events_recorded`: immediate tasks, in the process that committed.

    The act is done: a database that fails here must not tell its author that it was not. What was
    not followed is so with the next act, or by `follow_events`.
    """
    try:
        catch_up()
    except DatabaseError:
        logger.exception("the register was not followed")


def connect() -> None:
    """Follow as soon as something is recorded."""
    events_recorded.connect(follow_at_once, dispatch_uid="records.follow_at_once")
