"""What an inventory lists: one line a unit, of any choice, and never more than one may know."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from records.case_files import filing
from records.events import act
from records.models import (
    AccessLevel,
    CaseFile,
    CaseFileClosing,
    CaseFileMerge,
    KeptApart,
    Loan,
    Office,
    OfficeSuccession,
    Series,
    Support,
)
from records.permissions import Role
from records.restrictions.readings import note_reading
from retention.inventories import choosing, gathering, keeping
from retention.inventories.choosing import Choice
from retention.inventories.keeping import Asked
from tests.factories import at, person
from tests.retention.inventories.archive import DAY, MOMENT

pytestmark = [pytest.mark.django_db, pytest.mark.conformance("C21")]


def listed(user, *, public=False, **told):
    return list(gathering.lines(Choice(**told), user, day=DAY, public=public))


def names(user, **told):
    return [one.name for one in listed(user, **told)]


def test_a_line_says_which_office_produced_it(archive):
    """By its code, as the form asks; by a note where the code is of another office."""
    world = archive.world
    common = Series.objects.create(
        scheme=archive.subseries.scheme, office=world.office, code="1.3", name="Acciones de tutela"
    )
    with act(by=None, at=MOMENT):
        for series in (common, world.series):
            filing.opened(
                series, title="De otra", office_id=world.other_office.pk, by=None, at=MOMENT
            )
    filing.opened(world.series, title="Suyo", office_id=world.office.pk, by=None, at=MOMENT)
    told = {(one.code, one.name): one.notes for one in listed(world.archivist)}
    producer = f"Oficina productora: {world.other_office}"
    assert set(told) == {
        (f"{world.other_office.code}.1.3", "De otra"),
        ("130.22.01", "De otra"),
        ("130.22.01", "Suyo"),
    }
    assert producer in told["130.22.01", "De otra"]
    assert "Oficina productora" not in told["130.22.01", "Suyo"]
    assert "Oficina productora" not in told[f"{world.other_office.code}.1.3", "De otra"]
    headed = listed(world.archivist, offices=(world.other_office.pk,))
    assert not [one for one in headed if "Oficina productora" in one.notes]


def test_a_line_says_what_was_filed(archive):
    one = archive.case_file("Contrato de red", support=Support.HYBRID)
    archive.record(one, "2026-01-12", text=b"x" * 1500)
    archive.record(one, "2026-02-20", text=b"y" * 500)
    archive.volume(one, 1, deposit="2", shelf="B", tray="4")
    (line,) = listed(archive.world.archivist)
    assert (line.order, line.code, line.series) == (1, "130.22.01", "Procedimientos")
    assert (line.unit, line.name) == (one.code, "Contrato de red")
    assert (line.first, line.last) == ("2026-01-12", "2026-02-20")
    assert (line.on_paper, line.electronic) == (True, True)
    assert (line.box, line.folder, line.volume, line.folios) == ("7", "1", "1", 150)
    assert (line.kinds, line.files, line.size, line.place) == ("PDF", 2, "2,0 kB", "Legajo")
    assert line.consultation == "Ninguna"
    assert line.notes == "Depósito 2, estante B, entrepaño 4"


def test_readings_of_what_is_restricted_say_how_often_it_is_asked_for(archive):
    secret = archive.case_file("Historia", access=AccessLevel.CLASSIFIED)
    archive.case_file("Circular")
    record = archive.record(secret, "2026-01-12", text=b"x")
    file = record.components.get()
    archivist = archive.world.archivist
    for day in ("2025-03-04", "2025-03-05", "2026-02-01", "2026-03-04", "2026-03-05"):
        assert note_reading(record, file, by=archivist, at=at(day))
    told = {line.name: line.consultation for line in listed(archivist)}
    assert told == {"Historia": "Media", "Circular": ""}  # three of the year; of the other nobody
    asked = Asked(choice=Choice(), consultation="Alta")
    said = keeping.lines_of(asked, by=archivist, day=DAY)
    assert {line.name: line.consultation for line in said} == {
        "Historia": "Media",
        "Circular": "Alta",
    }
    wrong = keeping.reasons_against(Asked(choice=Choice(), consultation="Siempre"), by=archivist)
    assert [one.code for one in wrong] == ["consultation"]


def test_each_volume_is_a_line_and_what_is_electronic_stands_once(archive):
    one = archive.case_file("Obra", support=Support.HYBRID)
    archive.record(one, "2026-01-12")
    for number in (1, 3):
        archive.volume(one, number)
    archive.case_file("Después")
    lines = listed(archive.world.archivist)
    assert [line.order for line in lines] == [1, 2, 3]
    assert [line.volume for line in lines] == ["1 de 2", "3 de 2", ""]
    assert [line.files for line in lines] == [1, None, 0]
    assert [line.notes for line in lines] == ["Falta el tomo 2", "", "Sin documentos"]
    assert (lines[2].first, lines[2].last) == ("s.f.", "s.f.")


def test_loans_and_witnesses_are_told_inside_and_not_outside(archive):
    one = archive.case_file("Planos", support=Support.PAPER)
    volume = archive.volume(one, 1, folios=0)
    archive.volume(one, 2)
    told = {"case_file": one, "at": MOMENT, "user": archive.world.archivist}
    Loan.objects.create(
        **told,
        volume=volume,
        borrower=archive.world.author,
        borrower_name="Ana",
        purpose="Consulta",
        lent_on=date(2026, 3, 1),
        due_on=date(2026, 3, 9),
    )
    KeptApart.objects.create(**told, what="Planos de Juana", where="Planoteca 3", reason="Tamaño")
    first, second = listed(archive.world.archivist)
    assert first.notes == (
        "Sin foliar. Testigo: Planos de Juana, en Planoteca 3. Prestado hasta 2026-03-09"
    )
    assert second.notes == ""
    assert first.consultation == "Baja"
    outside = listed(AnonymousUser(), public=True)[0]
    assert outside.notes == "Sin foliar. Con testigo de lo que se conserva aparte"


@pytest.fixture
def filled(archive):
    """Of office 130 one open and one closed, of 140 a subseries on paper; one of each access."""
    world = archive.world
    archive.case_file("Abierto", day="2025-05-05")
    closed = archive.case_file("Cerrado", day="2025-01-10")
    CaseFileClosing.objects.create(
        case_file=closed, kind="administrative", number=1, on=date(2026, 1, 31), at=MOMENT
    )
    paper = archive.case_file("Papel", series=archive.subseries, support=Support.PAPER)
    archive.volume(paper, 1, box="99")
    archive.case_file(
        "Reservado", series=archive.other_series, access=AccessLevel.RESERVED, day="2026-02-02"
    )
    archive.case_file("Clasificado", access=AccessLevel.CLASSIFIED, day="2026-02-02")
    held = world.author.appointments.get()
    CaseFile.objects.filter(title="Abierto").update(responsible=held)
    return archive


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, {"Abierto", "Cerrado", "Papel", "Reservado", "Clasificado"}),
        ({"standing": "open"}, {"Abierto", "Papel", "Reservado", "Clasificado"}),
        ({"standing": "closed"}, {"Cerrado"}),
        ({"standing": "final"}, set()),
        ({"series": "140.05"}, {"Papel", "Reservado"}),
        ({"series": "140.05.01"}, {"Papel"}),
        ({"series": "9"}, set()),
        ({"support": "paper"}, {"Papel"}),
        ({"access": "reserved"}, {"Reservado"}),
        ({"box": "99"}, {"Papel"}),
        ({"opened_from": date(2026, 2, 1)}, {"Reservado", "Clasificado"}),
        ({"opened_until": date(2025, 2, 1)}, {"Cerrado"}),
        ({"closed_from": date(2026, 1, 31), "closed_until": date(2026, 1, 31)}, {"Cerrado"}),
        ({"closed_until": date(2026, 1, 30)}, set()),
        ({"standing": "open", "support": "paper", "series": "140.05"}, {"Papel"}),
    ],
)
def test_any_filter_narrows_what_is_listed(filled, choice, expected):
    assert set(names(filled.world.archivist, **choice)) == expected
    assert Choice.of(Choice(**choice).facts()) == Choice(**choice)
    found = gathering.counted(Choice(**choice), filled.world.archivist, day=DAY, public=False)
    assert found.case_files == len(expected)
    assert found.restricted == len(expected & {"Reservado", "Clasificado"})
    assert choosing.in_words(Choice(**choice))


def test_office_person_and_given_case_files(filled):
    world = filled.world
    assert set(names(world.archivist, offices=(world.other_office.pk,))) == {"Papel", "Reservado"}
    assert names(world.archivist, responsible=world.author.pk) == ["Abierto"]
    key = CaseFile.objects.get(title="Papel").pk
    assert names(world.archivist, case_files=(key,)) == ["Papel"]
    told = choosing.in_words(Choice(offices=(world.office.pk,), responsible=world.author.pk))
    assert "130 · Secretaría de las TIC" in told
    assert "Ana Autora" in told


def test_an_office_counts_with_those_it_took_over(filled):
    heir = Office.objects.create(code="150", name="Secretaría de Hacienda y Tesoro")
    OfficeSuccession.objects.create(
        former=filled.world.other_office,
        successor=heir,
        kind="renamed",
        act="Decreto 1 de 2026",
        on=date(2026, 3, 1),
    )
    assert set(names(filled.world.archivist, offices=(heir.pk,))) == {"Papel", "Reservado"}
    early = gathering.lines(
        Choice(offices=(heir.pk,)), filled.world.archivist, day=date(2026, 2, 1), public=False
    )
    assert not list(early)


def test_a_series_is_that_of_every_version_of_the_scheme(filled):
    scheme = filled.world.series.scheme
    scheme.pk = None
    scheme.label = "2"
    scheme.save()
    again = Series.objects.create(
        scheme=scheme, office=filled.world.other_office, code="140.05", name="Contratos"
    )
    filled.case_file("De la versión 2", series=again, day="2024-07-01")
    found = set(names(filled.world.archivist, series="140.05"))
    assert found == {"Papel", "Reservado", "De la versión 2"}


def test_nobody_lists_what_they_may_not_know_of(filled):
    world = filled.world
    assert set(names(world.stranger)) == {"Abierto", "Cerrado", "Papel", "Reservado"}
    assert set(names(world.author)) == {"Abierto", "Cerrado", "Papel", "Clasificado"}
    assert set(names(person("lucia", Role.READER))) == {"Abierto", "Cerrado", "Papel"}
    assert gathering.counted(Choice(), world.stranger, day=DAY, public=False).restricted == 1


def test_a_restricted_or_removed_record_counts_nowhere_for_another_office(archive):
    one = archive.case_file("De todos")
    archive.record(one, "2026-02-01")
    archive.record(one, "2026-02-27", text=b"secreto" * 900, access=AccessLevel.CLASSIFIED)
    archive.removed(archive.record(one, "2024-01-01", text=b"por error" * 900))
    (theirs,) = listed(archive.world.stranger)
    assert (theirs.first, theirs.last, theirs.files, theirs.size) == ("2026-02-01", "", 1, "4 B")
    (ours,) = listed(archive.world.author)
    assert (ours.first, ours.last, ours.files) == ("2026-02-01", "2026-02-27", 2)
    found = gathering.counted(Choice(), archive.world.author, day=DAY, public=False)
    assert found.restricted == 1


def test_the_public_form_names_nobody_and_lists_nothing_restricted(filled):
    world = filled.world
    filled.case_file("Contrato de Juana Pérez", public_title="Contrato de suministro 12")
    lines = listed(world.archivist, public=True)
    told = " ".join(f"{line}" for line in lines)
    assert "Juana" not in told
    assert "Abierto" not in told
    assert "Reservado" not in told
    assert "Contrato de suministro 12" in told
    assert f"Procedimientos · {CaseFile.objects.get(title='Abierto').code}" in told
    assert len(lines) == 4
    counts = gathering.counted(Choice(), world.archivist, day=DAY, public=True)
    assert (counts.case_files, counts.restricted) == (4, 0)


def test_a_public_document_is_named_by_its_title(world):
    world.issue()
    (line,) = listed(AnonymousUser(), public=True)
    assert line.name == "PR-M2-P6-01 Publicar datos abiertos"


def test_many_case_files_take_few_queries(archive, monkeypatch):
    monkeypatch.setattr(gathering, "CHUNK", 5)

    names(archive.world.archivist)  # what is looked up once a person

    def asked(count: int) -> int:
        there = CaseFile.objects.count()
        for number in range(there, count):
            archive.record(archive.case_file(f"Número {number}"), "2026-02-01")
        with CaptureQueriesContext(connection) as queries:
            assert len(listed(archive.world.archivist)) == count
        return len(queries)

    few, many = asked(4), asked(14)
    assert many - few == 2 * 12  # two more chunks, and nothing a case file


def test_more_records_than_one_question_takes_are_asked_in_parts(archive, monkeypatch):
    monkeypatch.setattr(gathering, "_AT_ONCE", 2)
    one = archive.case_file("Con muchos")
    for day in range(1, 6):
        archive.record(one, f"2026-02-0{day}")
    (line,) = listed(archive.world.archivist)
    assert (line.files, line.first, line.last) == (5, "2026-02-01", "2026-02-05")


def test_a_record_that_shows_another_s_files_counts_them(archive):
    one, two = archive.case_file("Donde está"), archive.case_file("Donde se muestra")
    original = archive.record(one, "2026-02-01")
    filing.put(
        two,
        title="El mismo",
        created_on=date(2026, 2, 1),
        same_as=original,
        by=None,
        at=at("2026-02-02"),
    )
    assert [line.files for line in listed(archive.world.archivist)] == [1, 1]


def test_what_was_merged_is_listed_only_where_it_is_asked_for(archive):
    source, target = archive.case_file("Repetido"), archive.case_file("Bueno")
    CaseFileMerge.objects.create(source=source, target=target, reason="Repetido", at=MOMENT)
    assert names(archive.world.archivist) == ["Bueno"]
    (line,) = listed(archive.world.archivist, standing="merged")
    assert "pasaron a otro expediente" in line.notes


def test_a_day_of_the_choice_is_that_of_bogota(archive):
    archive.case_file("De la noche", day="2026-01-31")
    assert at("2026-01-31", 23).date() == date(2026, 1, 31)
    assert names(archive.world.archivist, opened_until=date(2026, 1, 31)) == ["De la noche"]
