"""Opening a case file: classified at once, by hand or by the first record of a rule."""

from __future__ import annotations

from datetime import date

import pytest

from records.case_files import bulk, filing, shaping
from records.case_files.access import Grounds
from records.exceptions import NotAllowed
from records.models import CaseFile, ClassificationScheme, Record, RecordEvent, Series, SeriesField
from tests.factories import World, at
from tests.records.case_files.files import codes, filed, opened, subject
from tests.standing import standing

pytestmark = pytest.mark.django_db
GROUNDS = Grounds(
    "Ley 1712 de 2014, art. 18", "Proteger la intimidad", "Expone la salud de alguien"
)


@pytest.fixture
def world(db: None) -> World:
    return standing(World)


@pytest.mark.conformance("C12")
def test_a_case_file_gets_its_code_and_its_moment_from_the_system(world: World):
    first, second = opened(world), opened(world, title="Otro")
    assert [first.code, second.code] == ["130.22.01-2020-001", "130.22.01-2020-002"]
    assert first.opened_on == date(2020, 2, 3)
    record = filed(world, first)
    assert record.incorporated_at == at("2020-02-04")
    event = RecordEvent.objects.get(action="case_file.opened", subject_id=first.pk)
    assert (event.actor_id, event.facts["series"]) == (world.archivist.pk, "130.22.01")


def test_every_reason_against_opening_is_named_at_once(world: World):
    SeriesField.objects.create(series=world.series, name="Contratista", required=True)
    with pytest.raises(NotAllowed) as refused:
        opened(
            world,
            by=world.stranger,
            title=" ",
            opened_on=date(2031, 1, 1),
            support="stone",
            access="reserved",
            metadata={"Color": "rojo"},
        )
    assert codes(refused) == {
        "no_role",
        "no_title",
        "future",
        "support",
        "no_norm",
        "no_aim",
        "no_harm",
        "no_term",
        "field_missing",
        "field_unknown",
    }
    assert not CaseFile.objects.exists()
    with pytest.raises(NotAllowed) as refused:
        opened(world, series=None, office=None)
    assert codes(refused) == {"no_series", "no_office"}


@pytest.mark.conformance("C08")
def test_it_is_classified_at_the_lowest_level_of_a_scheme_in_force(world: World):
    Series.objects.create(
        scheme=world.series.scheme,
        office=world.office,
        parent=world.series,
        code="130.22.01.1",
        name="De apoyo",
    )
    with pytest.raises(NotAllowed) as refused:
        opened(world)
    assert codes(refused) == {"subseries"}
    draft = ClassificationScheme.objects.create(name="CCD", label="2")
    later = Series.objects.create(scheme=draft, office=world.office, code="130.9", name="Planes")
    with pytest.raises(NotAllowed) as refused:
        opened(world, series=later)
    assert codes(refused) == {"scheme_draft"}


def test_dates_outside_the_validity_of_its_instrument_need_a_reason(world: World):
    before = {"opened_on": date(2014, 5, 1)}
    with pytest.raises(NotAllowed) as refused:
        opened(world, **before)
    assert codes(refused) == {"outside_validity"}
    case_file = opened(world, **before, reason="Empezó antes de adoptar el cuadro.")
    assert case_file.code == "130.22.01-2014-001"
    event = RecordEvent.objects.get(action="case_file.opened")
    assert event.detail.payload == {"reason": "Empezó antes de adoptar el cuadro."}


@pytest.mark.conformance("C09", "S05")
def test_documents_inherit_access_which_is_motivated(world: World):
    case_file = opened(world, access="classified", grounds=GROUNDS)
    assert filed(world, case_file).access == "classified"
    grounds = case_file.restrictions.get()
    assert (grounds.norm, grounds.access, grounds.until) == (GROUNDS.norm, "classified", None)
    with pytest.raises(NotAllowed) as refused:
        opened(
            world,
            access="reserved",
            grounds=Grounds("Ley 1712", "Defensa", "Daño", until=date(2036, 2, 4)),
        )
    assert codes(refused) == {"term_long"}
    opened(
        world,
        access="reserved",
        grounds=Grounds("Ley 1712", "Defensa", "Daño", until=date(2035, 2, 3)),
    )


def test_the_office_opens_its_own_and_no_other(world: World):
    assert opened(world, by=world.author).office == world.office
    with pytest.raises(NotAllowed) as refused:
        opened(world, by=world.author, office=world.other_office)
    assert codes(refused) == {"no_role"}


@pytest.mark.conformance("M01")
def test_a_series_asks_further_metadata_without_code(world: World):
    told = {"by": world.archivist, "at": at("2020-01-02")}
    field = shaping.add_field(world.series, name="Contratista", required=True, **told)
    case_file = opened(world, metadata={"Contratista": "Ana  Díaz"})
    assert case_file.metadata == {"Contratista": "Ana Díaz"}
    with pytest.raises(NotAllowed) as refused:
        shaping.drop_field(field, **told)
    assert codes(refused) == {"answered"}
    with pytest.raises(NotAllowed) as refused:
        shaping.add_field(world.series, name="contratista", kind="choice", choices=["una"], **told)
    assert codes(refused) == {"there", "choices"}
    spare = shaping.add_field(world.series, name="Lugar", **told)
    shaping.drop_field(spare, **told)
    assert not SeriesField.objects.filter(name="Lugar").exists()


def test_a_rule_fills_one_case_file_and_goes_on_in_another_when_it_is_closed(world: World):
    told = {"title": "Informes, 2020", "office_id": world.office.pk, "by": world.archivist}
    told |= {"at": at("2020-02-03")}
    first = filing.gathered("format:FO-1:2020", world.series, **told)
    assert filing.gathered("format:FO-1:2020", world.series, **told) == first
    first.closings.create(kind="administrative", number=1, on=date(2020, 3, 1), at=at("2020-03-01"))
    second = filing.gathered("format:FO-1:2020", world.series, **told)
    assert (first.gathers, second.gathers) == ("format:FO-1:2020", "format:FO-1:2020#2")
    assert filing.gathered("format:FO-1:2020", world.series, **told) == second


@pytest.mark.conformance("C13")
def test_records_take_the_next_place_and_the_only_type_of_the_series(world: World):
    series = subject(world, "Contrato")
    case_file = opened(world, series=series)
    rows = [filed(world, case_file, f"N.º {number}") for number in range(3)]
    assert [one.position for one in rows] == [1, 2, 3]
    assert {str(one.document_type) for one in rows} == {"Contrato"}


def test_an_issued_version_is_filed_with_the_pages_of_its_pdf(
    world: World, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        issuance = world.issue()
    record = Record.objects.get(version=issuance.version)
    assert record.pages > 1
    assert record.case_file.document == issuance.document


def test_a_later_scheme_goes_on_with_the_numbers_of_its_series(world: World):
    first = opened(world, day="2020-02-03")
    scheme = ClassificationScheme.objects.create(
        name="CCD", label="2", valid_from=date(2020, 3, 1), act="Resolución 9 de 2020"
    )
    again = Series.objects.create(
        scheme=scheme, office=world.office, code=world.series.code, name=world.series.name
    )
    second = opened(world, day="2020-03-02", series=again)
    assert [first.code, second.code] == [f"{again.code}-2020-001", f"{again.code}-2020-002"]


def test_a_year_is_written_in_full(world: World) -> None:
    lines = bulk.read_list(b"Serie;Titulo;Fecha;Motivo\n130.22.01;Uno;10/3/26;Es viejo\n")
    _openings, problems = bulk.judged(lines, by=world.archivist, at=at("2026-04-01"))
    assert [one.message for one in problems] == ["Escriba el año completo, como 2026: dice 26."]
