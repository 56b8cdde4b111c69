"""Verification of the register recomputes every index from the bytes, and names what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from records import followers, integrity
from records.electronic_index import xades
from records.models import CaseFileClosing, CaseFileIndex, Component, Record
from records.storage import storage
from tests.factories import World, at
from tests.proofs.tampering import drop, drop_guards, put
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


def found(of: str) -> dict[str, str]:
    return {one.object: one.message for one in integrity.verify().problems if one.check == of}


def forged(index: CaseFileIndex, old: bytes, new: bytes) -> None:
    """Put another XML in the place of the index, with a signature of its own, all rows agreeing."""
    content = storage().read(index.xml_sha256)
    assert old in content
    content = content.replace(old, new, 1)
    signed = xades.sign(content, at=index.made_at)
    for role, one in ((Component.Role.INDEX, content), (Component.Role.SIGNED, signed)):
        part = Component.objects.get(index=index, role=role)
        put(part, sha256=storage().put(one), size=len(one))
    put(index, xml_sha256=storage().put(content))


def test_a_sound_index_raises_no_alarm_and_is_counted(index: CaseFileIndex) -> None:
    report = integrity.verify()
    assert report.problems == []
    assert report.checked["indexes"] == 1
    assert report.checked["signatures"] == 1


@pytest.mark.conformance("C17")
def test_a_false_fingerprint_is_named(index: CaseFileIndex) -> None:
    drop_guards()
    other = storage().put(b"%PDF-1 falso").encode()
    true = storage().put(b"%PDF-1 uno").encode()
    forged(index, true, other)
    name = f"índice 1 del expediente {index.case_file.code}"
    assert found("index_rows") == {
        name: f"La huella {other.decode()[:12]}… de su documento 1 («Uno») no es de ningún fichero "
        "de ese documento."
    }


@pytest.mark.conformance("C17")
@pytest.mark.parametrize(
    ("check", "tamper", "told"),
    [
        ("index_rows", lambda row: forged(row, b">Uno<", b">Otro<"), "difiere del expediente en"),
        ("index_rows", lambda row: Record.objects.filter(title="Dos").update(pages=5), "página"),
        ("index_rows", lambda row: Record.objects.filter(title="Uno").update(title="U"), "nombre"),
        ("index_file", lambda row: put(row, entries=7), "su fila dice 7"),
        ("index_file", lambda row: forged(row, b"<Id>", b"<Otro>x</Otro><Id>"), "el esquema"),
        (
            "index_file",
            lambda row: forged(row, b"<Pagina_Inicio>3<", b"<Pagina_Inicio>2<"),
            "debía empezar en la 3",
        ),
        ("index_signature", lambda row: swapped(row), "Lo firmado no es el índice"),
        ("index_signature", lambda row: flipped(row), "no vale"),
        ("index_signature", lambda row: drop(part(row, Component.Role.RENDITION)), "su PDF"),
        ("seal", lambda row: unsealed(row), "sello"),
        ("index_numbers", lambda row: put(row, number=2), "Debía ser el índice 1"),
    ],
)
def test_a_changed_index_is_named(
    index: CaseFileIndex, check: str, tamper: Callable[[CaseFileIndex], Any], told: str
) -> None:
    drop_guards()
    tamper(index)
    assert any(told in sentence for sentence in found(check).values()), integrity.verify().problems


def part(index: CaseFileIndex, role: str) -> Component:
    return Component.objects.get(index=index, role=role)


def replaced(component: Component, content: bytes) -> None:
    put(component, sha256=storage().put(content), size=len(content))


def swapped(index: CaseFileIndex) -> None:
    """The signature holds, but it is of another index."""
    other = storage().read(index.xml_sha256).replace(b">Uno<", b">Otro<")
    replaced(part(index, Component.Role.SIGNED), xades.sign(other, at=index.made_at))


def flipped(index: CaseFileIndex) -> None:
    content = storage().read(part(index, Component.Role.SIGNED).sha256)
    replaced(part(index, Component.Role.SIGNED), content.replace(b">Uno<", b">Otro<"))


def unsealed(index: CaseFileIndex) -> None:
    content = storage().read(part(index, Component.Role.RENDITION).sha256)
    replaced(part(index, Component.Role.RENDITION), content[: content.index(b"%%EOF") + 6])


@pytest.mark.conformance("C17")
def test_a_record_slipped_into_a_closed_case_file_is_named(index: CaseFileIndex) -> None:
    Record.objects.create(
        case_file=index.case_file,
        title="Colado",
        created_on=at("2020-02-04").date(),
        incorporated_at=at("2020-02-04"),
        position=9,
    )
    assert "No tiene el documento «Colado»" in next(iter(found("index_rows").values()))


@pytest.mark.conformance("C15")
def test_a_closing_without_index_is_named(index: CaseFileIndex) -> None:
    drop_guards()
    for one in Component.objects.filter(index=index):
        drop(one)
    drop(index)
    assert CaseFileClosing.objects.exists()
    assert list(found("closing_indexed").values()) == ["Se cerró el 2020-03-02 sin índice."]
