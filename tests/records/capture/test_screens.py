"""The screen that captures, the frame that shows, and uploads that are refused on their way."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

import pytest

from records.models import CaseFile, DocumentType, Entity, Record, RecordEvent
from records.storage import LocalStorage
from records.viewsets import uploads
from tests.factories import World
from tests.records.capture import hostile


@pytest.fixture
def page(case_file: CaseFile) -> str:
    return reverse("capture_into", args=[case_file.pk])


@pytest.fixture
def kind(case_file: CaseFile) -> DocumentType:
    return DocumentType.objects.get(name="Oficio")


def sent(client: Client, page: str, *files: tuple[str, bytes], **told: Any) -> HttpResponse:
    told["files"] = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(page, told, headers={"accept": "application/json"})


def test_two_files_and_an_annex_are_captured(
    world: World, client: Client, page: str, kind: DocumentType
) -> None:
    client.force_login(world.author)
    answer = sent(
        client,
        page,
        ("oficio 12.pdf", hostile.pdf()),
        ("plano.png", hostile.png(4, 4)),
        ("nota.txt", b"Nota"),
        annex=["", "yes", ""],
        title=["Oficio 12", "", "Nota de la visita"],
        created_on=["2020-02-01", "", "2020-02-02"],
        document_type=[kind.pk, "", kind.pk],
    )
    assert answer.status_code == 200
    records = list(Record.objects.order_by("pk"))
    assert [(one.title, one.components.count()) for one in records] == [
        ("Oficio 12", 2),
        ("Nota de la visita", 1),
    ]
    assert answer.json() == {
        "address": reverse("case_files:inspect", args=[records[0].case_file_id])
    }


def test_errors_stand_in_the_row_of_their_file(
    world: World, client: Client, page: str, kind: DocumentType
) -> None:
    client.force_login(world.author)
    answer = sent(
        client,
        page,
        ("oficio.pdf", hostile.pdf()),
        ("anexo.zip", hostile.package({"a": "x"})),
        ("vacío.pdf", b""),
        annex=["", "yes", ""],
        title=["Oficio", "", "Vacío"],
        created_on=["2020-02-01", "", ""],
        document_type=[kind.pk, "", kind.pk],
    )
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert set(errors) == {"1.file", "2.created_on", "2.file"}
    assert errors["2.file"] == ["«vacío.pdf» está vacío."]
    assert not Record.objects.exists()


def test_without_a_script_all_files_are_told_alike(
    world: World, client: Client, page: str, kind: DocumentType
) -> None:
    client.force_login(world.author)
    told = {
        "files": [SimpleUploadedFile("acta_de_visita.pdf", hostile.pdf())],
        "all_created_on": "2020-02-01",
        "all_document_type": kind.pk,
    }
    answer = client.post(page, told)
    assert answer.status_code == 302
    assert Record.objects.get().title == "acta de visita"
    told["files"] = [SimpleUploadedFile("x.zip", hostile.package({"a": "x"}))]
    refused = client.post(page, told)
    assert refused.status_code == 422
    assert "es un archivo comprimido" in refused.content.decode()


def test_a_sheet_describes_them(
    world: World, client: Client, page: str, kind: DocumentType
) -> None:
    client.force_login(world.author)
    files = [("a.pdf", hostile.pdf()), ("b.pdf", hostile.pdf(pages=2))]
    sheet = "Archivo;Título;Fecha;Tipo documental\nb.pdf;Segundo;01/02/2020;oficio\n"
    lacking = sent(client, page, *files, sheet=SimpleUploadedFile("p.csv", sheet.encode()))
    assert lacking.status_code == 422
    assert [line[3] for line in lacking.json()["sheet"]] == [
        "«a.pdf» vino y la planilla no lo describe."
    ]
    assert not Record.objects.exists()
    whole = sheet + "a.pdf;Primero;2020-02-01;Oficio\n"
    answer = sent(client, page, *files, sheet=SimpleUploadedFile("p.csv", whole.encode()))
    assert answer.status_code == 200
    records = Record.objects.order_by("pk")
    assert [(one.title, one.pages, one.capture.way) for one in records] == [
        ("Segundo", 2, "sheet"),
        ("Primero", 1, "sheet"),
    ]


def test_what_is_wrong_with_a_file_of_a_sheet_names_its_line(
    world: World, client: Client, page: str, kind: DocumentType
) -> None:
    client.force_login(world.author)
    sheet = "Archivo,Título,Fecha,Tipo\na.pdf,Primero,2020-02-01,Oficio\n".encode()
    answer = sent(client, page, ("a.pdf", b"<html>"), sheet=SimpleUploadedFile("p.csv", sheet))
    assert [line[0] for line in answer.json()["sheet"]] == [2]


def test_who_keeps_no_case_file_of_that_office_finds_none(
    world: World, client: Client, page: str, case_file: CaseFile
) -> None:
    CaseFile.objects.update(access="public")
    client.force_login(world.stranger)
    assert client.get(page).status_code == 404
    assert sent(client, page, ("a.pdf", hostile.pdf())).status_code == 404
    assert case_file.code not in client.get(reverse("capture")).content.decode()
    client.force_login(world.author)
    assert case_file.code in client.get(reverse("capture")).content.decode()
    assert case_file.code in client.get(page).content.decode()


def test_a_forged_upload_is_refused(world: World, page: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.author)
    assert sent(client, page, ("a.pdf", hostile.pdf())).status_code == 403
    assert not Record.objects.exists()


class Endless(io.RawIOBase):
    """An upload that never ends; it counts what was read of it."""

    def __init__(self, head: bytes) -> None:
        self.head, self.taken = head, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        size = size if size > 0 else 65536
        piece, self.head = self.head[:size], self.head[size:]
        piece += b"x" * (size - len(piece))
        self.taken += len(piece)
        return piece


HEAD = (
    b"--mark\r\nContent-Disposition: form-data; name=files; filename=grande.pdf\r\n"
    b"Content-Type: application/pdf\r\n\r\n"
)


@pytest.mark.parametrize(
    ("announced", "most_taken"),
    [(4 * 1024**3, 0), (100 * 1024**2, 2 * 1024**2)],
    ids=["announced as 4 GB", "announced as less"],
)
def test_a_large_upload_is_refused_on_its_way(
    announced: int, most_taken: int, db: None, rf: RequestFactory
) -> None:
    Entity.objects.create(name="Entidad", capture_megabytes=1)
    stream = Endless(HEAD)
    form = "multipart/form-data; boundary=mark"
    request = rf.post("/", data=b"x", content_type=form, HTTP_ACCEPT="application/json")
    request.META["CONTENT_LENGTH"] = str(announced)
    request._stream = stream
    request._read_started = False

    @uploads.bounded
    def never(request: Any) -> HttpResponse:
        raise AssertionError("it got in")

    answer = never(request)
    assert answer.status_code == 413
    assert "MB" in answer.content.decode()
    assert stream.taken <= most_taken


def test_a_form_without_script_is_told_in_a_page(world: World, client: Client) -> None:
    """A working paper and what replaces a suppressed file are sent so: no raw JSON is shown."""
    Entity.objects.update_or_create(defaults={"name": "Entidad", "capture_megabytes": 1})
    client.force_login(world.archivist)
    large = SimpleUploadedFile("acta.pdf", b"%PDF-1.7 " + b"0" * 1024**2)
    answer = client.post(reverse("papers"), {"file": large, "expires_on": "2099-01-01"})
    assert answer.status_code == 413
    assert answer["Content-Type"].startswith("text/html")
    assert "«acta.pdf» pesa más de 1 MB." in answer.content.decode()


# --- the frame ---


@pytest.fixture
def captured(world: World, client: Client, page: str, kind: DocumentType) -> Record:
    client.force_login(world.author)
    sent(
        client,
        page,
        ("oficio.pdf", hostile.scripted_pdf()),
        ("correo.eml", hostile.message(**{"plano.pdf": hostile.pdf()})),
        ("nota.txt", b"Nota: <script>alert(1)</script>"),
        ("acta.docx", hostile.docx()),
        annex=["", "yes", "yes", "yes"],
        title=["Oficio"] * 4,
        created_on=["2020-02-01"] * 4,
        document_type=[kind.pk] * 4,
    )
    return Record.objects.get()


def frame(record: Record, name: str) -> str:
    file = record.components.get(name=name)
    return reverse("record_file_shown", args=[record.pk, file.pk])


@pytest.mark.conformance("B04")
def test_files_are_shown_without_anything_of_theirs_running(
    client: Client, captured: Record
) -> None:
    pdf = client.get(frame(captured, "oficio.pdf"))
    policy = pdf["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-same-origin" in policy
    assert "script" not in policy
    assert pdf["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in pdf["Cache-Control"]
    assert "data:image/png;base64," in pdf.content.decode()
    assert b"JavaScript" not in pdf.content
    mail = client.get(frame(captured, "correo.eml")).content.decode()
    assert "Petición sobre la vía veredal" in mail
    assert "Marta Ruiz &lt;marta@ciudadana.example&gt;" in mail
    assert "plano.pdf" in mail
    text = client.get(frame(captured, "nota.txt")).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script" not in text
    assert "Acta de la reunión" in client.get(frame(captured, "acta.docx")).content.decode()


def test_the_page_of_the_record_shows_its_files(
    client: Client, captured: Record, case_file: CaseFile
) -> None:
    address = reverse("records:inspect", args=[captured.pk])
    html = client.get(address).content.decode()
    assert f'src="{frame(captured, "oficio.pdf")}"' in html
    assert 'sandbox="allow-same-origin"' in html
    assert "contiene JavaScript" in html
    file = captured.components.get(name="nota.txt")
    asked = client.get(f"{address}?ver={file.pk}").content.decode()
    assert f'src="{frame(captured, "nota.txt")}"' in asked


def test_nobody_else_sees_a_restricted_file_or_what_was_read_out_of_it(
    world: World, client: Client, captured: Record
) -> None:
    client.force_login(world.stranger)
    assert client.get(frame(captured, "nota.txt")).status_code == 404
    assert client.get(reverse("records:inspect", args=[captured.pk])).status_code == 404


def test_readings_of_what_is_restricted_are_events(
    world: World, client: Client, captured: Record
) -> None:
    address = frame(captured, "nota.txt")
    for _again in range(3):
        client.get(address)
    readings = RecordEvent.objects.filter(action="record.read", subject_id=captured.pk)
    assert [one.actor for one in readings] == [world.author]
    file = captured.components.get(name="oficio.pdf")
    client.get(reverse("records:file", args=[captured.pk, file.pk]))
    assert readings.all().count() == 2
    client.force_login(world.archivist)
    client.get(address)
    assert readings.all().count() == 3
    CaseFile.objects.update(access="public")
    Record.objects.update(access="public")
    client.get(frame(captured, "acta.docx"))
    assert readings.all().count() == 3


def test_a_lost_file_is_told_in_the_frame(
    client: Client, captured: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LocalStorage, "path", lambda self, digest: Path("/nowhere"))
    text = client.get(frame(captured, "nota.txt")).content.decode()
    assert "falta en el almacén" in text
