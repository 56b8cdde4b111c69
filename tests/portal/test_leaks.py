"""What could tell a visitor of a hidden document without a word of it: headers, cells, slugs."""

from __future__ import annotations

import io
from typing import Any

from django.test import Client

import pytest
from openpyxl import load_workbook

from editorial.models import DocumentPage
from search.indexing import rebuild_all
from tests.factories import World
from tests.portal.test_restricted import ADDRESSES, CANARY, hidden

BACKEND = "editorial.passwords.WatchedBackend"
FEEDS = ("/sitemap.xml", "/listado-maestro.json", "/listado-maestro.csv", "/robots.txt")


def answers(client: Client, address: str) -> tuple[Any, ...]:
    """Status, headers and length of what GET and HEAD answer."""
    got, head = client.get(address), client.head(address)
    return got.status_code, dict(got.headers), head.status_code, dict(head.headers)


@pytest.mark.parametrize("address", [*ADDRESSES, "/procesos/?fecha=2020-12-31"])
def test_a_hidden_document_changes_no_header(world: World, client: Client, address: str) -> None:
    world.issue()
    rebuild_all()
    before = answers(client, address)
    hidden(world)
    assert answers(client, address) == before


def cells(client: Client, query: str = "") -> list[tuple[Any, ...]]:
    answer = client.get(f"/listado-maestro.xlsx{query}")
    return list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))


@pytest.mark.parametrize("query", ["", "?fecha=2020-12-31"])
def test_the_workbook_has_no_row_of_it(world: World, client: Client, query: str) -> None:
    world.issue()
    before = cells(client, query)
    hidden(world)
    assert cells(client, query) == before
    client.force_login(world.author, BACKEND)
    assert CANARY in str(cells(client, query))


def drafted(world: World) -> DocumentPage:
    """A draft that somebody marked as live in the tree, past every verb."""
    page = world.page(
        world.content("PR-M2-P6-07", f"Borrador {CANARY}", objective=f"Dice {CANARY}.")
    )
    DocumentPage.objects.filter(pk=page.pk).update(live=True, has_unpublished_changes=False)
    return page


def test_a_draft_is_nowhere_even_when_the_tree_calls_it_live(world: World, client: Client) -> None:
    world.issue()
    page = drafted(world)
    rebuild_all()
    unknown = client.get("/documentos/PR-M2-P6-99/")
    slug = DocumentPage.objects.get(pk=page.pk).slug
    for tail in ("", "01/", "01.pdf", "01.json", "flujograma.svg"):
        answer = client.get(f"/documentos/PR-M2-P6-07/{tail}")
        assert (answer.status_code, answer.content) == (404, unknown.content)
    for address in (f"/documentos/{slug}/", f"/{slug}/", f"/documentos/{slug}/x/"):
        answer = client.get(address, follow=True)
        assert answer.status_code == 404, address
        assert answer.content == unknown.content
    asked = client.get("/buscar/?q=PR-M2-P6-07").content.decode()
    unheard = client.get("/buscar/?q=PR-M2-P6-99").content.decode()
    assert asked.replace("PR-M2-P6-07", "PR-M2-P6-99") == unheard  # only the question is said again
    for address in ("/", "/documentos/", "/procesos/", *FEEDS):
        text = client.get(address).content.decode()
        assert CANARY not in text, address
        assert "PR-M2-P6-07" not in text, address


def test_a_public_version_shows_nothing_of_a_restricted_one_before_it(
    world: World, client: Client
) -> None:
    first = world.issue(
        content=world.content(access="classified", objective=f"Lo que {CANARY} dice.")
    )
    world.issue(first.document, world.content(), day="2021-03-01", note="Se publica.")
    page = client.get("/documentos/PR-M2-P6-01/").content.decode()
    assert CANARY not in page
    assert "/documentos/PR-M2-P6-01/01/" not in page
    assert first.verification_code not in page
    for tail in ("01/", "01.pdf", "01.json"):
        assert client.get(f"/documentos/PR-M2-P6-01/{tail}").status_code == 404
    assert client.get("/documentos/PR-M2-P6-01/?fecha=2020-12-31").status_code == 404
    listed = client.get("/listado-maestro.json?fecha=2020-12-31").json()
    assert listed == {"documents": []}


def test_what_is_public_sets_no_cookie_and_says_what_it_depends_on(
    world: World, client: Client
) -> None:
    world.issue()
    for address in ("/", "/documentos/", "/documentos/PR-M2-P6-01/", "/buscar/?q=datos", *FEEDS):
        answer = client.get(address)
        assert not answer.cookies, address
        assert "Cookie" in answer["Vary"], address
        assert answer["Cache-Control"] == "public, no-cache", address


def test_a_kept_answer_of_the_public_is_not_given_to_staff_nor_back(
    world: World, client: Client
) -> None:
    """The same address has another mark for who sees more, and theirs is not kept."""
    world.issue()
    hidden(world)
    address = "/listado-maestro/"
    public = client.get(address)
    client.force_login(world.author, BACKEND)
    theirs = client.get(address, headers={"if-none-match": public["ETag"]})
    assert theirs.status_code == 200
    assert theirs["Cache-Control"] == "private, no-store"
    client.logout()
    again = client.get(address, headers={"if-none-match": theirs.get("ETag", '"x"')})
    assert again.status_code == 200
    assert CANARY not in again.content.decode()


def test_the_json_of_a_version_names_no_person_but_who_signed(world: World, client: Client) -> None:
    world.issue(content=world.content(objective="Escriba a ana@correo.example o al 300 123 4567."))
    text = client.get("/documentos/PR-M2-P6-01/01.json").content.decode()
    page = client.get("/documentos/PR-M2-P6-01/").content.decode()
    for told in (text, page):
        assert "correo.example" not in told
        assert "300 123 4567" not in told
        assert world.author.email not in told
        assert world.author.username not in told
