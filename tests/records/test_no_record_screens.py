"""The screens of what is not a record: each for who may, and nobody else finds anything there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve, reverse

import pytest

from records import due_tasks
from records.capture.capturing import capture
from records.capture.judging import captured_formats
from records.capture.units import Unit
from records.case_files.correcting import remove
from records.models import CaseFile, DocumentType, Entity, Record, Suppression, WorkingPaper
from records.no_record import quarantine
from records.no_record.suppressing import Ordered, order_suppression
from records.permissions import Role
from records.storage import storage
from tests.factories import World, at, person
from tests.records.capture import hostile
from tests.records.capture.arriving import Arrived, arrived, case_file, world

__all__ = ["arrived", "case_file", "world"]


@pytest.fixture
def record(world: World, case_file: CaseFile, arrived: Arrived) -> Record:
    files = (arrived("oficio.pdf", hostile.pdf()), arrived("datos.txt", b"Cedula 123"))
    one = Unit(files, "Oficio", date(2020, 2, 1), DocumentType.objects.get(name="Oficio"))
    return capture([one], case_file, by=world.author, at=at("2020-02-03"))[0]


def test_what_was_taken_out_is_listed_and_given_back(
    world: World, client: Client, record: Record
) -> None:
    removal = remove(record, reason="Otro asunto.", by=world.archivist, at=at("2020-02-04"))
    client.force_login(world.archivist)
    assert "En cuarentena" in client.get(reverse("quarantine:index")).content.decode()
    page = client.get(reverse("quarantine:inspect", args=[removal.pk])).content.decode()
    assert "Otro asunto." in page
    client.post(reverse("quarantine:give_back", args=[removal.pk]), {"reason": "Sí era."})
    assert not quarantine.in_quarantine().exists()
    assert "Volvió" in client.get(reverse("quarantine:index")).content.decode()


def test_a_file_is_suppressed_by_two_on_the_screen(
    world: World, client: Client, record: Record
) -> None:
    file = record.components.get(name="datos.txt")
    told: dict[str, Any] = {
        "ground": "judicial",
        "component": file.pk,
        "what": "El número de cédula",
        "reason": "Lo ordena la sentencia.",
        "authority": "Juzgado Segundo",
        "order": "Sentencia 12 de 2020",
        "ordered_on": "",
    }
    client.force_login(world.archivist)
    address = reverse("suppressions:order", args=[record.pk])
    refused = client.post(address, told)
    assert refused.status_code == 422
    assert "Diga cuándo se ordenó." in refused.content.decode()
    redacted = SimpleUploadedFile("sin datos.txt", b"Cedula (suprimida)")
    told |= {"ordered_on": "2020-02-04", "replacement": redacted}
    assert client.post(address, told).status_code == 302
    order = Suppression.objects.get()
    confirm = reverse("suppressions:confirm", args=[order.pk])
    client.post(confirm)
    assert not hasattr(Suppression.objects.get(), "confirmation")
    client.force_login(person("sara.segunda", Role.ADMINISTRATOR))
    page = client.get(reverse("suppressions:inspect", args=[order.pk])).content.decode()
    assert "Confirmar la supresión" in page
    client.post(confirm)
    shown = client.get(reverse("records:inspect", args=[record.pk])).content.decode()
    assert "sin datos.txt" in shown
    assert ">datos.txt<" not in shown
    due_tasks.run("suppressed", at=at("2020-02-07"))
    assert not storage().exists(file.sha256)
    page = client.get(reverse("suppressions:inspect", args=[order.pk])).content.decode()
    assert "Suprimido y borrado" in page


def test_an_order_is_refused_on_its_page(world: World, client: Client, record: Record) -> None:
    file = record.components.get(name="datos.txt")
    told = Ordered(
        ground="holder",
        what="El número de cédula",
        reason="Lo pide el titular.",
        component=file,
        authority="El titular",
        order="Reclamo 7",
        ordered_on=date(2020, 2, 4),
    )
    order = order_suppression(record, told, by=world.archivist, at=at("2020-02-05"))
    page, refuse = (reverse(f"suppressions:{n}", args=[order.pk]) for n in ("inspect", "refuse"))
    client.force_login(world.archivist)
    assert "Retirar la orden" in client.get(page).content.decode()
    client.force_login(person("sara.segunda", Role.ADMINISTRATOR))
    assert "Negar la orden" in client.get(page).content.decode()
    client.post(refuse, {"reason": ""})
    assert not hasattr(Suppression.objects.get(), "refusal")
    client.post(refuse, {"reason": "El dato es público."})
    shown = client.get(page).content.decode()
    assert "Fue negada: no se suprime nada" in shown
    assert "El dato es público." in shown
    assert "Confirmar la supresión" not in shown
    listed = client.get(reverse("suppressions:index")).content.decode()
    assert "Negada" in listed
    offered = client.get(reverse("suppressions:order", args=[record.pk])).content.decode()
    assert f'<option value="{file.pk}">' in offered


def test_nobody_else_gets_there(world: World, client: Client, record: Record) -> None:
    removal = remove(record, reason="Error.", by=world.archivist, at=at("2020-02-04"))
    client.force_login(world.author)
    gets = [
        reverse("quarantine:index"),
        reverse("quarantine:inspect", args=[removal.pk]),
        reverse("suppressions:index"),
        reverse("suppressions:order", args=[record.pk]),
    ]
    for address in gets:
        answer = client.get(address)
        assert answer.status_code in (302, 403, 404)
        assert "Oficio" not in answer.content.decode()
    client.post(reverse("quarantine:give_back", args=[removal.pk]), {"reason": "x"})
    assert quarantine.is_in_quarantine(record)


def test_working_papers_are_ones_own(world: World, client: Client) -> None:
    client.force_login(world.author)
    told = {"title": "Ideas", "expires_on": "2100-01-01"}
    refused = client.post(
        reverse("papers"), {**told, "file": SimpleUploadedFile("ideas.txt", b"Ideas")}
    )
    assert refused.status_code == 422
    told["expires_on"] = ""
    page = client.get(reverse("papers")).content.decode()
    assert "Documentos de trabajo" in page
    proposed = page.partition('name="expires_on" value="')[2][:10]
    kept = {**told, "expires_on": proposed, "file": SimpleUploadedFile("ideas.txt", b"Ideas")}
    assert client.post(reverse("papers"), kept).status_code == 302
    paper = WorkingPaper.objects.get()
    assert client.get(reverse("paper_file", args=[paper.pk])).content == b"Ideas"
    client.force_login(world.archivist)
    assert client.get(reverse("paper_file", args=[paper.pk])).status_code == 404
    assert client.post(reverse("paper_discard", args=[paper.pk])).status_code == 404
    assert "Ideas" not in client.get(reverse("papers")).content.decode()
    client.force_login(world.author)
    client.post(reverse("paper_discard", args=[paper.pk]))
    assert not WorkingPaper.objects.exists()


@pytest.mark.parametrize("name", ["capture_into", "suppressions:order", "papers"])
def test_the_token_is_asked_after_the_size(name: str, db: None) -> None:
    """Else the middleware reads a whole upload before anybody may refuse it."""
    address = reverse(name, args=[] if name == "papers" else [1])
    assert getattr(resolve(address).func, "csrf_exempt", False)


@pytest.mark.parametrize("name", ["suppressions:order", "papers"])
def test_a_forged_upload_is_refused(name: str, world: World, record: Record) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.archivist)
    address = reverse(name, args=[] if name == "papers" else [record.pk])
    assert client.post(address, {"title": "x"}).status_code == 403


def test_the_entity_chooses_its_formats(admin: Client, world: World) -> None:
    entity = Entity.objects.get()
    address = reverse("entity:edit", args=[entity.pk])
    page = admin.get(address).content.decode()
    assert 'name="capture_formats"' in page
    assert len(captured_formats()) > 10
