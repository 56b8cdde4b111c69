"""Verification of the register recomputes every index from the bytes, and names what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records import followers, integrity
from records.models import CaseFileIndex
from records.storage import storage
from tests.factories import World
from tests.proofs.tampering import drop_guards
from tests.proofs.tampering_index import forged
from tests.records.electronic_index.made import case_file, closed, filed

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(settings: Any, tmp_path: Path) -> CaseFileIndex:
    settings.RECORDS_STORAGE_ROOT = tmp_path / "files"
    settings.REGISTER_ANCHORS = tmp_path / "heads"
    world = World()
    with followers.held_back():
        opened = case_file(world)
        filed(world, opened, b"%PDF-1 uno", title="Uno", pages=2)
        filed(world, opened, b"%PDF-1 dos", title="Dos")
        index = closed(world, opened)
    followers.catch_up("attach")
    return index


def test_a_sound_index_raises_no_alarm_and_is_counted(index: CaseFileIndex) -> None:
    report = integrity.verify()
    assert report.problems == []
    assert report.checked["indexes"] == 1
    assert report.checked["signatures"] == 1


@pytest.mark.conformance("C17")
def test_a_false_fingerprint_is_named(index: CaseFileIndex) -> None:
    """And so is whatever else is done to an index: `tests.proofs.test_tampering` tries it all."""
    drop_guards()
    other = storage().put(b"%PDF-1 falso").encode()
    true = storage().put(b"%PDF-1 uno").encode()
    forged(index, true, other)
    problems = [one for one in integrity.verify().problems if one.check == "index_rows"]
    named = {one.object: one.message for one in problems}
    told = f"La huella {other.decode()[:12]}… de su documento 1 («Uno») no es de ningún fichero"
    assert named == {f"índice 1 del expediente {index.case_file.code}": f"{told} de ese documento."}
