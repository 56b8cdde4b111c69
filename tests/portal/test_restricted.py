"""No word of what a visitor may not know stands in any answer (promise P8)."""

from __future__ import annotations

from django.test import Client

import pytest

from records.models import AccessLevel
from search.indexing import rebuild_all
from tests.factories import World
from tests.urgent import issue_urgently

CANARY = "zarigüeyacanario"
BACKEND = "editorial.passwords.WatchedBackend"
ADDRESSES = [
    "/",
    "/documentos/",
    "/documentos/?tipo=procedure",
    "/documentos/?proceso=M2-P6",
    "/documentos/?oficina=130",
    "/documentos/?etiqueta=secretisima",
    "/documentos/?anio=2020",
    "/documentos/?fecha=2020-12-31",
    "/documentos/PR-M2-P6-02/",
    "/documentos/PR-M2-P6-02/01/",
    "/documentos/PR-M2-P6-02/01.json",
    "/documentos/PR-M2-P6-02/01.pdf",
    "/documentos/PR-M2-P6-02/flujograma.svg",
    "/documentos/PR-M2-P6-03/",
    "/procesos/",
    "/comites/",
    "/buscar/",
    f"/buscar/?q={CANARY[:6]}*",
    "/buscar/?q=PR-M2-P6-02",
    "/buscar/?etiqueta=secretisima",
    f"/buscar/?q={CANARY[:6]}*&anteriores=si",
    "/buscar/?q=PR-M2-P6-02&anteriores=si&orden=recientes",
    "/buscar/?q=zariguella",
    f"/buscar/sugerencias/?q={CANARY[:6]}",
    "/buscar/sugerencias/?q=PR-M2-P6",
    "/buscar.atom",
    "/buscar.atom?q=PR-M2-P6-02",
    "/listado-maestro/",
    "/listado-maestro.json",
    "/listado-maestro.csv",
    "/listado-maestro/?fecha=2020-12-31",
    "/sitemap.xml",
    "/salud/listo/",
]


def hidden(world: World) -> None:
    content = world.content(
        "PR-M2-P6-02",
        f"Plan {CANARY}",
        access="classified",
        objective=f"Lo que {CANARY} dice.",
    )
    issuance = issue_urgently(
        world, content=content, note=f"Nota {CANARY}", reason=f"Prisa {CANARY}"
    )
    issuance.document.tags.add("secretisima")
    world.submit(
        world.document(), world.content("PR-M2-P6-03", f"Futuro {CANARY}"), note=f"Va {CANARY}"
    )
    rebuild_all()


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.conformance("B02")
def test_a_restricted_document_changes_no_answer(
    world: World, client: Client, address: str
) -> None:
    world.issue()
    rebuild_all()
    before = client.get(address)
    hidden(world)
    after = client.get(address)
    text = after.content.decode().lower()
    assert CANARY not in text.replace("buscar/?q=", "")
    assert after.status_code == before.status_code
    assert after.content == before.content
    assert dict(after.headers) == dict(before.headers)


def test_the_control_a_person_of_the_office_sees_it(world: World, client: Client) -> None:
    hidden(world)
    client.force_login(world.author, BACKEND)
    assert CANARY in client.get("/documentos/PR-M2-P6-02/").content.decode()
    assert CANARY in client.get("/listado-maestro.json").content.decode()
    assert CANARY in client.get("/buscar/?q=PR-M2-P6-02").content.decode()
    client.logout()
    client.force_login(world.stranger, BACKEND)
    assert client.get("/documentos/PR-M2-P6-02/").status_code == 404
    assert CANARY not in client.get("/listado-maestro.json").content.decode()


def test_a_document_restricted_later_goes_at_once(world: World, client: Client) -> None:
    document = world.issue().document
    assert client.get("/documentos/PR-M2-P6-01/").status_code == 200
    document.access = AccessLevel.RESERVED
    document.save()
    for tail in ("", "01/", "01.json", "01.pdf"):
        assert client.get(f"/documentos/PR-M2-P6-01/{tail}").status_code == 404


def test_a_version_replaced_by_a_restricted_one_is_not_called_in_force(
    world: World, client: Client
) -> None:
    first = world.issue()
    world.issue(
        first.document,
        world.content(access="classified", objective=f"Con {CANARY}."),
        day="2021-03-01",
    )
    assert client.get("/documentos/PR-M2-P6-01/").status_code == 404
    old = client.get("/documentos/PR-M2-P6-01/01/").content.decode()
    assert "banner--past" in old
    assert CANARY not in old
    assert "PR-M2-P6-01" not in client.get("/listado-maestro.json").content.decode()
