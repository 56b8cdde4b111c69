"""Inventories on the screen: asked for, looked at, downloaded, kept; to each what they may know."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from django.utils import timezone

import pytest
from openpyxl import load_workbook

from records.models import AccessLevel, CaseFile, RecordEvent
from records.permissions import Role
from retention.inventories import paper
from retention.models import Inventory, InventoryPublication
from tests.factories import person
from tests.retention.inventories.archive import Archive

pytestmark = [pytest.mark.django_db, pytest.mark.conformance("C21")]
HOME = "/gestion/inventarios/"
ASKED = {"purpose": "office", "profile": "2024"}


@pytest.fixture
def archive(world):
    made = Archive(world)
    made.record(made.case_file("Contrato abierto"), "2026-02-01")
    made.case_file("Reservado ajeno", series=made.other_series, access=AccessLevel.RESERVED)
    return made


def csv_rows(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def cells(answer) -> list[str]:
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]


def test_what_is_asked_is_shown_and_goes_out_in_three_files(enter, archive):
    client = enter(archive.world.author)
    page = client.get(HOME).content.decode()
    assert "Un inventario conservado queda aquí" in page
    page = client.get(HOME, ASKED).content.decode()
    assert "1 expediente" in page
    assert "Contrato abierto" in page
    assert "Reservado ajeno" not in page
    rows = csv_rows(client.get(f"{HOME}inventario.csv", ASKED))
    assert [row[3].partition(" · ")[2] for row in rows[1:]] == ["Contrato abierto"]
    answer = client.get(f"{HOME}inventario.xlsx", ASKED)
    told = cells(answer)
    assert any("Contrato abierto" in one for one in told)
    assert not any("Reservado" in one for one in told)
    answer = client.get(f"{HOME}inventario.pdf", ASKED)
    assert answer.content.startswith(b"%PDF")
    assert not RecordEvent.objects.filter(action="inventory.taken").exists()
    assert client.get(f"{HOME}inventario.doc", ASKED).status_code == 404


def test_restricted_case_files_go_out_with_a_trace(enter, archive):
    client = enter(archive.world.archivist)
    assert "trazabilidad" in client.get(HOME, ASKED).content.decode()
    rows = csv_rows(client.get(f"{HOME}inventario.csv", ASKED))
    assert len(rows) == 3
    event = RecordEvent.objects.get(action="inventory.taken")
    assert (event.actor_id, event.facts["restricted"]) == (archive.world.archivist.pk, 1)


def test_the_public_form_tells_of_nobody(enter, archive):
    client = enter(archive.world.archivist)
    asked = {**ASKED, "public": "on"}
    rows = csv_rows(client.get(f"{HOME}inventario.csv", asked))
    assert "Contrato abierto" not in str(rows)
    assert len(rows) == 2
    assert "Contrato abierto" not in client.get(HOME, asked).content.decode()


def test_one_is_kept_and_stays_as_it_was(enter, archive):
    client = enter(archive.world.author)
    answer = client.post(f"{HOME}conservar/", ASKED)
    kept = Inventory.objects.get()
    address = f"{HOME}conservados/{kept.pk}/"
    assert answer["Location"] == address
    CaseFile.objects.update(title="Cambiado")
    page = client.get(address).content.decode()
    assert "Contrato abierto" in page
    assert "Cambiado" not in page
    assert "Contrato abierto" in str(csv_rows(client.get(f"{address}inventario.csv")))
    assert client.get(f"{address}inventario.pdf").content.startswith(b"%PDF")
    workbook = client.get(f"{address}inventario.xlsx")
    assert "Contrato abierto" in str(cells(workbook))
    assert client.get(f"{address}inventario.doc").status_code == 404
    assert str(kept) in client.get(f"{HOME}conservados/").content.decode()


def test_a_kept_one_with_restricted_case_files_is_read_by_few_and_with_a_trace(enter, archive):
    client = enter(archive.world.archivist)
    client.post(f"{HOME}conservar/", ASKED)
    kept = Inventory.objects.get()
    address = f"{HOME}conservados/{kept.pk}/"
    b"".join(client.get(f"{address}inventario.csv").streaming_content)
    assert RecordEvent.objects.filter(action="inventory.taken").count() == 1
    other = enter(archive.world.author)
    assert other.get(address).status_code == 404
    assert other.get(f"{address}inventario.csv").status_code == 404
    assert str(kept) not in other.get(f"{HOME}conservados/").content.decode()


def test_what_cannot_be_is_said_and_nothing_is_kept(enter, archive):
    client = enter(archive.world.author)
    wrong = {**ASKED, "opened_from": "2026-02-01", "opened_until": "2026-01-01"}
    assert "Termina antes de empezar" in client.get(HOME, wrong).content.decode()
    answer = client.post(f"{HOME}conservar/", {**ASKED, "box": "no hay"})
    assert answer.status_code == 422
    assert "no hay qué conservar" in answer.content.decode()
    assert client.get(f"{HOME}inventario.csv", {"purpose": "x"}).status_code == 404
    assert not Inventory.objects.exists()
    reader = enter(person("lucia", Role.READER))
    assert "Conservar inventario" not in reader.get(HOME, ASKED).content.decode()
    assert reader.post(f"{HOME}conservar/", ASKED).status_code in (403, 422)


def test_a_pdf_of_too_much_is_refused_in_words(enter, archive, monkeypatch):
    monkeypatch.setattr(paper, "MOST", 0)
    client = enter(archive.world.author)
    answer = client.get(f"{HOME}inventario.pdf", ASKED, follow=True)
    assert "Un PDF contiene máximo 0 expedientes" in answer.content.decode()


def test_a_pdf_that_cannot_be_drawn_is_said(enter, archive, settings):
    settings.RECORDS_RENDERER = "tests.editorial.rendering.BrokenRenderer"
    answer = enter(archive.world.author).get(f"{HOME}inventario.pdf", ASKED, follow=True)
    assert "falta una letra" in answer.content.decode()


def test_what_was_found_is_entrusted_to_somebody(enter, archive, monkeypatch):
    world = archive.world
    to = world.author.appointments.get()
    page = enter(world.author).get(HOME, ASKED).content.decode()
    assert "Asignar estos expedientes" not in page
    client = enter(world.approver)
    assert "Asignar estos expedientes" in client.get(HOME, ASKED).content.decode()
    answer = client.post(f"{HOME}responsable/", {**ASKED, "to": to.pk})
    assert answer.status_code == 302
    assert "to=" not in answer["Location"]
    assert [one.title for one in CaseFile.objects.filter(responsible=to)] == ["Contrato abierto"]
    assert "Ana Autora" in client.get(HOME).content.decode()
    refused = enter(world.archivist).post(f"{HOME}responsable/", {**ASKED, "to": to.pk})
    assert refused.status_code == 422  # one of them is of another office
    assert "es de una dependencia distinta" in refused.content.decode()
    monkeypatch.setattr("editorial.inventories.screens.MOST_AT_ONCE", 0)
    many = client.post(f"{HOME}responsable/", {**ASKED, "to": ""})
    assert "Máximo 0 expedientes a la vez" in many.content.decode()


def test_the_home_warns_of_a_post_that_ends(enter, world):
    assert "sin entrega" not in enter(world.author).get("/gestion/").content.decode()
    held = world.author.appointments.get()
    held.valid_to = timezone.localdate() + timedelta(days=3)
    held.save()
    page = enter(world.author).get("/gestion/").content.decode()
    assert "1 cargo termina o terminó sin entrega." in page
    assert "sin entrega" not in enter(world.stranger).get("/gestion/").content.decode()


def test_the_archive_publishes_the_public_form_and_nobody_else_does(enter, archive):
    client = enter(archive.world.archivist)
    client.post(f"{HOME}conservar/", {**ASKED, "public": "on"})
    kept = Inventory.objects.get()
    address = f"{HOME}conservados/{kept.pk}/"
    assert "Publicar en el portal" in client.get(address).content.decode()
    other = enter(archive.world.author)
    assert "Publicar en el portal" not in other.get(address).content.decode()
    other.post(f"{address}publicar/")
    assert not InventoryPublication.objects.exists()
    assert client.get(f"{address}publicar/").status_code == 405
    page = client.post(f"{address}publicar/", follow=True).content.decode()
    assert f"{kept} quedó publicado" in page
    assert f'href="/inventarios/{kept}/"' in page
    assert "Publicar en el portal" not in page
    again = client.post(f"{address}publicar/", follow=True).content.decode()
    assert "ya está publicado" in again
