"""What files say is found once it was read, in every record that has the same bytes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records import followers
from records.capture import tools, works
from records.capture.capturing import capture
from records.capture.units import Unit
from records.case_files import correcting
from records.models import CaseFile, DocumentType, Record
from search.backends.database import DatabaseEngine
from search.entries import Sort
from search.indexing import rebuild
from search.queries import STAFF, search
from tests.factories import World, at
from tests.records.capture.arriving import Arrived, arrived, case_file, world
from tests.records.case_files.files import opened

__all__ = ["arrived", "case_file", "world"]
pytestmark = pytest.mark.django_db
TEXT = b"El puente colgante se repara en agosto."


def found(user: Any) -> list[int]:
    results = search("puente colgante", user=user, today=date(2020, 6, 1), sorts=STAFF)
    return sorted(hit.key.pk for hit in results.hits if hit.key.sort == Sort.RECORD)


def taken(world: World, case_file: CaseFile, arrived: Arrived) -> Record:
    kind = DocumentType.objects.get(name="Oficio")
    one = Unit((arrived("carta.txt", TEXT),), "Oficio", date(2020, 2, 1), kind)
    return capture([one], case_file, by=world.author, at=at("2020-02-03"))[0]


def test_the_text_of_a_file_is_found_when_it_was_read(
    world: World, case_file: CaseFile, arrived: Arrived, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tools, "is_there", lambda tool: False)
    first, second = (taken(world, case_file, arrived) for _ in range(2))
    other = opened(world, title="Otro")
    copy = correcting.file_also(first, other, by=world.author, at=at("2020-02-04"))
    rebuild(DatabaseEngine())
    followers.catch_up("search:database")
    assert found(world.archivist) == []
    works.work_off(at("2020-02-05"))
    followers.catch_up("search:database")
    assert found(world.archivist) == sorted([first.pk, second.pk, copy.pk])
    assert rebuild(DatabaseEngine(), check=True).ok
