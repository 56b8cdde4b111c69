"""What an imported document is called: its own name, whole, and not in capitals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.importing.calling import sentence_case, whole_title
from editorial.intake import examine
from tests.fixtures.importing.make import make
from tests.records.contents import paragraph, section

SAID = "La oficina de TIC y la Gobernación de Nariño prestan equipos. GESTIÓN TOTAL"
TEXT = [section("objective", paragraph(SAID))]


@pytest.mark.parametrize(
    ("kind", "printed", "bare", "whole"),
    [
        ("plan", "Plan de acción", "de acción", "Plan de acción"),
        ("plan", "PLAN ANTICORRUPCIÓN", "ANTICORRUPCIÓN", "PLAN ANTICORRUPCIÓN"),
        ("manual", "MANUAL: Compras", "Compras", "Compras"),
        ("manual", "Manual – Compras", "Compras", "Compras"),
        ("procedure", "PROCEDIMIENTO GESTIÓN", "GESTIÓN", "GESTIÓN"),
        ("procedure", "PROCEDIMIENTO PARA PAGAR", "PARA PAGAR", "PROCEDIMIENTO PARA PAGAR"),
        ("procedure", "GESTIÓN DE PAGOS", "GESTIÓN DE PAGOS", "GESTIÓN DE PAGOS"),
        ("format", "Manual de usos", "Manual de usos", "Manual de usos"),
    ],
)
def test_the_first_word_stays_where_it_is_part_of_the_name(
    kind: str, printed: str, bare: str, whole: str
) -> None:
    assert whole_title(kind, printed, bare) == whole


@pytest.mark.parametrize(
    ("shouted", "said"),
    [
        ("PLAN DE ACCIÓN DE LAS TIC", "Plan de acción de las TIC"),
        ("GESTIÓN DE PQRSD EN NARIÑO", "Gestión de PQRSD en Nariño"),
        ("SEGURIDAD Y SALUD (SG-SST) FASE II", "Seguridad y salud (SG-SST) fase II"),
        ("NORMA ISO 9001:2015 Y NTN", "Norma ISO 9001:2015 y NTN"),
        ("Gestión de la TIC", "Gestión de la TIC"),
        ("redacción de actas", "Redacción de actas"),
        ("", ""),
    ],
)
def test_capitals_become_a_sentence_with_its_acronyms(shouted: str, said: str) -> None:
    assert sentence_case(shouted, TEXT) == said


@given(st.text(alphabet="ABCÁÑ DEIOU0123-()", max_size=40))
def test_only_the_case_of_a_title_changes(title: str) -> None:
    assert sentence_case(title, TEXT).upper() == title.upper()


@pytest.mark.django_db
def test_a_manual_in_chapters_has_its_name_and_its_content(tmp_path: Path) -> None:
    reading = examine(make("capitulos.txt", tmp_path), today=date(2026, 8, 1))
    assert reading.parsed.content["kind"] == "manual"
    called = "Manual de préstamo de bicicletas de la TIC y del parque Sereno"
    assert reading.parsed.called == called
    # the exchange form keeps the words and the case of the source
    title = reading.exchange()["title"]
    assert title == "DE PRÉSTAMO DE BICICLETAS DE LA TIC Y DEL PARQUE SERENO"
    assert [one.message for one in reading.findings if one.code == "section_missing"] == []
