"""What is made of captured files apart: it waits, says so, is done in its turn, is made anew."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from records import due_tasks
from records.capture import tools, works
from records.capture.capturing import capture
from records.capture.units import Unit
from records.digests import sha256
from records.models import CaseFile, Component, Derivation, DocumentType, Record, RecordEvent
from records.sandbox import Unanswered
from records.storage import storage
from tests.factories import World, at
from tests.records.capture import hostile
from tests.records.capture.arriving import Arrived

Work, Outcome = Derivation.Work, Derivation.Outcome
PNG, PDF, DOCX = hostile.png(4, 4), hostile.pdf(), hostile.docx()


@pytest.fixture
def captured(world: World, case_file: CaseFile, arrived: Arrived) -> Record:
    files = [arrived("foto.png", PNG), arrived("oficio.pdf", PDF), arrived("acta.docx", DOCX)]
    one = Unit(tuple(files), "Oficio", date(2020, 2, 1), DocumentType.objects.get(name="Oficio"))
    return capture([one], case_file, by=world.author, at=at("2020-02-03"))[0]


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The tools that are installed: none, until a test adds one."""
    known: set[str] = set()
    monkeypatch.setattr(tools, "is_there", known.__contains__)
    return known


def outcomes(work: str) -> dict[str, str]:
    rows = Derivation.objects.filter(work=work).values_list("sha256", "outcome")
    names = {sha256(PNG): "png", sha256(PDF): "pdf", sha256(DOCX): "docx"}
    return {names[digest]: outcome for digest, outcome in rows}


def test_text_is_read_and_what_has_no_tool_waits_and_says_so(
    captured: Record, there: set[str]
) -> None:
    assert works.waits_since() == captured.components.earliest("created_at").created_at
    assert due_tasks.late(at("2020-02-04")) == ["captured"]
    told = due_tasks.run("captured", at=at("2020-02-04"))
    assert works.waits_since() is None
    assert told == "Se hicieron 2 trabajos sobre archivos capturados."
    assert outcomes(Work.TEXT) == {"pdf": "done", "docx": "done"}
    docx = captured.components.get(name="acta.docx")
    assert works.text_known_of(docx) == "Acta de la reunión"
    assert [(one.work, one.done) for one in works.states_of(docx)] == [
        ("búsqueda de virus", False),
        ("texto", True),
        ("copia en PDF/A", False),
    ]
    assert [one.sentence for one in works.states_of(docx) if not one.done] == [
        "Espera a ClamAV, que no está instalado o no tiene firmas de virus.",
        "Espera a LibreOffice, que no está instalado.",
    ]
    assert due_tasks.run("captured", at=at("2020-02-04")) is None


def test_work_goes_on_once_its_tool_appears(
    captured: Record, there: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    due_tasks.run("captured", at=at("2020-02-04"))
    there.add(tools.TESSERACT)
    monkeypatch.setattr(tools, "text_in_picture", lambda *_told: "Vía veredal")
    due_tasks.run("captured", at=at("2020-02-05"))
    assert outcomes(Work.OCR) == {"png": "done"}  # the PDF has words of its own
    assert works.text_known_of(captured.components.get(name="foto.png")) == "Vía veredal"


@pytest.mark.conformance("K05")
def test_a_copy_in_pdfa_is_a_further_file(
    captured: Record, there: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = hostile.pdf("Copia")

    def convert(path: Path, key: str, folder: Path) -> Path:
        assert (path.read_bytes(), key) == (DOCX, "docx")
        (folder / "x.pdf").write_bytes(made)
        return folder / "x.pdf"

    there.add(tools.LIBREOFFICE)
    monkeypatch.setattr(tools, "pdfa_of", convert)
    due_tasks.run("captured", at=at("2020-02-04"))
    original = captured.components.get(name="acta.docx")
    copy = captured.components.get(role=Component.Role.PDFA)
    assert (copy.source, copy.name, copy.media_type) == (original, "acta.pdf", "application/pdf")
    assert storage().read(copy.sha256) == made
    assert storage().read(original.sha256) == DOCX
    assert RecordEvent.objects.filter(action="record.converted").count() == 1
    works.forget()  # even then it is not made twice
    due_tasks.run("captured", at=at("2020-02-05"))
    assert captured.components.filter(role=Component.Role.PDFA).count() == 1


def test_what_a_tool_cannot_read_costs_no_other_its_turn(
    captured: Record, there: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, key: str) -> str:
        if key == "pdf":
            raise Unanswered("x", heavy=False)
        return "texto"

    monkeypatch.setattr(works, "text_of", refuse)
    due_tasks.run("captured", at=at("2020-02-04"))
    assert outcomes(Work.TEXT) == {"pdf": "failed", "docx": "done"}
    monkeypatch.undo()
    works.forget(work=Work.TEXT)
    monkeypatch.setattr(tools, "is_there", lambda _name: False)
    due_tasks.run("captured", at=at("2020-02-05"))
    assert outcomes(Work.TEXT) == {"pdf": "done", "docx": "done"}


def test_a_lost_file_is_told_and_the_others_go_on(captured: Record, there: set[str]) -> None:
    lost = captured.components.get(name="oficio.pdf")
    keep = storage()
    path = keep.path(lost.sha256)
    content = path.read_bytes()
    path.unlink()
    try:
        with pytest.raises(due_tasks.NotDone, match=lost.sha256[:12]):
            due_tasks.run("captured", at=at("2020-02-04"))
        assert outcomes(Work.TEXT) == {"docx": "done"}
    finally:
        keep.put(content)


def test_a_file_with_a_virus_is_neither_shown_nor_handed_out(
    world: World,
    client: Any,
    captured: Record,
    there: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there.add(tools.CLAMAV)

    def find(path: Path, folder: Path) -> str:
        return "Prueba.EICAR" if path.read_bytes() == PDF else ""

    monkeypatch.setattr(tools, "virus_in", find)
    due_tasks.run("captured", at=at("2020-02-04"))
    file = captured.components.get(name="oficio.pdf")
    clean = captured.components.get(name="foto.png")
    assert (works.is_infected(file), works.is_infected(clean)) == (True, False)
    assert RecordEvent.objects.filter(action="record.infected").count() == 1
    client.force_login(world.author)
    shown = client.get(f"/gestion/archivo/{captured.pk}/ver/{file.pk}/").content.decode()
    assert "Se encontró un virus" in shown
    assert "data:image" not in shown
    handed = client.get(f"/gestion/archivo/{captured.pk}/ficheros/{file.pk}/")
    assert handed.status_code == 302
    assert client.get(f"/gestion/archivo/{captured.pk}/ficheros/{clean.pk}/").status_code == 200


# --- with the programs themselves, where they are ---


@pytest.mark.skipif(not tools.is_there(tools.LIBREOFFICE), reason="falta LibreOffice")
@pytest.mark.conformance("K05")
def test_libreoffice_makes_a_pdfa(tmp_path: Path) -> None:
    source = tmp_path / "acta"
    source.write_bytes(hostile.docx())
    made = tools.pdfa_of(source, "docx", tmp_path).read_bytes()
    assert made.startswith(b"%PDF-")
    assert b"pdfaid:part" in made


@pytest.mark.skipif(not tools.is_there(tools.TESSERACT), reason="falta tesseract")
def test_tesseract_reads_a_scan(tmp_path: Path) -> None:
    source = tmp_path / "oficio"
    source.write_bytes(hostile.pdf("Oficio de prueba"))
    assert "Oficio de prueba" in tools.text_in_picture(source, "pdf", tmp_path)


def test_a_program_that_is_not_there_answers_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tools.found() == {"libreoffice": False, "tesseract": False, "clamav": False}
    with pytest.raises(Unanswered):
        tools.virus_in(tmp_path, tmp_path)
