"""An inventory is published once, by the archive, in its public form; and never tells too much."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser

import pytest

from records import integrity
from records.exceptions import NotAllowed
from records.models import AccessLevel, CaseFile, Record, RecordEvent
from retention.inventories import keeping, publishing
from retention.inventories.choosing import Choice
from retention.inventories.keeping import Asked
from retention.models import Inventory, InventoryPublication
from tests.retention.inventories.archive import MOMENT, Archive

pytestmark = [pytest.mark.django_db, pytest.mark.conformance("C21")]
ANYBODY: Any = AnonymousUser()


def kept(archive: Archive, *, public: bool = True) -> Inventory:
    asked = Asked(choice=Choice(), public=public)
    return keeping.keep(asked, by=archive.world.archivist, at=MOMENT)


def codes(inventory: InventoryPublication, user: Any = ANYBODY) -> list[tuple[int, str]]:
    return [(one.order, one.unit) for one in publishing.known_of(inventory, user)[1]]


def test_the_public_form_is_published_once(archive: Archive) -> None:
    one = archive.case_file("Contrato de red", public_title="Contrato 1")
    inventory = kept(archive)
    published = publishing.publish(inventory, by=archive.world.archivist, at=MOMENT)
    assert list(InventoryPublication.objects.visible_to(ANYBODY)) == [published]
    assert codes(published) == [(1, one.code)]
    event = RecordEvent.objects.get(action="inventory.published")
    assert (event.actor_id, event.facts["lines"]) == (archive.world.archivist.pk, 1)
    with pytest.raises(NotAllowed) as refused:
        publishing.publish(inventory, by=archive.world.archivist, at=MOMENT)
    assert [one.code for one in refused.value.reasons] == ["published"]
    assert integrity.verify().problems == []


def test_every_reason_against_is_told(archive: Archive) -> None:
    archive.case_file("Contrato de red")
    inventory = kept(archive, public=False)
    with pytest.raises(NotAllowed) as refused:
        publishing.publish(inventory, by=archive.world.author, at=MOMENT)
    assert [one.code for one in refused.value.reasons] == ["no_role", "not_public"]
    assert not InventoryPublication.objects.exists()


def test_two_at_once_are_one(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other published between the question and the answer: the database takes one."""
    archive.case_file("Contrato de red")
    inventory = kept(archive)
    against = publishing.reasons_against
    asked = []

    def first_free(one: Inventory, *, by: Any) -> Any:
        asked.append(one)
        return [] if len(asked) == 1 else against(one, by=by)

    InventoryPublication.objects.create(inventory=inventory, by=archive.world.archivist, at=MOMENT)
    monkeypatch.setattr(publishing, "reasons_against", first_free)
    with pytest.raises(NotAllowed) as refused:
        publishing.publish(inventory, by=archive.world.archivist, at=MOMENT)
    assert [one.code for one in refused.value.reasons] == ["published"]
    assert not RecordEvent.objects.filter(action="inventory.published").exists()


def test_what_is_restricted_later_is_no_line_and_leaves_no_gap(archive: Archive) -> None:
    one, other = archive.case_file("Contrato"), archive.case_file("Convenio")
    published = publishing.publish(kept(archive), by=archive.world.archivist, at=MOMENT)
    assert codes(published) == [(1, one.code), (2, other.code)]
    CaseFile.objects.filter(pk=one.pk).update(access=AccessLevel.RESERVED)
    assert codes(published) == [(1, other.code)]
    assert codes(published, archive.world.archivist) == [(1, one.code), (2, other.code)]
    (found,) = InventoryPublication.objects.visible_to(ANYBODY).with_known(ANYBODY)
    assert found.known == 1
    CaseFile.objects.filter(pk=other.pk).update(access=AccessLevel.CLASSIFIED)
    assert not InventoryPublication.objects.visible_to(ANYBODY).exists()
    assert InventoryPublication.objects.visible_to(archive.world.archivist).exists()


def test_a_restricted_record_in_a_public_case_file_moves_nothing(archive: Archive) -> None:
    one = archive.case_file("Contrato")
    record = archive.record(one, "2026-01-12")
    published = publishing.publish(kept(archive), by=archive.world.archivist, at=MOMENT)
    before = publishing.known_of(published, ANYBODY)
    late = archive.record(one, "2026-02-12", title="Reservado")
    Record.objects.filter(pk__in=[record.pk, late.pk]).update(access=AccessLevel.RESERVED)
    assert publishing.known_of(published, ANYBODY) == before
