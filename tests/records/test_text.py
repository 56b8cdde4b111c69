from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.content import schema_errors
from records.text import (
    Responsibles,
    acronyms,
    composed,
    content_text,
    flat,
    fold,
    list_marks,
    plain,
    responsibles,
    section_text,
)
from tests.records.contents import (
    activity,
    arbitrary_contents,
    content,
    new_id,
    paragraph,
    procedure,
    record,
    rows,
    section,
)


def test_folding_drops_case_accents_and_spaces_but_keeps_the_enye() -> None:
    assert fold("  Revisión\n TÉCNICA del  Año ") == "revision tecnica del año"
    assert fold(unicodedata.normalize("NFD", "Niñez")) == "niñez"


@given(st.text())
def test_flat_text_keeps_every_position(text: str) -> None:
    assert len(flat(composed(text))) == len(composed(text))


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "alternatives", "delegable"),
    [
        ("Jefe de Movilidad – o quien él delegue.", ("Jefe de Movilidad",), True),
        ("Profesional o Contratista", ("Profesional", "Contratista"), False),
        ("Directora\nTécnico operativo", ("Directora", "Técnico operativo"), False),
        ("Auxiliar, Técnico y/o Contratista", ("Auxiliar", "Técnico", "Contratista"), False),
        (
            "Jefe de Oficina o quien haga sus veces, Profesional",
            ("Jefe de Oficina", "Profesional"),
            True,
        ),
        ("Secretario/a o su delegado", ("Secretario/a",), True),
        ("Líder de programa. Contratista.", ("Líder de programa", "Contratista"), False),
        ("Director u operador; director", ("Director", "operador"), False),
        ("Jefe Técnico y de Apoyo", ("Jefe Técnico y de Apoyo",), False),
        (None, (), False),
        (" – ", (), False),
    ],
)
def test_who_may_do_it(text: str | None, alternatives: tuple[str, ...], delegable: bool) -> None:
    assert responsibles(text) == Responsibles(alternatives, delegable)


def _list(styles: list[str], start: int, *items: tuple[int, str]) -> dict[str, object]:
    return {
        "id": new_id(),
        "type": "list",
        "styles": styles,
        "start": start,
        "items": [{"id": new_id(), "level": level, "text": text} for level, text in items],
    }


def test_list_marks_go_on_and_begin_again_under_each_item() -> None:
    block = _list(
        ["decimal", "alpha", "roman"],
        3,
        (0, "uno"),
        (1, "dos"),
        (1, "tres"),
        (2, "cuatro"),
        (0, "cinco"),
        (1, "seis"),
    )
    assert list_marks(block) == ["3.", "a.", "b.", "i.", "4.", "a."]
    assert plain(block).splitlines()[2] == "b. tres"


def test_marks_after_z_and_in_roman() -> None:
    assert list_marks(_list(["alpha"] * 3, 26, (0, "x"), (0, "y"))) == ["z.", "aa."]
    assert list_marks(_list(["roman"] * 3, 9, (0, "x"))) == ["ix."]
    assert list_marks(_list(["bullet"] * 3, 1, (0, "x"))) == ["-"]
    assert list_marks(_list(["roman"] * 3, 0, (0, "x"))) == ["0."]


def test_a_section_reads_as_it_is_printed() -> None:
    one = section(
        "content",
        paragraph("Primero."),
        {"id": new_id(), "type": "note", "label": "Nota", "text": "cuidado"},
        {"id": new_id(), "type": "heading", "level": 2, "number": "5.1", "text": "Reglas"},
        {
            "id": new_id(),
            "type": "table",
            "caption": None,
            "head": ["A", "B"],
            "rows": [{"id": new_id(), "cells": ["1", "dos\nlíneas"]}],
        },
        rows("activities", activity("Abrir", "Jefe", "Acta", "1")),
    )
    assert section_text(one).splitlines() == [
        "Primero.",
        "Nota: cuidado",
        "5.1. Reglas",
        "A\tB",
        "1\tdos líneas",
        "1\tAbrir\tJefe\tActa",
    ]


def test_the_whole_content_begins_with_its_title() -> None:
    text = content_text(procedure(records=[record("Actas", code="7", storage="Archivo")]))
    assert text.startswith("Prestar bicicletas\n1. OBJECTIVE\n")
    assert "7\tActas\t\tArchivo" in text


@given(arbitrary_contents)
def test_any_content_can_be_read_out(value: dict[str, object]) -> None:
    assert schema_errors(value) == []
    content_text(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("El SGX y los OPAs, con T.I. y P.Q.R.S.D", ["SGX", "OPA", "TI", "PQRSD"]),
        ("SECRETARÍA DE LAS BICICLETAS", []),
        ("NOTA DE LA OFICINA: use el SGX", ["SGX"]),
        ("Capítulo IV, anexo II", []),
        ("Vea PR-M2-P6-01, FO.GD.021 y WWW.BICIS.GOV.CO", []),
        ("el sgx dos veces: SGX, SGX", ["SGX"]),
        ("DEPENDENCIA", []),
    ],
)
def test_acronyms(text: str, expected: list[str]) -> None:
    assert acronyms(text) == expected


def test_an_empty_content_has_its_title_only() -> None:
    assert content_text(content()) == "Prestar bicicletas"
