"""An entity with a public document and much that is hidden."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from portal.views import verify
from records import followers
from records.models import Entity, Office
from records.permissions import READS_ALL, Role
from retention.inventories import keeping, publishing
from retention.inventories.choosing import Choice
from search.backends.elasticsearch import ElasticsearchEngine
from search.indexing import follower, rebuild_all
from search.lagging import follower_of
from tests.factories import at, person
from tests.leaks.hidden import hide
from tests.leaks.matters import House
from tests.records.account_form import account_format

LESSER = tuple(role for role in Role if role not in READS_ALL)
"""Those who do not read everything."""


def public_world() -> House:
    """A public document and a format, and the inventory of their case files, published; a person of
    each role in an office that owns neither."""
    world = House()
    office = Office.objects.create(code="150", name="Secretaría de Obras")
    for role in Role:
        person(f"persona.{role.name.lower()}", role, office)
    with followers.held_back():
        world.issue()
        account_format(world)
    inventory = keeping.keep(
        keeping.Asked(choice=Choice(), public=True), by=world.archivist, at=at("2020-03-01")
    )
    publishing.publish(inventory, by=world.archivist, at=at("2020-03-01"))
    Entity.objects.update(urgent_allowed=True)
    followers.catch_up()
    rebuild_all()
    return world


def hide_all(world: House, folder: Path) -> None:
    with followers.held_back():
        hide(world, folder)
    followers.catch_up()
    rebuild_all()


@pytest.fixture(params=("database", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)))
def engine(request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """The first engine of the installation: what `world` hides is in its index.

    It follows what the walk itself records, such as who read what: else it would soon lag behind,
    and the database answer in its stead.
    """
    if request.param == "elasticsearch":
        server = request.getfixturevalue("search_server")
        settings.ELASTICSEARCH = asdict(server)
        one = ElasticsearchEngine(server)
        monkeypatch.setattr(followers, "_followers", dict(followers._followers))
        followers.register_together(follower_of(one), follower(one))
    return str(request.param)


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """The public document alone. A walk asks more in a minute than verification answers."""
    monkeypatch.setattr(verify, "QUESTIONS", 10**6)
    settings.RECORDS_STORAGE_ROOT = tmp_path / "files"
    return public_world()


@pytest.fixture
def hiding(world: House, tmp_path: Path) -> House:
    """Both."""
    hide_all(world, tmp_path)
    return world
