"""The files of what is filed: who gets which, under its own name, kept by no browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

import pytest

from records.models import AccessLevel, CaseFile, Component, ControlledDocument, Issuance, Record
from records.permissions import Role
from records.querysets import case_files_visible_to, files_of, records_visible_to
from records.storage import storage
from tests.factories import World, person
from tests.standing import standing


@pytest.fixture
def world(db: None) -> World:
    world = standing(World)
    world.auditor = person("aldo.audita", Role.AUDITOR)
    world.reader = person("lola.lee", Role.READER)
    return world


@pytest.fixture
def issued(world: World) -> Issuance:
    issuance = world.issue()
    Component.objects.create(
        version=issuance.version,
        role=Component.Role.ANNEX,
        sha256=storage().put("año;número\n".encode()),
        size=13,
        media_type="text/html",
        name="Señal “única”.html",
        created_at=issuance.issued_at,
    )
    return issuance


def record_of(issuance: Issuance) -> Record:
    return Record.objects.get(version=issuance.version)


def address(record: Record, component: Component) -> str:
    return reverse("records:file", args=[record.pk, component.pk])


def restricted(issuance: Issuance) -> None:
    ControlledDocument.objects.filter(pk=issuance.document_id).update(access=AccessLevel.RESERVED)


def seen_by(user: Any, issuance: Issuance) -> tuple[bool, bool]:
    return (
        records_visible_to(user).filter(version=issuance.version).exists(),
        case_files_visible_to(user).filter(document=issuance.document_id).exists(),
    )


@pytest.mark.parametrize("who", ["archivist", "auditor", "author"])
def test_the_archive_the_auditor_and_the_office_get_every_file(
    world: World, issued: Issuance, client: Client, who: str
) -> None:
    client.force_login(getattr(world, who))
    record = record_of(issued)
    files = list(files_of(record, getattr(world, who)))
    assert {file.role for file in files} >= {"content", "review", "annex"}
    page = client.get(reverse("records:inspect", args=[record.pk])).content.decode()
    case_file = client.get(reverse("case_files:inspect", args=[record.case_file_id]))
    assert reverse("records:inspect", args=[record.pk]) in case_file.content.decode()
    for file in files:
        assert address(record, file) in page
        answer = client.get(address(record, file))
        assert answer.content == storage().read(file.sha256)
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith("attachment; filename")


def test_the_file_bears_its_name_and_no_type_that_runs(
    world: World, issued: Issuance, client: Client
) -> None:
    client.force_login(world.archivist)
    annex = issued.version.components.get(role="annex")
    answer = client.get(address(record_of(issued), annex))
    assert answer["Content-Type"] == "application/octet-stream"
    assert "filename*=utf-8''Se%C3%B1al%20" in answer["Content-Disposition"]


def test_a_reader_gets_what_was_issued_and_not_its_making(
    world: World, issued: Issuance, client: Client
) -> None:
    client.force_login(world.reader)
    record = record_of(issued)
    parts = {one.role: one for one in issued.version.components.all()}
    assert client.get(address(record, parts["annex"])).status_code == 200
    page = client.get(reverse("records:inspect", args=[record.pk])).content.decode()
    for role in ("content", "review"):
        assert client.get(address(record, parts[role])).status_code == 404
        assert address(record, parts[role]) not in page


def test_a_file_is_reached_through_its_own_record_alone(
    world: World, issued: Issuance, client: Client
) -> None:
    client.force_login(world.archivist)
    other = world.issue(content=world.content("PR-M2-P6-02", "Otro"))
    foreign = other.version.components.first()
    assert client.get(address(record_of(issued), foreign)).status_code == 404


def test_who_is_not_signed_in_is_sent_to_the_log_in(issued: Issuance, client: Client) -> None:
    component = issued.version.components.first()
    answer = client.get(address(record_of(issued), component))
    assert answer.status_code == 302
    assert "login" in answer.url


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("archivist", True),
        ("auditor", True),
        ("author", True),
        ("stranger", False),
        ("reader", False),
    ],
)
def test_a_document_restricted_later_takes_its_record_with_it(
    world: World, issued: Issuance, client: Client, who: str, sees: bool
) -> None:
    user = getattr(world, who)
    assert seen_by(user, issued) == (True, True)
    restricted(issued)
    assert seen_by(user, issued) == (sees, sees)
    client.force_login(user)
    record = record_of(issued)
    annex = issued.version.components.get(role="annex")
    found = 200 if sees else 404
    assert client.get(reverse("records:inspect", args=[record.pk])).status_code == found
    assert client.get(address(record, annex)).status_code == found
    title = issued.version.title
    for name in ("records", "case_files"):
        assert (title in client.get(reverse(f"{name}:index")).content.decode()) is sees


def test_the_case_file_of_a_restricted_version_keeps_its_title(world: World) -> None:
    """Its title is the first version's, and the case file itself is public."""
    issuance = world.issue(content=world.content(access="reserved"))
    assert CaseFile.objects.get(document=issuance.document_id).access == AccessLevel.PUBLIC
    assert seen_by(world.stranger, issuance) == (False, False)
    assert seen_by(world.author, issuance) == (True, True)


def test_what_is_of_no_document_is_seen_as_before(world: World, issued: Issuance) -> None:
    case_file = CaseFile.objects.create(
        series=world.series,
        office=world.office,
        code="130-1",
        title="Asunto",
        opened_on=issued.approved_on,
    )
    record = Record.objects.create(
        case_file=case_file,
        position=1,
        title="Carta",
        created_on=issued.approved_on,
        incorporated_at=issued.issued_at,
    )
    assert record in records_visible_to(world.reader)
    assert case_file in case_files_visible_to(world.reader)


def test_a_file_that_is_gone_is_said_in_a_sentence(
    world: World, issued: Issuance, client: Client, settings: Any, tmp_path: Path
) -> None:
    client.force_login(world.archivist)
    annex = issued.version.components.get(role="annex")
    settings.RECORDS_STORAGE_ROOT = tmp_path / "empty"
    answer = client.get(address(record_of(issued), annex), follow=True)
    assert "falta en el almacén" in answer.content.decode()
