"""Every address of the portal answers, and unknown, restricted and unissued answer alike."""

from __future__ import annotations

import json

from django.test import Client

import pytest

from records.issue import attach
from records.models import CodeScheme, Entity, Issuance
from tests.factories import World, at

PAGES = [
    "/",
    "/documentos/",
    "/documentos/PR-M2-P6-01/",
    "/documentos/PR-M2-P6-01/01/",
    "/documentos/PR-M2-P6-01/01.json",
    "/documentos/PR-M2-P6-01/flujograma.svg",
    "/procesos/",
    "/buscar/",
    "/buscar/?q=datos",
    "/buscar/sugerencias/?q=datos",
    "/buscar.atom?q=datos",
    "/listado-maestro/",
    "/listado-maestro.json",
    "/listado-maestro.csv",
    "/listado-maestro.xlsx",
    "/salud/",
    "/salud/listo/",
    "/sitemap.xml",
    "/robots.txt",
    "/estilo/entidad.css",
]


@pytest.fixture
def issued(world: World) -> Issuance:
    return world.issue()


@pytest.mark.parametrize("address", PAGES)
def test_every_address_answers(issued: Issuance, client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_the_pdf_is_served_inline_under_its_digest(issued: Issuance, client: Client) -> None:
    component = attach(issued, at=at("2020-02-03", 15))
    answer = client.get("/documentos/PR-M2-P6-01/01.pdf")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["ETag"] == f'"{component.sha256}"'
    again = client.get("/documentos/PR-M2-P6-01/01.pdf", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_a_pdf_still_to_be_made_says_when_to_come_back(issued: Issuance, client: Client) -> None:
    answer = client.get("/documentos/PR-M2-P6-01/01.pdf")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/documentos/pr-m2-p6-01/?a=1&b=%C3%B1", "/documentos/PR-M2-P6-01/?a=1&b=%C3%B1"),
        ("/documentos/Pr-M2-p6-01/01/", "/documentos/PR-M2-P6-01/01/"),
        ("/documentos/pr-m2-p6-01/01.pdf", "/documentos/PR-M2-P6-01/01.pdf"),
        ("/documentos/pr-m2-p6-01/01.json", "/documentos/PR-M2-P6-01/01.json"),
        ("/documentos/pr-m2-p6-01/flujograma.svg", "/documentos/PR-M2-P6-01/flujograma.svg"),
    ],
)
def test_another_letter_case_moves_to_the_canonical_address(
    issued: Issuance, client: Client, asked: str, canonical: str
) -> None:
    answer = client.get(asked)
    assert (answer.status_code, answer["Location"]) == (301, canonical)


@pytest.mark.parametrize("asked", ["fr-gd-021", "FR-GD-021"])
def test_the_slug_of_a_page_moves_to_its_code(world: World, client: Client, asked: str) -> None:
    Entity.objects.update(code_template="TT.AA.nnn")
    CodeScheme.objects.create(kind="procedure", letters="FR")
    world.issue(content=world.content("FR.GD.021"))
    answer = client.get(f"/documentos/{asked}/?x=1")
    assert (answer.status_code, answer["Location"]) == (301, "/documentos/FR.GD.021/?x=1")
    assert client.get("/documentos/FR.GD.021/").status_code == 200
    assert client.get("/documentos/fr.gd.021/")["Location"] == "/documentos/FR.GD.021/"


NOWHERE = [
    "/documentos/PR-M9-P9-99/",
    "/documentos/PR-M2-P6-01/99/",
    "/documentos/PR-M2-P6-01/99.pdf",
    "/documentos/PR-M2-P6-01/01.pdf/",
    "/documentos/PR-M2-P6-01/nada/mas/",
    "/documentos/?pagina=2",
    "/documentos/?pagina=0",
    "/documentos/?pagina=uno",
    "/buscar/?pagina=2",
    "/buscar/?pagina=0",
    "/documentos/?fecha=ayer",
    "/documentos/?fecha=20200203",
    "/documentos/PR-M2-P6-01/?fecha=2019-12-31",
    "/nada/",
    "/nada.txt",
]


@pytest.mark.parametrize("address", NOWHERE)
def test_what_is_not_there_is_one_same_page(issued: Issuance, client: Client, address: str) -> None:
    # What the page says of a date follows from the address alone: asked alike, answered alike.
    _path, _mark, query = address.partition("?")
    dated = f"?{query}" if query.startswith("fecha=") else ""
    unknown = client.get(f"/documentos/XX-01/{dated}")
    answer = client.get(address)
    assert answer.status_code == unknown.status_code == 404
    assert answer.content == unknown.content
    assert dict(answer.headers) == dict(unknown.headers)


@pytest.mark.parametrize("tail", ["", "01/", "01.pdf", "01.json", "flujograma.svg"])
def test_restricted_and_unissued_are_as_unknown(world: World, client: Client, tail: str) -> None:
    world.issue(content=world.content("PR-M2-P6-02", access="classified"))
    world.submit(world.document(), world.content("PR-M2-P6-03"))
    unknown = client.get(f"/documentos/PR-M2-P6-99/{tail}")
    for code in ("PR-M2-P6-02", "PR-M2-P6-03"):
        answer = client.get(f"/documentos/{code}/{tail}")
        assert (answer.status_code, answer.content) == (404, unknown.content)
        assert dict(answer.headers) == dict(unknown.headers)
        moved = client.get(f"/documentos/{code.lower()}/{tail}")
        assert moved.status_code == 301
    slug = client.get("/documentos/PR-M2-P6-02/")
    assert slug.content == unknown.content


def test_the_404_is_the_same_while_developing(world: World, client: Client, settings) -> None:
    world.issue(content=world.content("PR-M2-P6-02", access="classified"))
    settings.DEBUG = True
    answers = [client.get(f"/documentos/{code}/") for code in ("PR-M2-P6-02", "PR-M2-P6-99")]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_the_json_of_a_version_is_its_public_projection(issued: Issuance, client: Client) -> None:
    shown = json.loads(client.get("/documentos/PR-M2-P6-01/01.json").content)
    assert shown["envelope"]["label"] == "01"
    assert shown["content"]["code"] == "PR-M2-P6-01"
    assert "user" not in json.dumps(shown)
