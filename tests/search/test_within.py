"""Searching inside one case file and inside an inventory: by the words of files, to each theirs."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

import pytest

from records.exceptions import NotAllowed
from records.models import RecordEvent
from retention.models import Inventory
from search import gathered
from tests.editorial.conftest import Enter, enter
from tests.factories import World
from tests.search.test_staff_screens import Kept, kept

__all__ = ["enter", "kept"]
pytestmark = pytest.mark.django_db
HOME = "/gestion/inventarios/"
ASKED = {"purpose": "office", "profile": "2024"}


def listed(page: Any, *kept: Any) -> set[str]:
    """Which of these the lines name."""
    told = {str(cell) for row in page.context["rows"] for cell, _column in row}
    return {one.title for one in kept if any(one.title in cell for cell in told)}


def test_the_page_of_a_case_file_searches_inside_it(enter: Enter, world: World, kept: Kept) -> None:
    address = reverse("case_files:inspect", args=[kept.public.pk])
    box = f'name="expediente" value="{kept.public.pk}"'
    client = enter(world.author)
    assert box not in client.get(address).content.decode()  # of one document there is no need
    kept.archive.record(kept.public, "2026-02-03", title="Respuesta", text=b"tres")
    assert box in client.get(address).content.decode()


def test_words_gather_the_case_files_that_one_may_know(world: World, kept: Kept) -> None:
    now = timezone.now()
    for user, found in (
        (world.author, {kept.public.pk}),
        (world.stranger, {kept.public.pk, kept.reserved.pk}),
        (world.archivist, {kept.public.pk, kept.reserved.pk}),
    ):
        for words in ("zarzal", "puente OR zarzal"):
            assert gathered.case_files_with(words, by=user, at=now) == found
    assert gathered.case_files_with("secretisimo", by=world.author, at=now) == set()
    for unknown in ("zarzal nadalodice", "zarsal"):
        assert gathered.case_files_with(unknown, by=world.archivist, at=now) == set()
    of_series = gathered.case_files_with("zarzal", by=world.archivist, at=now, series="140.05")
    assert of_series == {kept.reserved.pk}


def test_more_than_is_gathered_is_told(
    world: World, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathered, "LARGEST_PAGE", 1)
    now = timezone.now()
    assert len(gathered.case_files_with("zarzal", by=world.archivist, at=now)) == 2
    monkeypatch.setattr(gathered, "MOST", 1)
    with pytest.raises(NotAllowed):
        gathered.case_files_with("zarzal", by=world.archivist, at=now)


def test_an_inventory_lists_the_case_files_with_some_words(
    enter: Enter, world: World, kept: Kept
) -> None:
    both = (kept.public, kept.reserved)
    client = enter(world.archivist)
    page = client.get(HOME, ASKED | {"words": "secretísimo"})
    assert listed(page, *both) == {"Investigación del puente"}
    assert "en que se lee «secretísimo»" in page.content.decode()
    assert listed(client.get(HOME, ASKED | {"words": "nadalodice"}), *both) == set()
    mine = enter(world.author).get(HOME, ASKED | {"words": "zarzal"})
    assert listed(mine, *both) == {"Convenio del puente"}


def test_the_public_form_takes_no_words(enter: Enter, world: World, kept: Kept) -> None:
    """Which case files the words of a restricted file are in is nothing for everybody."""
    client = enter(world.archivist)
    page = client.get(HOME, ASKED | {"words": "zarzal", "public": "on"})
    assert "Las palabras se buscan en lo que usted puede leer" in page.content.decode()
    assert "found" not in page.context
    for kind in ("csv", "xlsx", "pdf"):
        asked = ASKED | {"words": "zarzal", "public": "on"}
        assert client.get(f"{HOME}inventario.{kind}", asked).status_code == 404


def test_a_kept_inventory_is_searched_by_the_text_of_files(
    enter: Enter, world: World, kept: Kept
) -> None:
    both = (kept.public, kept.reserved)
    client = enter(world.archivist)
    client.post(f"{HOME}conservar/", ASKED | {"words": "zarzal"})
    inventory = Inventory.objects.get()
    assert "words" not in inventory.choice
    address = f"{HOME}conservados/{inventory.pk}/"
    assert listed(client.get(address), *both) == {one.title for one in both}
    page = client.get(address, {"q": "colgante"})
    assert listed(page, *both) == {"Convenio del puente"}
    assert "1 línea con estas palabras" in page.content.decode()
    assert listed(client.get(address, {"q": "nadalodice"}), *both) == set()


def test_gathering_restricted_ones_leaves_one_event(enter: Enter, world: World, kept: Kept) -> None:
    client = enter(world.archivist)
    for _ in range(2):
        client.get(HOME, ASKED | {"words": "zarzal"})
    enter(world.author).get(HOME, ASKED | {"words": "zarzal"})
    event = RecordEvent.objects.get(action="search.read")
    assert (event.facts["way"], event.facts["count"]) == ("inventory", 1)
    assert event.detail.payload == {"question": "zarzal"}
    assert "zarzal" not in repr(event.facts)
