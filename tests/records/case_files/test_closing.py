"""The two closings, late documents, reopening: derived from rows that nobody changes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

import pytest

from records.case_files import closing, correcting, filing, late, lending
from records.case_files.standing import read
from records.exceptions import NotAllowed
from records.models import CaseFile, CaseFileClosing, LateEntry, Record, RecordEvent
from tests.factories import World, at
from tests.records.case_files.files import codes, filed, kept, opened, subject
from tests.standing import standing

pytestmark = pytest.mark.django_db
FINAL = CaseFileClosing.Kind.FINAL


@pytest.fixture
def world(db: None) -> World:
    return standing(World)


def close(world: World, *case_files: CaseFile, day: str = "2020-03-01", **told: Any) -> Any:
    told = {"by": world.archivist} | told
    return closing.close(case_files, at=at(day), **told)


@pytest.mark.conformance("C15", "R03")
def test_the_administrative_closing_starts_the_clock_and_shuts_the_door(world: World):
    case_file = opened(world)
    filed(world, case_file)
    assert read(case_file).standing == "open"
    (row,) = close(world, case_file, reason="Terminó el trámite.")
    assert (row.name, row.office) == ("Dora Archivo", str(world.office))
    after = read(case_file)
    assert (after.standing, after.closed_on) == ("closed", date(2020, 3, 1))
    with pytest.raises(NotAllowed) as refused:
        filed(world, case_file)
    assert codes(refused) == {"closed"}
    other = filed(world, opened(world))
    with pytest.raises(NotAllowed) as refused:
        correcting.file_also(other, case_file, by=world.archivist, at=at("2020-03-02"))
    assert "closed" in codes(refused)


@pytest.mark.conformance("C08")
def test_what_is_unclassified_or_pending_blocks_closing_all_reasons_at_once(world: World):
    series = subject(world, "Contrato", "Informe")
    case_file = opened(world, series=series, support="hybrid")
    record = filed(world, case_file)
    lending.lend(
        case_file,
        borrower=world.author,
        purpose="Consulta",
        due_on=date(2020, 4, 1),
        by=world.archivist,
        at=at("2020-02-05"),
    )
    with pytest.raises(NotAllowed) as refused:
        close(world, case_file, by=world.stranger)
    assert codes(refused) == {"no_role", "untyped", "lent", "no_place"}
    assert not CaseFileClosing.objects.exists()
    kind = series.document_types.get(name="Contrato")
    correcting.set_type(record, kind, by=world.author, at=at("2020-02-06"))
    with pytest.raises(NotAllowed) as refused:
        close(world, case_file)
    assert codes(refused) == {"lent", "no_place"}
    with pytest.raises(NotAllowed) as refused:
        close(world, opened(world))
    assert codes(refused) == {"empty"}


def test_a_document_that_is_in_force_or_being_signed_keeps_its_case_file_open(world: World):
    issuance = world.issue()
    case_file = CaseFile.objects.get(document=issuance.document)
    with pytest.raises(NotAllowed) as refused:
        close(world, case_file)
    assert {"live"} <= codes(refused)
    world.submit(issuance.document, world.content(objective="Otro objetivo."), day="2020-03-01")
    with pytest.raises(NotAllowed) as refused:
        close(world, case_file)
    assert {"live", "signing"} <= codes(refused)


def test_many_are_closed_together_or_none_with_each_reason_named(world: World):
    good = [opened(world, title=f"N.º {number}") for number in range(5)]
    for one in good:
        filed(world, one)
    empty = opened(world, title="Vacío")
    with pytest.raises(NotAllowed) as refused:
        close(world, *good, empty)
    assert [reason.message for reason in refused.value.reasons] == [
        f"{empty.code}: No contiene nada."
    ]
    assert not CaseFileClosing.objects.exists()
    assert len(close(world, *good)) == 5
    with pytest.raises(NotAllowed) as refused:
        close(world, good[0])
    assert codes(refused) == {"closed"}
    with pytest.raises(NotAllowed) as refused:
        close(world, *[good[0]] * 601)
    assert codes(refused) == {"too_many"}


@pytest.mark.conformance("C15")
def test_between_the_closings_a_late_document_moves_no_clock(world: World):
    case_file = opened(world)
    filed(world, case_file)
    told = {"title": "Fallo", "created_on": date(2020, 2, 20), "by": world.archivist}
    with pytest.raises(NotAllowed) as refused:
        late.put_late(case_file, reason=" ", at=at("2020-02-21"), **told)
    assert codes(refused) == {"open", "no_reason"}
    close(world, case_file)
    record = late.put_late(
        case_file, reason="Llegó tarde del juzgado.", files=[kept()], at=at("2020-04-01"), **told
    )
    assert (record.position, LateEntry.objects.get().record) == (2, record)
    after = read(case_file)
    assert (after.standing, after.closed_on) == ("closed", date(2020, 3, 1))
    close(world, case_file, kind=FINAL, day="2021-03-01")
    assert (read(case_file).standing, read(case_file).closed_on) == ("final", date(2020, 3, 1))
    with pytest.raises(NotAllowed) as refused:
        late.put_late(case_file, reason="Otra vez.", at=at("2021-02-01"), **told)
    assert codes(refused) == {"final"}


def test_the_final_closing_comes_after_the_other_and_is_the_archives(world: World):
    case_file = opened(world)
    filed(world, case_file)
    with pytest.raises(NotAllowed) as refused:
        close(world, case_file, kind=FINAL, by=world.author)
    assert codes(refused) == {"no_role", "not_closed"}
    close(world, case_file, by=world.author)
    with pytest.raises(NotAllowed) as refused:
        close(world, case_file, kind=FINAL, day="2021-02-27")
    assert codes(refused) == {"at_once"}
    close(world, case_file, kind=FINAL, reason="Lo ordena la sentencia.")
    with pytest.raises(NotAllowed) as refused:
        close(world, case_file, kind=FINAL)
    assert codes(refused) == {"final"}


@pytest.mark.conformance("C16", "R03")
def test_reopening_is_the_archives_by_an_act_and_stops_the_clock(world: World):
    case_file = opened(world)
    filed(world, case_file)
    with pytest.raises(NotAllowed) as refused:
        closing.reopen(case_file, reason="", order=" ", by=world.author, at=at("2020-02-05"))
    assert codes(refused) == {"no_role", "not_closed", "no_reason", "no_act"}
    (first,) = close(world, case_file)
    close(world, case_file, kind=FINAL, day="2020-04-01", reason="Lo ordena la sentencia.")
    rows = closing.reopen(
        case_file,
        reason="Lo ordena el juez.",
        order="Auto 7 de 2020",
        by=world.archivist,
        at=at("2020-05-01"),
    )
    assert len(rows) == 2
    after = read(case_file)
    assert (after.standing, after.closed_on) == ("reopened", None)
    filed(world, case_file, day="2020-05-02")
    (again,) = close(world, case_file, day="2020-06-01")
    assert (first.number, again.number) == (1, 2)
    assert (read(case_file).standing, read(case_file).closed_on) == ("closed", date(2020, 6, 1))
    event = RecordEvent.objects.get(action="case_file.reopened")
    assert event.detail.payload == {"reason": "Lo ordena el juez.", "act": "Auto 7 de 2020"}


@pytest.mark.conformance("C18")
def test_nobody_deletes_a_case_file_or_a_record_nor_renames_it(world: World):
    case_file = opened(world)
    record = filed(world, case_file)
    for wrong in (
        lambda: CaseFile.objects.filter(pk=case_file.pk)._raw_delete("default"),
        lambda: Record.objects.filter(pk=record.pk)._raw_delete("default"),
        lambda: CaseFile.objects.filter(pk=case_file.pk).update(code="otro"),
        lambda: Record.objects.filter(pk=record.pk).update(incorporated_at=at("2019-01-01")),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()
    assert read(case_file).code == case_file.code


@pytest.mark.conformance("C15", "C16")
def test_each_closing_and_each_late_document_freezes_an_index_and_the_old_are_kept(world: World):
    case_file = opened(world)
    filed(world, case_file, pages=3)
    (first,) = close(world, case_file)
    late.put_late(
        case_file,
        title="Fallo",
        created_on=date(2020, 2, 20),
        reason="Llegó tarde.",
        files=[kept()],
        pages=2,
        by=world.archivist,
        at=at("2020-04-01"),
    )
    closing.reopen(
        case_file, reason="Auto.", order="Auto 7", by=world.archivist, at=at("2020-05-01")
    )
    (again,) = close(world, case_file, day="2020-06-01")
    rows = case_file.indices.order_by("number")
    assert [(one.number, one.closing, one.entries, one.pages) for one in rows] == [
        (1, first, 1, 3),
        (2, first, 2, 5),
        (3, again, 2, 5),
    ]


@pytest.mark.conformance("C15")
def test_what_has_no_file_yet_is_closed_by_nobody(world: World):
    case_file = opened(world)
    filing.put(
        case_file,
        title="Sin fichero",
        created_on=date(2020, 2, 3),
        by=world.archivist,
        at=at("2020-02-03"),
    )
    with pytest.raises(NotAllowed) as refused:
        close(world, case_file)
    assert codes(refused) == {"no_file"}


def test_the_reasons_against_many_take_no_more_questions_than_those_against_few(world: World):
    rows = [opened(world, title=f"N.º {number}") for number in range(8)]
    for number, one in enumerate(rows):
        for _one in range(number):
            filed(world, one)

    def questions(some: list[CaseFile]) -> int:
        known = [read(one) for one in some]
        with CaptureQueriesContext(connection) as asked:
            closing.reasons_against(
                known, "administrative", by=world.archivist, at=at("2020-03-01")
            )
        return len(asked)

    few = questions(rows[2:4])
    assert questions(rows[2:]) == few
