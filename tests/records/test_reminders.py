"""Reminders of terms: once each, to whom they are for, and an overdue step told to a substitute."""

from __future__ import annotations

from datetime import date
from smtplib import SMTPServerDisconnected
from typing import Any

from django.core import mail
from django.db import transaction

import pytest

from records import due_tasks, letters, signing, terms
from records.deadlines import Measure, at_hand, in_review, in_words, whose_turn
from records.lifecycle import Step
from records.models import Closure, DocumentVersion, Entity, RecordEvent
from records.permissions import Role
from records.reminders import ACTIONS, remind
from tests.factories import World, at, person
from tests.records.test_substitutes import stand_in

pytestmark = pytest.mark.django_db
# 2026-03-16 is a Monday, the 23rd a holiday: five business days end on Tuesday the 24th.
OPENED, NEAR, LAST, AFTER, LATER = (
    "2026-03-16",
    "2026-03-20",
    "2026-03-24",
    "2026-03-25",
    "2026-03-27",
)


def submitted(
    world: World, *reviewers: Any, days: int | None = 5, committee: str = "", **content: Any
) -> DocumentVersion:
    people = tuple(one.pk for one in reviewers)
    route = [
        Step("prepared", "Elaboró", (world.author.pk,)),
        Step("reviewed", "Revisión técnica", people, days=days),
        Step("approved", "Aprobación", committee=committee, days=3),
    ]
    told = world.content(**content)
    return world.submit(world.document(), told, day=OPENED, route=route)


def told() -> list[tuple[str, ...]]:
    """To whom was written so far, and forget it."""
    found = [tuple(one.to) for one in mail.outbox]
    mail.outbox.clear()
    return sorted(found)


def address(user: Any) -> tuple[str]:
    return (user.email,)


def test_whoever_must_sign_is_told_near_the_end_and_after_it_and_never_twice(world: World) -> None:
    version = submitted(world, world.reviewer)
    assert remind(at(OPENED, 12)) is None
    assert remind(at("2026-03-19")) is None  # two days left
    assert "1 recordatorio" in str(remind(at(NEAR)))
    letter = mail.outbox[0]
    assert "Revisión técnica" in letter.body
    assert "24 de marzo de 2026" in letter.body
    assert f"/gestion/firmas/{version.pk}/" in letter.body
    assert told() == [address(world.reviewer)]
    for day in (NEAR, "2026-03-22", LAST):
        assert remind(at(day, 15)) is None
    assert remind(at(AFTER)) is not None
    assert "venció" in mail.outbox[0].subject
    assert told() == [address(world.reviewer)]
    assert remind(at(AFTER, 18)) is None
    assert remind(at(LATER)) is None
    assert told() == []
    events = RecordEvent.objects.filter(action__in=ACTIONS).order_by("seq")
    assert [one.facts["notice"] for one in events] == ["near", "passed"]
    assert events[0].facts["due_on"] == LAST
    assert "Beto" not in str(events[0].facts)
    assert events[0].detail.payload == {"told": ["Beto Revisor"]}


def test_the_next_step_counts_from_the_signature_that_opened_it(world: World) -> None:
    version = submitted(world, world.reviewer)
    world.sign(version, 1, world.reviewer, LAST)
    assert remind(at(AFTER)) is None
    row = at_hand(DocumentVersion.objects.get(pk=version.pk), Measure.at(at(AFTER)))
    assert row is not None
    assert row.standing is not None
    assert (row.opened, row.standing.due) == (date(2026, 3, 24), date(2026, 3, 27))
    assert remind(at("2026-03-26")) is not None
    assert told() == [address(world.approver)]  # an open step: everybody who may sign it


def test_what_has_no_term_or_is_over_reminds_of_nothing(world: World) -> None:
    version = submitted(world, world.reviewer, days=None)
    assert remind(at(LATER)) is None
    world.sign(version, 1, world.reviewer, OPENED)
    world.sign(version, 2, world.approver, OPENED)
    assert remind(at(LATER)) is None


def test_an_open_step_reminds_those_who_may_sign_it_and_nobody_else(world: World) -> None:
    other = person("rita.revisora", Role.REVIEWER, world.other_office)
    person("sin.cargo", Role.REVIEWER)
    submitted(world)
    remind(at(NEAR))
    assert told() == sorted([address(world.reviewer), address(other)])


def test_what_is_restricted_is_told_to_its_own_office_only(world: World) -> None:
    person("rita.revisora", Role.REVIEWER, world.other_office)
    submitted(world, access="reserved")
    remind(at(NEAR))
    assert told() == [address(world.reviewer)]


def test_a_closure_declared_meanwhile_moves_the_term(world: World) -> None:
    submitted(world, world.reviewer)
    Closure.objects.create(
        first=date(2026, 3, 24), last=date(2026, 3, 25), reason="Mudanza", act="Resolución 9"
    )
    assert remind(at("2026-03-19")) is None
    assert remind(at("2026-03-25")) is None  # closed
    assert remind(at("2026-03-26")) is not None
    assert "26 de marzo" in mail.outbox[0].body


def test_mail_that_is_not_taken_is_tried_again_and_leaves_no_evidence(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(world, world.reviewer)

    def refuses(*args: Any) -> None:
        raise SMTPServerDisconnected("no hay servidor")

    with monkeypatch.context() as patched:
        patched.setattr(letters, "write", refuses)
        with pytest.raises(due_tasks.NotDone, match="no hay servidor"):
            remind(at(NEAR))
    assert not RecordEvent.objects.filter(action__in=ACTIONS).exists()
    assert remind(at(NEAR, 11)) is not None
    assert told() == [address(world.reviewer)]


def test_mail_is_sent_outside_every_transaction(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(world, world.reviewer)
    depth: list[int] = []
    write = letters.write

    def writes(*args: Any) -> None:
        depth.append(len(transaction.get_connection().atomic_blocks))
        write(*args)

    monkeypatch.setattr(letters, "write", writes)
    outside = len(transaction.get_connection().atomic_blocks)
    remind(at(NEAR))
    assert depth == [outside]


def test_nobody_else_is_told_unless_the_entity_says_so(world: World) -> None:
    stand_in(world, world.reviewer, since="2026-03-01", until="2026-12-31")
    submitted(world, world.reviewer)
    remind(at(LATER))
    assert told() == [address(world.reviewer)]


def test_the_substitute_is_told_when_it_is_overdue_and_signs_in_their_place(world: World) -> None:
    Entity.objects.update(escalation_days=2)
    substitute = stand_in(world, world.reviewer, since="2026-03-01", until="2026-12-31")
    version = submitted(world, world.reviewer)
    remind(at(AFTER))
    assert told() == [address(world.reviewer)]
    remind(at("2026-03-26"))
    assert "Resolución 44 de 2020" in mail.outbox[0].body
    assert told() == [address(substitute)]
    assert remind(at(LATER)) is None
    event = RecordEvent.objects.get(action="term.escalated")
    assert (event.facts["notice"], event.facts["step"]) == ("escalated", 1)
    world.sign(version, 1, substitute, LATER)
    assert version.signatures.get(step=1).stands_for == world.reviewer


def test_without_a_substitute_the_quality_office_is_told_and_gets_no_right(world: World) -> None:
    Entity.objects.update(escalation_days=1)
    quality = person("quino.calidad", Role.QUALITY, world.other_office)
    # An ended encargo is none.
    stand_in(world, world.reviewer, since="2026-01-01", until="2026-03-20")
    version = submitted(world, world.reviewer)
    remind(at(AFTER))
    assert told() == sorted([address(world.reviewer), address(quality)])
    assert signing.reasons_against(version, by=quality, at=at(AFTER))


def test_the_quality_office_is_not_told_of_what_it_may_not_know_of(world: World) -> None:
    Entity.objects.update(escalation_days=1)
    person("quino.calidad", Role.QUALITY, world.other_office)
    submitted(world, world.reviewer, access="reserved")
    remind(at(AFTER))
    assert told() == sorted([address(world.reviewer), address(world.archivist)])


def test_whoever_left_is_not_reminded_but_who_replaces_them(world: World) -> None:
    world.reviewer.appointments.update(valid_to=date(2026, 3, 10))
    substitute = stand_in(world, world.reviewer, since="2026-03-11", until="2026-12-31")
    submitted(world, world.reviewer)
    remind(at(NEAR))
    assert told() == [address(substitute)]


def test_nobody_to_tell_is_said_and_the_others_are_told(world: World) -> None:
    submitted(world, world.reviewer)
    submitted(world, code="PR-M2-P6-02", title="Otro")
    world.reviewer.email = ""
    world.reviewer.save()
    world.archivist.email = ""
    world.archivist.save()
    other = person("rita.revisora", Role.REVIEWER, world.office)
    with pytest.raises(due_tasks.NotDone, match="PR-M2-P6-01"):
        remind(at(NEAR))
    assert told() == [address(other)]


def test_the_task_is_among_those_that_time_triggers() -> None:
    assert "reminders" in due_tasks.names()


def test_the_list_is_by_urgency_and_says_whose_turn_it_is(world: World) -> None:
    late = submitted(world, world.reviewer, days=2)
    later = submitted(world, days=5, code="PR-M2-P6-02", title="Otro")
    none = submitted(world, days=None, code="PR-M2-P6-03", title="Tercero")
    rows = in_review(
        DocumentVersion.objects.order_by("-pk").prefetch_related("signatures"),
        Measure.at(at("2026-03-19")),
    )
    assert [row.version for row in rows] == [late, later, none]
    assert [row.words for row in rows] == [
        "Vencido hace 1 día hábil",
        "A tiempo: quedan 2 días hábiles",
        "",
    ]
    turn = whose_turn(rows)
    assert turn[late.pk] == "Beto Revisor"
    assert turn[later.pk] == "Cualquiera con ese rol"


def test_closures_without_end_leave_a_term_uncounted_not_a_broken_list(world: World) -> None:
    version = submitted(world, world.reviewer)
    Closure.objects.create(
        first=date(2026, 3, 17), last=date(2101, 1, 1), reason="Liquidación", act="Ley 1"
    )
    row = at_hand(version, Measure.at(at(NEAR)))
    assert row is not None
    assert row.standing is None
    assert remind(at(NEAR)) is None


def test_words_of_the_last_day() -> None:
    assert in_words(terms.Standing(date(2026, 3, 24), terms.NEAR, 0)) == "Vence hoy"
    assert in_words(terms.Standing(date(2026, 3, 24), terms.OVERDUE, 0)) == "Vencido"
