"""What people wait for who search in the site, with a search server behind it, at a steady rate.

Issued versions of some 2 kB, one in ten classified; an editor of one office asks the staff search
and types into its box, a visitor the portal's. Twenty requests a second come in whether or not
those before were answered. Then the lag of the index: from the beginning of an act until what it
changed is found.
"""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from elasticsearch import Elasticsearch

from records import followers, tagging
from records.permissions import Role
from search.backends.elastic.server import Server
from search.backends.elasticsearch import ElasticsearchEngine
from search.fields import Field, chosen
from search.indexing import follower
from search.queries import total
from tests.benchmarks.bench_search import HEAP, SEED, texts, vocabulary
from tests.benchmarks.issued import Planned, issued, places
from tests.benchmarks.serving import Served, served
from tests.benchmarks.timing import Clock, Sizes
from tests.databases import address
from tests.factories import person
from tests.search.corpus import ANYBODY, Corpus
from tests.searching import URL, own_server

PER_SECOND = 20
ROUNDS = 10  # requests a round


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    if not URL:
        return
    with (
        own_server("medida", timeout=5.0) as server,
        override_settings(ELASTICSEARCH=asdict(server)),
    ):
        yield from _measured(server, sizes)


def _measured(server: Server, sizes: Sizes) -> Iterator[dict[str, Any]]:
    source = random.Random(SEED)  # noqa: S311
    words = vocabulary(source)
    corpus = Corpus(engines=[])
    spread = places(corpus)
    _fill(ElasticsearchEngine(server), sizes.documents, source, words, corpus, spread)
    reader = person("ines.lectora", Role.EDITOR, spread[3][0])
    client = Client()
    client.force_login(reader)
    cookie = f"sessionid={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    count = sizes.rounds * ROUNDS
    two = [quote(" ".join(source.choices(words[50:1_000], k=2))) for _ in range(count)]
    begun = [quote(source.choice(words[50:4_000])[: 2 + n % 4]) for n in range(count)]
    kinds = {
        "búsqueda del personal, facetas y extractos": ("/gestion/buscar/?q={}", two, cookie),
        "mientras se escribe, el personal": ("/gestion/buscar/sugerencias/?q={}", begun, cookie),
        "búsqueda del portal, facetas y extractos": ("/buscar/?q={}", two, ""),
        "mientras se escribe, un visitante": ("/buscar/sugerencias/?q={}", begun, ""),
    }
    told = {"documents": sizes.documents, "per_second": PER_SECOND}
    variables = {
        "DATABASE_URL": address(str(connection.settings_dict["NAME"])),
        "ELASTICSEARCH_URL": server.nodes[0],
        "ELASTICSEARCH_PREFIX": server.prefix,
        "ELASTICSEARCH_TIMEOUT": "5",
    }
    with served(_free_port(), variables) as site:
        for name, (form, asked, signed) in kinds.items():
            paths = [form.format(text) for text in asked]
            queries = _queries(client if signed else Client(), paths[0])
            site.at_rate(paths[:8], signed, PER_SECOND)  # every process is warm
            row = _at_rate(name, site, paths, signed, queries, server.nodes[0])
            # Whether it was the search server that answered, and something: the database's index
            # is empty here.
            _status, body = site.get(paths[0], signed)
            yield row | told | {"shown": max(body.count(b"<mark>"), body.count(b'"code"'))}
    yield _lag(server, corpus, reader, sizes) | {"documents": sizes.documents}


def _fill(
    engine: ElasticsearchEngine,
    count: int,
    source: random.Random,
    words: list[str],
    corpus: Corpus,
    spread: Any,
) -> None:
    bodies = enumerate(texts(count, source, words), HEAP)  # what `Corpus` adds has lower numbers
    with engine.anew() as filled:
        while heap := list(islice(bodies, HEAP)):
            planned = [
                Planned(
                    number,
                    " ".join(source.choices(words[:2_000], k=6)),
                    "",
                    body,
                    restricted=number % 10 == 9,
                )
                for number, body in heap
            ]
            filled.put(list(issued(corpus, planned, spread)))


def _queries(client: Client, path: str) -> int:
    clock = Clock(path)
    for _ in range(2):
        with clock.running():
            answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
    return clock.queries[-1]


def _at_rate(
    name: str, site: Served, paths: Sequence[str], cookie: str, queries: int, url: str
) -> dict[str, Any]:
    """`cpu_ms` is of the site, `server_ms` of the search server, both for each request."""
    with Elasticsearch(url, request_timeout=60) as client:
        spent, there = site.processor(), _processor(client)
        clock = Clock(name, site.at_rate(paths, cookie, PER_SECOND), [queries])
        clock.cpu = site.processor() - spent
        return clock.row(server_ms=round((_processor(client) - there) * 1000 / len(paths), 1))


def _processor(client: Elasticsearch) -> float:
    nodes = client.nodes.stats(metric="process")["nodes"].values()
    return sum(one["process"]["cpu"]["total_in_millis"] for one in nodes) / 1000


def _lag(server: Server, corpus: Corpus, by: Any, sizes: Sizes) -> dict[str, Any]:
    """From the beginning of an act until a visitor finds what it changed."""
    engine = ElasticsearchEngine(server)
    take = follower(engine)
    document = corpus.add("PR-RETRASO-1", "Medir el retraso").document
    seen = followers.RecordEvent.objects.count()
    clock = Clock("del acto a lo encontrado")
    for number in range(sizes.rounds):
        tag = f"vuelta-{number}"
        with clock.running():
            tagging.retag(document, [tag], by=by, at=timezone.now())
            events = list(followers.RecordEvent.objects.order_by("seq")[seen:])
            seen += len(events)
            take(events)
            found = partial(
                total,
                "",
                user=ANYBODY,
                today=timezone.localdate(),
                narrowed=chosen(Field.TAG, [tag]),
            )
            while not found():
                time.sleep(0.005)
    return clock.row()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
