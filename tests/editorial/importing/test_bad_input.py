"""A file that is no document gives one clear sentence, within bounded memory and time."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from pathlib import Path

import docx
import pytest
import typst
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from editorial.importing import Unreadable, read, read_document
from editorial.importing.reading import MAX_BYTES

_TEXT = "OBJETIVO\n\nRegular la atención en la oficina de la niñez.\n"


def sentence(path: Path) -> str:
    """The one sentence about a bad file."""
    with pytest.raises(Unreadable) as caught:
        read_document(path)
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    assert "Traceback" not in text
    return text


def word_bytes(text: str = "Objetivo") -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def changed_word(members: dict[str, bytes], *, compress: bool = True) -> bytes:
    """A Word file with some of its members replaced or added."""
    stream = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    with (
        zipfile.ZipFile(io.BytesIO(word_bytes())) as old,
        zipfile.ZipFile(stream, "w", method) as new,
    ):
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, data in members.items():
            new.writestr(name, data)
    return stream.getvalue()


def pdf_bytes(text: str) -> bytes:
    return bytes(typst.compile(text.encode()))


def write(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert "no existe" in sentence(tmp_path / "nada.docx")
    assert "No es un archivo" in sentence(tmp_path)


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.pdf"])
def test_empty(name: str, tmp_path: Path) -> None:
    assert "vacío" in sentence(write(tmp_path, name, b""))


def test_blank_text(tmp_path: Path) -> None:
    assert "vacío" in sentence(write(tmp_path, "a.txt", b" \r\n\t\n"))


def test_word_without_text(tmp_path: Path) -> None:
    assert "vacío" in sentence(write(tmp_path, "a.docx", word_bytes("")))


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.txt"])
def test_too_big_is_refused_without_reading_it(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.monotonic()
    assert "200 MB" in sentence(path)
    assert str(MAX_BYTES // 1048576) in sentence(path)
    assert time.monotonic() - start < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * 1024


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.docx", b"%PDF-1.7\n", "extensión .docx"),
        ("a.pdf", _TEXT.encode(), "extensión .pdf"),
        ("a.exe", _TEXT.encode(), "extensión .exe"),
        ("a.txt", b"PK\x03\x04aaaa", "extensión .txt"),
        ("a.docx", b"{\\rtf1 hola}", "RTF"),
        ("a.txt", b"<html><body>Objetivo</body></html>", "página"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "imagen"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "cifrado"),
        ("a.txt", bytes(range(256)) * 8, "no es un documento"),
    ],
)
def test_wrong_type_is_told_by_the_bytes(name: str, data: bytes, word: str, tmp_path: Path) -> None:
    assert word in sentence(write(tmp_path, name, data))


def test_other_office_files(tmp_path: Path) -> None:
    for folder, word in (("xl", "Excel"), ("ppt", "presentación"), ("otra", "ZIP")):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            package.writestr("[Content_Types].xml", "<Types/>")
            package.writestr(f"{folder}/a.xml", "<a/>")
        assert word in sentence(write(tmp_path, "a.docx", stream.getvalue()))


@pytest.mark.parametrize("share", [0.3, 0.7, 0.98])
def test_truncated_word(share: float, tmp_path: Path) -> None:
    data = word_bytes()
    assert "dañado" in sentence(write(tmp_path, "a.docx", data[: int(len(data) * share)]))


@pytest.mark.parametrize("share", [0.3, 0.7, 0.9])
def test_truncated_pdf(share: float, tmp_path: Path) -> None:
    data = pdf_bytes("#set page(height: 9cm)\n#lorem(900)")
    assert "dañado" in sentence(write(tmp_path, "a.pdf", data[: int(len(data) * share)]))


def test_encrypted_pdf(tmp_path: Path) -> None:
    writer = copy_into_new_writer(
        PdfFileReader(io.BytesIO(pdf_bytes("Objetivo del procedimiento")))
    )
    writer.encrypt(owner_pass="dueño", user_pass="lector")
    stream = io.BytesIO()
    writer.write(stream)
    assert "cifrado" in sentence(write(tmp_path, "a.pdf", stream.getvalue()))


def test_scan_says_that_it_can_be_adopted(tmp_path: Path) -> None:
    assert "adoptar" in sentence(
        write(tmp_path, "a.pdf", pdf_bytes("#rect(width: 5cm, height: 5cm)"))
    )


def test_external_entity(tmp_path: Path) -> None:
    secret = write(tmp_path, "secreto.txt", b"clave-secreta")
    body = (
        f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
    )
    for data in (body.encode(), body.encode("utf-16")):
        text = sentence(write(tmp_path, "a.docx", changed_word({"word/document.xml": data})))
        assert "entidades" in text
        assert "clave-secreta" not in text


@pytest.mark.parametrize("name", ["word/media/image1.png", "word/document.xml"])
def test_zip_bomb(name: str, tmp_path: Path) -> None:
    data = changed_word({name: b"\0" * (220 * 1024 * 1024)})
    assert len(data) < 1024 * 1024
    assert "desmedido" in sentence(write(tmp_path, "a.docx", data))


def test_zip_that_lies_about_its_size(tmp_path: Path) -> None:
    data = bytearray(changed_word({"word/media/a.xml": b"<a>" + b" " * 5_000_000 + b"</a>"}))
    real = (5_000_007).to_bytes(4, "little")
    data = data.replace(real, (100).to_bytes(4, "little"))
    assert "dañado" in sentence(write(tmp_path, "a.docx", bytes(data)))


def test_too_many_members(tmp_path: Path) -> None:
    data = changed_word({f"word/x/{n}.bin": b"" for n in range(4000)}, compress=False)
    assert "desmedido" in sentence(write(tmp_path, "a.docx", data))


@pytest.mark.parametrize("first", ["utf-8", "cp1252"])
def test_mixed_encodings(first: str, tmp_path: Path) -> None:
    second = "cp1252" if first == "utf-8" else "utf-8"
    data = _TEXT.encode(first) + _TEXT.encode(second)
    assert "codificaciones" in sentence(write(tmp_path, "a.txt", data))


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850", "mac_roman"],
)
def test_every_encoding_without_mojibake(encoding: str, tmp_path: Path) -> None:
    source = read(write(tmp_path, "a.txt", _TEXT.encode(encoding)))
    assert "Regular la atención en la oficina de la niñez." in [line.text for line in source.blocks]  # type: ignore[union-attr]


def test_no_extension_is_read_by_its_bytes(tmp_path: Path) -> None:
    assert read(write(tmp_path, "sin-nombre", word_bytes())).format == "docx"
    assert read(write(tmp_path, "A.TXT", _TEXT.encode())).format == "txt"


def test_deeply_nested_xml_is_bounded(tmp_path: Path) -> None:
    deep = b"<w:ins>" * 200_000 + b"</w:ins>" * 200_000
    body = (
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + deep
        + b"</w:body></w:document>"
    )
    sentence(write(tmp_path, "a.docx", changed_word({"word/document.xml": body})))


@pytest.mark.parametrize(
    "text",
    [
        "5. ACTIVIDADES\n" + "1.\tHacer\tAna\tActa\n" * 50_000,
        "1. " * 200_000,
        "párrafo corto\n\n" * 60_000,
        "a\t" * 500,
    ],
    ids=["rows", "line", "paragraphs", "columns"],
)
def test_longer_than_any_document_is_refused_before_it_is_parsed(text: str, tmp_path: Path) -> None:
    assert "demasiada" in sentence(write(tmp_path, "a.txt", text.encode()))


@pytest.mark.parametrize("piece", ["- ", "1. ", "a) ", "ley 1 de 2001, "])
def test_the_longest_line_that_is_taken_is_parsed_soon(piece: str, tmp_path: Path) -> None:
    text = "OBJETIVO\n\n" + piece * (59_000 // len(piece))
    path = write(tmp_path, "a.txt", text.encode())
    start = time.monotonic()
    read_document(path)
    assert time.monotonic() - start < 8
