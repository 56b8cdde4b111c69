"""Reclassifying, merging, taking out, and one document in several case files."""

from __future__ import annotations

from datetime import date

import pytest

from records.case_files import correcting, lending, paper, reclassifying
from records.case_files.on_paper import Sheets, file_on_paper
from records.case_files.standing import read
from records.case_files.unclassified import unfiled, untyped
from records.exceptions import NotAllowed
from records.models import (
    CaseFile,
    Component,
    DocumentType,
    Record,
    RecordEvent,
    RecordRemoval,
    Series,
)
from records.querysets import files_of, records_visible_to
from tests.factories import World, at
from tests.records.case_files.files import codes, filed, opened, subject
from tests.standing import standing

pytestmark = pytest.mark.django_db
NOW = at("2020-03-01")


@pytest.fixture
def world(db: None) -> World:
    return standing(World)


@pytest.mark.conformance("C10")
def test_reclassifying_keeps_what_it_is_and_tells_old_and_new(world: World):
    old = subject(world, "Contrato", "Informe")
    new = subject(world, "CONTRATO", code="130.31.01")
    case_file = opened(world, series=old)
    first = filed(world, case_file, document_type=old.document_types.get(name="Contrato"))
    second = filed(world, case_file, document_type=old.document_types.get(name="Informe"))
    row = reclassifying.reclassify(
        case_file, new, reason="Es de otra serie.", by=world.archivist, at=NOW
    )
    after = read(case_file)
    assert (after.series, after.code, after.access) == (new, case_file.code, case_file.access)
    assert (row.former, row.series, row.reason) == (old, new, "Es de otra serie.")
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.document_type.series == new
    assert list(untyped()) == [second]
    event = RecordEvent.objects.get(action="case_file.reclassified")
    assert (event.facts["from"], event.facts["to"]) == ("130.30.01", "130.31.01")
    with pytest.raises(NotAllowed) as refused:
        reclassifying.reclassify(case_file, new, reason="", by=world.author, at=NOW)
    assert codes(refused) == {"no_role", "no_reason", "same_series"}


@pytest.mark.conformance("C10")
def test_merging_puts_one_at_the_end_of_the_other_and_admits_nothing_more(world: World):
    source, target = opened(world, title="Uno"), opened(world, title="Dos")
    for number in range(2):
        filed(world, source, f"Uno {number}")
        filed(world, target, f"Dos {number}")
    wrong = filed(world, source, "Por error")
    correcting.remove(wrong, reason="No es de aquí.", by=world.archivist, at=NOW)
    reclassifying.merge(source, target, reason="Es el mismo asunto.", by=world.archivist, at=NOW)
    there = Record.objects.filter(case_file=target).order_by("position")
    assert [(one.title, one.position) for one in there] == [
        ("Dos 0", 1),
        ("Dos 1", 2),
        ("Uno 0", 3),
        ("Uno 1", 4),
    ]
    assert Record.objects.get(pk=wrong.pk).case_file == source
    assert read(source).standing == "merged"
    with pytest.raises(NotAllowed) as refused:
        filed(world, source)
    assert codes(refused) == {"merged"}
    with pytest.raises(NotAllowed) as refused:
        reclassifying.merge(target, target, reason="x", by=world.archivist, at=NOW)
    assert codes(refused) == {"same"}


def test_every_reason_against_a_merge_is_named_at_once(world: World):
    issuance = world.issue()
    source = CaseFile.objects.get(document=issuance.document)
    target = opened(world, series=subject(world))
    CaseFile.objects.filter(pk=target.pk).update(access="classified")
    with pytest.raises(NotAllowed) as refused:
        reclassifying.merge(source, target, reason=" ", by=world.author, at=NOW)
    assert codes(refused) == {"no_role", "other_series", "access", "document", "no_reason"}


@pytest.mark.conformance("C18")
def test_a_mistaken_upload_vanishes_from_every_list_and_is_kept(world: World):
    case_file = opened(world)
    wrong, right = filed(world, case_file, "Ajeno"), filed(world, case_file, "Propio")
    with pytest.raises(NotAllowed) as refused:
        correcting.remove(wrong, reason="", by=world.author, at=NOW)
    assert codes(refused) == {"no_role", "no_reason"}
    correcting.remove(wrong, reason="Es de otra entidad.", by=world.archivist, at=NOW)
    assert list(records_visible_to(world.archivist)) == [right]
    assert list(Record.objects.kept()) == [right]
    assert not files_of(wrong, world.archivist)
    assert Component.objects.filter(record=wrong).exists()
    assert RecordRemoval.objects.get().reason == "Es de otra entidad."
    again = Record.objects.get(pk=wrong.pk)
    with pytest.raises(NotAllowed) as refused:
        correcting.remove(again, reason="Otra vez.", by=world.archivist, at=NOW)
    assert codes(refused) == {"removed"}


def test_what_was_issued_here_is_no_mistaken_upload(world: World):
    record = Record.objects.get(version=world.issue().version)
    with pytest.raises(NotAllowed) as refused:
        correcting.remove(record, reason="No gusta.", by=world.archivist, at=NOW)
    assert codes(refused) == {"issued"}


@pytest.mark.conformance("C11")
def test_one_document_is_in_several_case_files_without_copying_a_byte(world: World):
    first, second = opened(world), opened(world, title="Otro")
    record = filed(world, first, pages=7)
    before = Component.objects.count()
    same = correcting.file_also(record, second, by=world.author, at=NOW)
    assert Component.objects.count() == before
    assert list(files_of(same, world.author)) == list(files_of(record, world.author))
    assert (same.pages, same.same_as, same.case_file_id) == (7, record, second.pk)
    with pytest.raises(NotAllowed) as refused:
        correcting.file_also(same, second, by=world.author, at=NOW)
    assert codes(refused) == {"there"}
    with pytest.raises(NotAllowed) as refused:
        correcting.remove(record, reason="Error.", by=world.archivist, at=NOW)
    assert codes(refused) == {"elsewhere"}


@pytest.mark.conformance("C11")
def test_another_case_file_shows_no_more_than_the_first_one_allows(world: World):
    hidden = opened(world)
    CaseFile.objects.filter(pk=hidden.pk).update(access="classified")
    record = filed(world, hidden, access="public")
    same = correcting.file_also(record, opened(world, title="Abierto"), by=world.author, at=NOW)
    assert same not in records_visible_to(world.stranger)
    assert not files_of(same, world.stranger)
    assert same in records_visible_to(world.author)
    with pytest.raises(NotAllowed) as refused:
        correcting.file_also(
            record,
            opened(world, office=world.other_office, title="De otra"),
            by=world.stranger,
            at=NOW,
        )
    assert codes(refused) == {"unknown"}


@pytest.mark.conformance("C08")
def test_a_type_is_of_the_series_and_told_by_who_keeps_the_case_file(world: World):
    series = subject(world, "Contrato", "Informe")
    case_file = opened(world, series=series)
    record = filed(world, case_file)
    assert list(untyped()) == [record]
    foreign = subject(world, "Otro", code="130.40.01").document_types.get()
    with pytest.raises(NotAllowed) as refused:
        correcting.set_type(record, foreign, by=world.stranger, at=NOW)
    assert codes(refused) == {"no_role", "type"}
    correcting.set_type(record, series.document_types.get(name="Informe"), by=world.author, at=NOW)
    assert not untyped().exists()
    assert not unfiled().exists()


@pytest.mark.conformance("C19")
def test_paper_says_where_it_stands_volume_by_volume(world: World):
    case_file = opened(world, support="hybrid")
    told = {"by": world.author, "at": NOW}
    with pytest.raises(NotAllowed) as refused:
        paper.set_volume(case_file, 2, folios=201, **told)
    assert codes(refused) == {"number", "folios", "no_place"}
    volume = paper.set_volume(case_file, 1, folios=180, deposit="1", box=" 12 ", **told)
    assert (volume.box, volume.folios) == ("12", 180)
    paper.set_volume(case_file, 1, folios=190, deposit="1", box="13", **told)
    event = RecordEvent.objects.filter(action="case_file.placed").latest("seq")
    assert event.detail.payload == {"changed": {"folios": [180, 190], "box": ["12", "13"]}}
    with pytest.raises(NotAllowed) as refused:
        paper.set_volume(opened(world), 1, folios=1, deposit="1", **told)
    assert codes(refused) == {"electronic"}


@pytest.mark.conformance("C19")
def test_a_volume_told_by_mistake_is_taken_out_unless_it_holds_or_was_lent(world: World):
    case_file = opened(world, support="hybrid")
    told = {"by": world.author, "at": NOW}
    with pytest.raises(NotAllowed) as refused:
        paper.drop_volume(case_file, reason=" ", **told)
    assert codes(refused) == {"no_reason", "none"}
    paper.set_volume(case_file, 1, folios=20, box="1", **told)
    lending.lend(
        case_file,
        borrower=world.author,
        volume=case_file.volumes.get(),
        purpose="Consulta",
        due_on=date(2099, 1, 1),
        **told,
    )
    with pytest.raises(NotAllowed) as refused:
        paper.drop_volume(case_file, reason="Se repitió.", **told)
    assert codes(refused) == {"lent"}
    paper.set_volume(case_file, 2, folios=0, box="2", **told)
    paper.drop_volume(case_file, reason="Se repitió.", **told)
    assert [one.number for one in case_file.volumes.all()] == [1]
    event = RecordEvent.objects.filter(action="case_file.volume_dropped").latest("seq")
    assert event.facts == {"volume": 2, "folios": 0}
    assert event.detail.payload == {"changed": {"box": ["2", ""]}, "reason": "Se repitió."}
    sheets = Sheets(
        title="Oficio", created_on=date(2020, 2, 1), folios=3, volume=2, place={"box": "2"}
    )
    file_on_paper(case_file, sheets, **told)
    with pytest.raises(NotAllowed) as refused:
        paper.drop_volume(case_file, reason="Se repitió.", **told)
    assert codes(refused) == {"bound"}


@pytest.mark.conformance("C19")
def test_a_witness_stands_for_what_is_kept_apart(world: World):
    case_file = opened(world, support="paper")
    other = filed(world, opened(world, title="Otro"))
    told = {"by": world.author, "at": NOW}
    with pytest.raises(NotAllowed) as refused:
        paper.keep_apart(case_file, what="", where="", reason="", record=other, **told)
    assert codes(refused) == {"no_what", "no_where", "record", "no_reason"}
    row = paper.keep_apart(
        case_file, what="Plano 3", where="Planoteca, gaveta 2", reason="Por su tamaño.", **told
    )
    assert (row.name, row.at.date()) == ("Ana Autora", date(2020, 3, 1))


def test_types_are_those_of_the_nearest_series_above_to_any_depth(world: World):
    top = subject(world, "Contrato", code="130.60")
    below = top
    for level in range(1, 6):
        below = Series.objects.create(
            scheme=top.scheme,
            office=top.office,
            parent=below,
            code=f"130.60{'.1' * level}",
            name=f"Nivel {level}",
        )
    series = Series.objects.create(
        scheme=top.scheme, office=top.office, parent=below, code="130.60.z", name="Hoja"
    )
    DocumentType.objects.create(series=subject(world, code="130.61"), name="Otro")
    case_file = opened(world, series=series)
    kind = top.document_types.get()
    loose = filed(world, case_file, "Sin tipo", document_type=kind)
    Record.objects.filter(pk=loose.pk).update(document_type=None)
    filed(world, case_file, "Con tipo", document_type=kind)
    assert list(untyped()) == [loose]
    correcting.set_type(loose, kind, by=world.author, at=NOW)
    assert not untyped().exists()
