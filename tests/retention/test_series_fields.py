"""What a series asks of its case files besides: defined, answered, searched, exported (M01)."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.test import Client
from django.urls import reverse

import pytest

from records.models import CaseFile, RecordEvent
from tests.factories import World
from tests.records.case_files.files import opened
from tests.retention.test_case_file_screens import shown, words
from tests.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return standing(World)


@pytest.mark.conformance("M01")
def test_the_archive_asks_more_of_a_series_and_a_case_file_answers_it(world: World, client: Client):
    client.force_login(world.author)
    assert client.get(reverse("series_fields:add")).status_code == 302
    client.force_login(world.archivist)
    add = reverse("series_fields:add")
    start = client.get(add, {"series": world.series.pk})
    assert start.context["form"]["series"].value() == world.series.pk
    told = {"series": world.series.pk, "name": "Contratista", "kind": "text", "listed": ""}
    assert client.post(add, told | {"required": "on"}).status_code == 302
    short = client.post(add, told | {"name": "Modalidad", "kind": "choice", "listed": "Una"})
    assert "de 2 a 100" in short.content.decode()
    lists = {"name": "Modalidad", "kind": "choice", "listed": "Directa\nLicitación"}
    assert client.post(add, told | lists).status_code == 302
    inspect = client.get(reverse("series:inspect", args=[world.series.pk])).content.decode()
    assert "Directa, Licitación" in inspect
    case_file = opened(world, metadata={"Contratista": "Ana"})
    client.force_login(world.author)
    deed = reverse("case_files:deed", args=[case_file.pk, "metadatos"])
    assert client.get(deed).context["form"]["Contratista"].value() == "Ana"
    assert "Contratista" in client.post(deed, {"Modalidad": "Directa"}).context["form"].errors
    answers = {"Contratista": "Iván Peña", "Modalidad": "Directa"}
    assert client.post(deed, answers).status_code == 302
    assert "Nada de esto cambia" in client.post(deed, answers).content.decode()
    assert CaseFile.objects.get().metadata == answers
    page = shown(client, case_file).content.decode()
    assert "Iván Peña" in page
    sheet = client.get(reverse("case_files:control_sheet", args=[case_file.pk]))
    assert "Iván Peña" in words(sheet.content)
    (event,) = RecordEvent.objects.filter(action="case_file.described")
    assert event.detail.payload["further"] == ["Contratista: Iván Peña", "Modalidad: Directa"]


@pytest.mark.conformance("M01")
def test_further_metadata_is_searched_and_exported(world: World, client: Client):
    world.series.fields.create(name="Contratista")
    opened(world, title="Uno", metadata={"Contratista": "Íñigo Peña"})
    opened(world, title="Dos", metadata={"Contratista": "Ana"})
    client.force_login(world.archivist)
    address = reverse("case_files:index")
    found = client.get(address, {"further": "Peña"}).context["object_list"]
    assert [one.title for one in found] == ["Uno"]
    rows = exported(client, {"export": "csv"})
    assert {row["Metadatos adicionales"] for row in rows} == {
        "Contratista: Íñigo Peña",
        "Contratista: Ana",
    }
    rows = exported(client, {"export": "csv", "series": world.series.pk})
    assert {row["Contratista"] for row in rows} == {"Íñigo Peña", "Ana"}


def exported(client: Client, told: dict[str, Any]) -> list[dict[str, str]]:
    answer: Any = client.get(reverse("case_files:index"), told)
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_what_a_case_file_answered_is_asked_for_ever(world: World, client: Client):
    field = world.series.fields.create(name="Contratista")
    spare = world.series.fields.create(name="Lugar")
    opened(world, metadata={"Contratista": "Ana"})
    client.force_login(world.archivist)
    page = client.post(reverse("series_fields:delete", args=[field.pk]), follow=True)
    assert "el campo se queda" in page.content.decode()
    assert client.post(reverse("series_fields:delete", args=[spare.pk])).status_code == 302
    assert [one.name for one in world.series.fields.all()] == ["Contratista"]
    client.force_login(world.author)
    client.post(reverse("series_fields:delete", args=[field.pk]))
    assert world.series.fields.exists()
