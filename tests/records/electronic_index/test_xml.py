"""The XML of an index: what is written is read back, and whatever is wrong is told at once."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from lxml import etree
from openpyxl import load_workbook

from records.electronic_index import tables
from records.electronic_index.reading import UnreadableIndex, read
from records.electronic_index.rows import ELECTRONIC, Index, Row, gaps
from records.electronic_index.xml import FIELDS, schema_errors, written
from tests.records.electronic_index.made import indices

WHEN = datetime(2018, 8, 15)
ROW = Row("7", "Resolución", "Acta", WHEN, WHEN, "a" * 64, 1, 1, 7, "PDF/A-3b", 1024, ELECTRONIC)
XML = written(Index((ROW, replace(ROW, id="8", order=2, first_page=8, last_page=8))))


@pytest.mark.conformance("C14")
@given(indices())
def test_what_is_written_obeys_the_schema_and_is_read_back(index: Index) -> None:
    content = written(index)
    assert schema_errors(content) == []
    assert read(content) == index
    assert written(index) == content
    assert gaps(index.rows) == []


def test_the_names_and_their_order_are_those_of_the_guide() -> None:
    entry = etree.fromstring(XML).find("DocumentoIndizado")
    assert tuple(child.tag for child in entry) == FIELDS
    assert FIELDS[5:7] == ("Valor_Huella", "Funcion_Resumen")
    assert b"<Fecha_Creacion_Documento>2018-08-15T00:00:00</" in XML


@pytest.mark.conformance("C14")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<Id>7</Id>", b""),
        (b"<Id>7</Id>", b"<Id>8</Id>"),
        (b"<Orden_Documento_Expediente>1<", b"<Orden_Documento_Expediente>2<"),
        (b"<Pagina_Inicio>1<", b"<Pagina_Inicio>0<"),
        (b"SHA-256</", b"MD5</"),
        (b"a" * 64, b"a" * 63),
        (b"T00:00:00</", b"</"),
        (b">ELECTRONICO<", b">NUBE<"),
        (b"</DocumentoIndizado>", b"<Otro/></DocumentoIndizado>"),
    ],
)
def test_the_schema_refuses_what_is_wrong(old: bytes, new: bytes) -> None:
    assert schema_errors(XML) == []
    assert schema_errors(XML.replace(old, new, 1))


def changed(old: str, new: str) -> bytes:
    content = re.sub(old, new, XML.decode())
    assert content.encode() != XML
    return content.encode()


@pytest.mark.parametrize(
    "content",
    [
        changed("<(/?)Id>", r"<\1id>"),
        changed("<(/?)Id>", r"<\1ID>"),
        changed("<Origen>.*</Origen>", ""),
        changed("<Origen>.*</Origen>", "<Origen>Electrónico</Origen>"),
        changed("<(/?)Orden_Documento_Expediente>", r"<\1Pagina_Inicio>"),
        changed("SHA-256", "SHA256"),
        changed("<Tamano>1024<", "<Tamano>1024 bytes<"),
        changed("2018-08-15T00:00:00", "15/08/2018"),
        XML.replace(
            b"<TipoDocumentoFoliado", b"<tipoIndiceContenido><tipodocumentoFoliado", 1
        ).replace(b"</TipoDocumentoFoliado", b"</tipodocumentoFoliado></tipoIndiceContenido", 1),
    ],
    ids=["id", "ID", "no origin", "origin", "page twice", "SHA256", "unit", "day", "wrapper"],
)
def test_forms_that_other_systems_write_are_read_alike(content: bytes) -> None:
    assert read(content).rows == read(XML).rows


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (changed("<Id>7</Id>", ""), "Documento 1: falta Id."),
        (changed("<Valor_Huella>a+</Valor_Huella>", ""), "Documento 2: falta Valor_Huella."),
        (changed("a{64}", "xyz"), "Valor_Huella debe tener 64 cifras hexadecimales de SHA-256."),
        (changed("a{64}", "abc"), "Valor_Huella debe tener 64 cifras hexadecimales de SHA-256."),
        (changed("<Tamano>1024<", "<Tamano>mucho<"), "Tamano dice «mucho» y debe ser un número"),
        (changed("2018-08-15T", "ayer"), "debe ser una fecha como 2018-08-15T00:00:00."),
        (changed("ELECTRONICO", "NUBE"), "Origen dice «NUBE» y debe decir ELECTRONICO,"),
        (
            changed("<Pagina_Inicio>8<", "<Pagina_Inicio>9<"),
            "Documento 2: empieza en la página 9 y debía empezar en la 8.",
        ),
        (b"<TipoDocumentoFoliado/>", "no tiene ningún DocumentoIndizado"),
        (b"<IndiceContenido/>", "empieza con «IndiceContenido»"),
        (b"<a", "no es un XML que se pueda leer"),
        (b"PK\x03\x04", "no es un XML que se pueda leer"),
        (b"", "no es un XML que se pueda leer"),
        (
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><TipoDocumentoFoliado>&e;'
            b"</TipoDocumentoFoliado>",
            "declara un DOCTYPE",
        ),
        (b"<a>" * 5_000, "no es un XML que se pueda leer"),
    ],
)
def test_what_is_missing_or_wrong_is_told_in_a_sentence(content: bytes, told: str) -> None:
    with pytest.raises(UnreadableIndex, match=re.escape(told)):
        read(content)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    content = XML.replace(b"<Formato>PDF/A-3b</Formato>", b"").replace(b"<Id>8</Id>", b"")
    with pytest.raises(UnreadableIndex) as refused:
        read(content)
    for sentence in ("Documento 1: falta Formato.", "Documento 2: falta Id."):
        assert sentence in str(refused.value)


def test_an_index_that_is_too_big_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.electronic_index.reading.MOST_BYTES", 10)
    with pytest.raises(UnreadableIndex, match="demasiado grande"):
        read(XML)


@pytest.mark.conformance("C14")
@settings(max_examples=20)
@given(indices())
def test_the_tables_tell_each_document_and_the_fingerprint_of_the_case_file(index: Index) -> None:
    content = tables.as_csv(index).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(content)))
    assert [line["Valor_Huella"] for line in lines] == [row.sha256 for row in index.rows]
    assert {line["Huella_Expediente"] for line in lines} == {index.digest}
    book = load_workbook(io.BytesIO(tables.as_xlsx(index)))
    sheet = book["Índice"]
    assert [cell.value for cell in sheet["H"][1:]] == [row.order for row in index.rows]
    assert index.digest in {cell.value for cell in book["Expediente"]["B"]}


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t=", "＝"])
def test_no_cell_is_a_formula(beginning: str) -> None:
    index = Index((replace(ROW, name=f"{beginning}1+1"),))
    line = next(csv.DictReader(io.StringIO(tables.as_csv(index).decode("utf-8-sig"))))
    assert line["Nombre_Documento"].startswith("'")
    cell = load_workbook(io.BytesIO(tables.as_xlsx(index)))["Índice"]["B2"]
    assert cell.data_type == "s"


@given(indices())
def test_the_fingerprint_is_of_the_documents_and_of_no_moment(index: Index) -> None:
    first, *others = index.rows
    told = "b" if first.sha256[:1] == "a" else "a"
    forged = replace(first, sha256=told * 64)
    assert Index((forged, *others)).digest != index.digest
    assert Index(index.rows).digest == index.digest
