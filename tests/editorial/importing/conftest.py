"""Layouts of our own making, read once a session."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from editorial.importing import Parsed, Source, parse, read
from tests.fixtures.importing.make import make

Reading = tuple[Source, Parsed]


@pytest.fixture(scope="session")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Reading]:
    """The source and the document of a layout, by its file name."""
    folder: Path = tmp_path_factory.mktemp("layouts")

    @cache
    def reading(name: str) -> Reading:
        source = read(make(name, folder))
        return source, parse(source)

    return reading
