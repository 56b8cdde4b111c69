"""Search servers of a test's own, and the installation that uses one. They are real."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.test import Client

import pytest

from records import followers, renditions
from search.backends.elastic.server import Server
from search.backends.elasticsearch import ElasticsearchEngine, _breaker
from search.indexing import follower, follower_of
from search.queries import search
from tests.factories import World, at
from tests.repository import ROOT
from tests.standing import standing

NAME = "search:elasticsearch"
DAY = at("2020-03-01").date()
Used = Callable[[Server], ElasticsearchEngine]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Without drawing PDFs: nothing here looks at one."""
    monkeypatch.setattr(renditions, "review", lambda content, entity: b"%PDF-1.7\n")
    return standing(World)


@pytest.fixture
def used(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes a server the one of this installation, and has it followed."""
    known = dict(followers._followers)
    monkeypatch.setattr(followers, "_followers", known)

    def installed(server: Server) -> ElasticsearchEngine:
        settings.ELASTICSEARCH = asdict(server)
        engine = ElasticsearchEngine(server)
        followers.register_together(follower_of(engine), follower(engine))
        return engine

    return installed


class Node:
    """A server of its own, to stop and start; of the cluster of another one, if that is given.

    `more` are variables that deploy/testing/elasticsearch understands.
    """

    def __init__(self, of: Node | None = None, **more: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.port = str(port)
        self.url = f"http://127.0.0.1:{port}"
        self._more = {"ELASTICSEARCH_JOINS": of.port if of else "", **more}
        # Its own user gets there, which it does not where pytest keeps its folders.
        self.folder = Path("/tmp") / f"legajo-node-{secrets.token_hex(4)}"  # noqa: S108

    def start(self) -> None:
        self._told("start")

    def stop(self) -> None:
        self._told("stop")

    def gone(self) -> None:
        self.stop()
        subprocess.run(["rm", "-rf", str(self.folder)], check=True)

    def _told(self, what: str) -> None:
        given = os.environ | {
            "ELASTICSEARCH_PORT": self.port,
            "ELASTICSEARCH_MEMORY": "256m",
            **self._more,
        }
        program = ROOT / "deploy" / "testing" / "elasticsearch"
        subprocess.run([program, what, str(self.folder)], env=given, check=True)


@pytest.fixture
def nodes(search_server: Server) -> Iterator[Callable[..., Node]]:
    """Makes nodes that run until the test ends."""
    made: list[Node] = []

    def one(of: Node | None = None, **more: str) -> Node:
        made.append(Node(of, **more))
        made[-1].start()
        return made[-1]

    yield one
    for each in reversed(made):
        each.gone()


def rested(engine: ElasticsearchEngine) -> None:
    """Some seconds later: it is asked again."""
    cache.clear()
    _breaker(engine._server).answered()


def asked(text: str = "reutilice") -> tuple[list[str], bool]:
    cache.clear()  # what is known of the last five seconds
    results = search(text, user=None, today=DAY)
    return [hit.subject.version.code for hit in results.hits], results.degraded


def follow() -> int:
    """How many events the search server took; the database takes them before."""
    return followers.catch_up("search:database", NAME)[NAME]


def state(client: Client) -> tuple[int, str, str]:
    cache.clear()
    answer = client.get("/salud/listo/")
    told = answer.json()
    return answer.status_code, told["status"], told["checks"]["search"]
