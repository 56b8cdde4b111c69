"""Who leaves hands over what is under their name: an acta both sign, and who goes on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from records import filled_pdf, integrity
from records.case_files import filing
from records.case_files.entrusting import entrust
from records.exceptions import Conflict, NotAllowed
from records.filled_reading import content_of, waiting_for
from records.filled_signing import give_back, sign
from records.models import (
    AccessGrant,
    Appointment,
    AttendanceList,
    CaseFile,
    ControlledDocument,
    FormatDraft,
    Loan,
    RecordEvent,
)
from records.permissions import Role
from records.querysets import case_files_visible_to, records_visible_to
from records.storage import storage
from retention.handovers import delivering, due, matters, passing_on, preparing
from retention.inventories import keeping
from retention.models import PostHandover
from tests.factories import at, person
from tests.retention.inventories.archive import Archive

pytestmark = pytest.mark.django_db
DAY = "2026-03-04"
SERIES = "130.02.03"


class Leaving:
    """Ana leaves, Beto receives; she answers for two case files."""

    def __init__(self, world) -> None:
        self.world, self.archive = world, Archive(world)
        self.theirs = world.author.appointments.get()
        self.receiver = world.reviewer.appointments.get()
        self.case_files = [self.archive.case_file("Uno"), self.archive.case_file("Dos")]
        entrust(self.case_files, self.theirs, by=world.archivist, at=at(DAY, 7))

    def begun(self, **told):
        given = {
            "receiver": self.receiver,
            "cause": "retirement",
            "place": "Villa Nueva",
            "series": SERIES,
            "by": self.world.author,
            "at": at(DAY, 8),
            "remarks": "La llave está en el cajón.",
        }
        return preparing.begin(self.theirs, **given | told)

    def delivered(self, handover, by=None, **told):
        given = {"authentication": "password", "by": by or self.world.author, "at": at(DAY, 10)}
        return delivering.deliver(handover, **given | told)

    def received(self, filled, hour: int = 11, by=None):
        return sign(
            filled,
            place=1,
            content_sha256=filled.content_sha256,
            authentication="password",
            by=by or self.world.reviewer,
            at=at(DAY, hour),
        )


@pytest.fixture
def leaving(world):
    return Leaving(world)


def codes(refused) -> set[str]:
    return {one.code for one in refused.value.reasons}


def text_of(filled) -> str:
    return storage().read(filled.content_sha256).decode()


@pytest.mark.conformance("C21")
def test_both_sign_one_acta_with_its_inventory_and_the_receiver_goes_on(leaving):
    world = leaving.world
    handover = leaving.begun()
    preparing.observe(handover, "Falta una carpeta.", by=world.reviewer, at=at(DAY, 9))
    filled = leaving.delivered(handover)
    assert [one.pk for one in waiting_for(world.reviewer, at=at(DAY, 11))] == [filled.pk]
    assert not waiting_for(world.approver, at=at(DAY, 11))
    leaving.received(filled)
    filled.refresh_from_db()
    assert str(filled.completion.number) == "EC-2026-0001"
    record = filled.completion.record
    assert (record.access, record.case_file.series.code) == ("classified", SERIES)
    told = text_of(filled)
    for words in ("Falta una carpeta.", "La llave está en el cajón.", "FUID-2026-0001"):
        assert words in told
    names = {one.name for one in filled.components.all()}
    assert {"FUID-2026-0001.pdf", "FUID-2026-0001.csv"} <= names
    handover.refresh_from_db()
    listed = keeping.content_of(handover.inventory)[1]
    assert [line.name for line in listed] == ["Uno", "Dos"]
    head = keeping.content_of(handover.inventory)[0]
    assert head.office == "130 Secretaría de las TIC"
    assert [one.name for one in head.signers] == ["Ana Autora", "Ana Autora", "Beto Revisor"]
    passing_on.pass_on(handover, at=at(DAY, 12))
    assert set(CaseFile.objects.filter(responsible=leaving.receiver)) == set(leaving.case_files)
    assert passing_on.pass_on(handover, at=at(DAY, 13)) == 0
    filled_pdf.attach(filled, at=at(DAY, 13))
    assert filled_pdf.pdf_of(filled).name == "EC-2026-0001.pdf"
    assert integrity.verify().problems == []


def test_the_follower_passes_on_what_the_acta_lists_and_nothing_since(leaving):
    handover = leaving.begun()
    filled = leaving.delivered(handover)
    late = leaving.archive.case_file("Después")
    entrust([late], leaving.theirs, by=leaving.world.archivist, at=at(DAY, 10))
    leaving.received(filled)
    for event in RecordEvent.objects.order_by("seq"):
        passing_on.on_event(event)
    late.refresh_from_db()
    assert late.responsible == leaving.theirs
    passed = RecordEvent.objects.get(action="handover.passed_on")
    assert passed.facts["case_files"] == 2


def test_who_receives_may_know_the_restricted_case_files_that_they_receive(leaving):
    """Of another office, where neither office nor level would let them."""
    world, receiver = leaving.world, leaving.world.stranger
    secret, other = leaving.case_files
    CaseFile.objects.filter(pk=secret.pk).update(access="reserved")
    record = filing.put(
        secret, title="Parte", created_on=date(2026, 3, 3), by=world.author, at=at(DAY, 7)
    )

    def knows(user) -> bool:
        fresh = type(user).objects.get(pk=user.pk)  # without what a request keeps
        found = case_files_visible_to(fresh).filter(pk=secret.pk).exists()
        assert found == records_visible_to(fresh).filter(pk=record.pk).exists()
        return found

    handover = leaving.begun(receiver=receiver.appointments.get())
    leaving.received(leaving.delivered(handover), by=receiver)
    handover.refresh_from_db()
    assert not knows(receiver)
    passing_on.pass_on(handover, at=at(DAY, 12))
    assert knows(receiver)
    assert not knows(person("otro.ajeno", Role.EDITOR, world.other_office))
    grants = {one.case_file: one for one in AccessGrant.objects.all()}
    assert set(grants) == {secret, other}
    assert grants[secret].norm == "Ley 594 de 2000, artículo 15"
    assert "EC-2026-0001" in grants[secret].aim
    assert RecordEvent.objects.filter(action="case_file.access_granted").count() == 2
    entrust([secret], leaving.receiver, by=world.archivist, at=at(DAY, 13))
    assert not knows(receiver)  # whoever answers for it now has the right, if they need one


def test_who_receives_what_their_office_keeps_open_needs_no_right(leaving):
    handover = leaving.begun()
    leaving.received(leaving.delivered(handover))
    handover.refresh_from_db()
    passing_on.pass_on(handover, at=at(DAY, 12))
    assert not AccessGrant.objects.exists()


def test_who_receives_gives_it_back_and_it_is_drawn_up_again(leaving):
    handover = leaving.begun()
    first = leaving.delivered(handover)
    with pytest.raises(Conflict):
        preparing.observe(handover, "Tarde", by=leaving.world.reviewer, at=at(DAY, 10))
    with pytest.raises(Conflict):
        leaving.delivered(handover)
    give_back(first, reason="Falta un expediente", by=leaving.world.reviewer, at=at(DAY, 11))
    preparing.observe(handover, "Ya está.", by=leaving.world.reviewer, at=at(DAY, 12))
    handover.refresh_from_db()
    second = leaving.delivered(handover, at=at(DAY, 13))
    assert second != first
    leaving.received(second, hour=14)
    handover.refresh_from_db()
    assert handover.filled == second
    assert "Ya está." in text_of(second)
    with pytest.raises(Conflict):
        leaving.received(first, hour=15)


def test_without_case_files_there_is_no_inventory_and_it_says_so(leaving):
    entrust(leaving.case_files, None, by=leaving.world.archivist, at=at(DAY, 7))
    filled = leaving.delivered(leaving.begun())
    assert "No tiene expedientes a su cargo." in text_of(filled)
    assert PostHandover.objects.get().inventory is None
    assert not filled.components.filter(role="annex").exists()


def test_everything_open_under_the_name_is_in_the_acta(leaving):
    world = leaving.world
    borrowed = leaving.archive.case_file("Prestado")
    Loan.objects.create(
        case_file=borrowed,
        user=world.archivist,
        borrower=world.author,
        borrower_name="Ana",
        purpose="Consulta",
        lent_on=date(2026, 3, 1),
        due_on=date(2026, 3, 9),
        at=at(DAY),
    )
    AttendanceList.objects.create(
        subject="Reunión de cierre",
        place="Sala",
        held_on=date(2026, 3, 3),
        starts="08:00",
        ends="09:00",
        responsible=world.author,
        office=world.office,
        series=SERIES,
        notice="x",
        opened_at=at(DAY),
    )
    document = ControlledDocument.objects.create(
        kind="format", office=world.office, code="FO-1", created_at=at(DAY)
    )
    FormatDraft.objects.create(
        document=document, author=world.author, created_at=at(DAY), saved_at=at(DAY)
    )
    found = matters.open_matters(world.author, at=at(DAY))
    assert {one.what for one in found} == {borrowed.code, "Reunión de cierre", "FO-1"}
    told = text_of(leaving.delivered(leaving.begun()))
    assert all(one.what in told for one in found)
    assert "2026-03-09" in told
    assert not matters.open_matters(world.stranger, at=at(DAY))


def test_another_layer_adds_what_it_knows_of(leaving, monkeypatch):
    monkeypatch.setattr(matters, "_sources", [])

    def source(user, moment):
        yield matters.Matter("Documento en borrador", f"Borrador de {user.username}")

    matters.register_matters(source)
    matters.register_matters(source)
    found = matters.open_matters(leaving.world.author, at=at(DAY))
    assert [one.what for one in found] == ["Borrador de ana.autora"]


def test_every_reason_against_beginning_is_told(leaving):
    with pytest.raises(NotAllowed) as refused:
        leaving.begun(
            receiver=leaving.theirs, cause="?", place=" ", series="9", by=leaving.world.stranger
        )
    assert codes(refused) == {"no_role", "same", "cause", "empty", "no_series"}
    leaving.begun()
    with pytest.raises(Conflict):
        leaving.begun()


def test_only_who_leaves_signs_first_unless_they_are_gone(leaving):
    world = leaving.world
    handover = leaving.begun()
    for by in (world.approver, world.archivist, world.stranger, world.reviewer):
        with pytest.raises(NotAllowed) as refused:
            leaving.delivered(handover, by=by)
        assert "not_yours" in codes(refused)
    leaving.theirs.valid_to = date(2026, 3, 1)
    leaving.theirs.save()
    handover.refresh_from_db()
    with pytest.raises(NotAllowed):
        leaving.delivered(handover)
    with pytest.raises(NotAllowed):
        leaving.delivered(handover, by=world.stranger)
    filled = leaving.delivered(handover, by=world.approver)
    assert content_of(filled)["places"][0]["name"] == "Deja constancia"


def test_who_knows_of_a_hand_over(leaving):
    world = leaving.world
    leaving.begun()
    knows = (world.author, world.reviewer, world.approver, world.archivist)
    assert all(preparing.known_to(one).exists() for one in knows)
    others = (world.stranger, person("lucia", Role.READER), None)
    assert not any(preparing.known_to(one).exists() for one in others)


def test_who_receives_observes_and_nobody_else(leaving):
    handover = leaving.begun()
    with pytest.raises(NotAllowed):
        preparing.observe(handover, "No", by=leaving.world.author, at=at(DAY, 9))
    with pytest.raises(NotAllowed):
        preparing.remark(handover, "No", by=leaving.world.reviewer, at=at(DAY, 9))
    preparing.remark(handover, "Sí", by=leaving.world.author, at=at(DAY, 9))
    preparing.observe(handover, " ", by=leaving.world.reviewer, at=at(DAY, 9))
    assert "Revisada, sin observaciones." in text_of(leaving.delivered(handover))


def test_what_ends_without_a_hand_over_is_told(leaving):
    world, day = leaving.world, date(2026, 3, 4)
    theirs = leaving.theirs

    def ends(on: date) -> list[Appointment]:
        theirs.valid_to = on
        theirs.save()
        return list(due.missing(day))

    assert ends(day + timedelta(days=due.NOTICE_DAYS)) == [theirs]
    assert ends(day + timedelta(days=due.NOTICE_DAYS + 1)) == []
    assert ends(day - timedelta(days=due.LATE_DAYS)) == [theirs]
    assert ends(day - timedelta(days=due.LATE_DAYS + 1)) == []
    ends(day)
    for one in (world.author, world.approver, world.archivist):
        assert list(due.missing_for(one, day)) == [theirs]
    assert not due.missing_for(world.reviewer, day).exists()
    assert not due.missing_for(world.stranger, day).exists()
    leaving.received(leaving.delivered(leaving.begun()))
    assert not due.missing(day).exists()


def test_who_goes_on_in_the_same_post_hands_nothing_over(leaving):
    theirs, day = leaving.theirs, date(2026, 3, 4)
    theirs.valid_to = day
    theirs.save()
    again = Appointment.objects.create(
        user=theirs.user,
        position=theirs.position,
        office=theirs.office,
        bond=theirs.bond,
        act="Resolución 2 de 2026",
        valid_from=day + timedelta(days=1),
    )
    assert not due.missing(day).exists()
    again.valid_from = day + timedelta(days=2)
    again.save()
    assert list(due.missing(day)) == [theirs]


def test_what_is_written_while_the_acta_is_drawn_up_is_not_left_out(leaving, monkeypatch):
    handover = leaving.begun()
    drawn_up = delivering._inventory

    def meanwhile(*told, **how):
        preparing.observe(handover, "Falta una.", by=leaving.world.reviewer, at=at(DAY, 9))
        return drawn_up(*told, **how)

    monkeypatch.setattr(delivering, "_inventory", meanwhile)
    with pytest.raises(Conflict):
        leaving.delivered(PostHandover.objects.get(pk=handover.pk))
    assert PostHandover.objects.get(pk=handover.pk).filled is None
