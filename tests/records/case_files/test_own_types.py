"""What files itself has a type: its own name, or what the archive said once."""

from __future__ import annotations

import pytest

from records.case_files.own_types import Group, filed_themselves, groups_of, name_own_type
from records.case_files.types import Source, own_type
from records.case_files.unclassified import untyped
from records.exceptions import NotAllowed
from records.models import CaseFile, DocumentType, OwnType, Record, RecordEvent, Series
from tests.factories import World, at
from tests.proofs.tampering import drop_guards
from tests.records.case_files.files import codes, filed, opened, subject

pytestmark = pytest.mark.django_db
TYPES = ("Solicitud", "Procedimiento", "Formato controlado")


@pytest.fixture
def world(db: None) -> World:
    return World(document_types=TYPES)


def said(world: World, type_name: str, kind: str = "procedure", **told: str) -> OwnType:
    one = OwnType(kind=kind, type_name=type_name, **told)
    return name_own_type(one, by=world.archivist, at=at("2020-02-01"))


def name_of(case_file: CaseFile, source: Source) -> str:
    found = own_type(case_file, source)
    return found.name if found else ""


@pytest.mark.conformance("C08")
def test_an_issued_version_is_filed_under_the_type_of_its_own_name(world: World):
    world.issue()
    record = Record.objects.get()
    assert record.document_type is not None
    assert record.document_type.name == "Procedimiento"
    assert not untyped().exists()


def test_what_the_archive_said_counts_before_the_name(world: World):
    said(world, "Solicitud")
    world.issue()
    assert Record.objects.get(document_type__name="Solicitud").version is not None


def test_the_narrower_counts_and_those_below_inherit(world: World):
    above = subject(world, code="130.30")
    series = subject(world, "Uno", "Dos", "Tres", "Cuatro", code="130.30.01")
    drop_guards()  # as if the schedule had it so from the first
    Series.objects.filter(pk=series.pk).update(parent=above)
    case_file = CaseFile.objects.get(pk=opened(world, series=series).pk)
    source = Source("filled", "FO-1")
    assert name_of(case_file, source) == ""
    said(world, "Uno", "filled")
    assert name_of(case_file, source) == "Uno"
    said(world, "Dos", "filled", series_code="130.30")
    assert name_of(case_file, source) == "Dos"
    said(world, "Tres", "filled", series_code="130.30.01")
    assert name_of(case_file, source) == "Tres"
    said(world, "Cuatro", "filled", code="FO-1")
    assert name_of(case_file, source) == "Cuatro"
    assert name_of(case_file, Source("filled", "FO-2")) == "Tres"
    said(world, "", "filled", code="FO-1", series_code="130.30.01")
    assert name_of(case_file, Source("filled", "FO-1", title="Uno")) == ""


def test_a_filled_format_has_the_type_that_is_called_like_it(world: World):
    case_file = opened(world, series=subject(world, "Acta de entrega", "Solicitud de cuenta"))
    source = Source("filled", "FO-1", title="Solicitud de CUENTA")
    assert name_of(case_file, source) == "Solicitud de cuenta"


def test_the_next_scheme_inherits_what_was_said(world: World):
    said(world, "Solicitud", series_code=world.series.code)
    scheme = world.series.scheme
    scheme.pk, scheme.label = None, "2"
    scheme._state.adding = True
    scheme.save()
    heir = Series.objects.create(
        scheme=scheme, office=world.office, code=world.series.code, name="Procedimientos"
    )
    for name in TYPES:
        heir.document_types.create(name=name)
    case_file = CaseFile(series=heir)
    assert name_of(case_file, Source("procedure", "PR-1")) == "Solicitud"


def test_saying_it_types_what_waits_in_open_case_files_with_an_event_each(world: World):
    drop_guards()  # as if the series had never had it
    DocumentType.objects.filter(name="Procedimiento").delete()
    world.issue()
    loose = filed(world, opened(world, title="Otro"), "Suelto")
    waiting = untyped().exclude(pk=loose.pk)
    record = waiting.get()
    assert groups_of(filed_themselves(untyped())) == [
        Group("130.22.01", "Procedimientos", "procedure", "", 1)
    ]
    said(world, "Formato controlado", series_code="130.22.01")
    assert list(untyped()) == [loose]
    kind = Record.objects.get(pk=record.pk).document_type
    assert kind is not None
    event = RecordEvent.objects.get(action="record.typed")
    assert (event.subject_id, event.facts["to"]) == (record.pk, kind.pk)
    assert RecordEvent.objects.filter(action="reference.created").count() == 1


def test_what_is_closed_keeps_its_signed_index(world: World):
    world.issue()
    case_file = CaseFile.objects.get()
    moment = at("2020-02-05")
    case_file.closings.create(kind="administrative", number=1, on=moment.date(), at=moment)
    Record.objects.update(document_type=None)
    said(world, "Solicitud")
    assert untyped().count() == 1


def test_only_the_archive_says_it_and_only_what_a_series_has(world: World):
    one = OwnType(kind="procedure", type_name="Solicitud")
    with pytest.raises(NotAllowed) as refused:
        name_own_type(one, by=world.author, at=at("2020-02-01"))
    assert codes(refused) == {"no_role"}
    with pytest.raises(NotAllowed, match="tiene el tipo «Poema»"):
        said(world, "Poema")
    with pytest.raises(NotAllowed, match="tiene el tipo «Solicitud»"):
        said(world, "Solicitud", series_code="130.02.03")
    said(world, "Solicitud")
    with pytest.raises(NotAllowed, match="ya está dicho"):
        said(world, "Procedimiento")
    assert OwnType.objects.count() == 1
