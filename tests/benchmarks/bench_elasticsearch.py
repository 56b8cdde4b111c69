"""How long the search server of `ELASTICSEARCH_URL` takes; without one there is nothing to measure.

Synthetic entries of some 2 kB with facets, one in ten of them restricted to an office. What is
measured is the engine: question made, server asked, answer read, excerpts drawn; no page and no
row of the database. The server decides with which memory and compiler it runs.
"""

from __future__ import annotations

import os
import random
import secrets
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import accumulate
from typing import Any

from elasticsearch import Elasticsearch

from search.backends.base import Question, Reader
from search.backends.elastic.server import Server
from search.backends.elasticsearch import ElasticsearchEngine
from search.entries import PORTAL, Audience, Entry, Key, Sort
from search.fields import Condition, Field
from search.language import begun, parse
from search.queries import FACETS, STAFF, STAFF_FACETS
from tests.benchmarks.bench_search import SEED, vocabulary
from tests.benchmarks.timing import Clock, Sizes, timed

WORDS = 300
TOGETHER = 500
OFFICES = 20
TODAY = date(2026, 11, 30)
OFFICIAL = Reader(staff=True, offices=frozenset({3, 7}))


def entries(count: int, source: random.Random, words: list[str]) -> Iterator[Entry]:
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))  # Zipf
    for number in range(count):
        office = number % OFFICES
        restricted = number % 10 == 9
        picked = source.choices(words, cum_weights=weights, k=WORDS)
        yield Entry(
            key=Key(Sort.VERSION if number % 2 else Sort.RECORD, number + 1),
            code=f"PR-M{number % 9}-P1-{number:06}",
            title=" ".join(source.choices(words[:4_000], k=6)),
            headings=" ".join(picked[:12]),
            body=" ".join(picked),
            kind=("procedure", "format", "manual", "record")[number % 4],
            office=f"{office:03}",
            process=(f"M{number % 9}-P1", f"M{number % 9}"),
            series=(f"{office:03}.{number % 12}", f"{office:03}"),
            tags=(f"tema-{number % 40}",),
            access="reserved" if restricted else "public",
            audience=Audience.EVERYBODY if number % 2 else Audience.STAFF,
            needs=(office,) if restricted else (),
            day=TODAY - timedelta(days=number % 3_000),
            since=TODAY - timedelta(days=number % 3_000),
        )


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    url = os.environ.get("ELASTICSEARCH_URL", "")
    if not url:
        return
    server = Server(nodes=(url,), prefix=f"medida-{secrets.token_hex(4)}", timeout=30.0)
    try:
        yield from _measured(ElasticsearchEngine(server), sizes)
    finally:
        with Elasticsearch(url, request_timeout=60) as client:
            if found := list(client.indices.get(index=f"{server.prefix}-*")):
                client.indices.delete(index=found)


def _measured(engine: ElasticsearchEngine, sizes: Sizes) -> Iterator[dict[str, Any]]:
    source = random.Random(SEED)  # noqa: S311
    words = vocabulary(source)
    clock = Clock(f"llenar un índice nuevo, {TOGETHER} documentos")
    about = {"documents": sizes.documents}
    started = time.perf_counter()
    with engine.anew() as filled:
        group: list[Entry] = []
        for number, entry in enumerate(entries(sizes.documents, source, words), 1):
            group.append(entry)
            if len(group) == TOGETHER or number == sizes.documents:
                with clock.running():
                    filled.put(group)
                group = []
    told = {"all_s": round(time.perf_counter() - started, 1)}
    told["documents_per_s"] = round(sizes.documents / sum(clock.times))
    yield clock.row(**about, **told)
    rounds = range(sizes.rounds)

    def two() -> str:
        return " ".join(source.choices(words[50:1_000], k=2))

    def asked(text: str, reader: Reader, **more: Any) -> Question:
        sorts, facets = (STAFF, STAFF_FACETS) if reader.staff else (PORTAL, FACETS)
        given = {"sorts": sorts, "facets": facets, "today": TODAY, "reader": reader} | more
        return Question(query=parse(text), user=None, **given)

    kinds = {
        "facetas, un funcionario, dos palabras": lambda: asked(two(), OFFICIAL),
        "facetas, un funcionario, una palabra de todos": lambda: asked(words[3], OFFICIAL),
        "facetas y una condición, un funcionario": lambda: asked(
            two(), OFFICIAL, conditions=(Condition(Field.OFFICE, ("003",)),)
        ),
        "facetas, un visitante, dos palabras": lambda: asked(two(), Reader()),
        "facetas, un visitante, todo": lambda: asked("", Reader()),
        "una frase, un funcionario": lambda: asked(f'"{two()}"', OFFICIAL),
        "un comienzo, un funcionario": lambda: asked(two()[:4] + "*", OFFICIAL),
        "veinte palabras, un funcionario": lambda: asked(
            " ".join(source.choices(words[:40], k=20)), OFFICIAL
        ),
        "la página 500 de cien": lambda: asked("", OFFICIAL, offset=49_900, limit=100),
    }
    for name, make in kinds.items():
        made = [make() for _ in rounds]
        found = [engine.answer(one).total for one in made[:5]]  # and the server is warm
        acts = [partial(engine.answer, one) for one in made]
        yield timed(name, acts, found=round(sum(found) / len(found)), **about)
    starts = [source.choice(words[50:4_000])[: 2 + number % 4] for number in rounds]
    typed = [
        replace(asked(text, Reader(), facets=(), limit=8), query=begun(parse(text)) or parse(text))
        for text in ("pr", *starts)
    ]
    engine.suggest(typed[0])
    acts = [partial(engine.suggest, one) for one in typed[1:]]
    yield timed("mientras se escribe, un visitante", acts, **about)
    again = list(entries(1, source, words))
    yield timed("un documento más, que ya se encuentra", [partial(engine.put, again)] * len(rounds))
