"""`/verificar/`: what anybody is told of the electronic index of a case file, and of which none."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import pytest
from lxml import etree

from records.case_files import closing, late
from records.electronic_index import attaching
from records.electronic_index.xades import sign
from records.models import CaseFile, CaseFileIndex, Component
from records.storage import storage
from tests.factories import World, at
from tests.records.case_files.files import filed, kept, opened

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def _fresh_count() -> None:
    cache.clear()


@pytest.fixture
def case_file(world: World) -> CaseFile:
    """Public, closed, with two documents."""
    found = opened(world, access="public")
    filed(world, found, "Carta", content=b"carta")
    filed(world, found, "Respuesta", content=b"respuesta")
    closing.close([found], by=world.archivist, at=at("2020-03-01"))
    return found


def frozen(case_file: CaseFile, number: int = 1) -> CaseFileIndex:
    index = CaseFileIndex.objects.get(case_file=case_file, number=number)
    attaching.attach(index, at=index.made_at)
    return index


def part(index: CaseFileIndex, role: str) -> bytes:
    return storage().read(index.components.get(role=role).sha256)


def asked(client: Client, content: bytes, **headers: str) -> Any:
    file = SimpleUploadedFile("indice.xml", content, "application/xml")
    return client.post("/verificar/", {"archivo": file}, **headers)


def answer(client: Client, content: bytes) -> dict[str, Any]:
    told: dict[str, Any] = asked(client, content, **JSON).json()
    return told


@pytest.mark.parametrize("role", ["index", "signed", "rendition"])
def test_an_index_as_it_was_closed_is_genuine(
    case_file: CaseFile, client: Client, role: str
) -> None:
    index = frozen(case_file)
    told = answer(client, part(index, role))
    assert told["result"] == "genuine"
    assert (told["status"], told["superseded_by"]) == ("current", None)
    assert told["index"] == {
        "case_file": case_file.code,
        "number": 1,
        "made_on": "2020-03-01",
        "entries": 2,
        "pages": 2,
    }
    page = asked(client, part(index, role)).content.decode()
    assert "Es auténtico" in page
    assert "último índice electrónico de su expediente" in page


def test_an_older_index_says_by_which_it_was_replaced(
    world: World, case_file: CaseFile, client: Client
) -> None:
    old = part(frozen(case_file), "signed")
    late.put_late(
        case_file,
        title="Tardío",
        created_on=date(2020, 3, 2),
        files=[kept(b"tarde", "tarde.txt")],
        reason="Llegó tarde.",
        by=world.archivist,
        at=at("2020-03-03"),
    )
    told = answer(client, old)
    assert (told["result"], told["status"], told["superseded_by"]) == ("genuine", "superseded", 2)
    assert "tomó su lugar: el número 2" in asked(client, old).content.decode()
    assert answer(client, part(frozen(case_file, 2), "signed"))["status"] == "current"


def test_an_altered_index_says_where_and_never_what_stands_there(
    case_file: CaseFile, client: Client
) -> None:
    xml = part(frozen(case_file), "signed")
    told = answer(client, xml.replace(b"Carta", b"Nota"))
    assert (told["result"], told["copy"]) == ("altered", False)
    assert told["differences"] == ["El documento 1 difiere en: nombre."]
    root = etree.fromstring(xml)
    entries = root.findall("DocumentoIndizado")
    root.remove(entries[1])
    entries[0].find("Valor_Huella").text = "0" * 64
    entries[0].find("Id").text = "999999"
    told = answer(client, etree.tostring(root))
    assert told["differences"] == [
        "El documento 1 no está en el índice.",
        "Faltan 2 documentos.",
    ]
    page = asked(client, etree.tostring(root)).content.decode()
    assert "Está alterado" in page
    assert "Respuesta" not in page


def test_one_that_somebody_else_signed_is_not_the_original(
    case_file: CaseFile, client: Client
) -> None:
    index = frozen(case_file)
    other = sign(part(index, "index"), at=at("2020-04-01"))
    told = answer(client, other)
    assert (told["result"], told["copy"]) == ("altered", True)
    assert told["differences"] == ["Su firma no es la que le puso la entidad."]
    bare = etree.fromstring(part(index, "index"))
    for element in bare.iter():
        element.tail = None
    told = answer(client, etree.tostring(bare))
    assert told["differences"] == ["No lleva la firma de la entidad."]


def test_what_the_asker_may_not_know_is_unknown(
    world: World, case_file: CaseFile, client: Client
) -> None:
    index = frozen(case_file)
    CaseFile.objects.filter(pk=case_file.pk).update(access="reserved")
    for content in (part(index, "signed"), part(index, "signed").replace(b"Carta", b"Nota")):
        assert answer(client, content) == {"result": "unknown"}
    client.force_login(world.author)
    assert answer(client, part(index, "signed"))["result"] == "genuine"


def test_an_index_that_names_one_restricted_document_is_unknown(
    case_file: CaseFile, client: Client
) -> None:
    index = frozen(case_file)
    case_file.records.filter(title="Carta").update(access="classified")
    assert answer(client, part(index, "signed")) == {"result": "unknown"}
    assert answer(client, part(index, "signed").replace(b"Carta", b"Nota")) == {"result": "unknown"}


def test_an_index_of_another_entity_is_unknown(case_file: CaseFile, client: Client) -> None:
    xml = part(frozen(case_file), "index").replace(case_file.code.encode(), b"999.1-2020-001")
    assert answer(client, xml) == {"result": "unknown"}
    assert "No lo conocemos" in asked(client, xml).content.decode()


BOMB = (
    b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    b"<TipoDocumentoFoliado>&c;</TipoDocumentoFoliado>"
)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"hola", "No es un PDF ni un índice electrónico en XML."),
        (b"<html/>", "no es un índice electrónico"),
        (b"<TipoDocumentoFoliado>", "no es un XML que se pueda leer"),
        (b"<TipoDocumentoFoliado/>", "no tiene ningún DocumentoIndizado"),
        (b"<TipoDocumentoFoliado><DocumentoIndizado/></TipoDocumentoFoliado>", "falta Id"),
        (BOMB, "DOCTYPE"),
        (b"<a>" * 5000, "no es un XML que se pueda leer"),
    ],
    ids=["text", "page", "torn", "empty", "bare", "entities", "deep"],
)
def test_what_is_no_index_is_told_in_a_sentence(
    db: None, client: Client, content: bytes, sentence: str
) -> None:
    told = asked(client, content, **JSON)
    assert told.status_code == 400
    assert sentence in told.json()["error"]


def test_nothing_that_is_asked_is_kept(case_file: CaseFile, client: Client) -> None:
    xml = part(frozen(case_file), "signed")
    before = (Component.objects.count(), set(storage().digests()))
    answer(client, xml.replace(b"Carta", b"Nota"))
    assert (Component.objects.count(), set(storage().digests())) == before
