"""Files that go with a draft: judged by their bytes, kept at once, part of the content."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

import pytest

from editorial.annexes import keep_annex
from editorial.drafts import content_of
from records.content import items
from records.exceptions import NotAllowed
from records.storage import storage
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
