"""Authorised departures: who authorises, from what, until when, and who sees them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

import pytest
import time_machine

from records import departures
from records.exceptions import Conflict, NotAllowed
from records.models import Departure, Issuance
from records.permissions import Role
from tests.factories import PASSWORD, World, at, person

pytestmark = pytest.mark.django_db
TODAY = "2020-03-02"


@pytest.fixture
def issued(world: World) -> Issuance:
    return world.issue()


def authorise(issued: Issuance, by: Any, **told: Any) -> Departure:
    activity = next(iter(departures.activities_of(issued)))
    return departures.authorise_departure(
        issued,
        **{
            "activity": activity,
            "instead": "Se envía el informe sin acta.",
            "reason": "No hay comité este mes.",
            "asked_by": "Líder de datos",
            "since": date(2020, 3, 2),
            "until": date(2020, 3, 31),
            "by": by,
            "at": at(TODAY),
            **told,
        },
    )


def state(departure: Departure, day: str) -> str:
    found = Departure.objects.with_state(date.fromisoformat(day)).get(pk=departure.pk)
    return str(found.state)


def codes(refusal: pytest.ExceptionInfo[NotAllowed]) -> set[str]:
    return {reason.code for reason in refusal.value.reasons}


def test_a_departure_runs_its_time_or_ends_before(world: World, issued: Issuance) -> None:
    departure = authorise(issued, world.approver, since=date(2020, 3, 4))
    assert departure.activity_text == "1. Levantar el acta del inventario."
    assert departure.position == "Secretaria de las TIC"
    told = {day: state(departure, day) for day in ("2020-03-03", "2020-03-31", "2020-04-01")}
    assert list(told.values()) == ["coming", "open", "expired"]
    assert list(departures.open_departures(issued.document, date(2020, 3, 3))) == [departure]
    departures.end_departure(
        departure, reason="Ya hay comité.", by=world.approver, at=at("2020-03-10")
    )
    assert state(departure, "2020-03-09") == "open"
    assert state(departure, "2020-03-10") == "ended"
    assert not departures.open_departures(issued.document, date(2020, 3, 10)).exists()
    departure.refresh_from_db()
    with pytest.raises(Conflict):
        departures.end_departure(
            departure, reason="Otra vez.", by=world.approver, at=at("2020-03-11")
        )


def test_every_reason_against_it_at_once(world: World, issued: Issuance) -> None:
    with pytest.raises(NotAllowed) as refusal:
        authorise(
            issued,
            world.author,
            activity="otra",
            instead=" ",
            reason="",
            asked_by="",
            since=date(2020, 3, 1),
            until=date(2020, 2, 1),
        )
    assert codes(refusal) == {
        "no_role",
        "no_activity",
        "no_instead",
        "no_reason",
        "no_asker",
        "since_past",
        "until_before",
    }
    world.issue(issued.document, day="2020-02-20")
    with pytest.raises(NotAllowed) as refusal:
        authorise(issued, world.approver)
    assert codes(refusal) == {"not_in_force"}
    assert not Departure.objects.exists()


def test_who_sees_it(world: World, issued: Issuance) -> None:
    departure = authorise(issued, world.approver)
    control = person("ines.control", Role.AUDITOR)
    for user in (world.reviewer, control):
        assert departure in Departure.objects.visible_to(user)
    for user in (world.stranger, AnonymousUser()):
        assert departure not in Departure.objects.visible_to(user)


def test_from_the_version_to_the_list_of_internal_control(
    world: World, issued: Issuance, client: Client
) -> None:
    activity = next(iter(departures.activities_of(issued)))
    address = reverse("authorise_departure", args=[issued.pk])
    told = {
        "activity": activity,
        "instead": "Sin acta.",
        "reason": "No hay comité.",
        "asked_by": "Líder de datos",
        "since": TODAY,
        "until": "2020-03-31",
        "password": PASSWORD,
    }
    with time_machine.travel(at(TODAY)):
        client.force_login(world.approver)
        wrong = client.post(address, {**told, "until": "2020-03-01"})
        assert "until" in wrong.context["form"].errors
        assert client.post(address, told).status_code == 302
        client.force_login(world.stranger)
        departure = Departure.objects.get()
        inspect = reverse("departures:inspect", args=[departure.pk])
        assert client.get(inspect).status_code == 404
        assert client.get(address).status_code == 404
        client.force_login(person("ines.control", Role.AUDITOR))
        listed = client.get(reverse("departures:index") + "?state=open").content.decode()
        assert "Levantar el acta" in listed
        assert (
            "Levantar"
            not in client.get(reverse("departures:index") + "?state=expired").content.decode()
        )
        exported = client.get(reverse("departures:index") + "?export=csv")
        assert b"No hay comit" in b"".join(exported.streaming_content)
        client.force_login(world.approver)
        end = reverse("departures:end", args=[departure.pk])
        assert client.post(end, {"reason": "Ya hay comité."}).status_code == 302
        assert "Terminó" in client.get(inspect).content.decode()
        client.logout()
        assert "Sin acta" not in client.get("/documentos/PR-M2-P6-01/").content.decode()
