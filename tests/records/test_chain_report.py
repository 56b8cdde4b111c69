"""The report on the chain: four lists, by office, exported, for those who look after it."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

import pytest
import time_machine

from records.permissions import Role
from tests.factories import World, at, person
from tests.records.chain import FORMAT, MINUTES, SERIES, alone, filled, follow, issued

pytestmark = pytest.mark.django_db
LISTS = ("chain_series", "chain_activities", "chain_formats", "chain_codes")


def exported(client: Client, name: str, **query: object) -> list[str]:
    answer = client.get(reverse(name), {"export": "csv", **query})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return [line.split(",")[0] for line in text.splitlines()[1:]]


@time_machine.travel(at("2020-12-31"), tick=False)
def test_each_list_is_shown_narrowed_by_office_and_exported(world: World, client: Client) -> None:
    format_ = alone(world)
    follow()
    client.force_login(world.archivist)
    assert exported(client, "chain_formats") == [FORMAT]
    assert exported(client, "chain_series") == [MINUTES, SERIES]
    issued(world)
    follow()
    filled(world, format_)
    assert exported(client, "chain_formats") == exported(client, "chain_series") == []
    assert exported(client, "chain_activities") == ["PR-M2-P6-01"]
    early = {"period_from": "2020-01-01", "period_to": "2020-02-29"}
    assert exported(client, "chain_activities", **early) == ["PR-M2-P6-01", "PR-M2-P6-01"]
    other, own = world.other_office.pk, world.office.pk
    assert exported(client, "chain_activities", office=other) == []
    assert exported(client, "chain_activities", office=own) == ["PR-M2-P6-01"]
    assert exported(client, "chain_codes") == []
    for name in LISTS:
        page = client.get(reverse(name)).content.decode()
        tabs = page.partition('class="legajo-tabs"')[2].partition("</nav>")[0]
        assert tabs.count('aria-current="page"') == 1, name
        assert client.get(reverse(f"{name}_results")).status_code == 200
    page = client.get(reverse("chain_activities"), early).content.decode()
    assert "del 2020-01-01 al 2020-02-29" in page
    assert "Redactar el informe de calidad" in page


def test_nothing_written_in_a_document_acts_in_a_spreadsheet(world: World, client: Client) -> None:
    value = world.content()
    value["sections"][4]["blocks"][1]["items"][0]["record"] = "=1+1 FO-M2-P6-99"
    world.issue(content=value)
    follow()
    client.force_login(world.archivist)
    answer = client.get(reverse("chain_codes"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "FO-M2-P6-99" in text
    assert ",=1" not in text


@pytest.mark.parametrize("role", list(Role))
def test_the_report_is_for_those_who_look_after_it(
    world: World, client: Client, role: Role
) -> None:
    client.force_login(person("rosa.rol", role, world.office))
    reads = {Role.AUDITOR, Role.ADMINISTRATOR, Role.ARCHIVIST, Role.QUALITY}
    for name in LISTS:
        answer = client.get(reverse(name))
        assert (answer.status_code == 200) is (role in reads)
    home = client.get("/gestion/").content.decode()
    assert ("informes/cadena" in home) is (role in reads)


def test_the_quality_office_is_told_of_nothing_that_it_may_not_know_of(
    world: World, client: Client
) -> None:
    value = world.content()
    value["sections"][4]["blocks"][1]["items"][0]["record"] = "FO-M2-P6-99 Acta"
    world.issue(content={**value, "access": "reserved"})
    follow()
    client.force_login(person("quena.calidad", Role.QUALITY, world.other_office))
    assert exported(client, "chain_codes") == exported(client, "chain_activities") == []
    client.force_login(world.archivist)
    assert exported(client, "chain_codes") == ["PR-M2-P6-01"]
