"""The electronic index of a case file, downloaded by who may know of what it tells."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.test import Client
from django.urls import reverse

import pytest

from records import followers
from records.electronic_index.reading import read
from records.models import AccessLevel, CaseFile, CaseFileIndex, Component
from records.permissions import Role
from records.storage import storage
from tests.factories import World, person
from tests.records.electronic_index.made import case_file, closed, filed
from tests.standing import standing


@pytest.fixture
def world(db: None) -> World:
    world = standing(World)
    world.reader = person("lola.lee", Role.READER)
    return world


@pytest.fixture
def index(world: World) -> CaseFileIndex:
    with followers.held_back():
        opened = case_file(world)
        filed(world, opened, b"%PDF-1 uno", title="Uno")
        filed(world, opened, b"%PDF-1 dos", title="Secreto", access=AccessLevel.RESERVED)
        index = closed(world, opened)
    followers.catch_up("attach")
    return index


def titles(client: Client, of: CaseFile) -> list[str]:
    answer = client.get(reverse("case_files:index_table", args=[of.pk, "csv"]))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    lines = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return [line["Nombre_Documento"] for line in lines]


@pytest.mark.conformance("C14")
def test_the_index_is_downloaded_in_three_forms(
    world: World, client: Client, index: CaseFileIndex
) -> None:
    client.force_login(world.archivist)
    assert titles(client, index.case_file) == ["Uno", "Secreto"]
    answer = client.get(reverse("case_files:index_table", args=[index.case_file_id, "xml"]))
    assert len(read(answer.content).rows) == 2
    answer = client.get(reverse("case_files:index_table", args=[index.case_file_id, "xlsx"]))
    assert answer.content.startswith(b"PK")
    answer = client.get(f"/gestion/expedientes/{index.case_file_id}/indice.exe")
    assert answer.status_code == 404


def test_frozen_ones_are_downloaded_byte_for_byte(
    world: World, client: Client, index: CaseFileIndex
) -> None:
    client.force_login(world.archivist)
    page = client.get(reverse("case_files:inspect", args=[index.case_file_id]))
    for part in Component.objects.filter(index=index):
        address = reverse("case_files:index_file", args=[index.case_file_id, part.pk])
        assert address in page.content.decode()
        assert client.get(address).content == storage().read(part.sha256)


def test_who_may_not_know_of_a_record_gets_no_index_that_tells_of_it(
    world: World, client: Client, index: CaseFileIndex
) -> None:
    client.force_login(world.stranger)
    assert titles(client, index.case_file) == ["Uno"]
    page: Any = client.get(reverse("case_files:inspect", args=[index.case_file_id]))
    assert "Secreto" not in page.content.decode()
    assert "los tiene el archivo" in page.content.decode()
    for part in Component.objects.filter(index=index):
        address = reverse("case_files:index_file", args=[index.case_file_id, part.pk])
        assert client.get(address).status_code == 404


def test_a_file_that_is_of_no_index_is_not_given_here(
    world: World, client: Client, index: CaseFileIndex
) -> None:
    client.force_login(world.archivist)
    other = Component.objects.filter(record__title="Uno").get()
    address = reverse("case_files:index_file", args=[index.case_file_id, other.pk])
    assert client.get(address).status_code == 404
