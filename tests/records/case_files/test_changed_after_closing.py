"""What leaves a closed case file lawfully freezes a new index, and the old ones are kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records import due_tasks, integrity
from records.capture.capturing import capture
from records.capture.units import Unit
from records.case_files import closing, correcting
from records.case_files.standing import read
from records.electronic_index import attaching
from records.electronic_index.building import SUPPRESSED
from records.electronic_index.reading import read as read_index
from records.electronic_index.rows import Index
from records.exceptions import NotAllowed
from records.models import (
    CaseFile,
    CaseFileClosing,
    Component,
    DocumentType,
    Record,
    RecordEvent,
    RecordRemoval,
)
from records.no_record import quarantine, suppressing
from records.no_record.suppressing import Ground, Ordered
from records.permissions import Role
from records.storage import storage
from tests.factories import World, at, person
from tests.records.capture import hostile
from tests.records.capture.arriving import Arrived, arrived
from tests.records.case_files.files import codes, opened

__all__ = ["arrived"]
pytestmark = pytest.mark.django_db
FINAL = CaseFileClosing.Kind.FINAL


@pytest.fixture
def world(db: None) -> World:
    return World(("Oficio",))


@pytest.fixture
def second(world: World) -> Any:
    return person("sara.segunda", Role.ARCHIVIST, world.office)


@pytest.fixture
def case_file(world: World, arrived: Arrived) -> CaseFile:
    """Closed, with two records; the first has an annex."""
    found = opened(world)
    kind = DocumentType.objects.get(name="Oficio")
    first = (arrived("oficio.pdf", hostile.pdf()), arrived("datos.txt", b"Cedula 123"))
    second = (arrived("respuesta.txt", b"Respuesta"),)
    units = [
        Unit(first, "Queja", date(2020, 2, 1), kind),
        Unit(second, "Respuesta", date(2020, 2, 2), kind),
    ]
    capture(units, found, by=world.author, at=at("2020-02-03"))
    closing.close([found], by=world.archivist, at=at("2020-02-10"))
    return found


def indices(case_file: CaseFile) -> list[Index]:
    """All of them, as they were frozen, each signed by now."""
    for row in case_file.indices.order_by("number"):
        attaching.attach(row, at=row.made_at)
    rows = case_file.indices.order_by("number")
    return [read_index(storage().read(one.xml_sha256)) for one in rows]


def names(index: Index) -> list[str]:
    return [one.name for one in index.rows]


def problems() -> list[str]:
    return [f"{one.check}: {one.object}: {one.message}" for one in integrity.verify().problems]


def suppress(record: Record, component: Component | None, world: World, second: Any) -> None:
    told = Ordered(
        ground=Ground.JUDICIAL,
        what="La cédula",
        reason="Lo ordena la sentencia.",
        component=component,
        authority="Juzgado Segundo Civil",
        order="Sentencia 12 de 2020",
        ordered_on=date(2020, 2, 11),
    )
    order = suppressing.order_suppression(record, told, by=world.archivist, at=at("2020-02-11"))
    assert record.case_file.indices.count() == 1  # nothing happens before it is confirmed
    suppressing.confirm_suppression(order, by=second, at=at("2020-02-12"))


def test_a_suppressed_file_is_in_the_old_index_and_not_in_the_new_one(
    world: World, case_file: CaseFile, second: Any
) -> None:
    record = case_file.records.get(title="Queja")
    file = record.components.get(name="datos.txt")
    suppress(record, file, world, second)
    assert read(case_file).closed_on == date(2020, 2, 10)
    before, after = indices(case_file)
    assert [one.name for one in before.rows[0].files] == ["datos.txt"]
    assert after.rows[0].files == ()
    assert names(before) == names(after) == ["Queja", "Respuesta"]
    told = list(RecordEvent.objects.order_by("seq").values_list("action", flat=True))
    assert told[told.index("suppression.confirmed") + 1] == "case_file.indexed"
    assert problems() == []
    due_tasks.run("suppressed", at=at("2020-02-13"))
    assert not storage().exists(file.sha256)
    assert problems() == []


def test_a_suppressed_record_stays_in_the_index_by_its_fingerprint(
    world: World, case_file: CaseFile, second: Any
) -> None:
    closing.close(
        [case_file], FINAL, reason="Ya prescribió.", by=world.archivist, at=at("2020-02-10", 12)
    )
    record = case_file.records.get(title="Respuesta")
    (file,) = record.components.all()
    suppress(record, None, world, second)
    due_tasks.run("suppressed", at=at("2020-02-13"))
    before, after = indices(case_file)
    row = after.rows[1]
    assert (row.name, row.sha256, row.format) == ("Respuesta", file.sha256, SUPPRESSED)
    assert (row.origin, row.first_page) == (before.rows[1].origin, before.rows[1].first_page)
    assert problems() == []


def test_a_case_file_that_shows_the_same_document_has_its_index_anew(
    world: World, case_file: CaseFile, second: Any
) -> None:
    record = case_file.records.get(title="Queja")
    other, still_open = opened(world), opened(world)
    for one in (other, still_open):
        correcting.file_also(record, one, by=world.archivist, at=at("2020-02-10"))
    closing.close([other], by=world.archivist, at=at("2020-02-10", 12))
    suppress(record, record.components.get(name="datos.txt"), world, second)
    assert [one.rows[0].files == () for one in indices(other)] == [False, True]
    assert not still_open.indices.exists()
    assert problems() == []


def test_a_mistake_goes_comes_back_and_goes_again(world: World, case_file: CaseFile) -> None:
    record = case_file.records.get(title="Queja")
    first = correcting.remove(record, reason="No es de aquí.", by=world.archivist, at=at(DAYS[0]))
    with pytest.raises(NotAllowed) as refused:
        correcting.remove(record, reason="Otra vez.", by=world.archivist, at=at(DAYS[0], 10))
    assert codes(refused) == {"removed"}
    quarantine.give_back(first, reason="Sí era.", by=world.archivist, at=at(DAYS[1]))
    assert Record.objects.kept().filter(pk=record.pk).exists()
    again = correcting.remove(record, reason="No era.", by=world.archivist, at=at(DAYS[2]))
    assert list(quarantine.in_quarantine()) == [again]
    with pytest.raises(NotAllowed) as refused:
        quarantine.give_back(first, reason="Sí era.", by=world.archivist, at=at(DAYS[3]))
    assert codes(refused) == {"returned"}
    quarantine.give_back(again, reason="Sí era.", by=world.archivist, at=at(DAYS[3]))
    whole, less = ["Queja", "Respuesta"], ["Respuesta"]
    assert [names(one) for one in indices(case_file)] == [whole, less, whole, less, whole]
    assert RecordRemoval.objects.filter(record=record).count() == 2
    assert read(case_file).closed_on == date(2020, 2, 10)
    assert problems() == []


DAYS = ("2020-02-11", "2020-02-12", "2020-02-13", "2020-02-14")


def test_nothing_is_taken_out_or_given_back_after_the_final_closing(
    world: World, case_file: CaseFile
) -> None:
    queja, respuesta = case_file.records.order_by("position")
    removal = correcting.remove(queja, reason="Error.", by=world.archivist, at=at(DAYS[0]))
    closing.close([case_file], FINAL, reason="Ya prescribió.", by=world.archivist, at=at(DAYS[1]))
    with pytest.raises(NotAllowed) as refused:
        quarantine.give_back(removal, reason="Sí era.", by=world.archivist, at=at(DAYS[2]))
    assert codes(refused) == {"final"}
    with pytest.raises(NotAllowed) as refused:
        correcting.remove(respuesta, reason="Error.", by=world.archivist, at=at(DAYS[2]))
    assert codes(refused) == {"final"}


def test_an_index_that_still_names_what_was_suppressed_is_told(
    world: World, case_file: CaseFile, second: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the new index, what the case file holds differs from its last one."""
    record = case_file.records.get(title="Queja")
    monkeypatch.setattr(correcting, "freeze_again", lambda *args, **told: None)
    correcting.remove(record, reason="Error.", by=world.archivist, at=at(DAYS[0]))
    assert any("Tiene el documento «Queja»" in one for one in problems())
