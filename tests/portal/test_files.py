"""The files of a version: served as they were kept, to who may read it, and to nobody else."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_OID, uuid5

from django.test import Client

import pytest

from records import adoption
from records.models import AccessLevel, Issuance
from records.restricting import restrict
from records.storage import storage
from tests.factories import World, at
from tests.grounds import grounds

PAGE = "/documentos/PR-M2-P6-01/"
BACKEND = "editorial.passwords.WatchedBackend"
PLAN = b"%PDF-1.7 un plano <script>alert(1)</script>"
SCAN = b"%PDF-1.4 un escaneo firmado a mano\n%%EOF\n"
NAME = "Plano número 1.pdf"


def annexed(world: World, code: str = "PR-M2-P6-01", name: str = NAME, **changes: Any) -> dict:
    """The content of a procedure with one annex, its file kept."""
    content = world.content(code, **changes)
    file = {"name": name, "sha256": storage().put(PLAN), "size": len(PLAN)}
    row = {
        "id": str(uuid5(NAMESPACE_OID, f"{code} annex")),
        "title": "Plano",
        "file": {**file, "media_type": "application/pdf"},
    }
    content["sections"][-1]["blocks"][0]["items"] = [row]
    return content


def address_of(code: str = "PR-M2-P6-01", label: str = "01", name: str = NAME) -> str:
    digest = hashlib.sha256(PLAN).hexdigest()
    return f"/documentos/{code}/{label}/anexos/{digest}-{quote(name)}"


def test_an_annex_is_linked_and_kept_never_shown_inside(world: World, client: Client) -> None:
    world.issue(content=annexed(world))
    (link,) = re.findall(r'href="([^"]*/anexos/[^"]*)"', client.get(PAGE).content.decode())
    assert link == address_of()
    answer = client.get(link)
    assert answer.content == PLAN
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(NAME)}"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, no-cache"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    again = client.get(link, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_annex_whose_name_tells_of_a_person_is_named_without(
    world: World, client: Client
) -> None:
    world.issue(content=annexed(world, name="ana@correo.example.pdf"))
    page = client.get(PAGE).content.decode()
    (link,) = re.findall(r'href="([^"]*/anexos/[^"]*)"', page)
    answer = client.get(link)
    assert answer.content == PLAN
    assert "correo.example" not in page + link + answer["Content-Disposition"]
    assert client.get(address_of(name="ana@correo.example.pdf")).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        address_of(name="otro.pdf"),
        address_of(label="02"),
        address_of("PR-M2-P6-02"),
        f"{PAGE}01/anexos/{'0' * 64}-{quote(NAME)}",
    ],
)
def test_an_annex_answers_only_under_its_own_address(
    world: World, client: Client, address: str
) -> None:
    world.issue(content=annexed(world))
    assert client.get(address_of()).status_code == 200
    unknown = client.get("/no-hay/")
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (404, unknown.content)


def test_neither_the_content_nor_the_pdf_for_review_is_an_annex(
    world: World, client: Client
) -> None:
    issuance = world.issue()
    parts = list(issuance.version.components.all())
    assert parts
    for part in parts:
        asked = client.get(f"{PAGE}01/anexos/{part.sha256}-{quote(part.name)}")
        assert asked.status_code == 404


def test_an_annex_in_review_or_of_a_restricted_version_is_as_unknown(
    world: World, client: Client
) -> None:
    world.submit(world.document(), annexed(world))
    world.issue(content=annexed(world, "PR-M2-P6-02", access="classified"))
    unknown = client.get(address_of("PR-M2-P6-99"))
    for code in ("PR-M2-P6-01", "PR-M2-P6-02"):
        answer = client.get(address_of(code))
        assert (answer.status_code, answer.content) == (404, unknown.content)
        assert dict(answer.headers) == dict(unknown.headers)
    client.force_login(world.author, BACKEND)
    seen = client.get(address_of("PR-M2-P6-02"))
    assert (seen.content, seen["Cache-Control"]) == (PLAN, "private, no-store")
    assert client.get(address_of("PR-M2-P6-01")).status_code == 404
    client.force_login(world.stranger, BACKEND)
    assert client.get(address_of("PR-M2-P6-02")).status_code == 404


def test_a_file_restricted_later_is_not_even_unchanged(world: World, client: Client) -> None:
    """Who kept the file gets a 404 and no 304: a 304 would say that it is still there."""
    issuance = world.issue(content=annexed(world))
    etag = client.get(address_of())["ETag"]
    page = client.get(PAGE)["ETag"]
    restrict(
        issuance.document,
        AccessLevel.RESERVED,
        grounds(),
        by=world.archivist,
        at=at("2020-03-02"),
    )
    for address, tag in ((address_of(), etag), (address_of(), "*"), (PAGE, page), (PAGE, "*")):
        assert client.get(address, headers={"if-none-match": tag}).status_code == 404


# --- What was adopted -----------------------------------------------------------------------------


def adopted(world: World, **changes: Any) -> Issuance:
    return adoption.adopt(
        world.content(**changes),
        label="03",
        approved_on=date(2019, 5, 6),
        signatures=[],
        original=adoption.Original(SCAN, "escaneo firmado.pdf", "application/pdf"),
        office=world.office,
        series=world.series,
        process=world.process,
        by=world.archivist,
        at=at("2020-02-03"),
    )


def test_an_adopted_paper_is_served_byte_for_byte(world: World, client: Client) -> None:
    adopted(world)
    answer = client.get(f"{PAGE}03.pdf")
    assert answer.content == SCAN
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="PR-M2-P6-01-03.pdf"'
    assert answer["ETag"] == f'"{hashlib.sha256(SCAN).hexdigest()}"'


def test_the_page_of_an_adopted_paper_says_so(world: World, client: Client) -> None:
    adopted(world)
    page = client.get(PAGE).content.decode()
    assert "<strong>Documento adoptado.</strong>" in page
    assert f'href="{PAGE}03.pdf"' in page
    assert "Publicar los datos de la entidad" in page
    assert client.get("/listado-maestro.json").json()["documents"][0]["adopted"] is True


def test_a_restricted_adopted_paper_is_as_unknown(world: World, client: Client) -> None:
    adopted(world, access="classified")
    unknown = client.get("/documentos/PR-M2-P6-99/03.pdf")
    answer = client.get(f"{PAGE}03.pdf")
    assert (answer.status_code, answer.content) == (404, unknown.content)
