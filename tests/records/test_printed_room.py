"""What stays together on a page, and how wide the columns of the records are."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest

from records import printed
from records.printed import room
from records.printed.text import printable_text
from records.rendering import TypstRenderer
from tests.contracts import rendering_samples as samples
from tests.contracts.test_rendering import dossier, pages


def bullets(count: int, text: str = "Una línea") -> dict[str, Any]:
    items = [{"id": samples.identity(str(n)), "text": f"{text} {n}"} for n in range(count)]
    return {
        "type": "bullets",
        "items": [{"text": item["text"], "children": []} for item in items],
    }


def signed(count: int) -> list[dict[str, Any]]:
    return [{"signers": [{"name": "N. N.", "details": ["Cargo", "Oficina"]}] * count}]


def record(name: str, **fields: Any) -> dict[str, Any]:
    names = ("code", "responsible", "storage", "retrieval", "protection", "retention")
    empty = dict.fromkeys((*names, "disposition", "series"))
    return {"id": samples.identity(name), **empty, "name": name, **fields}


def table_of(*items: dict[str, Any]) -> dict[str, Any]:
    content = samples.document(
        samples.section("records", "R", samples.block("records", "r", items=list(items)))
    )
    made: dict[str, Any] = printed.sections(content, None)[0][0]["blocks"][0]
    return made


def test_a_short_list_stays_whole_and_a_long_one_may_break() -> None:
    assert room.is_kept(bullets(5))
    assert not room.is_kept(bullets(30))


def test_short_sections_keep_the_signatures_company_and_long_ones_do_not() -> None:
    short = {"short": True, "blocks": [bullets(2)]}
    long = {"short": True, "blocks": [bullets(30)]}
    text = {"short": False, "blocks": [bullets(2)]}
    closing = room.closing_height(signed(1), verified=True)
    assert room.companions([text, short, short], closing) == 2
    assert room.companions([short, long, short], closing) == 1
    assert room.companions([short, text], closing) == 0


def test_signatures_as_long_as_a_page_may_break() -> None:
    assert room.companions([], room.closing_height(signed(12), verified=True)) is None


def test_a_list_is_not_cut_by_the_end_of_a_page() -> None:
    """Whatever stands above it: all items are on one page."""
    for lines in range(28, 40, 3):
        content = samples.document(
            samples.section("objective", "Objeto", *[samples.paragraph("Texto.")] * lines),
            samples.section(
                "references",
                "Normas",
                samples.block(
                    "references",
                    "r",
                    items=[
                        {"id": samples.identity(f"n{n}"), "text": f"Norma número {n}", "norms": []}
                        for n in range(6)
                    ],
                ),
            ),
        )
        pdf = TypstRenderer().render(dossier(content))
        assert [text.count("Norma número") for text in pages(pdf)].count(6) == 1


def test_a_column_of_codes_is_there_only_when_somebody_has_one() -> None:
    assert "Código" not in table_of(record("Acta"))["head"]
    assert table_of(record("Acta"), record("Lista", code="FO-1"))["head"][0] == "Código"
    series = table_of(record("Acta", series="120.07", retention="Según TRD"))["rows"][0]
    assert series["cells"][series["sub-column"]] == "Según TRD"


def test_the_longest_text_has_the_widest_column_and_ordinary_words_are_not_divided() -> None:
    made = table_of(record("Acta", protection="Copia diaria con acceso de pocas personas"))
    widest = made["head"][made["weights"].index(max(made["weights"]))]
    assert (widest, made["divide"]) == ("Protección", False)
    assert table_of(record("Desinstitucionalizaciones"))["divide"]


@pytest.mark.parametrize(
    ("address", "first"),
    [
        ("https://documentos.example.gov.co/una-carpeta/otra", "https://"),
        ("correo.de.una.persona@entidad.example.gov.co", "correo."),
    ],
)
def test_an_address_breaks_after_its_marks(address: str, first: str) -> None:
    shown = printable_text(address)
    assert shown.split("\u200b")[0] == first
    assert shown.replace("\u200b", "") == address


def test_every_page_can_be_checked_alone() -> None:
    pdf = TypstRenderer().render(dossier())
    code = samples.envelope(samples.procedure())["verification_code"]
    address = samples.VERIFY.removeprefix("https://")
    document = pypdfium2.PdfDocument(pdf)
    count = len(document)
    document.close()
    assert count > 2
    for text in pages(pdf):
        assert code in text
        assert address in text
        assert "copia no controlada" in text
