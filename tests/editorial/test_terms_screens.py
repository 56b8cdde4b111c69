"""Terms on the screens: the inbox by urgency, the author's turn, and the report with its files."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from django.urls import reverse

import pytest
import time_machine
from openpyxl import load_workbook

from records.lifecycle import Step
from records.models import DocumentVersion
from records.permissions import Role
from tests.editorial.conftest import Enter
from tests.factories import World, at, person

NOW: datetime = at("2026-03-25", 11)
LATE, NEXT, FREE = "PR-M2-P6-01", "PR-M2-P6-02", "PR-M2-P6-03"


@pytest.fixture
def three(world: World) -> list[DocumentVersion]:
    """One overdue, one that ends tomorrow, and one without a term, submitted first."""

    def submitted(code: str, days: int | None, **told: Any) -> DocumentVersion:
        route = [
            Step("prepared", "Elaboró", (world.author.pk,)),
            Step("reviewed", "Revisión técnica", (world.reviewer.pk,), days=days),
            Step("approved", "Aprobación", days=3),
        ]
        content = world.content(code, f"Título de {code}", **told)
        return world.submit(world.document(), content, day="2026-03-16", route=route)

    return [submitted(FREE, None), submitted(NEXT, 7), submitted(LATE, 5)]


def codes(text: str) -> list[str]:
    """The codes in the order in which they stand."""
    found = sorted((text.find(f">{one}<"), one) for one in (LATE, NEXT, FREE))
    return [one for place, one in found if place >= 0]


@pytest.mark.conformance("W02")
def test_what_waits_for_me_is_by_urgency_with_words(world: World, enter: Enter, three: Any) -> None:
    with time_machine.travel(NOW, tick=False):
        text = enter(world.reviewer).get(reverse("signing_inbox")).text
    assert codes(text) == [LATE, NEXT, FREE]
    assert "Vencido hace 1 día hábil" in text
    assert "Por vencer: queda 1 día hábil" in text
    assert "Sin término" in text
    assert ">2026-03-24</span>" in text


def test_the_author_sees_whose_turn_it_is_since_when_and_until_when(
    world: World, enter: Enter, three: list[DocumentVersion]
) -> None:
    world.sign(three[2], 1, world.reviewer, "2026-03-24")
    with time_machine.travel(NOW, tick=False):
        client = enter(world.author)
        inbox = client.get(reverse("signing_inbox")).text
        screen = client.get(reverse("signing", args=[three[2].pk])).text
        other = client.get(reverse("signing", args=[three[1].pk])).text
    assert "Beto Revisor" in inbox
    assert "Cualquiera con ese rol" in inbox
    assert "desde 2026-03-24" in screen
    assert ">2026-03-27</span>" in screen
    assert "espera a: Beto Revisor" in other
    assert "3 días hábiles" in other  # the term of the step after


def rows(enter: Enter, user: Any, **asked: str) -> list[str]:
    with time_machine.travel(NOW, tick=False):
        answer = enter(user).get(reverse("terms_report"), asked)
    assert answer.status_code == 200
    return [row.version.code for row in answer.context["object_list"]]


@pytest.fixture
def quality(world: World) -> Any:
    return person("quino.calidad", Role.QUALITY, world.other_office)


def test_the_report_lists_filters_and_names_whose_turn_it_is(
    world: World, enter: Enter, quality: Any, three: Any
) -> None:
    assert rows(enter, quality) == [LATE, NEXT, FREE]
    assert rows(enter, quality, light="overdue") == [LATE]
    assert rows(enter, quality, light="near") == [NEXT]
    assert rows(enter, quality, light="none") == [FREE]
    assert rows(enter, quality, light="on_time") == []
    assert rows(enter, quality, kind="manual") == []
    assert rows(enter, quality, office=str(world.office.pk), kind="procedure") == [LATE, NEXT, FREE]
    assert rows(enter, quality, office=str(world.other_office.pk)) == []
    with time_machine.travel(NOW, tick=False):
        text = enter(quality).get(reverse("terms_report")).text
    assert "Beto Revisor" in text
    assert "Vencido hace 1 día hábil" in text


def test_each_sees_their_own_offices_and_restricted_ones_only_those_who_read_them(
    world: World, enter: Enter, quality: Any, three: Any
) -> None:
    world.submit(
        world.document(),
        world.content("PR-M2-P6-04", "Reservado", access="reserved"),
        day="2026-03-16",
    )
    assert len(rows(enter, world.author)) == 4
    assert len(rows(enter, world.archivist)) == 4
    assert rows(enter, quality) == [LATE, NEXT, FREE]
    assert rows(enter, world.stranger) == []
    nobody = person("lola.lectora", Role.READER, world.office)
    answer = enter(nobody).get(reverse("terms_report"))
    assert answer.status_code in (302, 403)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_report_is_given_as_a_file_of_what_was_asked(
    world: World, enter: Enter, quality: Any, three: Any, kind: str
) -> None:
    with time_machine.travel(NOW, tick=False):
        answer = enter(quality).get(reverse("terms_report"), {"export": kind, "light": "overdue"})
        taken = b"".join(answer)  # type: ignore[call-overload]
    if kind == "csv":
        told = list(csv.reader(io.StringIO(taken.decode("utf-8-sig"))))
    else:
        sheet = load_workbook(io.BytesIO(taken)).active
        told = [["" if one is None else str(one) for one in row] for row in sheet.values]
    assert told[0][0] == "Código"
    assert len(told) == 2
    assert told[1][0] == LATE
    assert told[1][5:] == ["Beto Revisor", "2026-03-16", "2026-03-24", "vencido", "-1"]
