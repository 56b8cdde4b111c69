"""Staff screens: each role its lists, each change an event, evidence out of reach."""

from __future__ import annotations

from django.test import Client
from django.urls import NoReverseMatch, reverse

import pytest

from records.capture.judging import captured_formats
from records.checking import blocking_codes
from records.media_types import FORMATS
from records.models import Appointment, Entity, Office, Position, RecordEvent
from records.permissions import Role
from tests.factories import World, person
from tests.standing import standing

KEPT = ["entity", "offices", "successions", "positions", "appointments", "processes", "norms"]


@pytest.fixture
def world(db: None) -> World:
    world = standing(World)
    world.admin = person("ada.admin", Role.ADMINISTRATOR)
    world.auditor = person("aldo.audita", Role.AUDITOR)
    return world


@pytest.fixture
def admin(world: World, client: Client) -> Client:
    client.force_login(world.admin)
    return client


@pytest.mark.parametrize("name", [*KEPT, "register"])
def test_the_administrator_opens_every_list(admin: Client, name: str) -> None:
    assert admin.get(reverse(f"{name}:index")).status_code == 200


@pytest.mark.parametrize("name", [*KEPT[:-1], "register"])
def test_others_are_refused(world: World, client: Client, name: str) -> None:
    world.author.is_superuser = True  # the flag opens nothing here
    world.author.save()
    client.force_login(world.author)
    assert client.get(reverse(f"{name}:index")).status_code in (302, 404)


def test_an_office_made_in_the_form_is_in_the_register(admin: Client) -> None:
    answer = admin.post(reverse("offices:add"), {"code": "150", "name": "Oficina de Control"})
    assert answer.status_code == 302
    office = Office.objects.get(code="150")
    event = RecordEvent.objects.latest("seq")
    assert (event.action, event.subject_id) == ("reference.created", office.pk)


def test_reasons_come_back_beside_the_field(world: World, admin: Client) -> None:
    told = {"user": world.author.pk, "office": world.office.pk, "bond": "contractor", "act": "CPS"}
    told["position"] = Position.objects.first().pk
    answer = admin.post(reverse("appointments:add"), told)
    assert answer.status_code == 200
    assert "position" in answer.context["form"].errors
    assert not Appointment.objects.filter(act="CPS").exists()


@pytest.mark.parametrize("page", ["add", "edit", "delete", "copy"])
def test_the_register_has_no_address_that_changes_it(page: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"register:{page}", args=[] if page == "add" else [1])


@pytest.mark.parametrize("name", KEPT)
def test_reference_data_has_no_address_that_deletes_it(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"{name}:delete", args=[1])


ENTITY = {
    "name": "Gobernación de Prueba",
    "accent": "#0b4f5c",
    "code_template": "TT-Mn-Pn-nn",
    "urgent_hours": "48",
    "reminder_days": "1",
    "capture_formats": ["pdf", "png"],
    "capture_megabytes": "50",
}


def test_the_entity_chooses_what_holds_a_document_back(admin: Client) -> None:
    entity = Entity.current()
    address = reverse("entity:edit", args=[entity.pk])
    assert "checked" in admin.get(address).content.decode()
    answer = admin.post(address, {**ENTITY, "blocking_findings": ["record_without_rule"]})
    assert answer.status_code == 302
    assert blocking_codes(Entity.current()) == {"record_without_rule"}
    assert captured_formats() == ("pdf", "png")
    every = {**ENTITY, "capture_formats": list(FORMATS)}
    assert admin.post(address, every).status_code == 302
    assert Entity.current().capture_formats is None
    assert admin.post(address, {**ENTITY, "capture_formats": []}).status_code == 200


def test_a_crest_that_runs_code_is_refused(admin: Client) -> None:
    crest = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    address = reverse("entity:edit", args=[Entity.current().pk])
    answer = admin.post(address, {**ENTITY, "crest_svg": crest})
    assert answer.status_code == 200
    assert "crest_svg" in answer.context["form"].errors
    assert Entity.current().crest_svg == ""
