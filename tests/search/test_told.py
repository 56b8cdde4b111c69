"""What records and case files tell beside their files is found, by the right people, in step."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records import followers
from records.case_files import paper, reclassifying
from records.models import CaseFile, ClassificationScheme, Series
from records.organization import register
from search.backends.database import DatabaseEngine
from search.entries import Sort
from search.indexing import rebuild
from search.queries import STAFF, search
from tests.factories import World, at
from tests.records import filling as made
from tests.records.account_form import account_format
from tests.records.case_files.files import opened
from tests.records.test_attendance import close, confirm
from tests.records.test_attendance import opened as listing
from tests.search.corpus import Corpus, ask

pytestmark = pytest.mark.django_db


def found(text: str, user: Any) -> list[int]:
    results = search(text, user=user, today=date(2020, 6, 1), sorts=STAFF)
    return [hit.key.pk for hit in results.hits if hit.key.sort in (Sort.RECORD, Sort.CASE_FILE)]


def follow() -> None:
    """The index takes in what happened, and is then as one made anew."""
    followers.catch_up("search:database")
    assert rebuild(DatabaseEngine(), check=True).ok


@pytest.fixture
def world(world: World) -> World:
    rebuild(DatabaseEngine())
    return world


# --- What was filled in ---------------------------------------------------------------------------


def test_a_filled_format_is_found_by_what_was_answered(world: World) -> None:
    filled = made.completed(world, account_format(world), made.head(world))
    follow()
    record = filled.completion.record
    for text in ("canariojustifica", "Justificación impuesto", "SIGEP", str(filled.completion)):
        assert record.pk in found(text, world.archivist)
    assert record.pk not in found("nonce", world.archivist)


def test_who_is_on_an_attendance_list_is_found_by_few(world: World) -> None:
    listed = listing(world)
    confirm(listed, world.stranger)
    filled = close(listed, world.author)
    follow()
    record = filled.completion.record
    assert record.access == "classified"
    for text in ("Zurriaga", "52000111"):
        assert record.pk in found(text, world.archivist)
        assert record.pk in found(text, world.reviewer)  # of the office that keeps it
        assert record.pk not in found(text, world.stranger)


# --- Case files -----------------------------------------------------------------------------------


def test_a_case_file_is_found_by_where_it_stands(world: World) -> None:
    case_file = opened(world, title="Predio El Zarzal", support="hybrid")
    told: dict[str, Any] = {"by": world.archivist, "at": at("2020-02-05")}
    paper.set_volume(case_file, 1, folios=20, box="12", folder="3", shelf="B", **told)
    follow()
    for text in ("caja 12", '"caja 12"', "carpeta 3", "estante B", "zarzal caja 12"):
        assert found(text, world.author) == [case_file.pk]
    assert found('"caja 3"', world.author) == []
    paper.set_volume(case_file, 1, folios=20, box="77", folder="3", **told)
    follow()
    assert found('"caja 12"', world.author) == []
    assert found('"caja 77"', world.author) == [case_file.pk]


def test_a_case_file_is_found_by_what_its_series_asks(world: World) -> None:
    case_file = opened(world)
    CaseFile.objects.filter(pk=case_file.pk).update(metadata={"Contratista": "Zurriaga Ltda."})
    rebuild(DatabaseEngine())
    assert found("zurriaga ltda", world.author) == [case_file.pk]


def test_a_case_file_is_found_by_the_series_that_it_was_of(world: World) -> None:
    scheme = world.series.scheme
    old = Series.objects.create(
        scheme=scheme, office=world.office, code="130.77", name="Historias zurriagas"
    )
    rebuild(DatabaseEngine())
    case_file = opened(world, series=old)
    follow()
    assert found("historias zurriagas", world.author) == [case_file.pk]
    reclassifying.reclassify(
        case_file, world.series, reason="Es de otra.", by=world.archivist, at=at("2020-02-06")
    )
    follow()
    assert found("historias zurriagas", world.author) == [case_file.pk]
    assert found("zurriagas procedimientos", world.author) == [case_file.pk]


def test_a_former_series_that_is_called_otherwise_is_followed(world: World) -> None:
    """Of a scheme whose schedule is none yet, under which names may still change."""
    scheme = ClassificationScheme.objects.create(name="B", label="9", valid_from=date(2019, 1, 1))
    old, new = (
        Series.objects.create(scheme=scheme, office=world.office, code=code, name=name)
        for code, name in (("130.77", "Actos"), ("130.78", "Contratos"))
    )
    case_file = opened(world, series=old)
    rebuild(DatabaseEngine())
    told: dict[str, Any] = {"by": world.archivist, "at": at("2020-02-06")}
    reclassifying.reclassify(case_file, new, reason="Es de otra.", **told)
    old.name = "Zurriagas"
    register(old, **told)
    follow()
    assert found("zurriagas", world.author) == [case_file.pk]


# --- Tags -----------------------------------------------------------------------------------------


def test_a_tag_is_meant_without_its_accents() -> None:
    corpus = Corpus()
    corpus.add("PR-1", tags=("Río Magdalena",))
    corpus.add("PR-2", tags=("rio magdalena",))
    for typed in ("río", "RIO"):
        assert ask(f'etiqueta:"{typed} magdalena"').total == 2
        assert ask("", tag=f"{typed}-magdalena").total == 2
    assert ask("", tag="rio").total == 0
