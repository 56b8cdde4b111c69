"""What was issued urgently says so wherever a citizen meets it, and never why."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.cache import cache
from django.test import Client

import pytest
import time_machine
from openpyxl import load_workbook

from records import due_tasks, issue
from records.pdf_reading import dissect
from records.storage import storage
from search.indexing import rebuild_all
from tests.factories import World, at
from tests.urgent import confirm, issue_urgently

REASON = "Se desbordó el río."
JSON = {"HTTP_ACCEPT": "application/json"}
WAITING, CONFIRMED = "expedido de urgencia, por confirmar", "expedido de urgencia, confirmado"
LAPSED = "expedido de urgencia, no confirmado"
LISTS = (
    "/",
    "/documentos/",
    "/procesos/",
    "/buscar/?q=datos",
    "/listado-maestro/",
    "/documentos/PR-M2-P6-01/",
)


@pytest.fixture(autouse=True)
def _fresh_count() -> None:
    cache.clear()


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = answer.content.decode()
    assert REASON not in text, address
    return text


def state(client: Client, query: str = "") -> Any:
    (row,) = client.get(f"/listado-maestro.json{query}").json()["documents"]
    return row["urgent"]


def test_it_is_marked_everywhere_and_its_bytes_stay(world: World, client: Client) -> None:
    with time_machine.travel(at("2020-02-03", 15), tick=False):
        issuance = issue_urgently(world)
        issue.attach(issuance, at=at("2020-02-03", 12))
        rebuild_all()
        for address in LISTS:
            assert WAITING in read(client, address), address
        page = read(client, "/documentos/PR-M2-P6-01/")
        assert "Otra debe confirmarlo a más tardar el 5 de febrero de 2020, 11:00" in page
        told = client.get("/documentos/PR-M2-P6-01/01.json").json()
        assert told["envelope"]["urgent"] == {"confirm_by": "2020-02-05T11:00:00-05:00"}
        assert told["urgent"]["state"] == "waiting"
        assert REASON not in str(told)
        row = next(csv.DictReader(io.StringIO(read(client, "/listado-maestro.csv")[1:])))
        assert row["urgent"] == "waiting"
        book = load_workbook(io.BytesIO(client.get("/listado-maestro.xlsx").content))
        assert WAITING in next(book.active.iter_rows(min_row=2, values_only=True))
        sealed = client.get("/documentos/PR-M2-P6-01/01.pdf").content
    confirm(world, issuance, moment=at("2020-02-04"))
    for address in LISTS:
        assert CONFIRMED in read(client, address), address
    assert "Beto Revisor, Líder, lo confirmó el" in read(client, "/documentos/PR-M2-P6-01/")
    told = client.get("/documentos/PR-M2-P6-01/01.json").json()
    assert told["urgent"]["confirmed_by"] == {"name": "Beto Revisor", "position": "Líder"}
    verdict = client.get(f"/verificar/{issuance.verification_code}/", **JSON).json()
    assert (verdict["status"], verdict["urgent"]["state"]) == ("in_force", "confirmed")
    assert "confirmado: Beto Revisor" in read(client, f"/verificar/{issuance.verification_code}/")
    assert client.get("/documentos/PR-M2-P6-01/01.pdf").content == sealed
    # As of the evening of its issue nobody had confirmed it.
    assert (state(client), state(client, "?fecha=2020-02-03")) == ("confirmed", "waiting")
    assert WAITING in read(client, "/documentos/PR-M2-P6-01/?fecha=2020-02-03")


def test_what_nobody_confirmed_says_that_and_that_it_ended(world: World, client: Client) -> None:
    issuance = issue_urgently(world)
    due_tasks.run("urgent", at=at("2020-02-06"))
    page = read(client, "/documentos/PR-M2-P6-01/")
    assert "nadie más lo confirmó" in page
    assert "ninguna otra persona la confirmó a más tardar el 5 de febrero de 2020, 11:00" in page
    assert LAPSED in read(client, "/listado-maestro/")
    verdict = client.get(f"/verificar/{issuance.verification_code}/", **JSON).json()
    assert (verdict["status"], verdict["urgent"]["state"]) == ("withdrawn", "lapsed")


def test_the_block_of_signatures_names_the_review_that_is_missing(
    world: World, client: Client
) -> None:
    issuance = issue_urgently(world)
    with time_machine.travel(at("2020-02-04"), tick=False):
        assert "Sin firma: pendiente de confirmación" in read(client, "/documentos/PR-M2-P6-01/")
    confirm(world, issuance, moment=at("2020-02-04"))
    page = read(client, "/documentos/PR-M2-P6-01/")
    assert "pendiente de confirmación" not in page
    assert "La confirmó el 4 de febrero de 2020" in page


def test_what_was_issued_as_usual_bears_no_mark(world: World, client: Client) -> None:
    issuance = world.issue()
    rebuild_all()
    for address in LISTS:
        assert "urgencia" not in read(client, address).replace("Expedición de urgencia", "")
    told = client.get("/documentos/PR-M2-P6-01/01.json").json()
    assert set(told) == {"schema", "content", "envelope"}
    assert state(client) is None
    verdict = client.get(f"/verificar/{issuance.verification_code}/", **JSON).json()
    assert verdict["urgent"] is None


def test_lists_ask_no_more_for_urgent_ones(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    for place in range(1, 4):
        issue_urgently(world, content=world.content(f"PR-M2-P6-{place:02}"))
    with django_assert_max_num_queries(8):
        client.get("/listado-maestro/")


def test_its_pdf_says_so_on_every_page(world: World) -> None:
    issuance = issue_urgently(world)
    issue.attach(issuance, at=at("2020-02-03", 12))

    pages = dissect(storage().read(issue.pdf_of(issuance).sha256)).pages
    assert all("URGENCIA" in page for page in pages)
    assert "río" not in " ".join(word for page in pages for word in page)
