"""The term of a committee's step runs since the document came to it; its secretary is reminded."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core import mail

import pytest

from records.deadlines import Measure, at_hand, whose_turn
from records.lifecycle import Step
from records.models import DocumentVersion
from records.permissions import Role
from records.reminders import remind
from tests.chamber import Chamber
from tests.factories import at, person

pytestmark = pytest.mark.django_db


def reviewed(chamber: Chamber, *also: Any) -> DocumentVersion:
    """Submitted on Monday 3 February 2020, reviewed on the 4th: it waits for the committee."""
    world = chamber.world
    route = [
        Step("prepared", "Elaboró", (world.author.pk,)),
        Step("reviewed", "Revisión técnica", (world.reviewer.pk,)),
        Step("approved", "Comité de las TIC", committee=chamber.committee.code, days=4),
        Step("approved", "Despacho", tuple(one.pk for one in (world.approver, *also)), days=3),
    ]
    version = world.submit(world.document(), world.content(), route=route)
    world.sign(version, 1, world.reviewer, "2020-02-04")
    return version


def test_it_runs_since_the_review_and_reminds_the_secretary(chamber: Chamber) -> None:
    version = reviewed(chamber)
    row = at_hand(version, Measure.at(at("2020-02-07")))
    assert row is not None
    assert row.standing is not None
    assert (row.opened, row.standing.due) == (date(2020, 2, 4), date(2020, 2, 10))
    assert whose_turn([row]) == {version.pk: "Comité de las TIC"}
    assert remind(at("2020-02-07")) is not None
    assert [one.to for one in mail.outbox] == [[chamber.secretary.email]]
    assert "acta firmada" in mail.outbox[0].body
    assert remind(at("2020-02-07", 12)) is None


def test_the_step_after_it_opens_with_the_signed_minutes_not_with_the_session(
    chamber: Chamber,
) -> None:
    version = reviewed(chamber)
    chamber.signed(version)  # held on the 10th, its minutes signed on the 12th
    row = at_hand(DocumentVersion.objects.get(pk=version.pk), Measure.at(at("2020-02-13")))
    assert row is not None
    assert row.standing is not None
    assert (row.place, row.opened) == (3, date(2020, 2, 12))
    assert row.standing.due == date(2020, 2, 17)


def test_the_signature_of_one_of_two_does_not_begin_the_term_of_the_other_anew(
    chamber: Chamber,
) -> None:
    world = chamber.world
    second = person("olga.segunda", Role.APPROVER, world.office, position="Subsecretaria")
    version = reviewed(chamber, second)
    chamber.signed(version)
    world.sign(DocumentVersion.objects.get(pk=version.pk), 3, second, "2020-02-14")
    row = at_hand(DocumentVersion.objects.get(pk=version.pk), Measure.at(at("2020-02-14")))
    assert row is not None
    assert (row.place, row.opened) == (3, date(2020, 2, 12))
