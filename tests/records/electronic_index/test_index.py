"""The index of a case file: frozen at the closing, signed after it, kept beside the next one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.models import ProtectedError

import pytest

from records import followers, issue, sealing
from records.electronic_index import attaching, xades
from records.electronic_index.building import index_of
from records.electronic_index.freezing import reasons_against
from records.electronic_index.reading import read
from records.electronic_index.xml import schema_errors
from records.exceptions import SealingError
from records.models import CaseFile, CaseFileIndex, CaseFileReopening, Component, Origin, Record
from records.storage import storage
from tests.factories import World, at
from tests.records.electronic_index.made import case_file, closed, filed
from tests.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.RECORDS_STORAGE_ROOT = tmp_path / "files"
    return standing(World)


@pytest.fixture
def opened(world: World) -> CaseFile:
    """A hybrid case file: an oficio of three pages, a sheet on paper, an annex beside a letter."""
    opened = case_file(world, support="hybrid")
    filed(world, opened, b"%PDF-1 oficio", title="Oficio  con\n saltos", pages=3)
    filed(world, opened, None, title="Plano en papel", origin=Origin.PAPER, pages=2)
    letter = filed(world, opened, b"%PDF-1 carta", title="Carta")
    Component.objects.create(
        record=letter,
        role=Component.Role.ANNEX,
        sha256=storage().put(b"\x89PNG"),
        size=4,
        media_type="image/png",
        name="foto.png",
        created_at=at("2020-02-04"),
    )
    return opened


def frozen(index: CaseFileIndex) -> bytes:
    return storage().read(index.xml_sha256)


@pytest.mark.conformance("C15", "C19")
def test_closing_writes_an_index_of_every_file_in_order(world: World, opened: CaseFile) -> None:
    with followers.held_back():
        index = closed(world, opened)
    content = frozen(index)
    assert schema_errors(content) == []
    told = read(content)
    assert told.heading is not None
    assert (told.heading.code, told.heading.number) == (opened.code, 1)
    assert told.heading.made_at.isoformat() == "2020-03-02T09:00:00"
    assert [(row.order, row.first_page, row.last_page) for row in told.rows] == [
        (1, 1, 3),
        (2, 4, 5),
        (3, 6, 6),
    ]
    oficio, paper, letter = told.rows
    assert oficio.name == "Oficio con saltos"
    assert storage().read(oficio.sha256) == b"%PDF-1 oficio"
    assert (paper.sha256, paper.format, paper.origin) == ("", "Papel", "FISICO")
    assert [(one.name, storage().read(one.sha256)) for one in letter.files] == [
        ("foto.png", b"\x89PNG")
    ]
    assert (index.entries, index.pages) == (3, 6)


@pytest.mark.conformance("C13")
def test_an_open_case_file_has_its_index_and_fingerprint(world: World, opened: CaseFile) -> None:
    told = index_of(opened, at=at("2020-02-05"))
    assert told.heading is not None
    assert told.heading.number == 0
    assert len(told.rows) == 3
    later = index_of(opened, at=at("2020-02-06"))
    assert later.digest == told.digest
    filed(world, opened, b"%PDF-1 otro")
    assert index_of(opened, at=at("2020-02-07")).digest != told.digest


@pytest.mark.conformance("C15")
def test_what_was_frozen_is_signed_and_drawn_by_the_follower(
    world: World, opened: CaseFile
) -> None:
    with followers.held_back():
        index = closed(world, opened)
        assert attaching.pending() == [index]
    followers.catch_up("attach")
    assert attaching.pending() == []
    signed, pdf = (
        Component.objects.get(index=index, role=role)
        for role in (Component.Role.SIGNED, Component.Role.RENDITION)
    )
    told = xades.verify(storage().read(signed.sha256))
    assert told.canonical == xades.canonical(frozen(index))
    assert told.signed_at == index.made_at
    drawn = storage().read(pdf.sha256)
    assert sealing.problems(drawn) == []
    assert drawn.startswith(b"%PDF-")


def test_attached_twice_is_attached_once(world: World, opened: CaseFile) -> None:
    with followers.held_back():
        index = closed(world, opened)
        first = attaching.attach(index, at=at("2020-03-03"))
        kept = set(storage().digests())
        assert attaching.attach(index, at=at("2020-03-04")) == first
        assert set(storage().digests()) == kept
        assert Component.objects.filter(index=index).count() == 3


def test_a_seal_that_fails_leaves_it_pending_and_the_next_time_makes_it(
    world: World, opened: CaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> bytes:
        raise SealingError("No responde.")

    with followers.held_back():
        index = closed(world, opened)
        with monkeypatch.context() as patch:
            patch.setattr(xades, "sign", fails)
            with pytest.raises(SealingError):
                attaching.attach(index, at=at("2020-03-03"))
        assert attaching.pending() == [index]
        attaching.attach(index, at=at("2020-03-04"))
    assert attaching.pending() == []


@pytest.mark.conformance("C16")
def test_a_second_closing_makes_another_index_and_keeps_the_old_one(
    world: World, opened: CaseFile
) -> None:
    with followers.held_back():
        first = closed(world, opened)
        before = frozen(first)
        CaseFileReopening.objects.create(
            closing=first.closing, on=at("2020-04-01").date(), reason="Orden", act="Auto 4",
            user=world.author, at=at("2020-04-01"),
        )  # fmt: skip
        filed(world, opened, b"%PDF-1 tardio", day="2020-04-02", title="Auto")
        second = closed(world, opened, day="2020-05-04", number=2)
    followers.catch_up("attach")
    assert (first.number, second.number) == (1, 2)
    assert frozen(first) == before
    assert [len(read(frozen(one)).rows) for one in (first, second)] == [3, 4]
    assert all(attaching.signed_of(one) for one in (first, second))
    with pytest.raises(ProtectedError):
        first.delete()


def test_what_another_case_file_shows_has_the_same_files(world: World, opened: CaseFile) -> None:
    original = Record.objects.get(case_file=opened, title="Carta")
    other = case_file(world)
    filed(world, other, None, title="Carta", same_as=original)
    there = index_of(opened, at=at("2020-03-01")).rows[2]
    here = index_of(other, at=at("2020-03-01")).rows[0]
    assert (here.sha256, here.files) == (there.sha256, there.files)
    assert (here.origin, reasons_against(other)) == ("ELECTRONICO", [])


def test_the_index_of_a_document_tells_its_issued_pdf(world: World) -> None:
    with followers.held_back():
        issuance = world.issue()
        record = Record.objects.get(version=issuance.version)
        told = [one.message for one in reasons_against(record.case_file)]
        assert told == [f"El PDF de «{record.title}» aún se está preparando."]
        pdf = issue.attach(issuance, at=at("2020-02-05"))
    row = index_of(record.case_file, at=at("2020-03-01")).rows[0]
    assert (row.sha256, row.format) == (pdf.sha256, "PDF/A-3b")
    assert issuance.version.content_sha256 in {one.sha256 for one in row.files}
    assert row.document_type == "Procedimiento"
    assert reasons_against(record.case_file) == []


def test_a_document_without_a_file_is_a_reason_against(world: World, opened: CaseFile) -> None:
    assert reasons_against(opened) == []
    filed(world, opened, None, title="Vacío")
    assert [one.message for one in reasons_against(opened)] == ["«Vacío» no tiene ningún archivo."]


def test_what_somebody_may_not_know_of_is_left_out_and_the_rest_keeps_its_place(
    world: World, opened: CaseFile
) -> None:
    shown = list(Record.objects.filter(case_file=opened).exclude(title="Plano en papel"))
    told = index_of(opened, at=at("2020-03-01"), records=shown)
    assert [(row.order, row.first_page) for row in told.rows] == [(1, 1), (3, 6)]
