"""What a confirmed order takes is taken everywhere it is shown, or is refused beforehand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

import pytest
from lxml import etree

from records import due_tasks, filled_pdf, filled_reading, integrity
from records.case_files import correcting
from records.exceptions import NotAllowed, StorageError
from records.models import Component, FilledFormat, Record, RecordEvent, Suppression
from records.no_record import erasing, suppressing
from records.no_record.suppressing import Ground, Ordered
from records.packaging.exporting import SUPPRESSED, PackageError, export
from records.packaging.importing import take_in
from records.packaging.premis import NS
from records.packaging.telling import told
from records.permissions import Role
from records.querysets import files_of
from records.renewal import filled_due
from records.storage import storage
from retention.inventories import gathering
from retention.inventories.choosing import Choice
from tests.factories import World, at, person
from tests.records import filling
from tests.records.account_form import account_format
from tests.records.case_files.files import codes, filed, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.RECORDS_STORAGE_ROOT = tmp_path / "files"
    return World()


def order(record: Record, world: World, **changes: Any) -> Suppression:
    given: dict[str, Any] = {
        "ground": Ground.JUDICIAL,
        "what": "El número de cédula",
        "reason": "Lo ordena la sentencia.",
        "authority": "Juzgado Segundo Civil",
        "order": "Sentencia 12 de 2020",
        "ordered_on": date(2020, 4, 1),
        **changes,
    }
    ordered = Ordered(**given)
    return suppressing.order_suppression(record, ordered, by=world.archivist, at=at("2020-04-02"))


def confirmed(record: Record, world: World, **changes: Any) -> Suppression:
    made = order(record, world, **changes)
    second = person("sara.segunda", Role.ARCHIVIST, world.office)
    suppressing.confirm_suppression(made, by=second, at=at("2020-04-03"))
    return made


def gone(*digests: str) -> bool:
    return not any(storage().exists(one) for one in digests)


def test_what_was_filled_in_goes_with_its_content_its_pdf_and_its_annexes(
    world: World, client: Client
) -> None:
    done = filling.completed(world, account_format(world), filling.head(world))
    filled_pdf.attach(done, at=at(filling.DAY, 16))
    record = done.completion.record
    digests = set(Component.objects.filter(filled=done).values_list("sha256", flat=True))
    assert done.content_sha256 in digests
    assert len(digests) >= 2  # its PDF too
    client.force_login(world.archivist)
    page, pdf = (reverse(name, args=[done.pk]) for name in ("filled_format", "filled_pdf"))
    assert "Canario Zurriaga" in client.get(page).content.decode()
    confirmed(record, world)
    # At once, before any byte has gone:
    assert not files_of(record, world.archivist).exists()
    shown = client.get(page)
    assert shown.status_code == 200
    assert "Canario Zurriaga" not in shown.content.decode()
    assert "Se suprimió por orden" in shown.content.decode()
    assert client.get(pdf).status_code == 404
    with pytest.raises(NotAllowed):
        filled_reading.content_of(FilledFormat.objects.get(pk=done.pk))
    assert erasing.waits_since() == at("2020-04-03")
    due_tasks.run("suppressed", at=at("2020-04-04"))
    assert erasing.waits_since() is None
    assert gone(*digests)
    assert filled_pdf.pending() == []
    assert not filled_due(at("2090-01-01")).exists()
    assert client.get(page).status_code == 200
    assert integrity.verify().problems == []


def test_an_order_about_a_copy_takes_what_it_shows(world: World) -> None:
    first, second = opened(world), opened(world, title="Otro")
    record = filed(world, first, content=b"Cedula 123")
    copy = correcting.file_also(record, second, by=world.author, at=at("2020-03-01"))
    made = confirmed(copy, world)
    assert made.record == record
    for one in (record, copy):
        assert not files_of(one, world.archivist).exists()
    due_tasks.run("suppressed", at=at("2020-04-04"))
    assert gone(record.components.get().sha256)


def test_a_copy_that_was_a_mistake_takes_nothing_from_the_other_case_file(world: World) -> None:
    record = filed(world, opened(world), content=b"Cedula 123")
    other = opened(world, title="Otro")
    copy = correcting.file_also(record, other, by=world.author, at=at("2020-03-01"))
    correcting.remove(copy, reason="Error.", by=world.archivist, at=at("2020-03-02"))
    mistake = {"ground": Ground.MISTAKE, "authority": "", "order": "", "ordered_on": None}
    with pytest.raises(NotAllowed) as refused:
        order(copy, world, **mistake)
    assert [one.code for one in refused.value.reasons] == ["copy"]
    assert files_of(record, world.archivist).exists()


def test_what_no_suppression_takes_is_refused(world: World) -> None:
    issued = world.issue().version.record
    copy = correcting.file_also(
        issued, opened(world, title="Otro"), by=world.author, at=at("2020-03-01")
    )
    for one in (issued, copy):
        with pytest.raises(NotAllowed) as refused:
            order(one, world)
        assert [reason.code for reason in refused.value.reasons] == ["version"]
    assert not Suppression.objects.exists()


def test_what_was_suppressed_is_in_no_package_which_tells_so(world: World, tmp_path: Path) -> None:
    case_file = opened(world)
    record = filed(world, case_file, content=b"Cedula 123")
    other = filed(world, case_file, "Otra", content=b"Nada")
    digest = record.components.get().sha256
    confirmed(record, world)
    for name, day in (("antes", "2020-04-03"), ("luego", "2020-04-04")):
        described = told(case_file, at=at(day))
        files = {one["title"]: len(one["files"]) for one in described["records"]}
        assert files == {record.title: 0, other.title: 1}
        package = export(case_file, tmp_path / name, bag=False, at=at(day))
        everything = b"".join(one.read_bytes() for one in package.rglob("*") if one.is_file())
        assert b"Cedula 123" not in everything
        root = etree.parse(package / "metadata/preservation/premis.xml").getroot()
        events = {
            one.findtext(f"{{{NS}}}eventType"): one.find(f"{{{NS}}}linkingObjectIdentifier")
            for one in root.iter(f"{{{NS}}}event")
        }
        assert SUPPRESSED[0] in events
        assert events[SUPPRESSED[0]] is None
        assert events["case_file.opened"] is not None
        with pytest.raises(PackageError, match="suprimió por orden"):
            take_in(package, by=world.archivist, at=at(day))
        due_tasks.run("suppressed", at=at("2020-04-04"))
        with pytest.raises(StorageError):
            storage().read(digest)
    assert RecordEvent.objects.filter(action="component.erased").count() == 1


def test_an_inventory_counts_no_file_that_was_suppressed(world: World) -> None:
    record = filed(world, opened(world))

    def told() -> list[tuple[Any, str]]:
        found = gathering.lines(Choice(), world.archivist, day=date(2020, 4, 4), public=False)
        return [(one.files, one.size) for one in found]

    assert told() == [(1, "4 B")]
    confirmed(record, world)
    assert told() == [(0, "")]


def test_an_order_is_confirmed_once_and_names_a_file_of_its_record(world: World) -> None:
    case_file = opened(world)
    record, other = filed(world, case_file), filed(world, case_file, content=b"otra")
    with pytest.raises(NotAllowed) as refused:
        order(record, world, component=other.components.get())
    assert codes(refused) == {"component"}
    made = confirmed(record, world)
    third = person("tomas.tercero", Role.ARCHIVIST, world.office)
    with pytest.raises(NotAllowed) as refused:
        suppressing.confirm_suppression(made, by=third, at=at("2020-04-04"))
    assert codes(refused) == {"confirmed"}
