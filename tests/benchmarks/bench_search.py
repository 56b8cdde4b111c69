"""How long the search of the configured database takes.

Synthetic documents of some 8 kB, one in ten classified, in words with the frequencies of a
language; questions of every kind that the language of queries has.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection

from search.backends import engine
from search.documents import build
from search.models import SearchEntry
from search.queries import search
from tests.benchmarks.timing import Sizes, timed
from tests.search.corpus import TODAY, Corpus

SEED = 1712
WORDS = 1_250
TOGETHER = 100


def vocabulary(source: random.Random) -> list[str]:
    """Invented words with Spanish endings, the most frequent first."""
    syllables = [c + v for c in "bcdfglmnprstvñ" for v in "aeioué"]
    endings = ["", "s", "ción", "ciones", "miento", "dad", "dades", "r", "do", "mente"]
    words = {
        "".join(source.choices(syllables, k=source.randint(1, 3))) + source.choice(endings)
        for _ in range(9_000)
    }
    return sorted(words, key=lambda word: (len(word), word))


def texts(count: int, source: random.Random, words: list[str]) -> Iterator[str]:
    weights = [1 / (rank + 3) for rank in range(len(words))]  # Zipf
    for _ in range(count):
        yield " ".join(source.choices(words, weights, k=WORDS))


def questions(
    source: random.Random, words: list[str], bodies: list[str], rounds: int
) -> dict[str, list[str]]:
    def piece(size: int) -> str:
        body = source.choice(bodies).split()
        start = source.randrange(len(body) - size)
        return " ".join(body[start : start + size])

    def times(make: Callable[[], str]) -> list[str]:
        return [make() for _ in range(rounds)]

    return {
        "una palabra rara": times(lambda: source.choice(words[3_000:])),
        "una palabra de todos": times(lambda: source.choice(words[:10])),
        "tres palabras": times(lambda: " ".join(source.choices(words[20:600], k=3))),
        "una frase": times(lambda: f'"{piece(3)}"'),
        "un comienzo": times(lambda: source.choice(words[200:])[:4] + "*"),
        "alternativas y exclusión": times(
            lambda: f"{source.choice(words[:50])} OR {piece(1)} -{source.choice(words[50:300])}"
        ),
        "un código": times(
            lambda: f"PR-M{source.randrange(9)}-P1-{source.randrange(len(bodies)):04}"
        ),
        "parte de un código": times(lambda: f"PR-M{source.randrange(9)}"),
        "veinte palabras": times(lambda: " ".join(source.choices(words[:40], k=20))),
        "nada: la lista": [""] * rounds,
    }


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    source = random.Random(SEED)  # noqa: S311
    words = vocabulary(source)
    bodies = list(texts(sizes.documents, source, words))
    corpus = Corpus()
    issued = []
    for number, body in enumerate(bodies):
        code = f"PR-M{number % 9}-P1-{number:04}"
        title = " ".join(source.choices(words[:2_000], k=6))
        access = "classified" if number % 10 == 9 else "public"
        issued.append((corpus.add(code, title, access=access).pk, code, title, body))
    SearchEntry.objects.all().delete()
    groups = [issued[start : start + TOGETHER] for start in range(0, len(issued), TOGETHER)]
    yield timed(f"indexar {TOGETHER} documentos", [partial(_index, group) for group in groups])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    for name, asked in questions(source, words, bodies, sizes.rounds).items():
        found = [search(text, user=None, today=TODAY).total for text in asked[:5]]
        acts = [partial(search, text, user=None, today=TODAY) for text in asked]
        about = {"documents": sizes.documents, "found": round(statistics.mean(found))}
        yield timed(f"buscar: {name}", acts, **about)


def _index(group: list[tuple[int, str, str, str]]) -> None:
    engine().put([build(*one) for one in group])
