"""The page of the search, its box and its feed: what a citizen asks, takes off, follows."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

import pytest
import time_machine

from records import issue
from records.models import Issuance
from search import queries
from search.indexing import rebuild_all
from tests.factories import World, at
from tests.portal.test_restricted import CANARY


@pytest.fixture
def replaced(world: World) -> World:
    """A document whose second version is in force."""
    first = world.issue(content=world.content(objective="Con ornitorrincos."))
    world.issue(first.document, world.content(objective="Sin nada."), day="2021-03-01", note="Ya.")
    rebuild_all()
    return world


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def withdrawn(world: World, issuance: Issuance) -> None:
    moment = at("2021-03-01")
    issue.withdraw(
        issuance, effective_on=moment.date(), reason="Ya no.", by=world.approver, at=moment
    )
    rebuild_all()


def links(text: str, css: str) -> list[str]:
    """Where the links lead that stand in what has that class."""
    found = re.search(rf'class="{css}[^>]*>(.*?)</(?:ul|p|div|nav)>', text, re.DOTALL)
    return re.findall(r'href="([^"]+)"', found.group(1)) if found else []


# --- Facets, chips, order -------------------------------------------------------------------------


def test_what_was_chosen_is_a_chip_that_is_taken_off_again(
    searchable: World, client: Client
) -> None:
    text = read(client, "/buscar/?q=datos+OR+atender")
    assert text.count("<article") == 2
    (address,) = [one for one in re.findall(r'href="([^"]+)"', text) if "anio=2021" in one]
    narrowed = read(client, address.replace("&amp;", "&"))
    assert narrowed.count("<article") == 1
    assert links(narrowed, "chips") == ["/buscar/?q=datos+OR+atender"]


def test_a_chip_names_what_was_chosen_also_where_nothing_is_found(
    searchable: World, client: Client
) -> None:
    text = read(client, "/buscar/?q=nada&oficina=130&proceso=M2&tipo=format")
    told = re.findall(r'class="chip__name">([^<]+)</span> ([^<]+?) <', text)
    assert dict(told) == {
        "Tipo:": "Formato",
        "Oficina productora:": searchable.office.name,
        "Proceso:": "Gestión de las TIC",
    }


def test_the_name_of_a_hidden_tag_is_told_by_no_chip(world: World, client: Client) -> None:
    issuance = world.issue(content=world.content(access="classified"))
    issuance.document.tags.add("Muy Secreta")
    rebuild_all()
    assert "Muy Secreta" not in read(client, "/buscar/?etiqueta=muy-secreta")


@pytest.mark.parametrize(
    ("order", "codes"),
    [("recientes", ["02", "01"]), ("antiguos", ["01", "02"]), ("codigo", ["01", "02"])],
)
def test_the_order_is_chosen_by_a_link(
    searchable: World, client: Client, order: str, codes: list[str]
) -> None:
    text = read(client, f"/buscar/?orden={order}")
    assert re.findall(r'"code">PR-M2-P6-(\d\d)', text) == codes
    assert 'aria-current="true">Más pertinentes' not in text
    assert f"orden={order}" not in "".join(links(text, "orders"))


def test_only_words_have_a_relevance(searchable: World, client: Client) -> None:
    assert "Más pertinentes" not in read(client, "/buscar/")
    assert 'aria-current="true">Más pertinentes' in read(client, "/buscar/?q=PR")


def test_citizens_do_not_narrow_by_access(searchable: World, client: Client) -> None:
    text = read(client, "/buscar/?q=PR&acceso=classified&estado=replaced")
    assert text.count("<article") == 2
    assert "chip__name" not in text


def test_days_narrow_and_are_chips(searchable: World, client: Client) -> None:
    text = read(client, "/buscar/?desde=2021-01-01&hasta=2021-12-31&orden=codigo")
    assert text.count("<article") == 1
    assert "1 de enero de 2021" in text
    assert links(text, "chips")[0] == "/buscar/?hasta=2021-12-31&amp;orden=codigo"


def test_a_new_question_keeps_what_was_chosen(searchable: World, client: Client) -> None:
    text = read(client, "/buscar/?q=datos&tipo=procedure&pagina=1&otra=cosa")
    form = text[text.index("<form") : text.index("</form>")]
    hidden_ones = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    assert hidden_ones == [("tipo", "procedure")]
    assert "otra=" not in text


# --- Earlier versions -----------------------------------------------------------------------------


def test_earlier_versions_are_found_on_request(replaced: World, client: Client) -> None:
    text = read(client, "/buscar/?q=ornitorrinco")
    assert "<article" not in text
    assert "Entre las versiones anteriores hay 1 resultado" in text
    older = read(client, "/buscar/?q=ornitorrinco&anteriores=si")
    assert "Sustituida" in older
    assert 'class="entry__title"><a href="/documentos/PR-M2-P6-01/01/"' in older
    assert '<a href="/documentos/PR-M2-P6-01/">Lea la versión 02, vigente hoy' in older


def test_the_version_in_force_bears_no_mark_among_earlier_ones(
    replaced: World, client: Client
) -> None:
    text = read(client, "/buscar/?q=PR-M2-P6-01&anteriores=si")
    assert text.count("<article") == 2
    assert text.count("entry--past") == 1
    assert 'class="entry__title"><a href="/documentos/PR-M2-P6-01/"' in text
    narrowed = read(client, "/buscar/?q=PR-M2-P6-01&anteriores=si&estado=replaced")
    assert narrowed.count("<article") == narrowed.count("entry--past") == 1


def test_what_was_withdrawn_leads_to_nothing_in_force(world: World, client: Client) -> None:
    withdrawn(world, world.issue())
    text = read(client, "/buscar/?q=PR-M2-P6-01&anteriores=si")
    assert "Retirada" in text
    assert "Ya no está vigente." in text
    assert "vigente hoy" not in text


def test_what_a_restricted_version_replaced_says_no_more_than_that(
    world: World, client: Client
) -> None:
    first = world.issue()
    world.issue(
        first.document, world.content(access="classified", objective=f"{CANARY}"), day="2021-03-01"
    )
    rebuild_all()
    text = read(client, "/buscar/?q=PR-M2-P6-01&anteriores=si")
    assert text.count("entry--past") == text.count("<article") == 1
    assert "Ya no está vigente." in text
    assert "vigente hoy" not in text
    assert CANARY not in text


# --- What was not found ---------------------------------------------------------------------------


def test_an_empty_answer_says_how_many_the_filters_keep_out(
    searchable: World, client: Client
) -> None:
    text = read(client, "/buscar/?q=atender&anio=1999")
    assert "Sin los filtros hay 1 resultado" in text
    assert 'href="/buscar/?q=atender"' in text
    assert 'href="/procesos/"' in text
    assert 'href="/trd/"' in text


def test_what_was_meant_keeps_the_filters(searchable: World, client: Client) -> None:
    text = read(client, "/buscar/?q=solictudes&tipo=procedure")
    assert '<a href="/buscar/?q=solicitudes&amp;tipo=procedure">solicitudes</a>' in text


def test_remarks_are_said(searchable: World, client: Client) -> None:
    text = read(client, "/buscar/?q=desde:ayer+color:azul")
    assert text.count('class="remark"') == 2
    long = read(client, f"/buscar/?q={'datos+' * 100}")
    assert "solo se buscaron sus primeras palabras" in long


def test_the_title_says_how_many(searchable: World, client: Client) -> None:
    title = re.search(r"<title>(.*?)</title>", read(client, "/buscar/?q=atender"))
    assert title
    assert title.group(1).startswith("atender · 1 resultado · Buscar")


def test_an_endless_question_makes_no_endless_page(searchable: World, client: Client) -> None:
    text = read(client, f"/buscar/?q={'a' * 100_000}&tipo={'b' * 100_000}")
    assert len(text) < 40_000


# --- Pages ----------------------------------------------------------------------------------------


def test_what_follows_the_last_numbered_page(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 46):
        world.issue(content=world.content(f"PR-M2-P6-{number:02}"))
    rebuild_all()
    monkeypatch.setattr(queries, "MOST_PAGES", 1)
    seen: list[str] = []
    address = "/buscar/?tipo=procedure"
    while address:
        text = read(client, address)
        seen += re.findall(r'"code">PR-M2-P6-(\d\d)', text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        address = found.group(1).replace("&amp;", "&") if found else ""
    assert seen == [f"{number:02}" for number in range(1, 46)]


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "a" * 5_000])
def test_what_is_no_cursor_begins_at_the_beginning(
    searchable: World, client: Client, cursor: str
) -> None:
    assert read(client, f"/buscar/?q=PR&despues={cursor}").count("<article") == 2


def test_pages_keep_what_was_asked_and_nothing_else(world: World, client: Client) -> None:
    for number in range(1, 22):
        world.issue(content=world.content(f"PR-M2-P6-{number:02}"))
    rebuild_all()
    text = read(client, "/buscar/?tipo=procedure&orden=antiguos&otra=1")
    assert 'href="?tipo=procedure&amp;orden=antiguos&amp;pagina=2"' in text


@pytest.mark.parametrize(
    "query", ["q=PR&anteriores=si&tipo=procedure", "q=nada&oficina=130", "q=PR"]
)
def test_a_page_costs_eight_queries_at_most(
    searchable: World, client: Client, query: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        client.get(f"/buscar/?{query}")


# --- Series ---------------------------------------------------------------------------------------


def test_a_series_is_told_apart_and_found_by_its_types(db: None, client: Client) -> None:
    World(document_types=("Planilla de aforo",))
    rebuild_all()
    text = read(client, "/buscar/?q=planillas")
    assert "entry--series" in text
    assert "<mark>Planilla</mark> de aforo" in text


@pytest.mark.parametrize(
    ("last", "shown", "superseded"),
    [("2020-06-01", 1, 0), ("2020-05-31", 0, 1), ("9999-12-31", 1, 0)],
)
def test_the_last_day_of_a_scheme_is_a_day_of_its_series(
    world: World, client: Client, last: str, shown: int, superseded: int
) -> None:
    world.series.scheme.valid_to = date.fromisoformat(last)
    world.series.scheme.save(update_fields=["valid_to"])
    rebuild_all()
    with time_machine.travel(datetime(2020, 6, 1, 12, tzinfo=UTC), tick=False):
        text = read(client, "/buscar/?q=procedimientos")
        older = read(client, "/buscar/?q=procedimientos&anteriores=si")
    assert text.count("entry--series") == shown
    assert older.count("entry--series") == 1
    assert older.count("state--superseded") == superseded


def test_without_words_documents_come_first_the_newest_before_others(
    searchable: World, client: Client
) -> None:
    text = read(client, "/buscar/")
    shown = re.findall(r'class="entry(?: |")|"code">(PR-M2-P6-\d\d)|(entry--series)', text)
    told = [one or "series" for one, series in shown if one or series]
    assert told[:2] == ["PR-M2-P6-02", "PR-M2-P6-01"]
    assert set(told[2:]) == {"series"}
    assert 'aria-current="true">Primero los documentos' in text
