"""What goes with the records of a case file that is merged into another."""

from __future__ import annotations

from datetime import date

import pytest

from records.case_files import closing, correcting, reclassifying
from records.case_files.access import Grounds
from records.case_files.standing import read
from records.exceptions import NotAllowed
from records.models import CaseFile, Record, Restriction
from records.no_record import quarantine
from records.querysets import records_visible_to
from records.restrictions.imposing import declassify, impose
from tests.factories import World, at
from tests.records.case_files.files import codes, filed, opened

pytestmark = pytest.mark.django_db
NOW = at("2020-03-01")


@pytest.fixture
def world(db: None) -> World:
    return World()


def reserved(world: World, title: str, norm: str) -> tuple[CaseFile, Record]:
    case_file = opened(world, title=title)
    record = filed(world, case_file, f"Carta de {title}")
    grounds = Grounds(norm, "Proteger la investigación", "Se conocería", until=date(2030, 1, 1))
    impose(case_file, "reserved", grounds, by=world.archivist, at=NOW)
    Record.objects.filter(pk=record.pk).update(access="reserved")
    return CaseFile.objects.get(pk=case_file.pk), Record.objects.get(pk=record.pk)


def merge(world: World, source: CaseFile, target: CaseFile) -> None:
    reclassifying.merge(source, target, reason="Es el mismo asunto.", by=world.archivist, at=NOW)


def end(world: World, restriction: Restriction) -> None:
    declassify(
        restriction,
        act_="Resolución 8",
        on=NOW.date(),
        reason="Cesó el daño.",
        by=world.archivist,
        at=NOW,
    )


def test_what_restricts_a_case_file_goes_with_its_records(world: World) -> None:
    source, secret = reserved(world, "Uno", "Ley 1, art. 1")
    target, other = reserved(world, "Dos", "Ley 2, art. 2")
    merge(world, source, target)
    end(world, target.restrictions.get())
    assert list(records_visible_to(world.stranger)) == [other]
    carried = secret.restrictions.get()
    assert (carried.norm, carried.until) == ("Ley 1, art. 1", date(2030, 1, 1))
    end(world, carried)
    assert set(records_visible_to(world.stranger)) == {secret, other}


def test_what_is_in_quarantine_comes_back_to_where_its_case_file_went(world: World) -> None:
    source, secret = reserved(world, "Uno", "Ley 1, art. 1")
    target, _other = reserved(world, "Dos", "Ley 2, art. 2")
    last = opened(world, title="Tres")
    CaseFile.objects.filter(pk=last.pk).update(access="reserved")
    removal = correcting.remove(secret, reason="Parecía ajeno.", by=world.archivist, at=NOW)
    merge(world, source, target)
    merge(world, target, last)
    quarantine.give_back(removal, reason="Es de aquí.", by=world.archivist, at=NOW)
    back = Record.objects.kept().get(pk=secret.pk)
    assert (back.case_file, back.position) == (last, 2)
    assert back.restrictions.get().norm == "Ley 1, art. 1"
    assert read(last).last == 2


def test_nothing_comes_back_to_a_closed_heir(world: World) -> None:
    source, target = opened(world, title="Uno"), opened(world, title="Dos")
    record = filed(world, source)
    filed(world, target)
    removal = correcting.remove(record, reason="Parecía ajeno.", by=world.archivist, at=NOW)
    merge(world, source, target)
    closing.close([target], "administrative", by=world.archivist, at=NOW)
    with pytest.raises(NotAllowed) as refused:
        quarantine.give_back(removal, reason="Es de aquí.", by=world.archivist, at=NOW)
    assert codes(refused) == {"closed"}
