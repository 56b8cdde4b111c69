"""How long the search of the configured database takes, beside raw queries and Wagtail's search.

Synthetic documents of some 2 kB in words with the frequencies of a language; questions of every
kind that the language of queries has, each with three facets. First no document is classified, then
one in ten, then one in two, beside the same public ones: what a citizen waits must stay the same.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from django.db import connection

from search.analysis import stem, words
from search.backends import engines
from search.entries import Entry
from search.fields import Field
from search.models import SearchEntry
from search.queries import search
from tests.benchmarks import wagtail_search
from tests.benchmarks.issued import Planned, issued, places
from tests.benchmarks.timing import Sizes, timed
from tests.search.corpus import ANYBODY, TODAY, Corpus

T = TypeVar("T")
SEED = 1712
WORDS = 310
TOGETHER = 100
HEAP = 1_000
_OF_WAGTAIL = 5
FACETS = (Field.KIND, Field.OFFICE, Field.SERIES)
_COLUMNS = ("kind", "office", "series")
_FTS = "SELECT rowid FROM search_fts(%s)"
_RAW = {
    "sqlite": (
        f"id IN ({_FTS})",
        "SELECT e.id, e.code, e.title FROM search_fts(%s) f JOIN search_searchentry e"
        " ON e.id = f.rowid WHERE e.needs = '' ORDER BY f.rank LIMIT 20",
    ),
    "postgresql": (
        "vector @@ %s::tsquery",
        "SELECT id, code, title FROM search_searchentry WHERE vector @@ %s::tsquery"
        " AND needs = '' ORDER BY ts_rank(vector, %s::tsquery) DESC LIMIT 20",
    ),
}


def vocabulary(source: random.Random) -> list[str]:
    """Invented words with Spanish endings, the most frequent first."""
    syllables = [c + v for c in "bcdfglmnprstvñ" for v in "aeioué"]
    endings = ["", "s", "ción", "ciones", "miento", "dad", "dades", "r", "do", "mente"]
    found = {
        "".join(source.choices(syllables, k=source.randint(1, 3))) + source.choice(endings)
        for _ in range(9_000)
    }
    return sorted(found, key=lambda word: (len(word), word))


def texts(count: int, source: random.Random, known: list[str]) -> Iterator[str]:
    weights = [1 / (rank + 3) for rank in range(len(known))]  # Zipf
    for _ in range(count):
        yield " ".join(source.choices(known, weights, k=WORDS))


def questions(
    source: random.Random, known: list[str], bodies: list[str], rounds: int
) -> dict[str, list[str]]:
    def piece(size: int) -> str:
        body = source.choice(bodies).split()
        start = source.randrange(len(body) - size)
        return " ".join(body[start : start + size])

    def times(make: Callable[[], str]) -> list[str]:
        return [make() for _ in range(rounds)]

    return {
        "una palabra rara": times(lambda: source.choice(known[3_000:])),
        "una palabra de todos": times(lambda: source.choice(known[:10])),
        "tres palabras": times(lambda: " ".join(source.choices(known[20:600], k=3))),
        "una frase": times(lambda: f'"{piece(3)}"'),
        "un comienzo": times(lambda: source.choice(known[200:])[:4] + "*"),
        "alternativas y exclusión": times(
            lambda: f"{source.choice(known[:50])} OR {piece(1)} -{source.choice(known[50:300])}"
        ),
        "un código": times(
            lambda: Planned(source.randrange(len(bodies)), "", "", "", restricted=False).code
        ),
        "parte de un código": times(lambda: f"PR-M{source.randrange(9)}"),
        "veinte palabras": times(lambda: " ".join(source.choices(known[:40], k=20))),
        "nada: la lista": [""] * rounds,
    }


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    source = random.Random(SEED)  # noqa: S311
    known = vocabulary(source)
    public = sizes.documents - sizes.documents // 10
    bodies = list(texts(2 * public, source, known))
    planned = [
        Planned(
            number,
            " ".join(source.choices(known[:2_000], k=6)),
            "\n".join(" ".join(source.choices(known[:2_000], k=3)) for _ in range(3)),
            body,
            restricted=number >= public,
        )
        for number, body in enumerate(bodies)
    ]
    corpus = Corpus()
    spread = places(corpus)
    asked = questions(source, known, bodies[:public], sizes.rounds)

    groups = _heaps([*_issued(corpus, planned[:public], spread)], TOGETHER)
    yield timed(f"indexar {TOGETHER} documentos", [partial(_index, group) for group in groups])
    yield from _asking(asked, "0 % reservado", sizes)
    _add(corpus, planned[public : sizes.documents], spread)
    yield from _asking(asked, "10 % reservado", sizes)
    yield from _beside(asked["tres palabras"], sizes)
    _add(corpus, planned[sizes.documents : 2 * public], spread)
    yield from _asking(asked, "50 % reservado", sizes)


def _heaps(all_of: Sequence[T], size: int) -> list[Sequence[T]]:
    return [all_of[start : start + size] for start in range(0, len(all_of), size)]


def _add(corpus: Corpus, planned: Sequence[Planned], spread: Any) -> None:
    for group in _heaps([*_issued(corpus, planned, spread)], TOGETHER):
        _index(group)


def _issued(corpus: Corpus, planned: Sequence[Planned], spread: Any) -> Iterator[Entry]:
    for heap in _heaps(planned, HEAP):
        yield from issued(corpus, heap, spread)


def _asking(asked: dict[str, list[str]], which: str, sizes: Sizes) -> Iterator[dict[str, Any]]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    for name, all_of in asked.items():
        ask = partial(search, user=ANYBODY, today=TODAY, counted=FACETS)
        found = [ask(text).total for text in all_of[:5]]
        about = {"documents": sizes.documents, "found": round(statistics.mean(found))}
        yield timed(f"buscar: {name}, {which}", [partial(ask, text) for text in all_of], **about)


def _beside(asked: list[str], sizes: Sizes) -> Iterator[dict[str, Any]]:
    """The same questions in the database's own language, and to Wagtail's search."""
    acts = [partial(_raw, [stem(word) for word in words(text)]) for text in asked]
    yield timed("a mano: tres palabras", acts, documents=sizes.documents)
    with wagtail_search.indexed() as model:
        ask = partial(wagtail_search.found, model, facets=_COLUMNS, until=None, needs="")
        acts = [partial(ask, text) for text in asked]
        # On SQLite it takes seconds: a few rounds tell as much.
        yield timed("Wagtail: tres palabras", acts[:_OF_WAGTAIL], documents=sizes.documents)


def _raw(stems: list[str]) -> None:
    postgresql = connection.vendor == "postgresql"
    wanted = (" & " if postgresql else " AND ").join(
        f"'{one}'" if postgresql else f'"{one}"' for one in stems
    )
    met, first = _RAW[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(first, [wanted] * first.count("%s"))
        cursor.fetchall()
        for column in _COLUMNS:
            cursor.execute(
                f"SELECT {column}, COUNT(*) FROM {SearchEntry._meta.db_table}"  # noqa: S608
                f" WHERE {met} AND needs = '' GROUP BY {column}",
                [wanted],
            )
            cursor.fetchall()


def _index(group: Sequence[Entry]) -> None:
    for engine in engines():
        engine.put(group)
