"""How long the search of the configured database takes.

    python tests/benchmarks/bench_search.py [--documents 2000] [--json FILE]

Makes a test database, fills it with synthetic documents of some 8 kB (one in ten classified),
indexes them, asks, prints a table, and drops the database. DATABASE_URL chooses PostgreSQL.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SEED = 1712
WORDS = 1_250
ROUNDS = 40
TOGETHER = 100


def prepare() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django  # noqa: PLC0415  the path comes first

    django.setup()


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


def timed(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def questions(source: random.Random, words: list[str], bodies: list[str]) -> dict[str, list[str]]:
    def piece(size: int) -> str:
        body = source.choice(bodies).split()
        start = source.randrange(len(body) - size)
        return " ".join(body[start : start + size])

    def times(make: Callable[[], str]) -> list[str]:
        return [make() for _ in range(ROUNDS)]

    return {
        "a rare word": times(lambda: source.choice(words[3_000:])),
        "a word of every document": times(lambda: source.choice(words[:10])),
        "three words": times(lambda: " ".join(source.choices(words[20:600], k=3))),
        "a phrase": times(lambda: f'"{piece(3)}"'),
        "a beginning": times(lambda: source.choice(words[200:])[:4] + "*"),
        "alternatives and exclusion": times(
            lambda: f"{source.choice(words[:50])} OR {piece(1)} -{source.choice(words[50:300])}"
        ),
        "a code": times(lambda: f"PR-M{source.randrange(9)}-P1-{source.randrange(2_000):04}"),
        "a part of a code": times(lambda: f"PR-M{source.randrange(9)}"),
        "twenty words": times(lambda: " ".join(source.choices(words[:40], k=20))),
        "nothing: the list": [""] * ROUNDS,
    }


def measure(documents: int) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415

    from search.backends import engine  # noqa: PLC0415
    from search.documents import build  # noqa: PLC0415
    from search.models import SearchEntry  # noqa: PLC0415
    from search.queries import search  # noqa: PLC0415
    from tests.search.corpus import TODAY, Corpus  # noqa: PLC0415

    source = random.Random(SEED)  # noqa: S311
    words = vocabulary(source)
    bodies = list(texts(documents, source, words))
    corpus = Corpus()
    issued = []
    for number, body in enumerate(bodies):
        code = f"PR-M{number % 9}-P1-{number:04}"
        title = " ".join(source.choices(words[:2_000], k=6))
        access = "classified" if number % 10 == 9 else "public"
        issued.append((corpus.add(code, title, access=access).pk, code, title, body))
    SearchEntry.objects.all().delete()

    def index() -> None:
        for start in range(0, len(issued), TOGETHER):
            engine().put([build(*one) for one in issued[start : start + TOGETHER]])

    seconds = timed(index)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    rows = []
    for name, asked in questions(source, words, bodies).items():
        found = [search(text, user=None, today=TODAY).total for text in asked[:5]]
        times = sorted(
            timed(lambda text=text: search(text, user=None, today=TODAY)) for text in asked
        )
        rows.append(
            {
                "question": name,
                "found": round(statistics.mean(found)),
                "p50_ms": round(times[len(times) // 2] * 1000, 1),
                "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 1),
            }
        )
    return {
        "database": connection.vendor,
        "documents": documents,
        "kilobytes": round(sum(len(body.encode()) for body in bodies) / documents / 1000, 1),
        "index_seconds": round(seconds, 1),
        "index_ms_each": round(seconds / documents * 1000, 1),
        "questions": rows,
    }


def show(result: dict[str, Any]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    title = (
        "{database}: {documents} documents of {kilobytes} kB, indexed in {index_seconds} s"
        " ({index_ms_each} ms each)"
    )
    table = Table(title=title.format(**result))
    for column in ("question", "found", "p50 ms", "p95 ms"):
        table.add_column(column, justify="left" if column == "question" else "right")
    for row in result["questions"]:
        table.add_row(*(str(value) for value in row.values()))
    Console().print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    prepare()
    from django.db import connection  # noqa: PLC0415

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        result = measure(options.documents)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
