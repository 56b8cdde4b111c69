"""Sessions: called, held with their quorum, voted and closed, and every way in which not."""

from __future__ import annotations

from datetime import date

import pytest

from records import committees
from records.committees import Presence, Ruling
from records.committees.people import committees_of, keeps, seat_of
from records.committees.reading import State, commitments, open_requests, state_of
from records.exceptions import Conflict, NotAllowed
from records.models import (
    Appointment,
    Attendance,
    CommitteeSession,
    Decision,
    DocumentVersion,
    RegistryNumber,
    Vote,
)
from records.permissions import Role
from tests.chamber import Chamber, fresh
from tests.factories import at, person


def codes(refused: pytest.ExceptionInfo[NotAllowed]) -> set[str]:
    return {one.code for one in refused.value.reasons}


def test_a_session_is_planned_called_held_and_closed(chamber: Chamber):
    session = chamber.plan()
    assert state_of(session) == State.PLANNED
    chamber.item(session, title="Plan de trabajo")
    called = committees.convene(
        session, means="Oficio 12", by=chamber.secretary, at=at("2020-02-05")
    )
    assert [one["title"] for one in called.agenda] == ["Plan de trabajo"]
    assert set(called.people) >= {chamber.chair.pk, chamber.guest.pk}
    assert state_of(session) == State.CONVENED
    opening = committees.hold(session, chamber.there(), by=chamber.secretary, at=at("2020-02-10"))
    assert opening.number.printed == opening.document.code == "AC-CTIC-2020-001"
    assert state_of(fresh(session)) == State.HELD
    with pytest.raises(NotAllowed, match="punto 1 no está decidido"):
        committees.close(session, by=chamber.secretary, at=at("2020-02-10", 11))
    item = session.items.get()
    committees.rule(
        session,
        [Ruling(item, "approved", "Se adopta el plan.", chamber.ballots())],
        by=chamber.secretary,
        at=at("2020-02-10", 10),
    )
    committees.close(session, by=chamber.secretary, at=at("2020-02-10", 11))
    assert state_of(fresh(session)) == State.CLOSED


def test_a_session_is_not_called_without_agenda_means_or_time(chamber: Chamber):
    session = chamber.plan(starts_at=at("2020-02-04"))
    with pytest.raises(NotAllowed) as refused:
        committees.convene(session, means=" ", by=chamber.secretary, at=at("2020-02-05"))
    assert codes(refused) == {"no_agenda", "no_means", "starts_past"}


def test_only_the_secretary_of_that_day_keeps_a_committee(chamber: Chamber):
    other = person("otra.secretaria", Role.SECRETARY, chamber.world.office)
    for by in (other, chamber.chair, chamber.world.author):
        with pytest.raises(NotAllowed) as refused:
            chamber.plan(by=by)
        assert "no_secretary" in codes(refused)
    Appointment.objects.filter(user=chamber.secretary).update(valid_to=date(2020, 1, 31))
    assert not keeps(chamber.committee, chamber.secretary, date(2020, 2, 4))
    assert keeps(chamber.committee, chamber.secretary, date(2020, 1, 31))


def test_without_quorum_nothing_is_held_and_no_number_is_taken(chamber: Chamber):
    session = chamber.convened()
    with pytest.raises(NotAllowed, match="No hay quórum: de 3 que votan hay 1") as refused:
        committees.hold(
            session,
            chamber.there(*chamber.seats[1:]),
            by=chamber.secretary,
            at=at("2020-02-10"),
        )
    assert codes(refused) == {"quorum"}
    assert not RegistryNumber.objects.exists()
    assert not Attendance.objects.exists()
    committees.call_off(session, reason="Sin quórum", by=chamber.secretary, at=at("2020-02-10"))
    assert state_of(fresh(session)) == State.CALLED_OFF
    again = chamber.held(day="2020-02-17")
    assert again.opening.number.printed == "AC-CTIC-2020-001"


def test_it_is_held_once_and_only_after_it_was_called(chamber: Chamber):
    session = chamber.plan()
    with pytest.raises(NotAllowed) as refused:
        committees.hold(session, chamber.there(), by=chamber.secretary, at=at("2020-02-10"))
    assert codes(refused) == {"not_convened"}
    held = chamber.held()
    with pytest.raises(Conflict):
        committees.hold(held, chamber.there(), by=chamber.secretary, at=at("2020-02-10", 10))


def test_a_substitute_is_named_by_a_letter_and_a_delegate_by_an_act(chamber: Chamber):
    chair, finance, planning = chamber.seats
    delegate = person("dina.delegada", Role.REVIEWER, chamber.world.office, position="Asesora")
    chamber.member(
        user=delegate, kind="delegate", stands_for=planning, act="Resolución 5 de 2019", votes=True
    )
    outsider = person("saul.suplente", Role.READER, chamber.world.office, position="Profesional")
    session = chamber.convened()
    told = [Presence(chair), Presence(finance, user=outsider), Presence(planning, user=delegate)]
    with pytest.raises(NotAllowed, match="al suplente lo nombra un oficio") as refused:
        committees.hold(session, told, by=chamber.secretary, at=at("2020-02-10"))
    assert codes(refused) == {"no_letter"}
    told[1] = Presence(finance, user=outsider, letter="Oficio 77 de 2020")
    committees.hold(session, told, by=chamber.secretary, at=at("2020-02-10"))
    item = session.items.get()
    cast = committees.vote(item, finance, "for", by=outsider, at=at("2020-02-10", 10))
    assert (cast.user, cast.name) == (outsider, "Saul Suplente")
    assert seat_of(chamber.committee, delegate, date(2020, 2, 10)).member == planning


def test_nobody_sits_twice_nor_for_who_is_no_member(chamber: Chamber):
    chair, finance, planning = chamber.seats
    contractor = person("cata.cps", Role.EDITOR, chamber.world.office, bond="contractor")
    stranger = chamber.member(position=chamber.post("Asesor"), kind="guest", votes=False)
    stranger.valid_to = date(2019, 12, 31)
    stranger.save()
    told = [
        Presence(chair),
        Presence(finance, user=chamber.chair, letter="Oficio 1"),
        Presence(planning, user=contractor, letter="Oficio 2"),
        Presence(stranger),
    ]
    session = chamber.convened()
    with pytest.raises(NotAllowed) as refused:
        committees.hold(session, told, by=chamber.secretary, at=at("2020-02-10"))
    assert codes(refused) == {"two_seats", "not_appointed", "no_member"}


def test_who_left_no_longer_counts_and_the_decision_waits_for_the_quorum(chamber: Chamber):
    session = chamber.held()
    item = session.items.get()
    for seat in chamber.seats:
        committees.vote(item, seat, "for", by=chamber.secretary, at=at("2020-02-10", 10))
    committees.register_attendance(
        session,
        [Presence(seat, "left") for seat in chamber.seats[1:]],
        by=chamber.secretary,
        at=at("2020-02-10", 10),
    )
    with pytest.raises(NotAllowed, match="No hay quórum"):
        committees.decide(item, "approved", by=chamber.secretary, at=at("2020-02-10", 11))
    committees.register_attendance(
        session, [Presence(chamber.seats[1])], by=chamber.secretary, at=at("2020-02-10", 11)
    )
    committees.decide(item, "approved", by=chamber.secretary, at=at("2020-02-10", 11))
    assert Attendance.objects.filter(member=chamber.seats[1]).count() == 3


def test_a_vote_counts_once_of_a_member_who_is_there(chamber: Chamber):
    session = chamber.held()
    item, seat = session.items.get(), chamber.seats[1]
    when = {"by": chamber.secretary, "at": at("2020-02-10", 10)}
    guest = chamber.committee.members.get(kind="guest")
    for member, expected in ((guest, "no_member"), (None, "no_member")):
        with pytest.raises(NotAllowed) as refused:
            committees.vote(item, member, "for", **when)
        assert codes(refused) == {expected}
    with pytest.raises(NotAllowed) as refused:
        committees.vote(item, seat, "against", by=chamber.planning, at=at("2020-02-10", 10))
    assert codes(refused) == {"no_reason", "not_own"}
    committees.vote(item, seat, "for", by=chamber.finance, at=at("2020-02-10", 10))
    with pytest.raises(NotAllowed) as refused:
        committees.vote(item, seat, "abstention", **when)
    assert codes(refused) == {"twice"}
    committees.decide(
        item, "deferred", text="Falta un dato.", by=chamber.secretary, at=at("2020-02-10", 10)
    )
    with pytest.raises(NotAllowed) as refused:
        committees.vote(item, chamber.seats[2], "for", **when)
    assert codes(refused) == {"decided"}


def test_the_decision_is_what_the_votes_say(chamber: Chamber):
    session = chamber.held()
    item = session.items.get()
    committees.vote(item, chamber.seats[0], "for", by=chamber.secretary, at=at("2020-02-10", 10))
    for seat in chamber.seats[1:]:
        committees.vote(
            item, seat, "against", reason="No.", by=chamber.secretary, at=at("2020-02-10", 10)
        )
    with pytest.raises(NotAllowed, match="no se alcanza la mayoría"):
        committees.decide(item, "approved", by=chamber.secretary, at=at("2020-02-10", 10))
    with pytest.raises(NotAllowed) as refused:
        committees.decide(item, "returned", text="x", by=chamber.secretary, at=at("2020-02-10", 10))
    assert "outcome" in codes(refused)
    committees.decide(item, "rejected", text="No.", by=chamber.secretary, at=at("2020-02-10", 10))
    with pytest.raises(Conflict):
        committees.decide(item, "deferred", by=chamber.secretary, at=at("2020-02-10", 11))


def test_many_points_are_ruled_all_or_none_with_every_reason(chamber: Chamber):
    versions = [chamber.version("PR-M2-P6-01"), chamber.version("PR-M2-P6-02")]
    session = chamber.held(*versions)
    first, second = session.items.order_by("order")
    with pytest.raises(NotAllowed) as refused:
        committees.rule(
            session,
            [
                Ruling(first, "approved", "", chamber.ballots()),
                Ruling(second, "returned", "", chamber.ballots("against")),
            ],
            by=chamber.secretary,
            at=at("2020-02-10", 10),
        )
    assert {one.field for one in refused.value.reasons} == {
        f"item-{second.pk}-text",
        *(f"item-{second.pk}-vote-{seat.pk}" for seat in chamber.seats),
    }
    assert all(one.message.startswith("2. ") for one in refused.value.reasons)
    assert not Vote.objects.exists()
    assert not Decision.objects.exists()


def test_the_agenda_takes_only_what_waits_for_this_committee(chamber: Chamber):
    waiting = chamber.version("PR-M2-P6-01")
    issued = chamber.world.issue(content=chamber.world.content("PR-M2-P6-09", "Otro")).version
    session = chamber.plan()
    for version in (issued, DocumentVersion(pk=10**6, code="PR-M9-P9-99", title="x")):
        with pytest.raises(NotAllowed) as refused:
            chamber.item(session, version=version)
        assert codes(refused) == {"unknown_version"}
    chamber.item(session, version=waiting)
    with pytest.raises(NotAllowed) as refused:
        chamber.item(session, version=waiting)
    assert codes(refused) == {"twice"}
    with pytest.raises(NotAllowed) as refused:
        chamber.item(chamber.plan("2020-02-11"), version=waiting)
    assert codes(refused) == {"elsewhere"}
    other = chamber.item(session, title="Informe", decides=False)
    committees.raise_item(other, by=chamber.secretary, at=at("2020-02-05"))
    assert next(one.title for one in session.items.order_by("order")) == "Informe"
    committees.remove_item(other, by=chamber.secretary, at=at("2020-02-05"))
    (item,) = session.items.all()
    assert item.order == 1


def test_a_matter_asked_for_waits_until_it_is_decided(chamber: Chamber):
    asked = committees.ask(
        chamber.committee, title="Presupuesto", text="", by=chamber.finance, at=at("2020-02-03")
    )
    assert open_requests(chamber.committee) == [asked]
    session = chamber.plan()
    chamber.item(session, request=asked)
    committees.convene(session, means="Correo", by=chamber.secretary, at=at("2020-02-05"))
    committees.hold(session, chamber.there(), by=chamber.secretary, at=at("2020-02-10"))
    committees.rule(
        session,
        [Ruling(session.items.get(), "approved", "Se aprueba.", chamber.ballots())],
        by=chamber.secretary,
        at=at("2020-02-10", 10),
    )
    assert open_requests(chamber.committee) == []


# --- asynchronous ---


@pytest.fixture
def written(chamber: Chamber) -> CommitteeSession:
    session = chamber.convened(
        chamber.version(),
        mode="asynchronous",
        place="",
        starts_at=at("2020-02-10"),
        votes_until=at("2020-02-12", 17),
    )
    committees.hold(session, [], by=chamber.secretary, at=at("2020-02-10"))
    return fresh(session)


def test_in_writing_each_votes_inside_the_window_and_is_present_by_it(
    chamber: Chamber, written: CommitteeSession
):
    item = written.items.get()
    people = [chamber.chair, chamber.finance]
    for seat, user in zip(chamber.seats, people, strict=False):
        committees.vote(item, seat, "for", by=user, at=at("2020-02-11"))
    with pytest.raises(NotAllowed) as refused:
        committees.vote(item, chamber.seats[2], "for", by=chamber.secretary, at=at("2020-02-11"))
    assert codes(refused) == {"not_own"}
    with pytest.raises(NotAllowed, match="Todavía se reciben votos"):
        committees.decide(item, "approved", by=chamber.secretary, at=at("2020-02-11"))
    with pytest.raises(NotAllowed, match="ya terminó"):
        committees.vote(item, chamber.seats[2], "for", by=chamber.planning, at=at("2020-02-13"))
    committees.decide(item, "approved", by=chamber.secretary, at=at("2020-02-13"))
    with pytest.raises(NotAllowed, match="antes de su último voto"):
        committees.close(
            written, ended_at=at("2020-02-10", 10), by=chamber.secretary, at=at("2020-02-13")
        )
    assert set(written.attendances.values_list("user", flat=True)) == {one.pk for one in people}


def test_in_writing_too_few_votes_are_no_quorum(chamber: Chamber, written: CommitteeSession):
    item = written.items.get()
    committees.vote(item, chamber.seats[0], "for", by=chamber.chair, at=at("2020-02-11"))
    with pytest.raises(NotAllowed, match="No hay quórum"):
        committees.decide(item, "approved", by=chamber.secretary, at=at("2020-02-13"))


def test_a_window_has_an_end_and_only_in_writing(chamber: Chamber):
    with pytest.raises(NotAllowed) as refused:
        chamber.plan(mode="asynchronous")
    assert codes(refused) == {"window"}
    with pytest.raises(NotAllowed) as refused:
        chamber.plan(mode="virtual", votes_until=at("2020-02-11"))
    assert codes(refused) == {"window", "no_link"}


# --- commitments ---


def test_a_commitment_is_followed_up_until_done(chamber: Chamber):
    session = chamber.held()
    with pytest.raises(NotAllowed) as refused:
        committees.commit(
            session, text="", responsible=None, due_on=date(2020, 1, 1), by=chamber.secretary,
            at=at("2020-02-10", 10),
        )  # fmt: skip
    assert codes(refused) == {"no_text", "nobody", "due_on"}
    made = committees.commit(
        session,
        text="Publicar el inventario",
        responsible=chamber.finance,
        due_on=date(2020, 2, 20),
        by=chamber.secretary,
        at=at("2020-02-10", 10),
    )
    (late,) = commitments([chamber.committee], date(2020, 3, 1))
    assert late.overdue
    with pytest.raises(NotAllowed) as refused:
        committees.follow_up(
            made, "postponed", note="Falta.", due_on=date(2020, 4, 1), by=chamber.finance,
            at=at("2020-03-01"),
        )  # fmt: skip
    assert codes(refused) == {"no_secretary"}
    committees.follow_up(
        made, "postponed", note="Falta.", due_on=date(2020, 4, 1), by=chamber.secretary,
        at=at("2020-03-01"),
    )  # fmt: skip
    (moved,) = commitments([chamber.committee], date(2020, 3, 2))
    assert (moved.overdue, moved.due_on) == (False, date(2020, 4, 1))
    committees.follow_up(made, "done", note="Acta 3", by=chamber.finance, at=at("2020-03-02"))
    (done,) = commitments([chamber.committee], date(2020, 5, 1))
    assert not done.open
    with pytest.raises(Conflict):
        committees.follow_up(made, "done", note="Otra", by=chamber.finance, at=at("2020-03-03"))


def test_the_committees_of_a_person_are_those_where_they_sit(chamber: Chamber):
    day = date(2020, 2, 10)
    for user in (chamber.chair, chamber.secretary, chamber.finance, chamber.guest):
        assert committees_of(user, day) == [chamber.committee]
    assert committees_of(chamber.world.author, day) == []
