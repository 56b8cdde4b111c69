"""Covers, printed tables of contents, forms without titles: what goes, and what must stay."""

from __future__ import annotations

import pytest

from editorial.importing import Parsed, Source, parse
from editorial.importing.contents import without_contents
from editorial.importing.source import Block, Line, PageBreak, Table
from records.content import items, sections

BODY = (
    Line("1. OBJETIVO", bold=True),
    Line("Cuidar el archivo de planos."),
    Line("2. ALCANCE", bold=True),
    Line("Todas las sedes."),
    Line("3. PRÉSTAMO DE PLANOS", bold=True),
    Line("Se prestan por una semana."),
)


def parsed(*blocks: Block, furniture: tuple[Block, ...] = ()) -> Parsed:
    return parse(Source("docx", blocks, furniture))


def titles(document: Parsed) -> list[str]:
    return [section["title"] for section in document.content["sections"]]


@pytest.mark.parametrize(
    "entries",
    [
        ["1. OBJETIVO ........ 3", "2. ALCANCE ........ 3", "3. PRÉSTAMO DE PLANOS .... 4"],
        ["1. Objetivo 3", "2. Alcance 3", "3. Préstamo de planos 4"],
        ["OBJETIVO", "ALCANCE", "PRÉSTAMO DE PLANOS"],
        ["1. OBJETIVO … 3", "2. ALCANCE … 3", "3. PRÉSTAMO", "DE PLANOS … 4"],
    ],
    ids=["dots", "room", "bare", "two lines"],
)
def test_a_contents_list_whose_lines_are_all_headings_is_dropped(entries: list[str]):
    found = without_contents([Line("TABLA DE CONTENIDO"), *map(Line, entries), PageBreak(), *BODY])
    assert found == [PageBreak(), *BODY] or found == list(BODY)


def test_a_contents_list_in_a_table_is_dropped():
    table = Table((("1. OBJETIVO", "3"), ("2. ALCANCE", "3"), ("3. PRÉSTAMO DE PLANOS", "4")))
    assert without_contents([Line("ÍNDICE"), table, *BODY]) == list(BODY)


def test_a_contents_list_that_names_what_is_not_there_stays_whole():
    entries = [Line("1. OBJETIVO ...... 3"), Line("2. ALCANCE ...... 3"), Line("9. MAPAS ...... 8")]
    blocks = [Line("CONTENIDO"), *entries, *BODY]
    assert without_contents(blocks) == blocks


def test_a_section_called_contents_is_no_list():
    blocks = [*BODY, Line("4. CONTENIDO", bold=True), Line("Los planos se doblan."), Line("Fin.")]
    assert without_contents(blocks) == blocks


def test_names_on_a_cover_go_and_other_lines_stay():
    document = parsed(
        Line("ALCALDÍA DE LOMA FRESCA"),
        Line("Secretaría de Planeación"),
        Line("INSTRUCTIVO PARA EL CUIDADO DE PLANOS"),
        Line("Código: PLA-IN-03"),
        Line("Mayo de 2022"),
        *BODY,
    )
    assert document.unplaced == ("Mayo de 2022",)
    assert document.content["code"] == "PLA-IN-03"
    assert document.content["kind"] == "instruction"


def test_a_sentence_about_an_entity_on_a_cover_stays():
    text = "La alcaldía presta los planos a quien los pida, sin costo."
    assert text in parsed(Line(text), *BODY).unplaced


def test_the_title_of_the_cover_is_the_one_that_the_header_runs_on():
    header = Line("Guía de redacción de actas Código: COM-GU-02 Versión: 1")
    document = parsed(Line("GUÍA REDACCIÓN DE ACTAS"), *BODY, furniture=(header,))
    assert document.content["title"] == "REDACCIÓN DE ACTAS"
    assert document.unplaced == ()


def test_a_form_without_titles_is_the_content_of_the_form():
    header = Table(
        (("Personería de Loma Fresca", "FORMATO PRÉSTAMO DE PLANOS", "Código: PLA-FO-08"),)
    )
    document = parsed(
        Line("Escriba con letra clara."),
        Table((("Nombre", ""), ("Plano", ""))),
        Line("Firma: ____"),
        furniture=(header,),
    )
    assert document.content["kind"] == "format"
    assert len(sections(document.content, "content")) == 1
    assert document.unplaced == ()


@pytest.mark.parametrize("title", ["3. DEFINICIONES", "GLOSARIO"])
def test_definitions_in_two_columns_without_a_head(title: str):
    table = Table((("Plano", "Dibujo a escala."), ("Sede", "Lugar de trabajo.")))
    document = parsed(*BODY[:4], Line(title, bold=True), table)
    assert [item["term"] for item in items(document.content, "definitions")] == ["Plano", "Sede"]


def test_a_name_and_a_position_in_one_cell_are_told_apart():
    table = Table(
        (
            ("Elaboró", "Revisó", "Aprobó"),
            ("Ana Ríos Jefa de archivo", "Luis Peña Mora\nAsesor", "Eva Mora, Alcaldesa"),
        )
    )
    found = {s["role"]: (s["names"], s["position"]) for s in parsed(*BODY, table).signatures}
    assert found == {
        "prepared": (["Ana Ríos"], "Jefa de archivo"),
        "reviewed": (["Luis Peña Mora"], "Asesor"),
        "approved": (["Eva Mora"], "Alcaldesa"),
    }


def test_a_column_headed_name_and_position_holds_both():
    table = Table(
        (
            ("", "Nombre y cargo", "Fecha"),
            ("Elaboró", "Ana Ríos, Jefa de archivo", "01/02/2022"),
            ("Aprobó", "Eva Mora, Alcaldesa", "03/02/2022"),
        )
    )
    found = {s["role"]: (s["names"], s["position"]) for s in parsed(*BODY, table).signatures}
    assert found == {
        "prepared": (["Ana Ríos"], "Jefa de archivo"),
        "approved": (["Eva Mora"], "Alcaldesa"),
    }
