"""What changed between two versions, as a citizen reads it: only of what they may know."""

from __future__ import annotations

import copy
import re
from typing import Any

from django.test import Client

import pypdfium2
import pytest

from records.models import AccessLevel, Issuance
from records.restricting import restrict
from tests.factories import World, at
from tests.grounds import grounds

PAGE = "/documentos/PR-M2-P6-01/comparar/01/02/"
PDF = "/documentos/PR-M2-P6-01/comparar/01/02.pdf"
BACKEND = "editorial.passwords.WatchedBackend"


def activities(content: dict[str, Any]) -> list[dict[str, Any]]:
    blocks = [block for section in content["sections"] for block in section["blocks"]]
    return next(block["items"] for block in blocks if block["type"] == "activities")


def two_versions(
    world: World, access: tuple[str, str] = ("public", "public")
) -> tuple[Issuance, Issuance]:
    """The second says who does the first activity in other words, and has a new last one."""
    first = world.issue(content=world.content(access=access[0]))
    content = copy.deepcopy(world.content(access=access[1]))
    rows = activities(content)
    rows[0]["responsible"] = "Comité <de> datos"
    rows.append({**rows[-1], "id": "5f0c1d52-7a39-4a1c-9d0e-2f6b8f1c7a10", "text": "Publicar."})
    second = world.issue(first.document, content, day="2021-05-04", note="Cambia quién lo hace.")
    return first, second


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_page_tells_the_difference_in_words_and_marks_them(
    world: World, client: Client
) -> None:
    two_versions(world)
    text = text_of(client, PAGE)
    assert "1 actividad cambia y 1 es nueva." in text
    assert "Cambia: responsable" in text
    assert "<ins>" in text
    assert "Comité &lt;de&gt; datos" in text
    assert "[agregado: " in text
    assert "Cambia quién lo hace." in text
    assert 'class="fc-tag fc-tag-added"' in text
    assert PAGE in text_of(client, "/documentos/PR-M2-P6-01/")


def test_the_pdf_tells_the_same(world: World, client: Client) -> None:
    two_versions(world)
    answer = client.get(PDF)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "public, no-cache"
    document = pypdfium2.PdfDocument(answer.content)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "1 actividad cambia y 1 es nueva." in " ".join(text.split())
    again = client.get(PDF, headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_the_older_stands_first(world: World, client: Client) -> None:
    two_versions(world)
    answer = client.get("/documentos/PR-M2-P6-01/comparar/02/01/?fecha=2021-06-01")
    assert (answer.status_code, answer["Location"]) == (301, f"{PAGE}?fecha=2021-06-01")
    answer = client.get("/documentos/PR-M2-P6-01/comparar/02/01.pdf")
    assert (answer.status_code, answer["Location"]) == (301, PDF)


@pytest.mark.parametrize("labels", ["01/01", "01/03", "03/02"])
def test_without_two_versions_there_is_nothing(world: World, client: Client, labels: str) -> None:
    two_versions(world)
    nothing = client.get("/no-hay/")
    for end in ("/", ".pdf"):
        answer = client.get(f"/documentos/PR-M2-P6-01/comparar/{labels}{end}")
        assert (answer.status_code, answer.content) == (404, nothing.content)


@pytest.mark.parametrize("access", [("classified", "public"), ("public", "classified")])
def test_a_restricted_version_is_compared_with_none(
    world: World, client: Client, access: tuple[str, str]
) -> None:
    two_versions(world, access)
    open_one = "01" if access[0] == "public" else "02"
    assert "comparar/" not in text_of(client, f"/documentos/PR-M2-P6-01/{open_one}/")
    unknown(client)
    client.force_login(world.author, BACKEND)
    assert client.get(PAGE)["Cache-Control"] == "private, no-store"
    assert client.get(PDF).status_code == 200


def unknown(client: Client) -> None:
    nothing = client.get("/no-hay/")
    for address in (PAGE, PDF, PAGE.replace("01/02", "02/01")):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, nothing.content)


def test_a_document_that_was_restricted_since_is_compared_no_more(
    world: World, client: Client
) -> None:
    document = two_versions(world)[0].document
    etag = client.get(PDF)["ETag"]
    restrict(document, AccessLevel.RESERVED, grounds(), by=world.archivist, at=at("2021-06-01"))
    unknown(client)
    assert client.get(PDF, headers={"if-none-match": etag}).status_code == 404


def test_personal_data_is_left_out_of_both(world: World, client: Client) -> None:
    first = world.issue(content=world.content(objective="Escriba a ana@example.org siempre."))
    changed = world.content(objective="Escriba a luis@example.org siempre.")
    world.issue(first.document, changed, day="2021-05-04", note="Otro correo.")
    text = text_of(client, PAGE)
    assert "@example.org" not in text
    assert "Los textos son iguales." in text


def test_no_markup_of_a_text_is_markup_of_the_page(world: World, client: Client) -> None:
    first = world.issue()
    changed = world.content(objective='<script>alert("x")</script>')
    world.issue(first.document, changed, day="2021-05-04", note="<b>Nota</b>")
    text = text_of(client, PAGE)
    assert not re.search(r"<script>|alert\(\"x|<b>Nota", text)
