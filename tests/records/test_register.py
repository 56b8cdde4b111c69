"""The register as a person reads it: words, filters, and no query for each row."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

import pytest

from records.event_words import FACTS, facts_of, names_of
from records.events import act
from records.models import EventDetail, Office, Position, RecordEvent
from records.organization import register
from records.permissions import Role
from records.restricting import restrict
from tests.factories import World, at, person
from tests.grounds import grounds

NOW = at("2026-02-03")
INDEX = "register:index"


@pytest.fixture
def auditor(world: World, client: Client) -> Client:
    client.force_login(person("aldo.audita", Role.AUDITOR))
    return client


def test_an_event_is_named_in_words(world: World) -> None:
    world.issue()
    with translation.override("es"):
        event = RecordEvent.objects.get(action="version.issued")
        assert str(event) == f"{event.seq} · Versión expedida"


def test_the_list_says_who_did_what_to_what(world: World, auditor: Client) -> None:
    world.issue()
    page = auditor.get(reverse(INDEX)).content.decode()
    assert "Versión firmada" in page
    assert world.reviewer.get_full_name() in page
    assert "Versión: PR-M2-P6-01 (1)" in page
    assert "version.signed" not in re.sub(r'value="[^"]*"', "", page)


def test_the_list_does_not_ask_once_a_row(world: World, auditor: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert auditor.get(reverse(INDEX)).status_code == 200
        return len(queries)

    admin = person("ada.admin", Role.ADMINISTRATOR)

    def more(first: int) -> None:
        for number in range(first, first + 8):
            office = Office(code=f"9{number}", name="Oficina")
            register(office, by=admin, at=NOW)
            register(Position(name="Líder", office=office), by=admin, at=NOW)

    more(0)
    asked()
    few = asked()
    more(10)
    assert asked() <= few  # the world's own events leave the first page


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({"action": "version.issued"}, {"version.issued"}),
        (
            {"action": ["version.issued", "record.filed"]},
            {"version.issued", "record.filed"},
        ),
        ({"subject_type": "records.record"}, {"record.filed"}),
        ({"at_from": "2020-02-04"}, set()),
        (
            {"at_from": "2020-02-03", "at_to": "2020-02-03", "action": "record.filed"},
            {"record.filed"},
        ),
    ],
)
def test_filters_narrow_by_kind_and_date(
    world: World, auditor: Client, question: dict[str, Any], found: set[str]
) -> None:
    world.issue(day="2020-02-03")
    shown = auditor.get(reverse(INDEX), question).context["object_list"]
    assert {event.action for event in shown} == found


def test_filters_narrow_by_person(world: World, auditor: Client) -> None:
    world.issue()
    answer = auditor.get(reverse(INDEX), {"actor": world.reviewer.pk})
    assert {event.actor for event in answer.context["object_list"]} == {world.reviewer}
    assert world.reviewer.get_full_name() in answer.content.decode()


@pytest.mark.conformance("S04")
def test_the_detail_is_read_in_words(world: World, auditor: Client) -> None:
    issuance = world.issue()
    restrict(
        issuance.document,
        "reserved",
        grounds("Trae datos de menores."),
        by=world.archivist,
        at=NOW,
    )
    event = RecordEvent.objects.latest("seq")
    page = auditor.get(reverse("register:inspect", args=[event.pk])).content.decode()
    for words in ("Acceso cambiado", "pública", "reservada", "Trae datos de menores."):
        assert words in page
    assert event.sha256 in page


def test_an_erased_detail_is_said(world: World) -> None:
    with act(by=world.archivist, at=NOW) as log:
        log.record("document.tagged", world.office, detail={"added": ["uno"]})
    event = RecordEvent.objects.latest("seq")
    assert ("uno") in dict(facts_of(event)).values()
    EventDetail.objects.filter(event=event).update(salt=None, payload=None)
    with translation.override("es"):
        erased = dict(facts_of(RecordEvent.objects.get(pk=event.pk)))
    assert erased == {"Detalle": "Se borró por una eliminación legal; queda su huella."}


def test_what_is_gone_or_unknown_keeps_its_number(world: World) -> None:
    unknown = RecordEvent(subject_type="no.such", subject_id=7)
    gone = RecordEvent(subject_type="records.office", subject_id=10**9)
    with translation.override("es"):
        names = names_of([unknown, gone])
    assert names["no.such", 7] == "no.such: N.º 7"
    assert names["records.office", 10**9] == f"Oficina productora: N.º {10**9}"


def test_every_fact_that_the_demo_of_a_document_records_has_a_label(world: World) -> None:
    world.issue()
    facts = {name for event in RecordEvent.objects.all() for name in event.facts}
    assert facts - set(FACTS) == set()


def test_the_export_is_in_words(world: World, auditor: Client) -> None:
    world.issue()
    text = auditor.get(reverse(INDEX), {"export": "csv"}).getvalue().decode()
    assert "Acción" in text.splitlines()[0]
    assert "Versión firmada" in text
