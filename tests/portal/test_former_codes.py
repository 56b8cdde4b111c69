"""Former codes and codes that moved: who may know of the document is led to it."""

from __future__ import annotations

from django.test import Client

import pytest
import time_machine

from records import codes, moving
from records.models import Issuance
from records.permissions import Role
from tests.factories import World, at, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(world: World) -> Issuance:
    issued = world.issue()
    codes.keep_former(issued.document, "TIC.07", by=world.archivist, at=at("2020-02-04"))
    return issued


@pytest.mark.parametrize(
    ("asked", "to"),
    [
        ("/documentos/TIC.07/", "/documentos/PR-M2-P6-01/"),
        ("/documentos/tic.07/?x=1", "/documentos/PR-M2-P6-01/?x=1"),
        ("/documentos/TIC.07/01/", "/documentos/PR-M2-P6-01/01/"),
        ("/documentos/TIC.07/01.pdf", "/documentos/PR-M2-P6-01/01.pdf"),
    ],
)
def test_a_former_code_leads_to_the_document(
    known: Issuance, client: Client, asked: str, to: str
) -> None:
    answer = client.get(asked)
    assert (answer.status_code, answer["Location"]) == (301, to)


def test_of_a_restricted_document_it_tells_nothing(world: World, client: Client) -> None:
    issued = world.issue(content=world.content(access="reserved"))
    codes.keep_former(issued.document, "TIC-07", by=world.archivist, at=at("2020-02-04"))
    hidden, unknown = client.get("/documentos/TIC-07/"), client.get("/documentos/TIC-08/")
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.content.replace(b"TIC-07", b"") == unknown.content.replace(b"TIC-08", b"")
    client.force_login(world.author)
    assert client.get("/documentos/TIC-07/").status_code == 301


def test_the_old_address_says_where_the_document_went(world: World, client: Client) -> None:
    former = world.issue()
    document = moving.open_successor(
        former.document,
        office=world.office,
        order="Decreto 14 de 2020",
        by=person("nora.calidad", Role.QUALITY, world.other_office),
        at=at("2020-03-02"),
    )
    world.issue(document, world.content("PR-M3-P1-01"), day="2020-03-10", effective_on="2020-04-01")
    with time_machine.travel(at("2020-03-15")):
        before = client.get("/documentos/PR-M2-P6-01/").content.decode()
        assert "Cambió de código" not in before
    with time_machine.travel(at("2020-04-02")):
        old = client.get("/documentos/PR-M2-P6-01/").content.decode()
        new = client.get("/documentos/PR-M3-P1-01/").content.decode()
    assert "Cambió de código" in old
    assert 'href="/documentos/PR-M3-P1-01/"' in old
    assert "Reemplaza a" in new
    assert 'href="/documentos/PR-M2-P6-01/"' in new


def test_a_restricted_successor_is_not_named(world: World, client: Client) -> None:
    former = world.issue()
    document = moving.open_successor(
        former.document,
        office=world.office,
        order="Decreto 14 de 2020",
        by=person("nora.calidad", Role.QUALITY, world.other_office),
        at=at("2020-03-02"),
    )
    world.issue(document, world.content("PR-M3-P1-01", access="reserved"), day="2020-03-10")
    old = client.get("/documentos/PR-M2-P6-01/").content.decode()
    assert "PR-M3-P1-01" not in old
    assert "El documento pasó a otro código." in old
