"""Files that go with a draft: judged by their bytes, kept at once, part of the content."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import pytest

from editorial.annexes import keep_annex
from editorial.drafts import content_of, raw_stream
from editorial.models import AnnexFile, ProcedurePage
from records.content import items
from records.exceptions import NotAllowed
from records.models import Component
from records.storage import storage
from tests.editorial.conftest import Enter
from tests.editorial.posting import page_form, stream_fields
from tests.factories import World, at

PDF = b"%PDF-1.7 un plano"


def keep(world: World, name: str, content: bytes) -> Any:
    upload = SimpleUploadedFile(name, content)
    return keep_annex(upload, title="", by=world.author, at=at("2020-02-03"))


def test_an_annex_is_kept_and_named_in_the_content(world: World):
    kept = keep(world, "C:\\planos\\plano.pdf", PDF)
    assert storage().read(kept.sha256) == PDF
    file = {"name": "plano.pdf", "sha256": kept.sha256, "size": len(PDF)}
    file["media_type"] = "application/pdf"
    content = world.content()
    row = {"id": "6f0c1d52-7a39-4a1c-9d0e-2f6b8f1c7a10", "title": "Plano", "file": file}
    content["sections"][-1]["blocks"][0]["items"] = [row]
    assert items(content_of(world.page(content)), "annexes") == [row]


@pytest.mark.parametrize(
    ("name", "content"),
    [("plano.pdf", b"<html>"), ("plano.exe", PDF), ("hoja.zip", b"PK\x03\x04"), ("vacio.pdf", b"")],
)
def test_a_file_of_another_kind_is_refused(world: World, name: str, content: bytes):
    with pytest.raises(NotAllowed):
        keep(world, name, content)


# --- Through the screens --------------------------------------------------------------------------


def upload(client: Any, name: str = "plano.pdf", content: bytes = PDF, **told: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("annex_chooser:create"), {"title": "Plano", "upload": file, **told})


def with_annex(page: ProcedurePage, key: int) -> dict[str, str]:
    """The editor's form of this page with one row more among its annexes."""
    stream = raw_stream(page)
    row = {"type": "item", "value": {"title": "Plano", "file": key}}
    stream[-1]["value"]["blocks"][0]["value"] = [row]
    form = page_form(page)
    return form | stream_fields("body", type(page).body.field.stream_block, stream)


def test_an_editor_attaches_a_file_and_it_reaches_the_portal(
    world: World, enter: Enter, client: Any
):
    page = world.page()
    editor = enter(world.author)
    assert "creation_form" in (editor.get(reverse("annex_chooser:choose")).context or {})
    chosen = upload(editor).json()
    assert chosen["step"] == "chosen"
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert editor.post(edit, with_annex(page, chosen["result"]["id"])).status_code == 302
    version = world.issue_page(page).version
    assert version.components.get(role=Component.Role.ANNEX).name == "plano.pdf"
    shown = client.get("/documentos/PR-M2-P6-01/").content.decode()
    address = next(part for part in shown.split('"') if "/anexos/" in part)
    assert b"".join(client.get(address)) == PDF


def test_an_upload_that_is_not_kept_is_said_in_its_form(world: World, enter: Enter):
    answer = upload(enter(world.author), "plano.exe")
    assert answer.json()["step"] == "reshow_creation_form"
    assert "plano.exe" in answer.json()["htmlFragment"]
    assert not AnnexFile.objects.exists()


def test_only_writers_upload(world: World, root: Any, enter: Enter):
    assert upload(enter(world.reviewer)).status_code == 302
    assert not AnnexFile.objects.exists()
    assert upload(enter(root)).json()["step"] == "chosen"


def test_a_file_of_another_office_is_neither_shown_nor_attached(world: World, enter: Enter):
    kept = keep(world, "reservado.pdf", PDF)
    chosen = reverse("annex_chooser:chosen", args=[kept.pk])
    several = reverse("annex_chooser:chosen_multiple") + f"?id={kept.pk}"
    stranger = enter(world.stranger)
    assert stranger.get(chosen).status_code == 404
    assert stranger.get(reverse("annex_chooser:chosen", args=["9" * 30])).status_code == 404
    assert "reservado" not in stranger.get(several).content.decode()
    assert "reservado" in enter(world.author).get(several).content.decode()
    theirs = world.page(office=world.other_office, by=world.stranger)
    edit = reverse("wagtailadmin_pages:edit", args=[theirs.pk])
    answer = stranger.post(edit, with_annex(theirs, kept.pk))
    assert set(answer.context["form"].errors) == {"body"}
    assert kept.sha256 not in str(content_of(theirs.get_latest_revision_as_object()))


def test_a_digest_finds_no_file_of_another_office(world: World):
    kept = keep(world, "reservado.pdf", PDF)
    content = world.content()
    file = {"name": kept.name, "sha256": kept.sha256, "size": 1, "media_type": "application/pdf"}
    row = {"id": "6f0c1d52-7a39-4a1c-9d0e-2f6b8f1c7a10", "title": "Plano", "file": file}
    content["sections"][-1]["blocks"][0]["items"] = [row]
    page = world.page(content, office=world.other_office, by=world.stranger)
    assert items(content_of(page), "annexes")[0]["file"] is None
