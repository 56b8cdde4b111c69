"""The real search server of the tests: each test has indices of its own there, which go with it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch

from search.backends.elastic.server import Server
from search.backends.elasticsearch import ElasticsearchEngine

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
    server = Server(nodes=(URL,), prefix=f"prueba-{secrets.token_hex(6)}", timeout=10.0)
    yield server
    with Elasticsearch(URL, request_timeout=30) as client:
        found = client.indices.get(index=f"{server.prefix}-*")
        if found:
            client.indices.delete(index=list(found))


@pytest.fixture
def elasticsearch(search_server: Server) -> ElasticsearchEngine:
    """The engine with empty indices."""
    engine = ElasticsearchEngine(search_server)
    with engine.anew():
        pass
    return engine
