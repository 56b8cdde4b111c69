"""Lists of a large archive: they count as far as one pages, and ask the same for any size."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

from django import forms
from django.test import Client
from django.test.html import parse_html
from django.urls import reverse

import pytest

from records.case_files import reclassifying
from records.models import CaseFile, CaseFileClosing, CaseFileReopening, Standing
from records.viewsets import paging
from records.viewsets.choosing import LongSelect
from tests.factories import World, at
from tests.records.case_files.files import filed, opened

pytestmark = pytest.mark.django_db


def of_each_standing(world: World) -> None:
    """An open, a closed, a finally closed, a reopened and a merged one."""
    titles = ("Abierto", "Cerrado", "Definitivo", "Reabierto", "Unido")
    made = {title: opened(world, title=title) for title in titles}
    for case_file in made.values():
        filed(world, case_file)
    for title in ("Cerrado", "Definitivo", "Reabierto"):
        CaseFileClosing.objects.create(
            case_file=made[title],
            kind="administrative",
            number=1,
            on=date(2020, 5, 1),
            at=at("2020-05-01"),
        )
    CaseFileClosing.objects.create(
        case_file=made["Definitivo"],
        kind="final",
        number=1,
        on=date(2023, 5, 1),
        at=at("2023-05-01"),
    )
    CaseFileReopening.objects.create(
        closing=made["Reabierto"].closings.get(),
        on=date(2020, 6, 1),
        reason="Lo ordena un auto.",
        act="Auto 7",
        at=at("2020-06-01"),
    )
    reclassifying.merge(
        made["Unido"],
        made["Abierto"],
        reason="Es el mismo asunto.",
        by=world.archivist,
        at=at("2020-07-01"),
    )


def test_what_stands_so_is_what_is_told_to_stand_so(world: World):
    of_each_standing(world)
    told = {one.pk: one.standing for one in CaseFile.objects.with_standing()}
    assert set(told.values()) == set(Standing.values)
    for count in range(1, len(Standing.values) + 1):
        for chosen in combinations(Standing.values, count):
            found = [one.pk for one in CaseFile.objects.standing_in(chosen)]
            assert sorted(found) == sorted(pk for pk, one in told.items() if one in chosen)
    assert CaseFile.objects.standing_in([]).count() == len(told)


def listed(client: Client, name: str = "case_files:index", **asked: Any) -> Any:
    answer = client.get(reverse(name), asked)
    assert answer.status_code == 200
    return answer


def test_a_list_counts_to_the_end_while_there_are_few(world: World, client: Client):
    for number in range(3):
        opened(world, title=f"Contrato {number}")
    client.force_login(world.archivist)
    page = listed(client).content.decode()
    assert "3 expedientes" in page
    assert "más de" not in page


def test_a_long_list_says_that_there_are_more_and_is_read_to_its_end(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(paging, "FEW", 20)
    monkeypatch.setattr(paging, "AHEAD", 1)
    for number in range(70):
        opened(world, title=f"Contrato {number}")
    client.force_login(world.archivist)
    page = listed(client, q="Contrato").content.decode()
    assert "Hay más de 40 coincidencias" in page
    assert "Más de 40 expedientes" in page
    assert "Página 1 de más de 2" in page
    seen: set[int] = set()
    number: int | None = 1
    while number:
        found = listed(client, p=number).context["page_obj"]
        seen |= {one.pk for one in found.object_list}
        number = found.next_page_number() if found.has_next() else None
    assert len(seen) == 70
    assert found.paginator.items_count_label == "70 expedientes"


def test_the_list_asks_the_same_for_one_and_for_many(
    world: World, client: Client, django_assert_max_num_queries: Any
):
    """Seven of the session, four of the menus; eight of its own, three of them of its own rules."""
    for number in range(15):
        filed(world, opened(world, title=f"Contrato {number}"))
    client.force_login(world.archivist)
    asked = {"q": "contrato", "office": world.office.pk, "access": "public"}
    listed(client, **asked)
    with django_assert_max_num_queries(19):
        assert len(listed(client, **asked).context["object_list"]) == 15


def test_a_long_select_reads_as_the_usual_one():
    choices = [("", "—"), (1, "Uno & «dos»"), (2, "<b>")]
    attrs = {"id": "id_series", "class": "x"}
    usual = forms.Select(choices=choices).render("series", 2, attrs)
    assert parse_html(LongSelect(choices=choices).render("series", 2, attrs)) == parse_html(usual)
