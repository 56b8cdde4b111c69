"""What a file is, told by its content in a process with limits; nothing it holds gets out."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from records import sandbox
from records.capture import reading
from records.capture.reading import Incoming
from tests.records.capture import hostile


def looked_at(folder: Path, name: str, content: bytes) -> reading.Inspected:
    path = folder / "bytes"
    path.write_bytes(content)
    return reading.inspect([Incoming(name, path)])[0]


WRONG = {
    "bomb.docx": (hostile.bomb(), "bomb"),
    "entity.docx": (hostile.docx(hostile.with_entity("file:///etc/passwd")), "entities"),
    "entity.xlsx": (hostile.xlsx(hostile.with_entity("file:///etc/passwd")), "entities"),
    "entity.xml": (hostile.with_entity("file:///etc/passwd").encode(), "entities"),
    "macros.docx": (hostile.docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    "drawing.svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "drawing"),
    "drawing.xml": (
        b'<?xml version="1.0"?>\n<x:svg xmlns:x="http://www.w3.org/2000/svg"/>',
        "page",
    ),
    "page.pdf": (b"<!doctype html><script>alert(1)</script>", "page"),
    "page.txt": (b"  <html><body>x</body></html>", "page"),
    "huge.png": (hostile.png(50_000, 50_000), "pixels"),
    "short.png": (hostile.png(4, 4)[:-8], "damaged"),
    "short.docx": (hostile.docx()[:-30], "damaged"),
    "folder.zip": (hostile.package({"a.txt": "x"}), "compressed"),
    "named.docx": (hostile.package({"a.txt": "x"}), "compressed"),
    "old.doc": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "legacy"),
    "tool.exe": (b"MZ" + b"\0" * 200, "program"),
    "cut.pdf": (b"%PDF-1.7\n", "damaged"),
    "blank.txt": (b" \n \n", "empty"),
    "other.pdf": (hostile.png(4, 4), "named_otherwise"),
    "nested.eml": (hostile.message(50), "mail_deep"),
    "deeper.eml": (hostile.message(3000), "mail_deep"),
    "none.eml": (b"hola\n\nno soy un correo", "mail_empty"),
    "bad.json": (b"{", "damaged"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_kept_is_told_by_its_reason(name: str, tmp_path: Path) -> None:
    content, code = WRONG[name]
    assert looked_at(tmp_path, name, content).wrong == code


RIGHT = {
    "oficio.pdf": (hostile.pdf(pages=3), "pdf", 3),
    "acta.docx": (hostile.docx(), "docx", 1),
    "foto.png": (hostile.png(4, 4), "png", 1),
    "sin ending": (hostile.pdf(), "pdf", 1),
    "nota.txt": ("Año de la visita".encode("latin-1"), "txt", 1),
    "tabla.csv": (b"a;b\n1;2\n", "csv", 1),
    "correo.eml": (hostile.message(), "eml", 1),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_kept_is_told_by_its_content(name: str, tmp_path: Path) -> None:
    content, key, pages = RIGHT[name]
    found = looked_at(tmp_path, name, content)
    assert (found.wrong, found.format and found.format.key, found.pages) == (None, key, pages)


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (hostile.scripted_pdf(), "javascript"),
        (hostile.launching_pdf(), "launches"),
    ],
)
def test_an_active_pdf_is_kept_and_told(content: bytes, note: str, tmp_path: Path) -> None:
    found = looked_at(tmp_path, "activo.pdf", content)
    assert found.wrong is None
    assert note in found.notes


def test_one_bad_file_costs_no_other_its_answer(tmp_path: Path) -> None:
    files = []
    for place, content in enumerate((hostile.bomb(), hostile.pdf(), hostile.pdf(pages=2))):
        path = tmp_path / str(place)
        path.write_bytes(content)
        files.append(Incoming(f"{place}.{'pdf' if place else 'docx'}", path))
    found = reading.inspect(files)
    assert [(one.wrong, one.pages) for one in found] == [("bomb", 0), (None, 1), (None, 2)]


def test_a_reader_that_dies_takes_no_other_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash of the parser ends a whole process: each file is then asked about by itself."""
    asked = []
    plain = reading.ask

    def ask(module: str, *paths: str) -> object:
        asked.append(len(paths))
        if len(paths) > 1:
            raise sandbox.Unanswered(module, heavy=False)
        return plain(module, *paths)

    monkeypatch.setattr(reading, "ask", ask)
    path = tmp_path / "a"
    path.write_bytes(hostile.pdf())
    found = reading.inspect([Incoming("a.pdf", path), Incoming("b.pdf", path)])
    assert [one.wrong for one in found] == [None, None]
    assert asked == [2, 1, 1]


def test_an_entity_asks_nobody(tmp_path: Path) -> None:
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.dtd"

        def listen() -> None:
            try:
                heard.append(server.accept())
            except TimeoutError:
                return

        listening = threading.Thread(target=listen)
        listening.start()
        for name in ("a.docx", "a.xml", "a.xlsx"):
            entity = hostile.with_entity(address)
            content = {"a.docx": hostile.docx(entity), "a.xlsx": hostile.xlsx(entity)}
            assert looked_at(tmp_path, name, content.get(name, entity.encode())).wrong == "entities"
        listening.join()
    assert heard == []


@pytest.mark.skipif(not sandbox.cuts_network(), reason="the kernel lets nobody make a namespace")
def test_what_reads_has_no_network(tmp_path: Path) -> None:
    code = "import socket; socket.create_connection(('127.0.0.1', int(__import__('sys').argv[1])))"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        assert sandbox.run("python3", "-c", "print(1)", folder=tmp_path, limits=sandbox.READS)
        with pytest.raises(sandbox.Unanswered):
            sandbox.run("python3", "-c", code, port, folder=tmp_path, limits=sandbox.READS)


def test_a_program_ends_with_all_it_started(tmp_path: Path) -> None:
    limits = sandbox.Limits(wall=1)
    with pytest.raises(sandbox.Unanswered) as ended:
        sandbox.run("sh", "-c", "sleep 60 & sleep 60", folder=tmp_path, limits=limits)
    assert ended.value.heavy


def test_a_program_writes_no_more_than_it_may(tmp_path: Path) -> None:
    limits = sandbox.Limits(written=1000)
    with pytest.raises(sandbox.Unanswered):
        sandbox.run(
            "dd", "if=/dev/zero", "of=big", "bs=5000", "count=1", folder=tmp_path, limits=limits
        )
    assert not (tmp_path / "big").exists() or (tmp_path / "big").stat().st_size <= 1000


@pytest.mark.conformance("K10")
def test_a_message_is_taken_apart(tmp_path: Path) -> None:
    path = tmp_path / "correo"
    path.write_bytes(hostile.message(**{"plano.pdf": hostile.pdf()}))
    with reading.message_of(path) as message:
        assert message.headers["from"] == ["Marta Ruiz <marta@ciudadana.example>"]
        assert message.headers["to"] == ["contacto@entidad.example"]
        assert message.headers["subject"] == "Petición sobre la vía veredal"
        assert message.headers["sent_at"] == "2020-02-03T08:15:00-05:00"
        assert message.headers["message_id"] == "<p1@ciudadana.example>"
        assert message.text == "Buenos días. Solicito el arreglo de la vía."
        assert [one.name for one in message.parts] == ["plano.pdf"]
        assert message.parts[0].path.read_bytes() == hostile.pdf()


def test_a_message_inside_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "correo"
    path.write_bytes(hostile.message(2, **{"plano.pdf": hostile.pdf()}))
    with reading.message_of(path) as message:
        assert [one.name for one in message.parts] == ["mensaje adjunto.eml"]


@pytest.mark.parametrize(
    ("name", "content", "key", "text"),
    [
        ("a.pdf", hostile.pdf(pages=2), "pdf", "Oficio de prueba 1\nOficio de prueba 2"),
        ("a.docx", hostile.docx(), "docx", "Acta de la reunión"),
        ("a.txt", "Añada".encode("utf-16"), "txt", "Añada"),
        ("a.png", hostile.png(4, 4), "png", ""),
        (
            "a.xlsx",
            hostile.xlsx("<sst><si><t>uno</t></si><si><t>dos</t></si></sst>"),
            "xlsx",
            "uno\ndos",
        ),
    ],
)
def test_the_text_of_a_file(name: str, content: bytes, key: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert reading.text_of(path, key) == text


def test_a_page_is_drawn_anew(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(hostile.scripted_pdf())
    shown = reading.pictures_of(path, "pdf")
    assert shown.media_type == "image/png"
    assert shown.contents[0].startswith(b"\x89PNG")
    assert (len(shown.contents), shown.pages) == (1, 1)
    path.write_bytes(hostile.png(4, 4))
    assert reading.pictures_of(path, "png").contents[0].startswith(b"\x89PNG")


def test_pages_are_drawn_some_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(hostile.pdf(pages=7))
    some = reading.pictures_of(path, "pdf", 6, count=5, width=100)
    assert (some.first, len(some.contents), some.pages) == (6, 2, 7)
    beyond = reading.pictures_of(path, "pdf", 99, count=5, width=100)
    assert (beyond.first, len(beyond.contents)) == (7, 1)


def test_what_only_looks_like_a_picture_is_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(hostile.png(50_000, 50_000))
    with pytest.raises(sandbox.Unanswered):
        reading.pictures_of(path, "png")
