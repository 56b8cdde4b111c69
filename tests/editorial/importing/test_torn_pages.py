"""What a page break or a narrow column tore apart is one again: rows, signature blocks, words."""

from __future__ import annotations

from typing import Any

import pytest

from editorial.importing import Parsed, Source, parse
from editorial.importing.cells import cell_text
from editorial.importing.source import Block, Line, PageBreak, Table
from records.content import items

HEADS = ("Elaboró", "Revisó", "Aprobó")
NAMES = ("Nombre: Ana Ríos", "Nombre: Luis Peña", "Nombre: Eva Mora")
CHANGES = Table((("Versión", "Fecha", "Motivo"), ("01", "02/03/2019", "Documento inicial.")))


def parsed(*blocks: Block) -> Parsed:
    return parse(Source("pdf", (Line("1. OBJETIVO"), Line("Guardar la bodega."), *blocks)))


def names(document: Parsed) -> dict[str, list[str]]:
    return {entry["role"]: entry["names"] for entry in document.signatures}


SIGNED = {"prepared": ["Ana Ríos"], "reviewed": ["Luis Peña"], "approved": ["Eva Mora"]}


def test_heads_of_signatures_left_on_the_page_before_are_rejoined():
    document = parsed(Table((HEADS,)), PageBreak(), Table((NAMES,)))
    assert names(document) == SIGNED


def test_a_signature_block_right_under_a_dated_row_is_a_block_of_its_own():
    document = parsed(
        Line("2. CONTROL DE CAMBIOS"),
        CHANGES,
        PageBreak(),
        Table((("02", "04/05/2021", "Otra bodega."), HEADS, NAMES)),
    )
    assert [item["version"] for item in items(document.content, "changes")] == ["01", "02"]
    assert names(document) == SIGNED


def activities(*below: tuple[str, ...]) -> list[dict[str, Any]]:
    head = ("No.", "Actividad", "Responsable", "Registro")
    first = (
        ("1", "Contar las existencias.", "Almacenista", "Conteo"),
        ("2", "Anotar las faltas.", "Almacenista", "Acta"),
    )
    document = parsed(Line("2. ACTIVIDADES"), Table((head, *first)), PageBreak(), Table(below))
    return items(document.content, "activities")


def test_a_row_without_number_over_a_page_goes_on_with_the_last_activity():
    found = activities(
        ("", "Cada falta lleva su causa.", "", ""), ("3", "Archivar.", "Auxiliar", "Expediente")
    )
    assert [item["number"] for item in found] == ["1", "2", "3"]
    assert found[1]["text"] == "Anotar las faltas.\nCada falta lleva su causa."
    assert found[1]["responsible"] == "Almacenista"


def test_a_phase_after_a_page_break_is_no_part_of_the_activity_above():
    found = activities(("", "VERIFICAR", "", ""), ("3", "Archivar.", "Auxiliar", "Expediente"))
    assert found[1]["text"] == "Anotar las faltas."
    assert found[2]["text"] == "Archivar.\nVERIFICAR"


def test_the_end_mark_after_a_page_break_is_no_activity():
    found = activities(("3", "Archivar.", "Auxiliar", "Expediente"), ("", "FIN", "", ""))
    assert [item["text"] for item in found][-1] == "Archivar."


def lines(*texts: str) -> list[dict[str, Any]]:
    """Words on lines of their own in letters of one width, 5 points."""
    words = []
    for at, text in enumerate(texts):
        x0 = 10.0
        for word in text.split():
            x1 = x0 + 5.0 * len(word)
            place = {"x0": x0, "x1": x1, "top": 12.0 * at, "bottom": 12.0 * at + 10}
            words.append({"text": word, "fontname": "Serif", "size": 10.0, **place})
            x0 = x1 + 2.5
    return words


@pytest.mark.parametrize(
    ("printed", "width", "vocabulary", "whole"),
    [
        (("30/01/201", "9"), 45, set(), "30/01/2019"),
        (("210.3", "5"), 25, set(), "210.35"),
        (("FO-", "GTH-", "015"), 25, set(), "FO-GTH-015"),
        (("Talen", "to", "huma", "no"), 26, {"talento", "humano"}, "Talento humano"),
        (("Talento", "huma", "no"), 21, set(), "Talento huma no"),
        (("NOMBRE", "DEL", "REGI", "STRO"), 21, {"registro"}, "NOMBRE DEL REGISTRO"),
        (("el acta", "del mes"), 36, {"actadel"}, "el acta del mes"),
    ],
)
def test_what_a_narrow_column_broke_is_whole(
    printed: tuple[str, ...], width: float, vocabulary: set[str], whole: str
):
    box = (8.0, -2.0, 10.0 + width + 2.0, 100.0)
    assert cell_text(box, lines(*printed), vocabulary) == whole
