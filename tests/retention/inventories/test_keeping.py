"""A kept inventory is exactly what was listed; a free one leaves a trace where it must."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import integrity, storage
from records.exceptions import Conflict, NotAllowed
from records.models import AccessLevel, CaseFile, Office, RecordEvent
from records.permissions import Role
from retention.inventories import gathering, keeping, layouts
from retention.inventories.choosing import Choice
from retention.inventories.keeping import Asked
from retention.models import Inventory
from tests.factories import at, person
from tests.retention.inventories.archive import DAY, MOMENT
from tests.retention.inventories.lines import head, line

pytestmark = pytest.mark.conformance("C21")


@given(st.lists(st.text(max_size=20), max_size=3), st.sampled_from(sorted(layouts.PURPOSES)))
def test_what_is_frozen_is_read_back_as_it_was(names, purpose):
    lines = [line(number, name=name) for number, name in enumerate(names, 1)]
    assert layouts.thawed(layouts.frozen(lines, head(purpose))) == (head(purpose), lines)


@pytest.mark.django_db
def test_what_was_kept_stays_as_it_was_listed(archive):
    world = archive.world
    one = archive.case_file("Contrato de red")
    archive.record(one, "2026-01-12")
    asked = Asked(choice=Choice(offices=(world.office.pk,)), purpose="individual")
    kept = keeping.keep(asked, by=world.archivist, at=MOMENT)
    assert str(kept) == "FUID-2026-0001"
    assert (kept.case_files, kept.lines, kept.restricted) == (1, 1, 0)
    CaseFile.objects.update(title="Otro nombre")
    archive.record(one, "2026-02-12")
    above, lines, told = keeping.content_of(kept)
    assert [(item.name, item.files, item.last) for item in lines] == [("Contrato de red", 1, "")]
    assert above.office == "130 Secretaría de las TIC"
    assert above.signers[0].name == "Dora Archivo"
    assert told.startswith("Expedientes: 130 · Secretaría de las TIC")
    assert Choice.of(kept.choice) == asked.choice
    event = RecordEvent.objects.get(action="inventory.kept")
    assert event.facts["content_sha256"] == kept.content_sha256
    assert "Contrato" not in str(event.facts)
    assert str(keeping.keep(asked, by=world.archivist, at=MOMENT)) == "FUID-2026-0002"
    assert integrity.verify().problems == []


@pytest.mark.django_db
def test_bytes_that_were_changed_are_found(archive):
    archive.case_file("Contrato de red")
    kept = keeping.keep(Asked(choice=Choice()), by=archive.world.archivist, at=MOMENT)
    where = storage.storage()
    path = where.path(kept.content_sha256)
    before = path.read_bytes()
    path.chmod(0o600)
    try:
        path.write_bytes(before.replace(b"Contrato", b"Convenio"))
        problems = integrity.verify().problems
    finally:
        path.write_bytes(before)
    assert [(one.check, one.object) for one in problems] == [
        ("inventory_file", "inventario FUID-2026-0001")
    ]


@pytest.mark.django_db
def test_every_reason_against_keeping_is_told(archive):
    reader = person("lucia", Role.READER)
    asked = Asked(choice=Choice(), purpose="otro", profile="1999")
    with pytest.raises(NotAllowed) as refused:
        keeping.keep(asked, by=reader, at=MOMENT)
    assert {one.code for one in refused.value.reasons} == {"no_role", "purpose", "profile"}
    with pytest.raises(NotAllowed) as refused:
        keeping.keep(Asked(choice=Choice(box="0")), by=archive.world.archivist, at=MOMENT)
    assert [one.code for one in refused.value.reasons] == ["empty"]
    assert not Inventory.objects.exists()


@pytest.mark.django_db
def test_more_than_one_inventory_holds_is_refused_before_it_is_written(archive, monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 2)
    for number in range(3):
        archive.case_file(f"Número {number}")
    with pytest.raises(NotAllowed) as refused:
        keeping.keep(Asked(choice=Choice()), by=archive.world.archivist, at=MOMENT)
    assert [one.code for one in refused.value.reasons] == ["too_many"]


@pytest.mark.django_db
def test_an_archive_that_moves_meanwhile_is_a_conflict(archive, monkeypatch):
    archive.case_file("Uno")
    listed = keeping._listed

    def meanwhile(*args, **told):
        found = listed(*args, **told)
        archive.case_file("Otro")
        return found

    monkeypatch.setattr(keeping, "_listed", meanwhile)
    with pytest.raises(Conflict):
        keeping.keep(Asked(choice=Choice()), by=archive.world.archivist, at=MOMENT)
    assert not Inventory.objects.exists()


@pytest.mark.django_db
def test_who_reads_a_kept_one(archive):
    world = archive.world
    archive.case_file("Abierto")
    archive.case_file("Reservado", access=AccessLevel.RESERVED)
    open_ = keeping.keep(Asked(choice=Choice(access="public")), by=world.archivist, at=MOMENT)
    whole = keeping.keep(Asked(choice=Choice()), by=world.archivist, at=MOMENT)
    own = keeping.keep(Asked(choice=Choice()), by=world.author, at=MOMENT)
    seen = {
        "stranger": {open_},
        "author": {open_, whole, own},
        "archivist": {open_, whole, own},
    }
    for name, expected in seen.items():
        assert set(Inventory.objects.visible_to(getattr(world, name))) == expected
    assert not Inventory.objects.visible_to(None).exists()
    assert (whole.restricted, own.restricted, open_.restricted) == (1, 1, 0)


@pytest.mark.django_db
def test_what_is_restricted_later_takes_the_inventory_from_who_may_no_longer_know(archive):
    world = archive.world
    one, other = archive.case_file("Contrato"), archive.case_file("Convenio")
    kept = keeping.keep(Asked(choice=Choice()), by=world.stranger, at=MOMENT)
    seen = Inventory.objects.visible_to(world.stranger)
    assert list(seen.all()) == [kept]
    assert set(kept.listed.all()) == {one, other}
    CaseFile.objects.filter(pk=one.pk).update(access=AccessLevel.RESERVED)
    assert not seen.all().exists()  # who made it is nobody's exception
    assert Inventory.objects.visible_to(world.author).exists()
    CaseFile.objects.filter(pk=one.pk).update(access=AccessLevel.PUBLIC)
    assert list(seen.all()) == [kept]
    record = archive.record(other, "2026-01-12")
    type(record).objects.filter(pk=record.pk).update(access=AccessLevel.RESERVED)
    assert not seen.all().exists()
    kept.listed.remove(other)
    assert [one.check for one in integrity.verify().problems] == ["inventory_file"]


@pytest.mark.django_db
def test_only_what_is_restricted_leaves_a_trace_when_it_goes_out(archive):
    world = archive.world
    archive.case_file("Abierto")
    asked = Asked(choice=Choice())
    keeping.take(asked, "csv", by=world.archivist, at=MOMENT)
    assert not RecordEvent.objects.filter(action="inventory.taken").exists()
    archive.case_file("Reservado", access=AccessLevel.RESERVED)
    keeping.take(asked, "csv", by=world.stranger, at=MOMENT)
    keeping.take(replace(asked, public=True), "csv", by=world.archivist, at=MOMENT)
    assert not RecordEvent.objects.filter(action="inventory.taken").exists()
    keeping.take(asked, "xlsx", by=world.archivist, at=MOMENT)
    (event,) = RecordEvent.objects.filter(action="inventory.taken")
    assert event.actor_id == world.archivist.pk
    assert (event.facts["restricted"], event.facts["kind"]) == (1, "xlsx")
    with pytest.raises(NotAllowed):
        keeping.take(asked, "csv", by=None, at=MOMENT)


@pytest.mark.django_db
def test_the_public_form_tells_nobody_how_many_it_leaves_out(archive):
    world = archive.world
    archive.case_file("Abierto")
    archive.case_file("Reservado", access=AccessLevel.RESERVED)
    asked = Asked(choice=Choice(), public=True)
    for who in (world.archivist, world.author):
        said = keeping.head_of(asked, by=who, at=MOMENT).remark
        assert "clasificado o reservado" in said
        assert not any(one.isdigit() for one in said.split("(")[0])
    inner = replace(asked, public=False)
    assert keeping.head_of(inner, by=world.archivist, at=MOMENT).remark == ""


@pytest.mark.django_db
def test_the_head_names_the_office_and_the_one_above_it(archive):
    above = Office.objects.create(code="100", name="Despacho")
    office = archive.world.office
    office.parent = above
    office.save()
    told = keeping.head_of(
        Asked(choice=Choice(offices=(office.pk,)), place="Villa Nueva"),
        by=archive.world.author,
        at=at("2026-03-04"),
    )
    assert (told.unit, told.office) == ("Despacho", "130 Secretaría de las TIC")
    assert (told.sender, told.producer) == ("Gobernación de Prueba",) * 2
    assert told.signers[0].place == "Villa Nueva"
    whole = keeping.head_of(Asked(choice=Choice()), by=archive.world.author, at=MOMENT)
    assert (whole.unit, whole.office) == ("Todas", "Todas las dependencias")


@pytest.mark.django_db
def test_the_public_form_that_is_kept_holds_no_name(archive):
    archive.case_file("Hoja de vida de Juana Pérez")
    kept = keeping.keep(Asked(choice=Choice(), public=True), by=archive.world.archivist, at=MOMENT)
    assert b"Juana" not in storage.storage().read(kept.content_sha256)
    assert gathering.counted(Choice(), None, day=DAY, public=True).case_files == 1
