"""Whether the first answers are the right ones: the judged set of `tests/relevance`, for every
engine of this installation and for Wagtail's own search beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from search.backends import engines
from tests.benchmarks.timing import Sizes
from tests.relevance.asking import by_engine, by_wagtail, measured
from tests.relevance.loading import Library


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    """The corpus is of one size and each question is asked once, whatever `sizes` says."""
    library = Library()
    for engine in engines():
        yield from measured(by_engine(library, engine), engine.name)
    yield from measured(by_wagtail(library), "Wagtail")
