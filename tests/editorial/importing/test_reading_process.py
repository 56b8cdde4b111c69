"""Reading and understanding a file both happen in a process of their own, with limits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings

from editorial.importing import Unreadable, documents, parse, read_document, reading, worker
from editorial.importing.parsed import document_from_plain, document_to_plain
from editorial.importing.source import Source
from records import sandbox
from tests.editorial.importing.test_properties import SOURCES

ROOTS = os.pathsep.join(map(str, (sandbox.ROOT, reading.IMPORT_ROOT)))


def test_the_reading_process_has_limits() -> None:
    code = (
        "from records import sandbox\n"
        "sandbox.limit()\n"
        "try:\n    bytearray(2 * sandbox.MEMORY_BYTES)\n"
        "except MemoryError:\n    raise SystemExit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": ROOTS}, check=False)
    assert done.returncode == 7


def test_the_reading_process_stays_light() -> None:
    code = (
        "import sys\nimport editorial.importing.worker, editorial.importing.text_reader\n"
        "heavy = {'django', 'docx', 'pdfplumber', 'jsonschema'} & set(sys.modules)\n"
        "raise SystemExit(len(heavy))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": ROOTS}, check=False)
    assert done.returncode == 0


def test_who_asks_for_a_document_loads_no_parser(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("OBJETIVO\n\nRegular el uso de la bodega.\n", encoding="utf-8")
    code = (
        "import sys\nfrom editorial.importing import read_document\n"
        "found = read_document(sys.argv[1])\n"
        "assert found.content['sections'][0]['role'] == 'objective'\n"
        "raise SystemExit('editorial.importing.parsing' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        env={"PYTHONPATH": ROOTS},
        check=False,
    )
    assert done.returncode == 0


def test_a_text_is_understood_without_the_heavy_parsers(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("OBJETIVO\n\nRegular el uso de la bodega.\n", encoding="utf-8")
    code = (
        "import sys\nfrom editorial.importing import worker\n"
        "assert 'content' in worker.main('document', 'txt', sys.argv[1])\n"
        "raise SystemExit(len({'django', 'wagtail', 'docx', 'pdfplumber'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        env={"PYTHONPATH": ROOTS},
        check=False,
    )
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (ValueError("x"), "no se pudo entender"),
        (MemoryError(), "memoria"),
        (RecursionError(), "memoria"),
    ],
)
def test_a_failure_of_the_rules_is_one_sentence(
    failure: Exception, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_source: Source) -> None:
        raise failure

    monkeypatch.setattr(documents, "plain_document", fail)
    path = tmp_path / "a.txt"
    path.write_text("OBJETIVO\n\nRegular el uso de la bodega.\n", encoding="utf-8")
    assert words in worker.main("document", "txt", str(path))["error"]
    assert "blocks" in worker.main("source", "txt", str(path))


@settings(max_examples=40, deadline=None)
@given(SOURCES)
def test_a_document_survives_the_way_out_of_the_reading_process(source: Source) -> None:
    parsed = parse(source)
    assert document_from_plain(document_to_plain(parsed)) == parsed


_LOREM = (
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.\n\n"
    "Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip.\n\n"
    "Excepteur sint occaecat cupidatat non proident, sunt in culpa qui officia deserunt.\n"
)


def test_text_that_says_nothing_of_a_document_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(_LOREM, encoding="utf-8")
    with pytest.raises(Unreadable, match="no parece un documento controlado"):
        read_document(path)


@pytest.mark.parametrize(
    "sign",
    ["Código: GD-PR-04", "ALCANCE", "Instructivo para el uso de la bodega", "Versión: 02"],
)
def test_one_sign_of_a_document_is_enough(sign: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{sign}\n\n{_LOREM}", encoding="utf-8")
    assert read_document(path).content["sections"]


def test_noise_is_told_from_text(tmp_path: Path) -> None:
    document = docx.Document()
    for at in range(40):
        document.add_paragraph(f"%{at * 7919:x}zq#&/ xk{at}w=¿¿ )({at * 31}qzx ÑÇ@kj_{at} ##q-w")
    path = tmp_path / "a.docx"
    document.save(str(path))
    with pytest.raises(Unreadable, match="no contiene palabras"):
        read_document(path)
