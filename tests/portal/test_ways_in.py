"""Lists, filters, processes, search, health, colours: the ways in and what machines ask."""

from __future__ import annotations

import re

from django.core.cache import cache
from django.test import Client

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from portal.addresses import pages
from portal.colour import DARK_PAPER, PAPER, contrast, readable_on
from portal.templatetags.legajo import nested, target
from portal.views.processes import SHORT, Branch
from records import storage
from records.exceptions import StorageError
from records.models import DocumentVersion, Entity, Issuance, Process
from search.indexing import rebuild_all
from tests.factories import World


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def two(world: World) -> World:
    first = world.issue()
    first.document.tags.add("datos")
    world.issue(content=world.content("PR-M2-P6-02", "Atender solicitudes"), day="2021-03-01")
    return world


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", {"01", "02"}),
        ("tipo=procedure", {"01", "02"}),
        ("tipo=format", set()),
        ("proceso=M2-P6", {"01", "02"}),
        ("proceso=M2", {"01", "02"}),
        ("proceso=M9", set()),
        ("oficina=130", {"01", "02"}),
        ("oficina=140", set()),
        ("etiqueta=datos", {"01"}),
        ("anio=2020", {"01"}),
        ("anio=2021", {"02"}),
        ("anio=nunca", set()),
        ("fecha=2020-12-31", {"01"}),
    ],
)
def test_the_list_is_narrowed(two: World, client: Client, query: str, codes: set[str]) -> None:
    text = client.get(f"/documentos/?{query}").content.decode()
    assert {one for one in ("01", "02") if f'href="/documentos/PR-M2-P6-{one}/' in text} == codes


def test_the_list_has_twenty_a_page(world: World, client: Client) -> None:
    for number in range(1, 22):
        world.issue(content=world.content(f"PR-M2-P6-{number:02}"))
    first = client.get("/documentos/").content.decode()
    second = client.get("/documentos/?pagina=2&tipo=procedure").content.decode()
    assert first.count('class="entry"') == 20
    assert second.count('class="entry"') == 1
    assert "?tipo=procedure&amp;pagina=1" in second
    assert client.get("/documentos/?pagina=3").status_code == 404


def test_processes_lead_to_their_documents(two: World, client: Client) -> None:
    text = client.get("/procesos/").content.decode()
    assert "Gobierno digital" in text
    assert 'href="/documentos/PR-M2-P6-01/"' in text


def branch(*documents: tuple[str, str]) -> Branch:
    process = Process(code="M2-P6", name="Gobierno digital")
    issued = [
        Issuance(version=DocumentVersion(kind=kind, title=title)) for kind, title in documents
    ]
    return Branch(process, issued)


def test_a_process_has_its_documents_by_kind_in_the_order_of_kinds() -> None:
    found = branch(("format", "Acta"), ("procedure", "Publicar"), ("format", "Lista"))
    assert [(kind, [one.version.title for one in listed]) for kind, listed in found.kinds] == [
        ("procedure", ["Publicar"]),
        ("format", ["Acta", "Lista"]),
    ]


@pytest.mark.parametrize(
    ("title", "said"), [("gobierno Digital", ""), ("Datos abiertos", "Datos abiertos")]
)
def test_a_characterization_does_not_say_the_name_of_its_process_again(
    title: str, said: str
) -> None:
    found = branch(("characterization", title), ("procedure", "Publicar"))
    assert [words for _one, words in found.characterizations] == [said]
    assert [kind for kind, _listed in found.kinds] == ["procedure"]


def test_only_a_process_of_many_documents_is_folded(world: World, client: Client) -> None:
    for number in range(1, SHORT + 1):
        world.issue(content=world.content(f"PR-M2-P6-{number:02}"))
    assert '<details class="map__kind" open>' in client.get("/procesos/").content.decode()
    world.issue(content=world.content("PR-M2-P6-99"))
    text = client.get("/procesos/").content.decode()
    assert '<details class="map__kind">' in text
    assert "open>" not in text
    assert 'href="/documentos/PR-M2-P6-99/"' in text


def test_search_finds_and_prints_the_question_as_text(two: World, client: Client) -> None:
    rebuild_all()
    assert 'href="/documentos/PR-M2-P6-02/"' in client.get("/buscar/?q=solicitud").content.decode()
    text = client.get("/buscar/?q=%22%3E%3Cscript%3E").content.decode()
    assert re.findall(r"<script[^>]*>", text) == re.findall(r"<script src=[^>]+ defer>", text)
    assert text.count("<script") == 1


def test_the_sitemap_is_written_from_issuances(two: World, client: Client) -> None:
    text = client.get("/sitemap.xml").content.decode()
    assert "<loc>http://testserver/documentos/PR-M2-P6-02/</loc>" in text


def test_health_is_down_only_without_database_or_storage(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/salud/").json() == {"status": "ok"}
    good = client.get("/salud/listo/")
    assert good.status_code == 200
    assert set(good.json()) == {"status", "checks", "tools"}
    assert set(good.json()["checks"]) == {"database", "storage", "search", "worker"}
    world.issue()
    cache.clear()
    assert client.get("/salud/listo/").json()["status"] == "degraded"

    class Broken:
        def put(self, content: bytes) -> str:
            raise StorageError("no space")

        read = put

    monkeypatch.setattr(storage, "storage", Broken)
    cache.clear()
    bad = client.get("/salud/listo/")
    assert (bad.status_code, bad.json()["status"]) == (503, "down")


def test_health_does_its_work_once_in_ten_seconds(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[bool] = []
    kept = storage.storage()
    monkeypatch.setattr(storage, "storage", lambda: calls.append(True) or kept)
    with time_machine.travel("2020-02-03 12:00:00+00:00", tick=False) as clock:
        for _again in range(3):
            assert client.get("/salud/listo/").status_code == 200
        assert len(calls) == 1
        clock.shift(11)
        client.get("/salud/listo/")
        assert len(calls) == 2


def test_the_crest_is_shown_and_never_run(world: World, client: Client) -> None:
    assert client.get("/estilo/escudo.svg").status_code == 404
    Entity.objects.update(crest_svg="<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert "sandbox" in client.get("/estilo/escudo.svg")["Content-Security-Policy"]


def test_an_unknown_font_is_not_looked_for(world: World, client: Client) -> None:
    assert client.get("/estilo/fuentes/..%2Fsecret_key").status_code == 404
    assert client.get("/estilo/fuentes/otra.woff2").status_code == 404


COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS, st.sampled_from([PAPER, DARK_PAPER]))
def test_any_accent_can_be_read_on_both_papers(colour: str, paper: str) -> None:
    assert contrast(readable_on(colour, paper), paper) >= 7


def test_an_accent_that_can_be_read_stays_as_it_is() -> None:
    assert readable_on("#0b4f5c", PAPER) == "#0b4f5c"


@given(st.integers(1, 500), st.integers(1, 500))
def test_pages_show_first_last_and_near(number: int, count: int) -> None:
    number = min(number, count)
    shown = pages(number, count)
    numbers = [one for one in shown if one is not None]
    assert {1, count, number} <= set(numbers)
    assert numbers == sorted(set(numbers))
    assert len(shown) <= 9


@given(st.lists(st.sampled_from([0, 1, 2]), max_size=30))
def test_a_list_loses_no_item_when_it_is_nested(levels: list[int]) -> None:
    items = [{"id": str(i), "level": level, "text": str(i)} for i, level in enumerate(levels)]

    def texts(nodes: list[dict[str, object]]) -> list[object]:
        found: list[object] = []
        for node in nodes:
            found += [node["text"], *texts(node["children"])]  # type: ignore[arg-type]
        return found

    block = {"items": items, "styles": ["decimal", "alpha", "bullet"]}
    assert texts(nested(block)) == [item["text"] for item in items]


def test_a_decision_leads_to_the_step_that_it_names() -> None:
    block = {"items": [{"id": "x", "number": None}, {"id": "y", "number": "7"}]}
    assert target(block, "y")["anchor"] == "a-y"
    assert "7" in target(block, "y")["text"]
    assert "1" in target(block, "x")["text"]
    assert target(block, "end")["anchor"] == ""


def test_what_searches_is_called_by_a_verb(world: World, client: Client) -> None:
    text = client.get("/buscar/").content.decode()
    assert '<button type="submit">Buscar</button>' in text
    assert 'aria-current="true">Buscar</a>' in text


def test_the_filters_are_called_by_their_names(two: World, client: Client) -> None:
    """A word that another catalogue translates for its own screen would win over this one's."""
    text = client.get("/documentos/").content.decode()
    assert re.findall(r'<label for="f-tipo">([^<]+)</label>', text) == ["Tipo"]
