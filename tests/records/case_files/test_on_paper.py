"""A document on paper is filed like any other: row, folios, volume, place, access."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records import integrity
from records.case_files import closing
from records.case_files.access import Grounds
from records.case_files.on_paper import Sheets, file_on_paper
from records.electronic_index.building import index_of
from records.electronic_index.rows import PAPER
from records.exceptions import NotAllowed
from records.models import (
    CaseFile,
    CaseFileIndex,
    LateEntry,
    Origin,
    Record,
    RecordEvent,
    Restriction,
    Volume,
)
from tests.factories import World, at
from tests.records.case_files.files import codes, filed, opened

pytestmark = [pytest.mark.django_db, pytest.mark.conformance("C19")]
NOW = at("2020-03-01")


@pytest.fixture
def world(db: None) -> World:
    return World(document_types=("Contrato", "Informe"))


@pytest.fixture
def hybrid(world: World) -> CaseFile:
    return opened(world, support="hybrid")


def sheets(case_file: CaseFile, **told: Any) -> Sheets:
    kind = case_file.series.document_types.get(name="Contrato")
    facts: dict[str, Any] = {
        "title": "Contrato firmado",
        "created_on": date(2020, 2, 3),
        "folios": 12,
        "document_type": kind,
        "place": {"box": "C-4", "folder": "2"},
    }
    return Sheets(**facts | told)


def test_it_is_foliated_after_the_others_and_stands_in_the_index(
    world: World, hybrid: CaseFile
) -> None:
    filed(world, hybrid, "Correo", pages=3)
    record = file_on_paper(hybrid, sheets(hybrid), by=world.author, at=NOW)
    assert (record.origin, record.pages, record.access) == (Origin.PAPER, 12, "public")
    volume = Volume.objects.get()
    assert record.volume == volume
    assert (volume.number, volume.folios, volume.box, volume.folder) == (1, 12, "C-4", "2")
    row = index_of(hybrid, at=NOW).rows[1]
    assert (row.origin, row.sha256, row.document_type) == (PAPER, "", "Contrato")
    assert (row.first_page, row.last_page) == (4, 15)
    file_on_paper(hybrid, sheets(hybrid, title="Otrosí", place={}), by=world.author, at=NOW)
    volume.refresh_from_db()
    assert (volume.folios, volume.box) == (24, "C-4")
    event = RecordEvent.objects.filter(action="record.filed_on_paper").latest("seq")
    assert event.facts == {"case_file": hybrid.code, "volume": 1, "folios": 12}
    assert integrity.verify().problems == []


def test_every_reason_against_it_is_told_at_once(world: World, hybrid: CaseFile) -> None:
    wrong = Sheets(title="a\u202eb", created_on=date(2099, 1, 1), folios=0, volume=3)
    with pytest.raises(NotAllowed) as refused:
        file_on_paper(hybrid, wrong, by=world.stranger, at=NOW)
    assert codes(refused) == {
        "no_role", "unseen", "future", "no_type", "folios", "number", "no_place",
    }  # fmt: skip
    with pytest.raises(NotAllowed) as refused:
        file_on_paper(hybrid, sheets(hybrid, title=" ", created_on=None), by=world.author, at=NOW)
    assert codes(refused) == {"no_title", "no_date"}
    assert not Record.objects.exists()
    assert not Volume.objects.exists()


def test_a_full_volume_or_one_that_stands_elsewhere_is_refused(
    world: World, hybrid: CaseFile
) -> None:
    told = {"by": world.author, "at": NOW}
    file_on_paper(hybrid, sheets(hybrid, folios=150), **told)
    for wrong, code in (
        ({"folios": 51}, "folios"),
        ({"folios": 1, "place": {"box": "C-9"}}, "elsewhere"),
        ({"folios": 201, "volume": 2}, "folios"),
        ({"folios": 1, "volume": 2, "place": {}}, "no_place"),
    ):
        with pytest.raises(NotAllowed) as refused:
            file_on_paper(hybrid, sheets(hybrid, **wrong), **told)
        assert codes(refused) == {code}
    file_on_paper(hybrid, sheets(hybrid, folios=51, volume=2), **told)
    assert list(Volume.objects.order_by("number").values_list("folios", flat=True)) == [150, 51]


def test_what_is_electronic_has_no_paper(world: World) -> None:
    case_file = opened(world)
    with pytest.raises(NotAllowed) as refused:
        file_on_paper(case_file, sheets(case_file), by=world.author, at=NOW)
    assert codes(refused) == {"electronic"}


def test_a_stricter_access_says_its_grounds_and_none_is_laxer(
    world: World, hybrid: CaseFile
) -> None:
    told = {"by": world.author, "at": NOW}
    with pytest.raises(NotAllowed) as refused:
        file_on_paper(hybrid, sheets(hybrid, access="classified"), **told)
    assert codes(refused) == {"no_norm", "no_aim", "no_harm"}
    grounds = Grounds("Ley 1581 de 2012", "Intimidad", "Se sabría su enfermedad")
    record = file_on_paper(hybrid, sheets(hybrid, access="classified", grounds=grounds), **told)
    assert record.access == "classified"
    assert Restriction.objects.get(record=record).norm == "Ley 1581 de 2012"
    CaseFile.objects.filter(pk=hybrid.pk).update(access="reserved")
    with pytest.raises(NotAllowed) as refused:
        file_on_paper(hybrid, sheets(hybrid, access="public", place={}), **told)
    assert codes(refused) == {"lower"}
    inherited = file_on_paper(hybrid, sheets(hybrid, place={}), **told)
    assert inherited.access == "reserved"
    assert not Restriction.objects.filter(record=inherited).exists()


def test_after_the_closing_it_enters_with_a_reason_and_a_new_index(
    world: World, hybrid: CaseFile
) -> None:
    file_on_paper(hybrid, sheets(hybrid), by=world.author, at=NOW)
    closing.close([hybrid], reason="Fin.", by=world.archivist, at=at("2020-04-01"))
    late = at("2020-05-01")
    with pytest.raises(NotAllowed) as refused:
        file_on_paper(hybrid, sheets(hybrid, place={}), by=world.author, at=late)
    assert codes(refused) == {"closed"}
    told = sheets(hybrid, place={}, late="Llegó tarde.")
    record = file_on_paper(hybrid, told, by=world.author, at=late)
    assert LateEntry.objects.get(record=record).reason == "Llegó tarde."
    assert CaseFileIndex.objects.filter(case_file=hybrid).count() == 2
    assert record.volume == Volume.objects.get()
