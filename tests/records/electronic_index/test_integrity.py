"""Verification of the register recomputes every index from the bytes, and names what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records import followers, integrity
from records.models import CaseFile, CaseFileIndex, Series
from records.storage import storage
from tests.factories import World
from tests.proofs.tampering import drop_guards
from tests.proofs.tampering_index import forged
from tests.records.electronic_index.made import case_file, closed, filed
from tests.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(settings: Any, tmp_path: Path) -> CaseFileIndex:
    settings.RECORDS_STORAGE_ROOT = tmp_path / "files"
    settings.REGISTER_ANCHORS = tmp_path / "heads"
    world = standing(World)
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
    told = f"La huella {other.decode()[:12]}… de su documento 1 («Uno») no es de ningún archivo"
    assert named == {f"índice 1 del expediente {index.case_file.code}": f"{told} de ese documento."}


def test_another_opening_or_series_than_the_index_says_is_named(index: CaseFileIndex) -> None:
    case_file = index.case_file
    other = Series.objects.exclude(pk=case_file.series_id).earliest("pk")
    drop_guards()
    CaseFile.objects.filter(pk=case_file.pk).update(opened_on="1980-01-01", series=other)
    told = " ".join(one.message for one in integrity.verify().problems)
    assert "se abrió el 2020-02-03, y hoy figura el 1980-01-01" in told
    assert f"de la serie {case_file.series.code}, y hoy figura en la {other.code}" in told
