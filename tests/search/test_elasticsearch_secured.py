"""A search server that asks for a user and TLS: a real one, with an authority of the test."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.test import Client

import pytest

from config.searching import server_of
from records import followers, tagging
from search.backends.base import EngineUnavailable
from search.backends.elastic.server import Server
from search.indexing import rebuild
from tests.factories import World, at
from tests.search.certificates import Authority
from tests.search.nodes import NAME, Node, Used, asked, follow, rested, state, used, world

__all__ = ["used", "world"]
pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]
PASSWORD = "clavecanario-del-servidor"
WRONG = "clavecanario-equivocada"


@pytest.fixture(scope="module")
def guarded(
    asked_for_a_server: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """The address of a node, and the certificate of who certified it."""
    authority = Authority(tmp_path_factory.mktemp("authority"))
    certificate, key = authority.certifies("127.0.0.1")
    node = Node(
        ELASTICSEARCH_PASSWORD=PASSWORD,
        ELASTICSEARCH_CERTIFICATE=str(certificate),
        ELASTICSEARCH_KEY=str(key),
        ELASTICSEARCH_CA=str(authority.path),
    )
    try:
        node.start()
        yield node.url.replace("http:", "https:"), authority.path
    finally:
        node.gone()


@pytest.fixture
def server(guarded: tuple[str, Path]) -> Callable[..., Server]:
    """How an installation reaches it, from the variables that an administrator writes."""

    def told(**changed: str) -> Server:
        url, authority = guarded
        given = {"URL": url, "USER": "legajo", "PASSWORD": PASSWORD, "CA": str(authority)}
        found = server_of(given | changed)
        assert found is not None
        return Server(**found)

    return told


def test_who_signs_in_over_tls_searches_and_indexes(
    world: World, server: Callable[..., Server], used: Used, client: Client
) -> None:
    """The user that docs/operations.md asks for may all that is needed, and touch nothing else."""
    engine = used(server())
    rebuild(engine)
    world.issue()
    assert follow() > 0
    assert asked() == (["PR-M2-P6-01"], False)
    assert state(client)[2] == "ok"
    rebuild(engine)
    assert rebuild(engine, check=True).ok
    other = used(replace(server(), prefix="ajeno"))
    with pytest.raises(EngineUnavailable, match="403"):
        rebuild(other)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("password", "401"),
        ("user", "401"),
        ("authority", "TlsError"),
        ("name", "TlsError"),
        ("no authority", "TlsError"),
        ("no tls", "ConnectionError"),
    ],
)
def test_whoever_it_does_not_know_or_who_does_not_know_it_searches_in_the_database(
    world: World,
    server: Callable[..., Server],
    used: Used,
    client: Client,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    wrong: str,
    why: str,
) -> None:
    """No act fails for it, and no log tells with what it was tried."""
    right = server()
    rebuild(used(right))
    changed: dict[str, dict[str, Any]] = {
        "password": {"PASSWORD": WRONG},
        "user": {"USER": "otro"},
        "authority": {"CA": str(Authority(tmp_path, "Otra autoridad").path)},
        "name": {"URL": right.nodes[0].replace("127.0.0.1", "localhost")},
        "no authority": {"CA": ""},
        "no tls": {"URL": right.nodes[0].replace("https:", "http:"), "CA": ""},
    }
    engine = used(server(**changed[wrong]))
    with caplog.at_level(logging.DEBUG):
        document = world.issue().document
        for number in range(3):
            tagging.retag(document, [f"algo {number}"], by=world.author, at=at("2020-03-02"))
            assert follow() == 0
        assert asked() == (["PR-M2-P6-01"], True)
        assert state(client) == (200, "degraded", "degraded")
    rested(engine)
    with pytest.raises(EngineUnavailable, match=why) as refused:
        rebuild(engine)
    told = f"{caplog.text} {refused.value} {refused.value.__cause__} {engine._server!r}"
    assert "clavecanario" not in told
    assert "Authorization" not in told
    assert len([one for one in caplog.messages if NAME in one]) == 1
    cache.clear()
    used(right)  # it is put right
    followers.catch_up("search:database", NAME)
    assert asked() == (["PR-M2-P6-01"], False)
    assert state(client)[2] == "ok"
