"""How long the search server of `ELASTICSEARCH_URL` takes; without one there is nothing to measure.

Synthetic entries of some 2 kB with facets: first none is restricted to an office, then one in ten,
then one in two, beside the same public ones. What is measured is the engine: question made, server
asked, answer read, excerpts drawn; no page and no row of the database. Beside it the same words in
the server's own language. The server decides with which memory and compiler it runs.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import accumulate
from typing import Any

from elasticsearch import Elasticsearch

from search.analysis import stem
from search.analysis import words as analysed
from search.backends.base import Question, Reader
from search.backends.elasticsearch import ElasticsearchEngine
from search.entries import PORTAL, Audience, Entry, Key, Sort
from search.fields import Condition, Field
from search.language import begun, parse
from search.queries import FACETS, STAFF, STAFF_FACETS
from tests.benchmarks.bench_search import SEED, vocabulary
from tests.benchmarks.timing import Clock, Sizes, timed
from tests.searching import URL, own_server

WORDS = 300
TOGETHER = 500
OFFICES = 20
TODAY = date(2026, 11, 30)
_FACETS = ("kind", "office", "process", "series", "year", "tags", "state", "access")
OFFICIAL = Reader(staff=True, offices=frozenset({3, 7}))


def entries(
    count: int,
    source: random.Random,
    words: list[str],
    *,
    first: int = 0,
    restricted: bool = False,
) -> Iterator[Entry]:
    """So many, from a number on."""
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))  # Zipf
    for number in range(first, first + count):
        office = number % OFFICES
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
    if URL:
        with own_server("medida", timeout=30.0) as server:
            yield from _measured(ElasticsearchEngine(server), sizes)


def _measured(engine: ElasticsearchEngine, sizes: Sizes) -> Iterator[dict[str, Any]]:
    source = random.Random(SEED)  # noqa: S311
    words = vocabulary(source)
    public = sizes.documents - sizes.documents // 10
    about = {"documents": sizes.documents}
    yield _filled(engine, list(entries(public, source, words)))

    def two() -> str:
        return " ".join(source.choices(words[50:1_000], k=2))

    def asked(text: str, reader: Reader, **more: Any) -> Question:
        sorts, facets = (STAFF, STAFF_FACETS) if reader.staff else (PORTAL, FACETS)
        given = {"sorts": sorts, "facets": facets, "today": TODAY, "reader": reader} | more
        return Question(query=parse(text), user=None, **given)

    texts = [two() for _ in range(sizes.rounds)]

    def same(share: str) -> Iterator[dict[str, Any]]:
        for who, reader in (("un funcionario", OFFICIAL), ("un visitante", Reader())):
            acts = [partial(engine.answer, asked(text, reader)) for text in texts]
            acts[0]()
            yield timed(f"facetas, {who}, {share} reservado", acts, **about)

    yield from same("0 %")
    _add(engine, sizes.documents // 10, source, words, public)
    yield from same("10 %")
    with Elasticsearch(list(engine._server.nodes), request_timeout=60) as client:
        acts = [partial(_raw, client, engine._names.staff, text) for text in texts]
        acts[0]()
        yield timed("a mano: dos palabras y facetas, sin permisos ni extractos", acts, **about)
    rounds = range(sizes.rounds)

    kinds = {
        "facetas, un funcionario, una palabra de todos": lambda: asked(words[3], OFFICIAL),
        "facetas y una condición, un funcionario": lambda: asked(
            two(), OFFICIAL, conditions=(Condition(Field.OFFICE, ("003",)),)
        ),
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
    half = public - sizes.documents // 10
    _add(engine, half, source, words, sizes.documents)
    yield from same("50 %")


def _filled(engine: ElasticsearchEngine, made: list[Entry]) -> dict[str, Any]:
    """Filling a new index with entries that are given, until it answers in place of the old."""
    clock = Clock("llenar un índice nuevo")
    with clock.running(), engine.anew() as filled:
        for start in range(0, len(made), TOGETHER):
            filled.put(made[start : start + TOGETHER])
    rate = round(len(made) / clock.times[0])
    return clock.row(documents=len(made), documents_per_s=rate)


def _add(
    engine: ElasticsearchEngine, count: int, source: random.Random, words: list[str], first: int
) -> None:
    made = list(entries(count, source, words, first=first, restricted=True))
    for start in range(0, len(made), TOGETHER):
        engine.put(made[start : start + TOGETHER])


def _raw(client: Elasticsearch, index: str, text: str) -> None:
    """The same words and facets in the server's own language: who may read is not asked."""
    client.search(
        index=index,
        query={
            "simple_query_string": {
                "query": " ".join(stem(word) for word in analysed(text)),
                "fields": ["title_stems^4", "heading_stems^2", "body_stems"],
                "default_operator": "and",
            }
        },
        aggs={name: {"terms": {"field": name, "size": 50}} for name in _FACETS},
        size=20,
        source=False,
    )
