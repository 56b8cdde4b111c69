"""P15: the index that followed every change is the one that is made anew from the database."""

from __future__ import annotations

import random
from typing import Any

import pytest

from records import renditions
from records.models import RecordEvent
from search.backends.base import Engine
from search.backends.database import DatabaseEngine
from search.indexing import follower, rebuild
from tests.factories import World
from tests.proofs.conftest import SIZE, Figure, Sized
from tests.search.histories import History, answered, asked
from tests.standing import standing

pytestmark = pytest.mark.django_db
ENGINES = ("database", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch))
"""The fixtures that give an engine."""
SEEDS = range(5 if SIZE == "full" else 2)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> World:
    """Without drawing PDFs: nothing here looks at one."""
    settings.RECORDS_STORAGE_ROOT = tmp_path / "files"
    monkeypatch.setattr(renditions, "review", lambda content, entity: b"%PDF-1.7\n")
    return standing(World)


@pytest.fixture
def database() -> DatabaseEngine:
    return DatabaseEngine()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Each in turn, alone: nobody answers in its stead."""
    found: Engine = request.getfixturevalue(request.param)
    monkeypatch.setattr("search.queries.engines", lambda: [found])
    return found


def followed(engine: Engine, seen: int, chance: random.Random) -> int:
    """Bring it up to date in batches of any size; the last event that it saw."""
    events = list(RecordEvent.objects.filter(seq__gt=seen).order_by("seq"))
    take = follower(engine)
    while events:
        some = events[: chance.randrange(1, 30)]
        take(some)
        seen = some[-1].seq
        del events[: len(some)]
    return seen


@pytest.mark.parametrize("seed", SEEDS)
def test_an_index_made_anew_is_the_one_that_followed(
    engine: Engine, world: World, seed: int, sized: Sized, figure: Figure
) -> None:
    steps = sized(40, 160)
    history, chance = History(world, seed), random.Random(seed)  # noqa: S311  no secret
    seen = 0
    for step in range(steps):
        history.live()
        if chance.random() < 0.3:
            seen = followed(engine, seen, chance)
            if step % sized(20, 8) == 0:
                found = rebuild(engine, check=True)
                assert found.ok, (found, history.done)
    followed(engine, seen, chance)
    found = rebuild(engine, check=True)
    assert found.ok, (found, history.done)
    done = {name for name in history.done if not name.endswith("?")}
    assert len(done) >= 10, history.refused
    questions = asked(seed, sized(60, 200))
    before = answered(engine, world, questions)
    assert sum(bool(one[2]) for one in before) > len(before) / 4
    engine.drop([key for key, _digest in engine.held()])
    assert list(engine.held()) == []
    made = rebuild(engine)
    assert len(made.missing) == made.checked == found.checked
    assert answered(engine, world, questions) == before
    figure(
        "P15",
        f"{engine.name}, vida {seed}: {steps} pasos, {found.checked} entradas, 0 distintas; "
        f"{len(questions)} preguntas con la misma respuesta antes y después de rehacerlo",
    )
