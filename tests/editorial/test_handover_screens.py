"""The hand-over of a post on the screen: begun, looked through, signed by both, kept."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

import pytest

from records.case_files.entrusting import entrust
from records.models import CaseFile, FilledFormat
from records.models.organization import Bond
from records.permissions import Role
from retention.models import PostHandover
from tests.factories import PASSWORD, person
from tests.retention.inventories.archive import Archive

pytestmark = pytest.mark.django_db
HOME = "/gestion/entregas/"


@pytest.fixture
def leaving(world):
    """Ana's appointment ends next week, with a case file under her charge and a draft."""
    held = world.author.appointments.get()
    held.valid_to = timezone.localdate() + timedelta(days=7)
    held.save()
    one = Archive(world).case_file("Contrato en curso")
    entrust([one], held, by=world.archivist, at=timezone.now())
    world.page()
    return held


def told(leaving, world, **changes):
    given = {
        "appointment": leaving.pk,
        "receiver": world.reviewer.appointments.get().pk,
        "cause": "retirement",
        "place": "Villa Nueva",
        "series": "130.02.03",
        "remarks": "La llave está en el cajón.",
    }
    return given | changes


def test_a_post_is_handed_over_from_the_warning_to_the_record(enter, world, leaving):
    author, reviewer = enter(world.author), enter(world.reviewer)
    page = author.get(HOME).content.decode()
    assert "Sin entrega" in page
    assert f"termina el {leaving.valid_to:%Y-%m-%d}" in page
    assert "Sin entrega" not in reviewer.get(HOME).content.decode()
    wrong = author.post(f"{HOME}nueva/", told(leaving, world, receiver=leaving.pk))
    assert wrong.status_code == 422
    assert "El cargo lo recibe otra persona." in wrong.content.decode()
    begun = author.post(f"{HOME}nueva/", told(leaving, world))
    handover = PostHandover.objects.get()
    address = f"{HOME}{handover.pk}/"
    assert begun["Location"] == address
    again = author.post(f"{HOME}nueva/", told(leaving, world))
    assert again.status_code == 409
    page = author.get(address).content.decode()
    assert "1 expediente a su cargo" in page
    assert "Documento en borrador" in page
    assert "Publicar datos abiertos" in page
    assert "La revisé" not in page
    page = reviewer.get(address).content.decode()
    assert "La revisé" in page
    assert "Firmar y enviar" not in page
    reviewer.post(address, {"action": "observe", "text": "Falta la carpeta 3."})
    author.post(address, {"action": "remark", "text": "La llave la tiene Dora."})
    refused = author.post(address, {"action": "sign", "password": "otra"})
    assert refused.status_code == 422
    assert not FilledFormat.objects.exists()
    signed = author.post(address, {"action": "sign", "password": PASSWORD})
    filled = FilledFormat.objects.get()
    assert signed["Location"] == f"/gestion/formatos/diligenciado/{filled.pk}/"
    assert "Recibe" in reviewer.get("/gestion/firmas/").content.decode()
    page = reviewer.get(signed["Location"]).content.decode()
    for words in ("Falta la carpeta 3.", "La llave la tiene Dora.", "FUID-", "Recibo lo que"):
        assert words in page
    answer = reviewer.post(
        signed["Location"],
        {
            "action": "sign",
            "password": PASSWORD,
            "place": 1,
            "content_sha256": filled.content_sha256,
        },
    )
    assert answer.status_code == 302
    filled.refresh_from_db()
    number = str(filled.completion.number)
    assert number in author.get(address).content.decode()
    page = author.get(HOME).content.decode()
    assert number in page
    assert "Sin entrega" not in page
    assert enter(world.stranger).get(address).status_code == 404


def test_what_was_given_back_is_drawn_up_again(enter, world, leaving):
    author, reviewer = enter(world.author), enter(world.reviewer)
    author.post(f"{HOME}nueva/", told(leaving, world))
    address = f"{HOME}{PostHandover.objects.get().pk}/"
    first = author.post(address, {"action": "sign", "password": PASSWORD})["Location"]
    filled = FilledFormat.objects.get()
    reviewer.post(
        first,
        {
            "action": "return",
            "reason": "Falta un expediente",
            "password": PASSWORD,
            "place": 1,
            "content_sha256": filled.content_sha256,
        },
    )
    page = author.get(address).content.decode()
    assert "Falta un expediente" in page
    assert "Firmar y enviar a quien recibe" in page
    assert author.post(address, {"action": "sign", "password": PASSWORD}).status_code == 302
    assert FilledFormat.objects.count() == 2


def test_who_only_reads_begins_nothing_of_others(enter, world, leaving):
    stranger = enter(world.stranger)
    answer = stranger.post(f"{HOME}nueva/", told(leaving, world))
    assert answer.status_code == 422
    assert not PostHandover.objects.exists()
    assert CaseFile.objects.get().responsible == leaving


def test_who_has_one_post_finds_it_chosen_a_contractor_too(enter, world):
    """A contract is no position, and still what is handed over."""
    who = person("clara.cps", Role.EDITOR, world.office, bond=Bond.CONTRACTOR)
    for user in (world.author, who):
        form = enter(user).get(f"{HOME}nueva/").context["form"]
        assert form["appointment"].value() == str(user.appointments.get().pk)
