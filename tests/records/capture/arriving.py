"""Files that arrive, and a case file for them to go into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from records.capture.reading import Incoming
from records.case_files.filing import opened
from records.models import CaseFile
from tests.factories import World, at

Arrived = Callable[[str, bytes], Incoming]


@pytest.fixture
def arrived(tmp_path: Path) -> Arrived:
    """A file that arrived, on disk as an upload is."""

    def arrive(name: str, content: bytes) -> Incoming:
        path = tmp_path / str(len(list(tmp_path.iterdir())))
        path.write_bytes(content)
        return Incoming(name, path)

    return arrive


@pytest.fixture
def world(db: None) -> World:
    """An entity whose first series knows two types of document."""
    return World(("Oficio", "Informe"))


@pytest.fixture
def case_file(world: World) -> CaseFile:
    """An open, classified case file of the office, for what arrives."""
    return opened(
        world.series,
        title="Convenio de conectividad",
        office_id=world.office.pk,
        access="classified",
        by=world.author,
        at=at("2020-02-01"),
    )
