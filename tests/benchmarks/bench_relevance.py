"""Whether the first answers are the right ones: the judged set of `tests/relevance`, for the
database's engine, for the server of `ELASTICSEARCH_URL`, and for Wagtail's own search beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from search.backends.base import Engine
from search.backends.database import DatabaseEngine
from search.backends.elasticsearch import ElasticsearchEngine
from tests.benchmarks.timing import Sizes
from tests.relevance.asking import by_engine, by_wagtail, measured
from tests.relevance.loading import Library
from tests.searching import URL, own_server


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    """The corpus is of one size and each question is asked once, whatever `sizes` says."""
    with _engines() as engines:
        library = Library(engines=engines)
        for engine in engines:
            yield from measured(by_engine(library, engine), engine.name)
        yield from measured(by_wagtail(library), "Wagtail")


@contextmanager
def _engines() -> Iterator[list[Engine]]:
    """The database's, and the server's under a name of its own, which goes with it."""
    if not URL:
        yield [DatabaseEngine()]
        return
    with own_server("medida", timeout=30.0) as server:
        yield [DatabaseEngine(), ElasticsearchEngine(server)]
