"""What names documents while one types, and what tells of new ones: suggestions and the feed."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from django.test import Client
from django.utils.html import escape

import pytest

from search import queries
from search.backends.base import EngineError
from search.indexing import rebuild_all
from tests.factories import World
from tests.portal.test_restricted import BACKEND, CANARY, hidden
from tests.portal.test_search_page import read, withdrawn

ATOM = "{http://www.w3.org/2005/Atom}"


# --- Suggestions ----------------------------------------------------------------------------------


def suggested(client: Client, text: str) -> list[dict[str, str]]:
    answer = client.get("/buscar/sugerencias/", {"q": text})
    assert answer.status_code == 200
    found: list[dict[str, str]] = answer.json()["suggestions"]
    return found


def test_the_box_names_code_title_and_state(searchable: World, client: Client) -> None:
    assert suggested(client, "aten") == [
        {
            "code": "PR-M2-P6-02",
            "title": "Atender solicitudes",
            "state": "Procedimiento · Vigente · versión 01",
            "url": "/documentos/PR-M2-P6-02/",
        }
    ]
    assert [one["code"] for one in suggested(client, "m2-p6-0")] == ["PR-M2-P6-01", "PR-M2-P6-02"]


@pytest.mark.parametrize("text", ["", "a", "zzzz", "a" * 101, '"', "*"])
def test_what_begins_nothing_has_no_suggestion(
    searchable: World, client: Client, text: str
) -> None:
    assert suggested(client, text) == []


def test_suggestions_are_eight_at_most(world: World, client: Client) -> None:
    for number in range(1, 12):
        world.issue(content=world.content(f"PR-M2-P6-{number:02}"))
    rebuild_all()
    assert len(suggested(client, "PR")) == 8


def test_suggestions_are_kept_as_any_page_is(searchable: World, client: Client) -> None:
    answer = client.get("/buscar/sugerencias/?q=aten")
    assert answer["Cache-Control"] == "public, no-cache"
    assert "Cookie" in answer["Vary"]
    again = client.get("/buscar/sugerencias/?q=aten", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    client.force_login(searchable.author, BACKEND)
    assert client.get("/buscar/sugerencias/?q=aten")["Cache-Control"] == "private, no-store"


def test_the_control_staff_of_the_office_are_told(world: World, client: Client) -> None:
    hidden(world)
    client.force_login(world.author, BACKEND)
    assert [one["code"] for one in suggested(client, CANARY[:6])] == ["PR-M2-P6-02"]
    assert CANARY in read(client, "/buscar.atom")


# --- The feed -------------------------------------------------------------------------------------


def feed(client: Client, query: str = "") -> ElementTree.Element:
    answer = client.get(f"/buscar.atom{query}")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)  # noqa: S314 - our own text


def test_a_search_is_a_feed_of_what_came_into_force(searchable: World, client: Client) -> None:
    found = feed(client, "?tipo=procedure&orden=antiguos&pagina=9")
    entries = found.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}id") for one in entries] == [
        "http://testserver/documentos/PR-M2-P6-02/01/",
        "http://testserver/documentos/PR-M2-P6-01/01/",
    ]
    assert entries[0].findtext(f"{ATOM}title") == "PR-M2-P6-02 · Atender solicitudes"
    assert entries[0].findtext(f"{ATOM}updated", "").startswith("2021-03-01T")
    self = [one.get("href") for one in found.findall(f"{ATOM}link") if one.get("rel") == "self"]
    assert self == ["http://testserver/buscar.atom?tipo=procedure&orden=antiguos"]


@pytest.mark.parametrize("text", ["atender dragones", "atemder"])
def test_a_feed_has_nothing_that_only_resembles_the_question(
    searchable: World, client: Client, text: str
) -> None:
    assert "<article" in read(client, f"/buscar/?q={text}")
    assert feed(client, f"?q={text.replace(' ', '+')}").findall(f"{ATOM}entry") == []


def test_a_page_leads_to_its_feed(searchable: World, client: Client) -> None:
    text = read(client, "/buscar/?q=datos&tipo=procedure&orden=codigo&anteriores=si")
    assert 'type="application/atom+xml"' in text
    assert f'href="{escape("/buscar.atom?q=datos&tipo=procedure")}"' in text


def test_a_feed_is_asked_for_again_only_when_it_changed(world: World, client: Client) -> None:
    first = client.get("/buscar.atom?q=datos")
    kept = {"if-none-match": first["ETag"]}
    assert "Last-Modified" not in first
    assert client.get("/buscar.atom?q=datos", headers=kept).status_code == 304
    issuance = world.issue()
    rebuild_all()
    second = client.get("/buscar.atom?q=datos", headers=kept)
    assert second.status_code == 200
    withdrawn(world, issuance)
    third = client.get("/buscar.atom?q=datos", headers={"if-none-match": second["ETag"]})
    assert third.status_code == 200
    assert third["ETag"] == first["ETag"]


def test_a_feed_is_bounded(world: World, client: Client) -> None:
    for number in range(1, 34):
        world.issue(content=world.content(f"PR-M2-P6-{number:02}"))
    rebuild_all()
    assert len(feed(client).findall(f"{ATOM}entry")) == 30


@pytest.mark.parametrize("text", ["\x01\x0b\ufffe", '<&">', "\u202e", "a" * 100_000, "\ud800"])
def test_a_strange_question_is_a_feed_too(searchable: World, client: Client, text: str) -> None:
    answer = client.get("/buscar.atom", {"q": text.encode(errors="replace")})
    ElementTree.fromstring(answer.content)  # noqa: S314 - our own text
    assert len(answer.content) < 20_000


# --- The engine -----------------------------------------------------------------------------------


def test_an_engine_that_is_down_costs_no_answer(
    searchable: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Down:
        name = "down"

        def answer(self, question: Any) -> Any:
            raise EngineError("down")

        suggest = vocabulary = answer

    whole = read(client, "/buscar/?q=datos")
    there = queries.engines()
    monkeypatch.setattr(queries, "engines", lambda: [Down(), *there])
    assert read(client, "/buscar/?q=datos") == whole
    assert suggested(client, "aten")
