"""Two who follow at once: what was read before is never written over what was read later."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections

import pytest

from records import followers, renditions
from records.restrictions.imposing import impose
from search.backends.database import DatabaseEngine
from search.entries import Entry, Key
from search.indexing import follower, follower_of, rebuild
from tests.factories import World, at
from tests.search.test_readers import GROUNDS
from tests.standing import standing

ENGINES = ("database", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch))


@pytest.fixture
def database() -> DatabaseEngine:
    return DatabaseEngine()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


@pytest.fixture
def world(own_database: str, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any) -> Any:
    """What it does is committed. Without drawing PDFs, and with no follower but those of a test."""
    monkeypatch.setattr(renditions, "review", lambda content, entity: b"%PDF-1.7\n")
    monkeypatch.setattr(followers, "_followers", {})
    with django_db_blocker.unblock():
        yield standing(World)


@pytest.fixture
def elsewhere() -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Does something as another process would, with a connection of its own; what it gives."""

    def done(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        yield lambda act: pool.submit(done, act).result()


class Slow:
    """An engine before whose first writing something happens elsewhere."""

    def __init__(self, engine: Any, meanwhile: Callable[[], Any]) -> None:
        self._engine = engine
        self._meanwhile: Callable[[], Any] | None = meanwhile

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def put(self, entries: Collection[Entry]) -> None:
        if entries and self._meanwhile is not None:
            meanwhile, self._meanwhile = self._meanwhile, None
            meanwhile()
        self._engine.put(entries)

    def drop(self, keys: Collection[Key]) -> None:
        self._engine.drop(keys)


def restricting(world: World, issuance: Any) -> Callable[[], Any]:
    """An act of restriction, which whoever does it follows at once."""

    def act() -> None:
        told = {"by": world.archivist, "at": at("2020-02-10")}
        impose(issuance.version.record.case_file, "reserved", GROUNDS, **told)

    return act


def test_who_read_before_a_restriction_does_not_write_after_it(
    world: World, engine: Any, elsewhere: Any
) -> None:
    rebuild(engine)
    name = follower_of(engine)
    issuance = world.issue()
    left: list[int] = []

    def meanwhile() -> None:
        elsewhere(restricting(world, issuance))
        left.append(followers.behind()[name])

    followers.register_together(name, follower(Slow(engine, meanwhile)))
    assert followers.catch_up(name)[name] > 0
    assert left[0] > 0  # to who followed already
    assert followers.behind()[name] == 0
    found = rebuild(engine, check=True)
    assert found.ok, found
