"""Who answers for a case file: given by a verb, all of them or none, each with its event."""

from __future__ import annotations

from datetime import date

import pytest

from records.case_files import filing
from records.case_files.entrusting import entrust
from records.exceptions import NotAllowed
from records.models import CaseFile, CaseFileMerge, RecordEvent
from tests.factories import World, at

pytestmark = pytest.mark.django_db
MOMENT = at("2026-03-04")


def case_file(world: World, title: str) -> CaseFile:
    return filing.opened(
        world.series, title=title, office_id=world.office.pk, by=None, at=at("2026-01-10")
    )


def codes(refused: pytest.ExceptionInfo[NotAllowed]) -> list[str]:
    return sorted({one.code for one in refused.value.reasons})


def test_many_are_entrusted_at_once_and_what_is_theirs_already_stays(world):
    one, two = case_file(world, "Uno"), case_file(world, "Dos")
    to = world.author.appointments.get()
    assert entrust([one], to, by=world.approver, at=MOMENT) == [one]
    assert entrust([one, two], to, by=world.archivist, at=MOMENT) == [two]
    assert set(CaseFile.objects.filter(responsible=to)) == {one, two}
    assert entrust([one], None, by=world.archivist, at=MOMENT) == [one]
    facts = RecordEvent.objects.filter(action="case_file.entrusted").values_list("facts", flat=True)
    assert [(told["from"], told["to"]) for told in facts] == [
        (None, to.pk),
        (None, to.pk),
        (to.pk, None),
    ]


def test_every_reason_is_told_and_nothing_is_half_done(world):
    one, two = case_file(world, "Uno"), case_file(world, "Dos")
    CaseFileMerge.objects.create(source=two, target=one, reason="Repetido", at=MOMENT)
    held = world.stranger.appointments.get()
    held.valid_to = date(2026, 3, 3)
    held.save()
    with pytest.raises(NotAllowed) as refused:
        entrust([one, two], held, by=world.author, at=MOMENT)
    assert codes(refused) == ["merged", "no_role", "not_appointed", "office"]
    assert not CaseFile.objects.exclude(responsible=None).exists()


def test_who_approves_in_another_office_entrusts_nothing(world):
    one = case_file(world, "Uno")
    world.approver.appointments.update(office=world.other_office)
    with pytest.raises(NotAllowed) as refused:
        entrust([one], world.author.appointments.get(), by=world.approver, at=MOMENT)
    assert codes(refused) == ["no_role"]
