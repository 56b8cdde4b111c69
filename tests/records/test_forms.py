"""A form: what it asks, and every reason why something written in it is not received."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.cells import inert
from records.findings import Facts, find
from records.forms import Form, form_of, is_formula, refusals
from records.kinds.forms import FIELD_KINDS
from tests.records.account_form import account_form, field, signer
from tests.records.contents import content, rows, section


def account() -> Form:
    form = form_of(account_form())
    assert form is not None
    return form


ACCOUNT = account()
RIGHT = {
    "Nombre completo": "Lucía Páramo",
    "Documento de identidad": "52000111",
    "Correo institucional": "lucia@entidad.example",
    "Dependencia": {"code": "140", "name": "Hacienda"},
    "Jefe inmediato": {"id": 7, "name": "Iván Sosa", "position": "Líder", "office": "Hacienda"},
    "Clase de solicitud": "Creación",
    "Desde": "2026-12-01",
    "Meses": "12",
    "¿Es contratista?": "no",
    "Medios de acceso": ["Equipo de la entidad"],
    "Justificación": "Liquidar el impuesto predial.",
    "Sistemas y roles": [["SAP", "Consulta", "2027-01-31", "3"]],
    "Acto o contrato": {
        "name": "acto.pdf",
        "sha256": "a" * 64,
        "size": 10,
        "media_type": "application/pdf",
    },
}


def values(form: Form = ACCOUNT, **changes: Any) -> dict[str, Any]:
    told = {**RIGHT, **changes}
    return {one.id: told[one.label] for one in form.fields if one.label in told}


def sentences(**changes: Any) -> list[str]:
    return [reason.message for reason in refusals(ACCOUNT, values(**changes))]


def test_a_form_is_read_from_the_content_of_its_format():
    assert [part.title for part in ACCOUNT.sections] == ["Solicitante", "Cuenta que se pide"]
    assert ACCOUNT.sections[1].notes == (
        "Use una solicitud por persona; puede incluir varios sistemas.",
    )
    table = next(one for one in ACCOUNT.fields if one.of == "table")
    assert [(one.label, one.of) for one in table.columns] == [
        ("Sistema", "line"),
        ("Rol que se pide", "line"),
        ("Hasta", "date"),
        ("Cupo", "number"),
    ]
    assert [slot.who for slot in ACCOUNT.slots] == ["filler", "head", "chosen"]
    assert ACCOUNT.personal
    assert {one.of for one in ACCOUNT.fields} == {key for key, _name in FIELD_KINDS}


def test_a_format_without_form_is_not_filled_in_and_one_without_signers_is_signed_by_the_filler():
    assert form_of(content(kind="format")) is None
    alone = form_of(account_form(signers=[]))
    assert alone is not None
    assert [(slot.name, slot.who) for slot in alone.slots] == [("Diligenció", "filler")]


def test_what_is_right_is_received_and_what_is_optional_may_be_empty():
    assert refusals(ACCOUNT, values()) == []
    optional = [one.id for one in ACCOUNT.fields if not one.required]
    given_values = values()
    assert refusals(ACCOUNT, {k: v for k, v in given_values.items() if k not in optional}) == []


def test_every_reason_is_told_at_once_at_its_field():
    reasons = refusals(ACCOUNT, {})
    required = [one for one in ACCOUNT.fields if one.required]
    assert [reason.field for reason in reasons] == [one.id for one in required]
    assert all("obligatoria" in reason.message for reason in reasons)


@pytest.mark.parametrize(
    ("label", "value", "sentence"),
    [
        ("Nombre completo", "x" * 81, "admite 80"),
        ("Nombre completo", '=HYPERLINK("http://malo.example")', "fórmula"),
        ("Justificación", "Ya", "necesita 5"),
        ("Justificación", "=1+1 no es una razón", "fórmula"),
        ("Correo institucional", "lucia", "no es un correo"),
        ("Desde", "31/12/2026", "no es una fecha"),
        ("Meses", "25", "24 o menos"),
        ("Meses", "0", "1 o más"),
        ("Meses", "NaN", "no es un número"),
        ("Clase de solicitud", "Otra", "no está en el formato"),
        ("¿Es contratista?", "quizás", "no está en el formato"),
        ("Medios de acceso", ["Ninguno"], "no está en el formato"),
        (
            "Medios de acceso",
            ["Equipo de la entidad", "Red privada virtual", "Teléfono institucional"],
            "2 opciones como máximo",
        ),
        ("Dependencia", "140", "no es de su tipo"),
        ("Jefe inmediato", {"name": "Nadie"}, "no es de su tipo"),
        ("Sistemas y roles", [["SAP", "Consulta"]], "no tiene las columnas"),
        ("Sistemas y roles", [["=1+1", "Consulta", "", ""]], "fila 1, «Sistema»: empieza como"),
        ("Sistemas y roles", [["SAP", "Consulta", "mañana", ""]], "«Hasta»: no es una fecha"),
        ("Sistemas y roles", [["SAP", "Consulta", "", "pocos"]], "«Cupo»: no es un número"),
        ("Sistemas y roles", [["SAP", "Consulta", "", ""]] * 11, "tiene 11 filas y admite 10"),
        ("Sistemas y roles", "SAP", "no es de su tipo"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(label: str, value: Any, sentence: str):
    told = sentences(**{label: value})
    assert any(label in one and sentence in one for one in told), told


def test_a_field_that_the_format_does_not_have_is_not_received():
    (reason,) = refusals(ACCOUNT, values() | {"otra": "x"})
    assert reason.code == "unknown_field"


@pytest.mark.parametrize("text", ["=1", " =A1", "@SUM(A1)", "+cmd(1)", "-EXEC ('x')", "＝1"])
def test_a_formula_is_known(text: str):
    assert is_formula(text)


@pytest.mark.parametrize("text", ["+57 300 000 0000", "-3", "@lucia", "- no aplica", "a=b"])
def test_what_only_begins_like_one_is_text_and_is_exported_as_text(text: str):
    assert not is_formula(text)
    if text != "a=b":
        assert inert(text) == f"'{text}"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([one.id for one in ACCOUNT.fields]), anything))
def test_whatever_is_written_is_judged_and_never_fails(written: dict[str, Any]):
    assert all(reason.message for reason in refusals(ACCOUNT, written))


# --- As it is declared ----------------------------------------------------------------------------


def told(value: dict[str, Any]) -> list[str]:
    found = find(value, Facts(), norms=[], rule_series=None, today=date(2026, 11, 30))
    return [one.message for one in found if one.code == "form_at_odds"]


def with_fields(*fields: dict[str, Any], signers: Any = ()) -> dict[str, Any]:
    made = copy.deepcopy(account_form())
    form = next(one for one in made["sections"] if one["role"] == "form")
    filing = form["blocks"][-1]
    form["blocks"] = [
        rows("form_fields", *fields),
        *([rows("form_signers", *signers)] if signers else []),
        filing,
    ]
    return made


def test_the_format_of_accounts_is_at_odds_with_nothing():
    assert told(account_form()) == []


@pytest.mark.parametrize(
    ("fields", "signers", "sentence"),
    [
        ([field("Clase", "choice", options="Una")], (), "dos opciones"),
        ([field("Filas", "table")], (), "necesita sus columnas"),
        ([field("Clase", "choice", options="Una\nuna")], (), "repite"),
        ([field("Meses", "number", least=5, most=1)], (), "mínimo mayor"),
        ([field("Desde", "date", most=3)], (), "no lleva mínimo ni máximo"),
        ([field("Nombre", "line"), field("nombre", "line")], (), "dos veces"),
        ([field("Nombre", "line")], [signer("Firma", "position")], "diga cuál"),
        ([field("Nombre", "line")], [signer("A", "filler"), signer("B", "filler")], "una sola vez"),
        ([field("Nombre", "line")], [signer("A", "head"), signer("a", "owner")], "dos veces"),
    ],
)
def test_a_form_that_nobody_could_fill_in_is_held_back(fields, signers, sentence: str):
    assert any(sentence in one for one in told(with_fields(*fields, signers=signers)))


@pytest.mark.parametrize(
    "fields",
    [
        [field("Nombre", "line"), field("nombre", "line")],
        [field("Nombre", None)],
        [field("Filas", "table")],
        [field("Clase", "choice")],
    ],
)
def test_no_reason_lets_a_form_go_on_that_nobody_could_fill_in(fields):
    found = find(
        with_fields(*fields), Facts(), norms=[], rule_series=None, today=date(2026, 11, 30)
    )
    (only,) = [one for one in found if one.code in ("form_at_odds", "cell_missing")]
    assert not only.waivable


def test_a_form_says_where_what_is_filled_in_is_kept():
    bare = content(section("form", rows("form_fields", field("Nombre", "line"))), kind="format")
    assert told(bare) == [
        "El formulario no dice quién lo diligencia ni en qué serie queda: complételo."
    ]
