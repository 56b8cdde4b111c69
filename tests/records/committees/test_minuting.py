"""A secretary's own draft brought into its session: agenda, development, commitments."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records.committees import fill
from records.committees.minuting import Filled, Owed, Point
from records.exceptions import NotAllowed
from records.models import CommitteeSession
from records.models.organization import person_name
from tests.chamber import Chamber, fresh
from tests.factories import at

pytestmark = pytest.mark.django_db
POINTS = [
    Point("Verificación del quórum", "Están todos."),
    Point("Aprobación del plan", "Se explica meta por meta."),
]


def bring(chamber: Chamber, session: CommitteeSession, *, by: Any = None, **told: Any) -> Filled:
    return fill(
        session,
        told.get("points", POINTS),
        told.get("owed", []),
        by=by or chamber.secretary,
        at=at(told.get("day", "2020-02-10"), 12),
    )


def test_before_it_is_held_a_draft_gives_the_agenda(chamber: Chamber):
    session = chamber.plan()
    assert bring(chamber, session, day="2020-02-05") == Filled(added=2)
    assert bring(chamber, session, day="2020-02-05") == Filled()
    told = list(session.items.values_list("title", "decides", "development"))
    assert told == [
        ("Verificación del quórum", False, ""),
        ("Aprobación del plan", True, ""),
    ]


def test_held_it_gives_the_development_and_the_commitments(chamber: Chamber):
    session = chamber.held()
    owed = [Owed("Publicar el plan", person_name(chamber.finance).upper(), date(2020, 3, 1))]
    assert bring(chamber, session, owed=owed) == Filled(added=2, developed=2, committed=1)
    made = session.commitments.get()
    assert (made.responsible, made.due_on) == (chamber.finance, date(2020, 3, 1))
    again = [Point("Verificación del quórum", "Otra cosa.")]
    assert bring(chamber, session, points=again, owed=owed) == Filled()
    assert session.items.get(title="Verificación del quórum").development == "Están todos."


def test_every_reason_is_told_and_nothing_is_kept(chamber: Chamber):
    session = chamber.held()
    before = session.items.count()
    owed = [
        Owed("Cotizar", "Nadie Conocido", date(2020, 3, 1)),
        Owed("Publicar", person_name(chamber.finance), None),
    ]
    with pytest.raises(NotAllowed) as error:
        bring(chamber, session, owed=owed)
    assert [one.code for one in error.value.reasons] == ["nobody", "due_on"]
    assert "Nadie Conocido" in str(error.value)
    session = fresh(session)
    assert (session.items.count(), session.commitments.count()) == (before, 0)


def test_a_point_that_puts_an_unknown_document_to_the_vote_is_told(chamber: Chamber):
    session = chamber.plan()
    code = chamber.version().code
    title = f"Aprobación de {code} versión"
    points = [
        Point("Aprobación de PR-M9-P9-99 versión 07", "", "PR-M9-P9-99", "07"),
        Point(f"{title} 07", "", code, "07"),
        Point(f"{title} 1", "", code, "1"),
        Point("Se informa de PR-M9-P9-99", "", "PR-M9-P9-99"),
    ]
    with pytest.raises(NotAllowed) as error:
        bring(chamber, session, points=points, day="2020-02-05")
    assert [one.code for one in error.value.reasons] == ["unknown_document", "unknown_version"]
    assert not session.items.exists()
    assert bring(chamber, session, points=points[2:], day="2020-02-05") == Filled(added=2)


def test_an_empty_draft_and_a_stranger_bring_nothing(chamber: Chamber):
    session = chamber.plan()
    with pytest.raises(NotAllowed) as error:
        bring(chamber, session, points=[])
    assert [one.code for one in error.value.reasons] == ["nothing"]
    with pytest.raises(NotAllowed) as error:
        bring(chamber, session, by=chamber.chair)
    assert [one.code for one in error.value.reasons] == ["no_secretary"]


def test_a_session_that_ended_takes_no_new_point(chamber: Chamber):
    session = chamber.decided()
    with pytest.raises(NotAllowed) as error:
        bring(chamber, session)
    assert {one.code for one in error.value.reasons} == {"no_item"}
