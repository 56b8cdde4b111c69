"""A client may call a file anything; what it says is read all the same."""

from __future__ import annotations

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.models import ProcedurePage
from records.capture.naming import MAX_BYTES, safe_name
from tests.editorial.conftest import Enter
from tests.factories import World
from tests.fixtures.importing.make import make


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Procedimiento de bodega.docx", "Procedimiento de bodega.docx"),
        ("C:\\Documentos\\acta.PDF", "acta.PDF"),
        ("../../etc/hosts.txt", "hosts.txt"),
        ("..", "archivo"),
        ("", "archivo"),
        (None, "archivo"),
        (".pdf", "archivo.pdf"),
        ("a\x00b\nc.txt", "a b c.txt"),
        ("acta. Versión final, la buena", "acta. Versión final, la buena"),
    ],
)
def test_the_name_stays_readable(given_name: str | None, kept: str):
    assert safe_name(given_name) == kept


@given(st.text(max_size=400))
def test_every_name_is_one_that_a_disk_takes(name: str):
    safe = safe_name(name)
    assert 0 < len(safe.encode()) <= MAX_BYTES
    assert safe not in {".", ".."}
    assert not set(safe) & set("/\\\0")


@pytest.mark.parametrize(
    "name", ["ñ" * 240 + ".txt", "..\\..\\bodega\x07.txt"], ids=["long", "odd"]
)
def test_a_file_of_any_name_becomes_a_draft(name: str, world: World, enter: Enter, tmp_path: Path):
    data = make("tabulado.txt", tmp_path).read_bytes()
    form = {"file": SimpleUploadedFile(name, data), "office": world.office.pk}
    answer = enter(world.author).post(reverse("import_document"), form)
    assert answer.status_code == 302
    assert ProcedurePage.objects.count() == 1
