"""A served site with a search server: it fills the index, answers by it, and goes on without it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from search.backends.elastic.server import Server
from tests.search.slow_link import Link, link
from tests.serving import Demo, Site, served

pytestmark = pytest.mark.elasticsearch
ASKED = "/buscar/?q=procedimiento"
SECONDS = 60


@pytest.fixture
def lines(search_server: Server) -> Iterator[Link]:
    with link(search_server.nodes[0]) as found:
        yield found


@pytest.fixture
def site(
    demo: Demo, tmp_path: Path, search_server: Server, lines: Link, django_db_blocker: Any
) -> Iterator[Site]:
    given = {
        "ELASTICSEARCH_URL": lines.url,
        "ELASTICSEARCH_PREFIX": search_server.prefix,
        "ELASTICSEARCH_TIMEOUT": "5",
    }
    with django_db_blocker.unblock(), served(demo, tmp_path, given) as running:
        yield running


def read(site: Site, path: str) -> str:
    with urlopen(f"{site.url}{path}", timeout=SECONDS) as answer:
        return str(answer.read().decode())


def becomes(wanted: str, told: Callable[[], str]) -> None:
    """Waits until it is so: what is known of a server is some seconds old."""
    until = time.monotonic() + SECONDS
    while told() != wanted:
        assert time.monotonic() < until, told()
        time.sleep(0.5)


def test_a_site_searches_by_its_server_and_without_it(site: Site, lines: Link) -> None:
    def searching() -> str:
        return str(json.loads(read(site, "/salud/listo/"))["checks"]["search"])

    becomes("ok", searching)
    used = lines.used
    page = read(site, ASKED)
    assert "PR-" in page
    assert json.loads(site.manage("rebuild_index", "--check", "--json"))["elasticsearch"]["ok"]
    assert lines.used > used
    lines.delay = 600.0
    assert read(site, ASKED) == page
    becomes("degraded", searching)
    lines.delay = 0.0
    becomes("ok", searching)
    assert read(site, ASKED) == page
