"""Loading the demo entity into a migrated, empty database, start of the process included."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from tests.benchmarks.timing import Sizes
from tests.databases import address
from tests.serving import manage


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    name = str(connection.settings_dict["NAME"])
    connection.close()
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        manage(Path(folder), address(name), "load_demo", "--quiet")
        milliseconds = round((time.perf_counter() - start) * 1000, 1)
    yield {
        "what": "load_demo",
        "rounds": 1,
        "p50_ms": milliseconds,
        "p95_ms": milliseconds,
        "queries": None,
    }
