"""`?fecha=`: what it answers when it is no day, empty, or before anything was there."""

from __future__ import annotations

from django.test import Client

import pytest

from tests.factories import World

PAGE = "/documentos/PR-M2-P6-01/"
TAILS = ("", "01/", "01.pdf", "01.json", "flujograma.svg")
DATED = ("/documentos/", "/procesos/", "/listado-maestro/")
BAD = ("ayer", "2020-02-30", "03/02/2020", "2020-2-3", "20200203", "2020-02-03T00:00", "<b>")
NO_DATE = "La fecha de la dirección no es una fecha"
ONE_DAY = "Usted preguntó por un día"


@pytest.mark.parametrize("day", BAD)
@pytest.mark.parametrize("address", [PAGE, *DATED])
def test_what_is_no_day_is_told_how_to_write_one(
    world: World, client: Client, address: str, day: str
) -> None:
    world.issue()
    answer = client.get(address, {"fecha": day})
    text = answer.content.decode()
    assert answer.status_code == 404
    assert NO_DATE in text
    assert 'name="fecha" type="date"' in text
    assert "ayer" not in text
    assert "<b>" not in text


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("day", ["ayer", "2019-12-31", "0001-01-01"])
def test_a_wrong_or_early_day_tells_nothing_of_the_document(
    world: World, client: Client, tail: str, day: str
) -> None:
    world.issue(effective_on="2020-02-03")
    world.issue(content=world.content("PR-M2-P6-02", access="classified"))
    world.submit(world.document(), world.content("PR-M2-P6-03"))
    if day != "ayer" and tail not in ("", "flujograma.svg"):
        day = "ayer"  # one version has its own address, whatever the day
    unknown = client.get(f"/documentos/PR-M2-P6-99/{tail}", {"fecha": day})
    assert (NO_DATE if day == "ayer" else ONE_DAY) in unknown.content.decode()
    for code in ("PR-M2-P6-01", "PR-M2-P6-02", "PR-M2-P6-03"):
        answer = client.get(f"/documentos/{code}/{tail}", {"fecha": day})
        assert (answer.status_code, answer.content) == (404, unknown.content), code
        assert dict(answer.headers) == dict(unknown.headers), code


@pytest.mark.parametrize("day", ["", "  "])
@pytest.mark.parametrize("address", [PAGE, f"{PAGE}01.json", *DATED, "/listado-maestro.json"])
def test_a_date_left_empty_is_today(world: World, client: Client, address: str, day: str) -> None:
    world.issue()
    answer = client.get(address, {"fecha": day})
    assert answer.status_code == 200
    assert answer.content == client.get(address).content


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("address", [*DATED, "/listado-maestro.json", "/listado-maestro.xlsx"])
def test_the_first_and_the_last_day_there_is_have_an_answer(
    world: World, client: Client, address: str, day: str
) -> None:
    world.issue()
    assert client.get(address, {"fecha": day}).status_code == 200


def test_a_document_answers_on_the_last_day_there_is(world: World, client: Client) -> None:
    world.issue()
    assert client.get(PAGE, {"fecha": "9999-12-31"}).status_code == 200


def test_before_the_first_document_the_lists_say_what_will_be_there(
    world: World, client: Client
) -> None:
    world.issue()
    for address in ("/documentos/", "/listado-maestro/"):
        text = client.get(address, {"fecha": "2019-12-31"}).content.decode()
        assert 'class="empty"' in text
        assert "PR-M2-P6-01" not in text


def test_no_date_no_word_about_dates(world: World, client: Client) -> None:
    text = client.get("/no-hay/").content.decode()
    assert NO_DATE not in text
    assert ONE_DAY not in text
