"""A type of document is asked for where the series has one to choose."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

import pytest

from records.models import CaseFile, Record
from tests.factories import World
from tests.records.case_files.files import filed, opened, subject
from tests.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return standing(World)


def shown(client: Client, case_file: CaseFile) -> str:
    answer = client.get(reverse("case_files:inspect", args=[case_file.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.conformance("C08")
def test_a_type_is_asked_for_only_where_there_is_one_to_choose(world: World, client: Client):
    case_file = opened(world)
    client.force_login(world.archivist)
    address = reverse("case_files:deed", args=[case_file.pk, "asignar-tipo"])
    assert address not in shown(client, case_file)
    other = opened(world, series=subject(world, "Contrato"))
    offered = reverse("case_files:deed", args=[other.pk, "asignar-tipo"])
    assert offered in shown(client, other)
    # A record that was reclassified keeps the type of the series before, and the new names none.
    record = filed(world, case_file, "Suelto")
    kind = other.series.document_types.get()
    Record.objects.filter(pk=record.pk).update(document_type=kind)
    listed = client.get(reverse("case_files:unclassified")).content.decode()
    assert "su serie no tiene tipos documentales" in listed
    assert address not in listed
