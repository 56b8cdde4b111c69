"""Reading a document of another program: from the file to its parts and findings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import timezone

from editorial.intake import examine
from tests.benchmarks.timing import Sizes, timed
from tests.fixtures.importing.make import make

FILES = ("tabulado.txt", "encabezado.docx", "continuado.pdf")


def measure(sizes: Sizes) -> Iterator[dict[str, Any]]:
    rounds = max(1, sizes.rounds // 4)
    with tempfile.TemporaryDirectory() as folder:
        for name in FILES:
            read = partial(examine, make(name, Path(folder)), today=timezone.localdate())
            read()
            yield timed(f"leer un archivo, {name.rpartition('.')[2]}", [read] * rounds)
