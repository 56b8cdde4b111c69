"""The pages of a file: counted where they can be, one where they cannot."""

from __future__ import annotations

import logging
from io import BytesIO

import pypdfium2
import pytest

from records import issue
from records.case_files.pages import PDF, pages_from_outside, pages_of
from records.models import Record
from tests.factories import World
from tests.standing import standing


def a_pdf(pages: int) -> bytes:
    document, out = pypdfium2.PdfDocument.new(), BytesIO()
    for _ in range(pages):
        document.new_page(595, 842)
    document.save(out)
    document.close()
    return out.getvalue()


@pytest.mark.parametrize("pages", [1, 3])
def test_the_pages_of_a_pdf_are_counted(pages: int):
    assert pages_of(a_pdf(pages)) == pages
    assert pages_from_outside(a_pdf(pages), PDF) == pages


def test_what_cannot_be_opened_has_one_page_and_is_told(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING, "records.pages"):
        assert pages_of(b"%PDF-1.7 no objects") == 1
    assert "cannot be counted" in caplog.text
    assert pages_from_outside(b"%PDF-1.7 no objects", PDF) == 1


@pytest.mark.django_db
def test_a_pdf_whose_pages_cannot_be_counted_is_attached(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
):
    def fails(*args: object) -> None:
        raise pypdfium2.PdfiumError("Failed to load document")

    monkeypatch.setattr(pypdfium2, "PdfDocument", fails)
    with django_capture_on_commit_callbacks(execute=True):
        issuance = standing(World).issue()
    assert issue.pdf_of(issuance) is not None
    assert Record.objects.get(version=issuance.version).pages == 1
