"""What is not a record: three narrow ways, each told in the register, and no other one."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

import pytest

from editorial import annexes
from editorial.annexes import AnnexFile
from records import due_tasks
from records.capture import capturing, works
from records.capture.capturing import capture
from records.capture.units import Unit
from records.case_files.correcting import remove
from records.exceptions import Conflict, NotAllowed, StorageError
from records.guards.naming import columns_of
from records.integrity.files import kept
from records.models import (
    CaseFile,
    Component,
    Derivation,
    DocumentType,
    Record,
    RecordEvent,
    RecordRemoval,
    WorkingPaper,
)
from records.models.evidence import Evidence
from records.no_record import erasing, papers, quarantine, suppressing
from records.no_record.suppressing import Ground, Ordered
from records.permissions import Role
from records.querysets import files_of, records_visible_to
from records.storage import storage
from tests.factories import World, at, person
from tests.records.capture import hostile
from tests.records.capture.arriving import Arrived, arrived, case_file, world
from tests.repository import our_modules

__all__ = ["arrived", "case_file", "world"]


def codes(refused: Any) -> list[str]:
    return [one.code for one in refused.value.reasons]


def actions() -> list[str]:
    return list(RecordEvent.objects.order_by("seq").values_list("action", flat=True))


@pytest.fixture
def record(world: World, case_file: CaseFile, arrived: Arrived) -> Record:
    files = [arrived("oficio.pdf", hostile.pdf()), arrived("datos.txt", b"Cedula 123")]
    one = Unit(tuple(files), "Oficio", date(2020, 2, 1), DocumentType.objects.get(name="Oficio"))
    return capture([one], case_file, by=world.author, at=at("2020-02-03"))[0]


# --- working papers ---


def test_a_working_paper_is_of_its_owner_alone_and_goes_with_its_day(
    world: World, arrived: Arrived
) -> None:
    before = set(storage().digests())
    paper = papers.keep_paper(
        arrived("borrador.txt", b"Ideas"),
        title="Ideas",
        expires_on=date(2020, 3, 1),
        by=world.author,
        at=at("2020-02-03"),
    )
    assert set(storage().digests()) == before  # it is no record, and in no storage of records
    assert list(papers.papers_of(world.author)) == [paper]
    assert list(papers.papers_of(world.archivist)) == []
    with pytest.raises(NotAllowed) as refused:
        papers.discard([paper], by=world.archivist, at=at("2020-02-04"))
    assert codes(refused) == ["not_yours"]
    assert due_tasks.run("papers", at=at("2020-02-29")) is None
    assert due_tasks.run("papers", at=at("2020-03-01"))
    assert not WorkingPaper.objects.exists()
    assert actions()[-2:] == ["paper.kept", "paper.expired"]


def test_its_owner_throws_it_away(world: World, arrived: Arrived) -> None:
    paper = papers.keep_paper(
        arrived("b.txt", b"x"),
        title="x",
        expires_on=date(2020, 3, 1),
        by=world.author,
        at=at("2020-02-03"),
    )
    assert papers.discard([paper], by=world.author, at=at("2020-02-04")) == 1
    assert papers.discard([paper], by=world.author, at=at("2020-02-04")) == 0
    assert actions()[-1] == "paper.discarded"


def test_every_reason_against_a_working_paper(world: World, arrived: Arrived) -> None:
    reader = person("rita.lee", Role.READER)
    with pytest.raises(NotAllowed) as refused:
        papers.keep_paper(
            arrived("b.zip", hostile.package({"a": "x"})),
            title=" ",
            expires_on=date(2020, 2, 3) + timedelta(days=366),
            by=reader,
            at=at("2020-02-03"),
        )
    assert codes(refused) == ["no_role", "no_title", "expires_on", "compressed"]


# --- quarantine ---


def test_what_was_taken_out_comes_back_to_its_place(world: World, record: Record) -> None:
    removal = remove(record, reason="Otro municipio.", by=world.archivist, at=at("2020-02-04"))
    assert list(quarantine.in_quarantine()) == [removal]
    assert not records_visible_to(world.archivist).filter(pk=record.pk).exists()
    with pytest.raises(NotAllowed) as refused:
        quarantine.give_back(removal, reason=" ", by=world.author, at=at("2020-02-05"))
    assert codes(refused) == ["no_role", "no_reason"]
    quarantine.give_back(removal, reason="Sí era.", by=world.archivist, at=at("2020-02-05"))
    assert not quarantine.in_quarantine().exists()
    assert records_visible_to(world.author).get(pk=record.pk).position == 1
    assert actions()[-2:] == ["record.removed", "record.returned"]
    with pytest.raises(NotAllowed) as refused:
        quarantine.give_back(removal, reason="Otra vez.", by=world.archivist, at=at("2020-02-06"))
    assert codes(refused) == ["returned"]


def test_nothing_comes_back_to_a_finally_closed_case_file(world: World, record: Record) -> None:
    removal = remove(record, reason="Error.", by=world.archivist, at=at("2020-02-04"))
    for kind in ("administrative", "final"):
        record.case_file.closings.create(
            kind=kind, number=1, on=date(2020, 2, 5), at=at("2020-02-05")
        )
    with pytest.raises(NotAllowed) as refused:
        quarantine.give_back(removal, reason="Sí era.", by=world.archivist, at=at("2020-02-06"))
    assert codes(refused) == ["final"]


# --- suppressions ---


@pytest.fixture
def second(world: World) -> Any:
    return person("sara.segunda", Role.ARCHIVIST, world.office)


def by_order(component: Component | None = None, **told: Any) -> Ordered:
    given = {
        "ground": Ground.JUDICIAL,
        "what": "El número de cédula del peticionario",
        "reason": "Lo ordena la sentencia.",
        "component": component,
        "authority": "Juzgado Segundo Civil",
        "order": "Sentencia 12 de 2020",
        "ordered_on": date(2020, 2, 4),
    }
    return Ordered(**{**given, **told})


def test_a_file_goes_by_order_once_a_second_person_confirms(
    world: World, record: Record, second: Any, arrived: Arrived
) -> None:
    works.work_off(at("2020-02-04"))
    file = record.components.get(name="datos.txt")
    told = by_order(file, replacement=arrived("datos sin cédula.txt", b"Cedula (suprimida)"))
    order = suppressing.order_suppression(record, told, by=world.archivist, at=at("2020-02-05"))
    names = [one.name for one in files_of(record, world.archivist)]
    assert names == ["oficio.pdf", "datos.txt"]  # nothing happens before it is confirmed
    due_tasks.run("suppressed", at=at("2020-02-05"))
    assert storage().read(file.sha256) == b"Cedula 123"

    with pytest.raises(NotAllowed) as refused:
        suppressing.confirm_suppression(order, by=world.archivist, at=at("2020-02-06"))
    assert codes(refused) == ["same_person"]
    suppressing.confirm_suppression(order, by=second, at=at("2020-02-06"))
    names = [one.name for one in files_of(record, world.archivist)]
    assert names == ["oficio.pdf", "datos sin cédula.txt"]
    assert erasing.waits_since() == at("2020-02-06")
    assert due_tasks.run("suppressed", at=at("2020-02-07"))
    assert erasing.waits_since() is None
    with pytest.raises(StorageError):
        storage().read(file.sha256)
    assert not works.text_known_of(file)
    assert Component.objects.filter(pk=file.pk).exists()  # the row stays, and says what it was
    assert actions()[-3:] == ["suppression.ordered", "suppression.confirmed", "component.erased"]
    assert list(kept(Component.objects.get(pk=file.pk), None)) == []  # the register does not alarm
    assert due_tasks.run("suppressed", at=at("2020-02-08")) is None


def test_a_restored_backup_is_erased_anew(world: World, record: Record, second: Any) -> None:
    file = record.components.get(name="datos.txt")
    order = suppressing.order_suppression(
        record, by_order(file), by=world.archivist, at=at("2020-02-05")
    )
    suppressing.confirm_suppression(order, by=second, at=at("2020-02-06"))
    due_tasks.run("suppressed", at=at("2020-02-07"))
    storage().put(b"Cedula 123")  # as a restored copy does
    told = [sentence for _name, sentence in kept(Component.objects.get(pk=file.pk), None)]
    assert told == ["Se ordenó borrarlo y sus bytes siguen en el almacén."]
    assert due_tasks.run("suppressed", at=at("2020-02-08"))
    assert not storage().exists(file.sha256)


def test_bytes_that_another_record_has_stay(
    world: World, record: Record, case_file: CaseFile, second: Any, arrived: Arrived
) -> None:
    other = Unit(
        (arrived("copia.txt", b"Cedula 123"),),
        "Copia",
        date(2020, 2, 1),
        DocumentType.objects.get(name="Oficio"),
    )
    (kept_one,) = capture([other], case_file, by=world.author, at=at("2020-02-03"))
    file = record.components.get(name="datos.txt")
    order = suppressing.order_suppression(
        record, by_order(file), by=world.archivist, at=at("2020-02-05")
    )
    suppressing.confirm_suppression(order, by=second, at=at("2020-02-06"))
    due_tasks.run("suppressed", at=at("2020-02-07"))
    assert storage().read(kept_one.components.get().sha256) == b"Cedula 123"
    assert "datos.txt" not in [one.name for one in files_of(record, world.archivist)]


def test_bytes_that_an_annex_of_a_draft_has_stay(world: World, record: Record, second: Any) -> None:
    file = record.components.get(name="datos.txt")
    AnnexFile.objects.create(
        title="Datos",
        name="datos.txt",
        sha256=file.sha256,
        size=file.size,
        media_type="text/plain",
        office=world.office,
        uploaded_by=world.author,
        uploaded_at=at("2020-02-03"),
    )
    order = suppressing.order_suppression(
        record, by_order(file), by=world.archivist, at=at("2020-02-05")
    )
    suppressing.confirm_suppression(order, by=second, at=at("2020-02-06"))
    due_tasks.run("suppressed", at=at("2020-02-07"))
    assert storage().read(file.sha256) == b"Cedula 123"


def test_a_mistake_is_suppressed_in_quarantine_only(
    world: World, record: Record, second: Any
) -> None:
    mistake = by_order(ground=Ground.MISTAKE, authority="", order="", ordered_on=None)
    with pytest.raises(NotAllowed) as refused:
        suppressing.order_suppression(record, mistake, by=world.author, at=at("2020-02-04"))
    assert codes(refused) == ["no_role", "not_in_quarantine"]
    removal = remove(record, reason="Error.", by=world.archivist, at=at("2020-02-04"))
    order = suppressing.order_suppression(record, mistake, by=world.archivist, at=at("2020-02-05"))
    with pytest.raises(NotAllowed) as refused:
        quarantine.give_back(removal, reason="Sí era.", by=world.archivist, at=at("2020-02-05"))
    assert codes(refused) == ["suppressed"]
    suppressing.confirm_suppression(order, by=second, at=at("2020-02-06"))
    due_tasks.run("suppressed", at=at("2020-02-07"))
    assert [one.sha256 for one in record.components.all() if storage().exists(one.sha256)] == []
    assert RecordRemoval.objects.filter(record=record).exists()


# --- the same bytes come while they are erased ---


@pytest.fixture
def suppressed(world: World, record: Record, second: Any) -> Component:
    """A file whose suppression is confirmed, and whose bytes go with the next run."""
    file: Component = record.components.get(name="datos.txt")
    order = suppressing.order_suppression(
        record, by_order(file), by=world.archivist, at=at("2020-02-05")
    )
    suppressing.confirm_suppression(order, by=second, at=at("2020-02-06"))
    return file


def test_bytes_that_came_again_are_not_lost_in_between(
    world: World,
    suppressed: Component,
    case_file: CaseFile,
    arrived: Arrived,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Their storage said that it has them; they went before any row named them."""
    kind = DocumentType.objects.get(name="Oficio")
    again = Unit((arrived("copia.txt", b"Cedula 123"),), "Copia", date(2020, 2, 1), kind)
    real = capturing.act

    def interrupted(**told: Any) -> Any:
        monkeypatch.setattr(capturing, "act", real)
        due_tasks.run("suppressed", at=at("2020-02-07"))
        return real(**told)

    monkeypatch.setattr(capturing, "act", interrupted)
    with pytest.raises(Conflict) as refused:
        capture([again], case_file, by=world.author, at=at("2020-02-07"))
    assert codes(refused) == ["erased"]
    assert not Record.objects.filter(title="Copia").exists()
    (kept_one,) = capture([again], case_file, by=world.author, at=at("2020-02-07", 12))
    assert due_tasks.run("suppressed", at=at("2020-02-08")) is None
    assert storage().read(kept_one.components.get().sha256) == b"Cedula 123"


def test_an_annex_that_came_again_is_not_lost_in_between(
    world: World, suppressed: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annexes, "media_type", lambda *told: "image/png")
    upload = SimpleUploadedFile("scan.png", b"Cedula 123")
    real = annexes.transaction.atomic

    def interrupted(*told: Any, **more: Any) -> Any:
        monkeypatch.setattr(annexes.transaction, "atomic", real)
        due_tasks.run("suppressed", at=at("2020-02-07"))
        return real(*told, **more)

    monkeypatch.setattr(annexes.transaction, "atomic", interrupted)
    with pytest.raises(Conflict):
        annexes.keep_annex(upload, title="", by=world.author, at=at("2020-02-07"))
    assert not AnnexFile.objects.exists()


def test_no_text_is_kept_of_bytes_that_went_while_it_was_read(
    suppressed: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def slow(path: Any, key: str) -> str:
        asked.append(path.read_bytes())
        if asked[-1] == b"Cedula 123":
            due_tasks.run("suppressed", at=at("2020-02-07"))
        return "Cedula 123"

    monkeypatch.setattr(works, "text_of", slow)
    works.work_off(at("2020-02-07"))
    assert b"Cedula 123" in asked
    assert not works.text_known_of(suppressed)


def test_a_file_that_was_erased_before_its_turn_is_not_lost(
    suppressed: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(path: Any, key: str) -> str:
        due_tasks.run("suppressed", at=at("2020-02-07"))
        return "Oficio"

    monkeypatch.setattr(works, "text_of", slow)
    works.work_off(at("2020-02-07"))  # raises where the storage lost what should be there
    assert not works.text_known_of(suppressed)


def test_what_a_stopped_erasure_left_of_a_text_goes_with_the_next(suppressed: Component) -> None:
    due_tasks.run("suppressed", at=at("2020-02-07"))
    Derivation.objects.create(
        sha256=suppressed.sha256, work="text", outcome="done", text="Cedula", at=at("2020-02-07")
    )
    due_tasks.run("suppressed", at=at("2020-02-08"))
    assert not works.text_known_of(suppressed)


def test_whatever_names_bytes_asks_whether_they_are_kept() -> None:
    """`act` asks for all evidence. An annex and a work ask; a draft has its bytes in its row."""
    apart = {
        model.__name__
        for model in apps.get_models()
        if columns_of(model) and not issubclass(model, Evidence)
    }
    assert apart == {"AnnexFile", "Derivation", "DraftFile"}


def test_an_order_says_by_whom_and_which(world: World, record: Record) -> None:
    lacking = by_order(what=" ", reason=" ", authority="", order="", ordered_on=None)
    with pytest.raises(NotAllowed) as refused:
        suppressing.order_suppression(record, lacking, by=world.archivist, at=at("2020-02-05"))
    assert codes(refused) == ["no_reason", "no_what", "no_authority", "no_order", "ordered_on"]


def test_nothing_else_takes_bytes_away() -> None:
    """Only one module writes a ticket, and the storage takes nothing away without one."""
    writers = set()
    for path in our_modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        names = {getattr(one, "id", getattr(one, "attr", "")) for one in calls}
        if "ErasureTicket" in names:
            writers.add(path.name)
    assert writers == {"erasing.py"}
