"""A search server that fails in every way: nobody is kept waiting, no act fails, nothing is lost.

With the real server: a node of its own that is stopped and started again, and links to the one of
the suite.
"""

from __future__ import annotations

import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from django.test import Client

import pytest
from elasticsearch import Elasticsearch

from records import followers, tagging
from records.models import RecordEvent
from search.backends.base import EngineError, EngineUnavailable, Question, Reader
from search.backends.elastic import server as servers
from search.backends.elastic.server import Server
from search.backends.elasticsearch import ElasticsearchEngine, _breaker
from search.entries import Entry, Key, Sort
from search.indexing import rebuild
from search.language import parse
from tests.factories import World, at
from tests.search.nodes import (
    DAY,
    NAME,
    Node,
    Used,
    asked,
    follow,
    nodes,
    rested,
    state,
    used,
    world,
)
from tests.search.slow_link import Link, link

__all__ = ["nodes", "used", "world"]
pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]
SECRET = "canariosecreto"
ENTRY = Entry(key=Key(Sort.VERSION, 1), code="PR-1", title=SECRET, body=SECRET)


@pytest.fixture
def lines(search_server: Server) -> Iterator[Link]:
    with link(search_server.nodes[0]) as found:
        yield found


@pytest.fixture
def linked(
    lines: Link, elasticsearch: ElasticsearchEngine, search_server: Server, used: Used
) -> ElasticsearchEngine:
    """The engine of the installation, over a link; a second is long for it."""
    return used(replace(search_server, nodes=(lines.url,), timeout=1.0))


def question(text: str = SECRET) -> Question:
    return Question(query=parse(text), user=None, reader=Reader(), today=DAY)


def told(error: BaseException) -> str:
    """Everything that a log would print of it."""
    return f"{error} {error.__cause__} {error.args}"


# --- A link ---------------------------------------------------------------------------------------


def test_a_cut_or_slow_link_is_left_alone_and_the_database_answers(
    world: World, linked: ElasticsearchEngine, lines: Link, client: Client
) -> None:
    world.issue()
    follow()
    assert asked() == (["PR-M2-P6-01"], False)
    assert state(client)[2] == "ok"
    lines.delay = 30.0
    assert asked() == (["PR-M2-P6-01"], True)
    used = lines.used
    assert asked() == (["PR-M2-P6-01"], True)
    assert state(client) == (200, "degraded", "degraded")
    assert lines.used == used  # nobody else waits for it
    lines.delay = 0.0
    assert asked()[1]
    rested(linked)
    assert asked() == (["PR-M2-P6-01"], False)


def test_acts_go_on_over_a_cut_link_and_the_index_catches_up(
    world: World, linked: ElasticsearchEngine, lines: Link
) -> None:
    follow()
    lines.delay = 30.0
    world.issue()
    assert follow() == 0
    assert asked() == (["PR-M2-P6-01"], True)
    assert followers.behind()[NAME] > 0
    lines.delay = 0.0
    rested(linked)
    assert follow() > 0
    assert followers.behind()[NAME] == 0
    assert asked() == (["PR-M2-P6-01"], False)
    assert rebuild(linked, check=True).ok


def test_errors_name_no_content(linked: ElasticsearchEngine, lines: Link) -> None:
    lines.delay = 30.0
    for act in (
        lambda: linked.put([ENTRY]),
        lambda: linked.answer(question()),
        lambda: linked.suggest(question()),
        lambda: list(linked.vocabulary(question())),
        lambda: list(linked.held()),
    ):
        rested(linked)
        with pytest.raises(EngineError) as refused:
            act()
        assert SECRET not in told(refused.value)
        assert refused.value.__suppress_context__


# --- What is told of it ---------------------------------------------------------------------------


def acts(world: World, count: int) -> None:
    """Somebody works on, and each act is followed at once."""
    document = world.issue().document
    for number in range(count):
        tagging.retag(document, [f"{SECRET} {number}"], by=world.author, at=at("2020-03-02"))
        follow()
        asked()


def test_a_server_that_is_gone_is_told_of_once_and_when_it_is_back_not_at_every_act(
    world: World, linked: ElasticsearchEngine, lines: Link, caplog: pytest.LogCaptureFixture
) -> None:
    follow()
    first = RecordEvent.objects.count() + 1
    lines.delay = 30.0
    with caplog.at_level(logging.INFO):
        acts(world, 8)
        lines.delay = 0.0
        _breaker(linked._server)._until = 0.0  # some seconds later
        follow()
    assert [one for one in caplog.messages if "lastic" in one] == [
        "Elasticsearch does not answer (ConnectionTimeout): the database answers meanwhile",
        f"follower {NAME} waits before event {first}: Elasticsearch: ConnectionTimeout",
        "Elasticsearch answers again",
        f"follower {NAME} goes on",
    ]
    assert "Traceback" not in caplog.text
    assert SECRET not in caplog.text


# --- An index that takes nothing ------------------------------------------------------------------


@pytest.mark.parametrize("block", ["write", "read_only", "read_only_allow_delete"])
def test_a_full_disk_stops_the_index_and_nothing_else(
    world: World,
    elasticsearch: ElasticsearchEngine,
    search_server: Server,
    used: Used,
    client: Client,
    block: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """`read_only_allow_delete` is what the server sets itself above its last watermark of disk."""
    engine = used(search_server)
    follow()
    with Elasticsearch(search_server.nodes[0]) as server:
        server.indices.put_settings(
            index=f"{search_server.prefix}-*", settings={f"index.blocks.{block}": True}
        )
        acts(world, 3)
        assert follow() == 0
        (line,) = (one for one in caplog.messages if NAME in one)
        assert re.search("waits before event .* (403|429) cluster_block_exception", line)
        assert "Traceback" not in caplog.text
        with pytest.raises(EngineError) as refused:
            engine.put([ENTRY])
        assert SECRET not in told(refused.value)
        assert asked() == (["PR-M2-P6-01"], True)  # it answers, but not what is so
        assert state(client) == (200, "degraded", "degraded")
        server.indices.put_settings(
            index=f"{search_server.prefix}-*", settings={f"index.blocks.{block}": False}
        )
    rested(engine)
    assert follow() > 0
    assert rebuild(engine, check=True).ok


WATERMARKS = "cluster.routing.allocation.disk"


def free(server: Elasticsearch) -> int:
    """The bytes that are free on the disk of its node."""
    (node,) = server.nodes.stats(metric="fs")["nodes"].values()
    return int(node["fs"]["total"]["available_in_bytes"])


def mark(server: Elasticsearch, flood: int) -> None:
    """Let the disk count as full where less than `flood` bytes are free; looked at every 10 s."""
    server.cluster.put_settings(
        persistent={
            "cluster.info.update.interval": "10s",
            f"{WATERMARKS}.threshold_enabled": True,
            **{
                f"{WATERMARKS}.watermark.{name}": f"{flood + more * 2**20}b"
                for name, more in (("low", 2), ("high", 1), ("flood_stage", 0))
            },
        }
    )


def becomes(wanted: bool, told: Callable[[], bool]) -> None:
    until = time.monotonic() + 90
    while told() != wanted:
        assert time.monotonic() < until
        time.sleep(0.5)


def test_a_disk_that_runs_full_and_is_made_room_on(
    world: World,
    nodes: Callable[..., Node],
    used: Used,
    client: Client,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The server itself closes its indices above its last watermark, and opens them below it."""
    engine = used(Server(nodes=(nodes().url,), prefix="llena", timeout=10.0))
    world.issue()
    rebuild(engine)
    follow()
    assert asked() == (["PR-M2-P6-01"], False)
    with Elasticsearch(engine._server.nodes[0], request_timeout=30) as server:

        def full() -> bool:
            found = server.indices.get_settings(index="llena-*").values()
            blocks = [one["settings"]["index"].get("blocks", {}) for one in found]
            return all(one.get("read_only_allow_delete") == "true" for one in blocks)

        before = sorted(server.indices.get(index="llena-*"))
        mark(server, free(server) + 2**34)
        becomes(True, full)
        with caplog.at_level(logging.INFO):
            world.issue(content=world.content("PR-M2-P6-02", "Levantar el inventario"))
            for _act in range(3):
                assert follow() == 0
        assert len([one for one in caplog.messages if NAME in one]) == 1
        assert asked("PR-M2-P6-02") == (["PR-M2-P6-02"], True)
        assert state(client) == (200, "degraded", "degraded")
        with pytest.raises(EngineError):  # there is no room for another index either
            rebuild(ElasticsearchEngine(replace(engine._server, timeout=1.0)))
        assert sorted(server.indices.get(index="llena-*")) == before
        mark(server, 2**20)
        becomes(False, full)
    rested(engine)
    assert follow() > 0
    assert asked("PR-M2-P6-02") == (["PR-M2-P6-02"], False)
    assert state(client)[2] == "ok"
    assert rebuild(engine, check=True).ok


# --- An index of another version ------------------------------------------------------------------


def test_an_index_of_another_version_gives_no_answer(
    world: World,
    elasticsearch: ElasticsearchEngine,
    search_server: Server,
    used: Used,
    monkeypatch: pytest.MonkeyPatch,
    client: Client,
) -> None:
    engine = used(search_server)
    world.issue()
    follow()
    assert asked() == (["PR-M2-P6-01"], False)
    monkeypatch.setattr(servers.aliases, "__defaults__", ("0123456789",))  # a release later
    later = used(search_server)
    assert asked() == (["PR-M2-P6-01"], True)
    assert state(client) == (200, "degraded", "degraded")
    with pytest.raises(EngineError):
        later.put([ENTRY])
    assert not Elasticsearch(search_server.nodes[0]).indices.exists(index=later._names.staff)
    assert engine.answer(question("reutilice")).total == 1  # those of the release before go on
    rebuild(later)
    assert asked() == (["PR-M2-P6-01"], False)


def test_a_mapping_that_is_not_ours_is_seen(
    elasticsearch: ElasticsearchEngine, search_server: Server
) -> None:
    assert elasticsearch.intact()
    with Elasticsearch(search_server.nodes[0]) as server:
        server.indices.put_mapping(index=elasticsearch._names.public, meta={"version": "otra"})
    assert not elasticsearch.intact()
    assert not rebuild(elasticsearch, check=True).ok
    rebuild(elasticsearch)
    assert elasticsearch.intact()


def test_a_server_that_is_none_gives_no_answer(used: Used) -> None:
    """Another program on the port: whatever it says, it is not taken for an answer."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        engine = used(Server(nodes=(f"http://127.0.0.1:{other.getsockname()[1]}",), timeout=1.0))
        with pytest.raises(EngineError):
            engine.answer(question())


# --- A node that stops ----------------------------------------------------------------------------


def test_a_node_that_stops_under_way_and_comes_back(
    world: World, nodes: Callable[..., Node], used: Used, client: Client
) -> None:
    node = nodes()
    engine = used(Server(nodes=(node.url,), prefix="parada", timeout=10.0))
    world.issue()
    rebuild(engine)
    follow()
    assert asked() == (["PR-M2-P6-01"], False)
    node.stop()
    world.issue(content=world.content("PR-M2-P6-02", "Levantar el inventario"))
    assert follow() == 0
    assert asked("PR-M2-P6-02") == (["PR-M2-P6-02"], True)
    assert state(client) == (200, "degraded", "degraded")
    node.start()
    rested(engine)
    follow()
    assert asked("PR-M2-P6-02") == (["PR-M2-P6-02"], False)
    assert rebuild(engine, check=True).ok
    assert state(client)[2] == "ok"


def test_a_node_of_two_that_stops_under_load_is_not_missed(
    world: World, nodes: Callable[..., Node], used: Used
) -> None:
    """Both keep everything. Questions that were on their way to the one that stops may fall back;
    none fails, and soon the other answers all of them."""
    first = nodes()
    second = nodes(of=first)
    engine = used(Server(nodes=(second.url, first.url), prefix="pareja", replicas=1, timeout=10.0))
    world.issue()
    rebuild(engine)
    follow()
    with Elasticsearch(first.url, request_timeout=60) as cluster:
        cluster.cluster.health(wait_for_nodes="2", wait_for_status="green", timeout="60s")
    seen = [asked() for _ in range(5)]
    stopping = threading.Thread(target=second.stop)
    stopping.start()
    while stopping.is_alive():
        seen.append(asked())
    assert {tuple(codes) for codes, _degraded in seen} == {("PR-M2-P6-01",)}
    rested(engine)
    assert asked() == (["PR-M2-P6-01"], False)
    world.issue(content=world.content("PR-M2-P6-02", "Levantar el inventario"))
    assert follow() > 0
    assert asked("PR-M2-P6-02") == (["PR-M2-P6-02"], False)
    assert rebuild(engine, check=True).ok


def test_a_server_that_ran_out_of_time_is_left_alone(
    linked: ElasticsearchEngine, lines: Link
) -> None:
    """Nobody waits again for one that has too much to do."""
    linked.answer(question())
    lines.tired = True
    with pytest.raises(EngineUnavailable):
        linked.answer(question())
    lines.tired = False
    with pytest.raises(EngineUnavailable, match="a moment ago"):
        linked.answer(question())
    rested(linked)
    linked.answer(question())


def test_the_questions_of_one_answer_share_the_time_of_one(linked: ElasticsearchEngine) -> None:
    """What is left goes to the next; where nothing is, the server is not asked, nor blamed."""
    begun = time.monotonic()
    assert linked.answer(replace(question(), asked_at=begun)).total == 0
    with pytest.raises(EngineUnavailable, match="no time left"):
        linked.answer(replace(question(), asked_at=begun - 0.95))
    linked.answer(question())
