"""What verification says of a file: genuine, altered and how, a copy, unknown."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from records import issue, verification
from records.keys import seal_key
from records.models import Issuance
from records.sealing import PadesSealer
from records.storage import storage
from tests.factories import World, at
from tests.records.test_sealing import other_key_of_the_same_name
from tests.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def issuance() -> Issuance:
    issued = standing(World).issue()
    issue.attach(issued, at=at("2020-02-03"))
    return issued


@pytest.fixture
def pdf(issuance: Issuance) -> bytes:
    component = issue.pdf_of(issuance)
    assert component is not None
    return storage().read(component.sha256)


def examined(pdf: bytes) -> verification.Verdict:
    return verification.examine(pdf, Issuance.objects.all())


def resaved(pdf: bytes) -> bytes:
    """As a viewer saves it anew: same pages, no seal, no attachment."""
    source = pypdfium2.PdfDocument(pdf)
    target = pypdfium2.PdfDocument.new()
    target.import_pages(source)
    output = io.BytesIO()
    target.save(output)
    return output.getvalue()


def test_the_issued_file_is_genuine(issuance: Issuance, pdf: bytes):
    assert examined(pdf) == verification.Verdict("genuine", issuance)


@pytest.mark.conformance("P02")
def test_a_changed_byte_is_named_by_its_place(issuance: Issuance, pdf: bytes):
    place = pdf.index(b"stream") + 40
    verdict = examined(pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :])
    assert (verdict.result, verdict.issuance, verdict.copy) == ("altered", issuance, False)
    assert any(str(place) in one for one in verdict.differences)


def test_what_was_added_after_the_seal_is_refused(issuance: Issuance, pdf: bytes):
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page, _rest = writer.find_page_for_modification(0)
    page.get_object()["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    writer.update_container(page.get_object())
    output = io.BytesIO()
    writer.write(output)
    verdict = examined(output.getvalue())
    assert (verdict.result, verdict.copy) == ("altered", False)
    assert len(verdict.differences) >= 2  # the added bytes, and the words of page 1


def test_a_copy_saved_anew_is_told_apart_from_a_forgery(issuance: Issuance, pdf: bytes):
    verdict = examined(resaved(pdf))
    assert (verdict.result, verdict.issuance, verdict.copy) == ("altered", issuance, True)
    assert len(verdict.differences) == 1


def test_a_copy_that_kept_the_torn_seal_is_a_copy_until_a_word_differs(
    issuance: Issuance, pdf: bytes
):
    output = io.BytesIO()
    pypdfium2.PdfDocument(pdf).save(output)
    assert b"/ByteRange" in output.getvalue()
    verdict = examined(output.getvalue())
    assert (verdict.result, verdict.issuance, verdict.copy) == ("altered", issuance, True)
    shorter = pypdfium2.PdfDocument(pdf)
    del shorter[len(shorter) - 1]
    output = io.BytesIO()
    shorter.save(output)
    assert not examined(output.getvalue()).copy


def test_a_forgery_sealed_with_a_certificate_of_the_same_name(issuance: Issuance, pdf: bytes):
    forged = PadesSealer(other_key_of_the_same_name(), "").seal(resaved(pdf), at=issuance.issued_at)
    verdict = examined(forged)
    assert (verdict.result, verdict.copy) == ("altered", False)


def test_a_page_that_was_left_out_is_named(issuance: Issuance, pdf: bytes):
    source = pypdfium2.PdfDocument(pdf)
    target = pypdfium2.PdfDocument.new()
    target.import_pages(source, pages=list(range(1, len(source))))
    output = io.BytesIO()
    target.save(output)
    verdict = examined(output.getvalue())
    assert verdict.result in {"altered", "unknown"}
    assert not verdict.copy


def test_even_our_own_seal_on_another_text_is_altered(issuance: Issuance, pdf: bytes):
    """Who steals the key can seal, and still cannot make the register say that it was issued."""
    again = PadesSealer(seal_key(), "").seal(resaved(pdf), at=issuance.issued_at)
    assert examined(again).result == "altered"


@pytest.mark.parametrize("content", [b"", b"nada", b"%PDF-1.7", b"%PDF-1.7\n" + b"0" * 10_000])
def test_what_is_no_document_of_ours_is_unknown(issuance: Issuance, content: bytes):
    assert examined(content) == verification.Verdict("unknown")


def test_what_the_asker_may_not_know_is_unknown(issuance: Issuance, pdf: bytes):
    nothing = Issuance.objects.none()
    assert verification.examine(pdf, nothing) == verification.Verdict("unknown")
    assert verification.examine(resaved(pdf), nothing) == verification.Verdict("unknown")
    code = issuance.verification_code
    assert verification.by_code(code, nothing) == verification.Verdict("unknown")


def test_a_code_is_found_however_it_was_typed(issuance: Issuance):
    typed = issuance.verification_code.lower().replace("-", " ")
    assert verification.by_code(typed, Issuance.objects.all()).issuance == issuance
    assert verification.by_code("0000", Issuance.objects.all()).result == "unknown"


def test_a_hostile_pdf_hurts_only_its_own_process(issuance: Issuance, tmp_path: Path):
    bomb = b"%PDF-1.7\n" + b"1 0 obj<</Length 99999999999>>stream\n" * 2000
    assert examined(bomb).result == "unknown"
