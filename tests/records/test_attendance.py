"""Attendance lists: confirmed by account or scanned, closed as a restricted record, read by few."""

from __future__ import annotations

import json
from datetime import date, time

import pytest

from records import attendance, filled_pdf, integrity
from records.exceptions import Conflict, NotAllowed
from records.filled_reading import content_of, may_read
from records.models import Attendee, Component, EventDetail, RecordEvent
from records.permissions import Role
from records.storage import storage
from tests.factories import World, at, person

pytestmark = pytest.mark.django_db
DAY = "2020-03-02"
ME = attendance.Told(
    name="Canario Zurriaga",
    document="CANARIO-52000111",
    office="Hacienda",
    position="Profesional",
    mail="canario@entidad.example",
    telephone="+57 300 000 0000",
)


@pytest.fixture
def listed(world: World):
    return opened(world)


def opened(world: World, **told):
    given = {
        "subject": "Capacitación en datos abiertos",
        "place": "Sala 3",
        "held_on": date(2020, 3, 2),
        "starts": time(8),
        "ends": time(10),
        "office": world.office,
        "series": "130.02.03",
        "by": world.author,
        "at": at(DAY, 7),
    }
    return attendance.open_list(**given | told)


def confirm(listed, by, told=ME, *, accepted: bool = True, hour: int = 9):
    return attendance.confirm(listed, told, notice_accepted=accepted, by=by, at=at(DAY, hour))


def close(listed, by, **told):
    return attendance.close(listed, authentication="password", by=by, at=at(DAY, 12), **told)


def codes(error: pytest.ExceptionInfo[NotAllowed]) -> set[tuple[str, str | None]]:
    return {(reason.code, reason.field) for reason in error.value.reasons}


def test_a_list_is_confirmed_closed_numbered_and_kept_and_its_rows_go(world, listed):
    confirm(listed, world.stranger)
    confirm(listed, world.stranger, attendance.Told(**{**told(ME), "position": "Líder"}), hour=10)
    confirm(listed, world.reviewer, attendance.Told(**{**told(ME), "name": "Beto"}))
    assert [row[0] for row in attendance.rows_of(listed)] == ["Beto", "Canario Zurriaga"]
    filled = close(listed, world.author)
    listed.refresh_from_db()
    assert not Attendee.objects.exists()
    assert str(filled.completion.number) == "LA-2020-0001"
    record = filled.completion.record
    assert (record.access, record.case_file.access) == ("classified", "classified")
    assert record.case_file.series.code == "130.02.03"
    assert sorted(row[3] for row in attendance.rows_of(listed)) == ["Líder", "Profesional"]
    assert content_of(filled)["notice"]["text"] == attendance.NOTICE
    filled_pdf.attach(filled, at=at(DAY, 13))
    assert integrity.verify().problems == []
    with pytest.raises(Conflict):
        confirm(listed, world.approver)
    second = opened(world, subject="Otra")
    confirm(second, world.reviewer)
    again = close(second, world.author)
    assert str(again.completion.number) == "LA-2020-0002"
    assert again.completion.record.case_file == record.case_file


def told(one: attendance.Told) -> dict[str, str]:
    return {name: getattr(one, name) for name in attendance.Told.__slots__}


def test_who_is_on_a_list_is_read_by_few_and_stands_in_no_register(world, listed):
    confirm(listed, world.stranger)
    readers = (world.author, world.archivist)
    others = (world.stranger, world.reviewer, person("olga", Role.EDITOR, world.other_office))
    assert all(attendance.may_read(listed, one) for one in readers)
    assert not any(attendance.may_read(listed, one) for one in others)
    filled = close(listed, world.author)
    listed.refresh_from_db()
    assert attendance.may_read(listed, world.reviewer)  # of the office that keeps it
    assert not may_read(filled, others[2], at=at(DAY))
    told_ = [
        *(json.dumps(event.facts) for event in RecordEvent.objects.all()),
        *(json.dumps(detail.payload) for detail in EventDetail.objects.all()),
        *Component.objects.values_list("name", flat=True),
    ]
    assert not [text for text in told_ if "canario" in text.lower() or "52000111" in text]


def test_every_reason_against_opening_is_told(world):
    with pytest.raises(NotAllowed) as refused:
        opened(
            world,
            subject=" ",
            place="x" * 201,
            ends=time(7),
            office=world.other_office,
            series="999",
        )
    assert codes(refused) == {
        ("empty", "subject"),
        ("too_long", "place"),
        ("hours", "ends"),
        ("office", "office"),
        ("no_series", "series"),
    }


def test_nobody_confirms_without_the_notice_or_before_the_day_or_with_a_formula(world, listed):
    wrong = attendance.Told(**{**told(ME), "document": "", "position": "=1+1"})
    with pytest.raises(NotAllowed) as refused:
        confirm(listed, world.stranger, wrong, accepted=False)
    assert codes(refused) == {("empty", "document"), ("formula", "position"), ("notice", "notice")}
    later = opened(world, held_on=date(2020, 3, 9))
    with pytest.raises(NotAllowed) as refused:
        confirm(later, world.stranger)
    assert codes(refused) == {("early", None)}
    assert not Attendee.objects.exists()


def test_a_list_on_paper_is_closed_with_its_scan_by_who_answers_for_it(world, listed):
    with pytest.raises(NotAllowed) as refused:
        close(listed, world.author)
    assert codes(refused) == {("empty_list", "scan")}
    with pytest.raises(NotAllowed) as refused:
        close(listed, world.reviewer, scan=("lista.pdf", b"MZ"))
    assert codes(refused) == {("media_type", "scan"), ("not_yours", None)}
    filled = close(listed, world.author, scan=("lista.pdf", b"%PDF-1.7 firmas"))
    annex = filled.components.get(role=Component.Role.ANNEX)
    assert storage().read(annex.sha256) == b"%PDF-1.7 firmas"
    assert content_of(filled)["scan"]["name"] == "lista.pdf"
