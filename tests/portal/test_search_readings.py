"""Who is signed in and reads of what is restricted on the portal leaves an event; nobody else."""

from __future__ import annotations

from typing import Any

from django.test import Client

import pytest

from records.models import AccessLevel, CaseFile, RecordEvent
from search.indexing import rebuild_all
from tests.editorial.conftest import Enter, enter
from tests.factories import World
from tests.portal.test_inventories import ONE, archive, publish
from tests.retention.inventories.archive import Archive

__all__ = ["archive", "enter"]
pytestmark = pytest.mark.django_db


def events() -> list[tuple[int, str, int, str]]:
    """By whom, in which way, of how many, asking what: of each that was written."""
    found: Any = RecordEvent.objects.filter(action="search.read").select_related("detail")
    return [
        (one.actor_id, one.facts["way"], one.facts["count"], one.detail.payload["question"])
        for one in found.order_by("seq")
    ]


@pytest.fixture
def hidden(world: World) -> World:
    """A document for everybody and one that is reserved, of the same words."""
    world.issue()
    world.issue(content=world.content("PR-M2-P6-02", "Canario secreto", access="reserved"))
    rebuild_all()
    return world


@pytest.mark.parametrize(
    ("address", "way"),
    [("/buscar/", "list"), ("/buscar.atom", "feed"), ("/buscar/sugerencias/", "suggestions")],
)
def test_what_a_search_shows_of_what_is_restricted_is_a_reading(
    hidden: World, enter: Enter, client: Client, address: str, way: str
) -> None:
    assert "PR-M2-P6-02" not in client.get(address, {"q": "canario"}).content.decode()
    reader = enter(hidden.archivist)
    assert "PR-M2-P6-01" in reader.get(address, {"q": "PR-M2-P6-01"}).content.decode()
    assert events() == []  # of what is for everybody nothing is kept
    for _again in range(2):
        assert "PR-M2-P6-02" in reader.get(address, {"q": "canario"}).content.decode()
    assert events() == [(hidden.archivist.pk, way, 1, "canario")]


def test_what_was_chosen_is_told_with_what_was_asked(hidden: World, enter: Enter) -> None:
    enter(hidden.author).get("/buscar/", {"q": "canario", "tipo": "procedure", "orden": "codigo"})
    assert events() == [(hidden.author.pk, "list", 1, "canario · tipo:procedure")]
    page = enter(hidden.author).get("/buscar/", {"q": "PR-M2-P6-0"}).content.decode()
    assert "acceso=" not in page  # counted, and nothing that citizens narrow by


@pytest.mark.parametrize(
    ("ending", "way"), [("/", "inventory"), (".csv", "csv"), (".xlsx", "xlsx")]
)
def test_so_is_a_line_of_an_inventory_that_was_restricted_since(
    archive: Archive, enter: Enter, client: Client, ending: str, way: str
) -> None:
    publish(archive)
    address = ONE.removesuffix("/") + ending
    reader = enter(archive.world.archivist)
    reader.get(address)
    assert events() == []
    CaseFile.objects.filter(title="Ana Ruiz").update(access=AccessLevel.RESERVED)
    client.get(address)
    reader.get(address, {"q": "vía veredal"})
    assert events() == []
    for _again in range(2):
        reader.get(address)
    assert events() == [(archive.world.archivist.pk, way, 1, "FUID-2026-0001")]
