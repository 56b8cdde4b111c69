"""Keeping every index in step with the register: an event at a time, or all of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db.models import Max

from records.followers import BATCH, catch_up, following, names, overtaken
from records.models import RecordEvent
from records.turns import only_one
from search.backends import engines
from search.backends.base import Engine, EngineError
from search.entries import Key, Sort
from search.lagging import follower_of, lags
from search.subjects import SUBJECTS

logger = logging.getLogger(__name__)
_TOGETHER = 100
_READ = 250  # subjects that a rebuild reads at once


@dataclass
class Rebuilt:
    """How many subjects there are, and which entries were not as they should be.

    `intact` is false when the engine's own structures did not agree with its entries.
    """

    checked: int = 0
    missing: list[Key] = field(default_factory=list)
    different: list[Key] = field(default_factory=list)
    stray: list[Key] = field(default_factory=list)
    intact: bool = True

    @property
    def ok(self) -> bool:
        return self.intact and not (self.missing or self.different or self.stray)


def follower(engine: Engine) -> Callable[[Sequence[RecordEvent]], None]:
    """A follower of the register that keeps this engine in step, events together. Idempotent.

    What several of them touched is indexed once: an entry says what is so now, not what was.
    Raises EngineError where the engine takes nothing now: its cursor stays and it is tried again.
    """

    def follow(events: Sequence[RecordEvent]) -> None:
        for sort, subject in SUBJECTS.items():
            if ids := subject.touched(events):
                index(engine, sort, ids)

    return follow


def index(engine: Engine, sort: Sort, ids: Iterable[int]) -> None:
    """Make the entries of these what the database says: put, or dropped where there is none."""
    waiting = iter(sorted(set(ids)))
    while some := list(islice(waiting, _TOGETHER)):
        entries = SUBJECTS[sort].entries(some)
        there = {entry.key.pk for entry in entries}
        engine.put(entries)
        engine.drop([Key(sort, pk) for pk in some if pk not in there])


def rebuild(
    engine: Engine,
    *,
    check: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Rebuilt:
    """Make the index what the database says; with `check` only compare.

    Each entry is replaced whole, or the whole index at once, so a search meanwhile finds the old
    or the new; nothing is locked for long and nothing is ever missing. Two that run at once do the
    same. What is recorded meanwhile is in it. `progress` is told how many are done, of how many.
    """
    if check:
        return _compared(engine, None, progress)
    seen = _last()
    name = follower_of(engine)
    with ExitStack() as alone:
        with engine.anew() as filled:
            result = _compared(engine, filled, progress)
            seen = _caught_up(filled, seen)
            # Nobody who read before writes after: what is put in place now is what is so.
            alone.enter_context(only_one(following(name), wait=True))
            seen = _caught_up(filled, seen)
        engine.renew()
        overtaken(name, seen)
    if name in names():
        catch_up(name)  # what others left to who held the lock
    return result


def begin() -> None:
    """Fill the index of each engine that has none of this release: what nobody else begins.

    A server that does not answer is left for later, since the last engine is always there.
    """
    *others, _last_of_all = engines()
    for engine in others:
        try:
            if not engine.intact():
                rebuild(engine)
        except EngineError as error:
            logger.warning("the index of %s was not begun: %s", engine.name, error)


def ready_to_answer(now: datetime) -> bool:
    """Whether no engine lags, and all have every index that somebody may ask.

    The structures of the last one are looked at by `rebuild_index --check`: it takes too long here.
    """
    *others, last = engines()
    try:
        whole = all(engine.intact() for engine in others)
    except EngineError:
        return False
    return whole and not any(lags(engine, now) for engine in (*others, last))


def _compared(
    engine: Engine, filled: Engine | None, progress: Callable[[int, int], None]
) -> Rebuilt:
    """What is not as it should be in `engine`; `filled` gets what it lacks.

    An engine that is filled anew lacks everything: of the old one, which need not be able to
    answer, only what is missing or too much is told. To look at all of it takes as long as to fill.
    """
    empty = filled is not None and filled is not engine
    lock = following(follower_of(engine))
    held: dict[Key, str] = {}
    try:
        result = Rebuilt(intact=engine.intact())
        held = dict.fromkeys(engine.keys(), "") if empty else dict(engine.held())
    except EngineError:
        if not empty:
            raise
        result = Rebuilt()
    total = sum(subject.all().count() for subject in SUBJECTS.values())
    for subject in SUBJECTS.values():
        for ids in _together(subject.all().values_list("pk", flat=True).iterator()):
            with only_one(lock, wait=True) if filled is engine else nullcontext():
                entries = subject.entries(ids)
                wrong = []
                for entry in entries:
                    digest = held.pop(entry.key, None)
                    if digest is None or (not empty and digest != entry.digest):
                        wrong.append(entry)
                        (result.missing if digest is None else result.different).append(entry.key)
                if filled is not None and (entries if empty else wrong):
                    filled.put(entries if empty else wrong)
            result.checked += len(entries)
            progress(result.checked, total)
    result.stray = sorted(held)
    if filled is engine and result.stray:
        engine.drop(result.stray)
    return result


def _last() -> int:
    """The number of the last event."""
    return RecordEvent.objects.aggregate(last=Max("seq"))["last"] or 0


def _caught_up(engine: Engine, seen: int) -> int:
    """Follow what was recorded after `seen`, until there is no more; the last that it knows of."""
    while events := list(RecordEvent.objects.filter(seq__gt=seen).order_by("seq")[:BATCH]):
        follower(engine)(events)
        seen = events[-1].seq
    return seen


def rebuild_all(*, check: bool = False) -> dict[str, Rebuilt]:
    """The same for every engine of this installation, by its name."""
    return {engine.name: rebuild(engine, check=check) for engine in engines()}


def _together(ids: Iterable[int]) -> Iterator[list[int]]:
    waiting = iter(ids)
    while some := list(islice(waiting, _READ)):
        yield some
