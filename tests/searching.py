"""The real search server of the tests: each test has indices of its own there, which go with it."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from elasticsearch import Elasticsearch

from search.backends.elastic.server import Server
from search.backends.elasticsearch import ElasticsearchEngine
from tests.serving import Demo, Site, served

URL = os.environ.get("ELASTICSEARCH_URL", "")


def pytest_collection_modifyitems() -> None:
    """What a test starts asks the server only where the test says so: it has an index of its own.

    In the processes that run tests; theirs get the variable from the one that starts them.
    """
    os.environ.pop("ELASTICSEARCH_URL", None)


@pytest.fixture(scope="session")
def asked_for_a_server() -> None:
    """Skips what needs a real server where none is told: nothing is brought and started unasked."""
    if not URL:
        pytest.skip("ELASTICSEARCH_URL names no server")


@pytest.fixture
def search_server(asked_for_a_server: None) -> Iterator[Server]:
    """How to reach it, under a prefix that nobody else has."""
    with own_server() as server:
        yield server


@contextmanager
def own_server(named: str = "prueba", *, timeout: float = 10.0) -> Iterator[Server]:
    """How to reach it, under a prefix that nobody else has; the indices there go afterwards."""
    server = Server(nodes=(URL,), prefix=f"{named}-{secrets.token_hex(6)}", timeout=timeout)
    try:
        yield server
    finally:
        with Elasticsearch(URL, request_timeout=60) as client:
            if found := list(client.indices.get(index=f"{server.prefix}-*")):
                client.indices.delete(index=found)


@contextmanager
def served_with_search(demo: Demo, folder: Path) -> Iterator[Site]:
    """A site that asks the search server, where one is told; else its database.

    Whatever was done there meanwhile, it was the server that answered, to the end.
    """
    if not URL:
        with served(demo, folder) as site:
            yield site
        return
    with own_server() as server:
        given = {
            "ELASTICSEARCH_URL": URL,
            "ELASTICSEARCH_PREFIX": server.prefix,
            "ELASTICSEARCH_TIMEOUT": "20",
        }
        with served(demo, folder, given) as site:
            _becomes_ok(site)
            before = _answers(server.prefix)
            yield site
            _becomes_ok(site)
            assert _answers(server.prefix) > before


def _becomes_ok(site: Site) -> None:
    """Waits until its search is that of its first engine: the index is filled while it starts."""
    until = time.monotonic() + 120
    while True:
        with urlopen(f"{site.url}/salud/listo/", timeout=60) as answer:
            told = json.load(answer)["checks"]["search"]
        if told == "ok":
            return
        assert time.monotonic() < until, told
        time.sleep(0.5)


def _answers(prefix: str) -> int:
    """How many questions the indices of a prefix were asked."""
    with Elasticsearch(URL, request_timeout=30) as client:
        told = client.indices.stats(index=f"{prefix}-*", metric="search")
        return int(told["_all"]["total"]["search"]["query_total"])


@pytest.fixture
def elasticsearch(search_server: Server) -> ElasticsearchEngine:
    """The engine with empty indices."""
    engine = ElasticsearchEngine(search_server)
    with engine.anew():
        pass
    return engine
