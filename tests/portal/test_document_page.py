"""The page of a document: answered from what was issued, whatever happens to the tree."""

from __future__ import annotations

from django.test import Client

from tests.factories import World


def test_a_document_in_force_shows_its_content(world: World, client: Client) -> None:
    world.issue()
    page = client.get("/documentos/PR-M2-P6-01/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Publicar los datos de la entidad" in text
    assert "Levantar el acta del inventario." in text
