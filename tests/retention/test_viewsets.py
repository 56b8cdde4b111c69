"""The archivist's lists, and what is filed, narrowed by access."""

from __future__ import annotations

from datetime import date

from django.test import Client
from django.urls import NoReverseMatch, reverse

import pytest

from records.models import CaseFile, Record
from tests.factories import World, at

LISTS = ["schemes", "series", "document_types", "schedules", "rules", "case_files", "records"]


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.mark.parametrize("name", LISTS)
def test_the_archivist_opens_every_list(world: World, client: Client, name: str) -> None:
    client.force_login(world.archivist)
    assert client.get(reverse(f"{name}:index")).status_code == 200


@pytest.mark.parametrize("name", LISTS[:5])
def test_an_editor_is_refused_the_classification(world: World, client: Client, name: str) -> None:
    client.force_login(world.author)
    assert client.get(reverse(f"{name}:index")).status_code in (302, 404)


def test_what_is_reserved_is_its_offices_alone(world: World, client: Client) -> None:
    case_file = CaseFile.objects.create(
        series=world.series,
        office=world.office,
        code="130-1",
        title="Asunto reservado",
        opened_on=date(2020, 1, 1),
        access="reserved",
    )
    record = Record.objects.create(
        case_file=case_file,
        title="Carta reservada",
        created_on=date(2020, 1, 1),
        incorporated_at=at("2020-01-01"),
    )
    inspect = reverse("records:inspect", args=[record.pk])
    client.force_login(world.stranger)
    assert "Asunto reservado" not in client.get(reverse("case_files:index")).content.decode()
    assert "Carta reservada" not in client.get(reverse("records:index")).content.decode()
    assert client.get(inspect).status_code == 404
    client.force_login(world.author)
    assert "Carta reservada" in client.get(reverse("records:index")).content.decode()
    assert client.get(inspect).status_code == 200


@pytest.mark.parametrize("name", ["case_files", "records"])
@pytest.mark.parametrize("page", ["edit", "delete", "copy"])
def test_what_is_filed_has_no_address_that_changes_it(name: str, page: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"{name}:{page}", args=[1])
