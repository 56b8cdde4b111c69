from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.coding import CodeTemplate
from records.content import validator
from records.numbering import (
    canonical,
    code_reasons,
    label_order,
    next_label,
    normalise_verification_code,
    verification_code,
)

SEED = CodeTemplate.compile("TT-Mn-Pn-nn")


@pytest.mark.parametrize(
    ("existing", "expected"),
    [
        ([], "01"),
        (["01"], "02"),
        (["00"], "01"),
        (["0"], "1"),
        (["001", "002"], "003"),
        (["09"], "10"),
        (["99"], "100"),
        (["01", "02", "01"], "03"),
        (["V1"], "V2"),
        (["1.0", "2.0"], "3.0"),
        (["única"], "02"),
    ],
)
def test_next_label_follows_the_last_in_its_own_width(existing: list[str], expected: str) -> None:
    assert next_label(existing) == expected


def test_first_label_is_what_the_import_read() -> None:
    assert next_label([], "00") == "00"
    assert next_label([], " ") == "01"
    assert next_label(["01"], "07") == "02"


@given(st.lists(st.text(max_size=8), max_size=6))
def test_next_label_is_never_taken(existing: list[str]) -> None:
    assert next_label(existing) not in existing


def test_labels_compare_as_numbers() -> None:
    assert label_order("02") < label_order("10")
    assert label_order("1.2") < label_order("1.10")
    assert label_order("única") is None


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (" pr-m4-p2-03 ", "PR-M4-P2-03"),
        ("PR – M4 – P2 – 03", "PR-M4-P2-03"),
        ("fr.gd.021", "FR.GD.021"),
    ],
)
def test_a_code_has_one_spelling(printed: str, expected: str) -> None:
    assert canonical(printed) == expected


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("", "Escriba"),
        ("PR/01", "letras sin tilde"),
        ("-PR-01", "empieza"),
        ("PROCEDIMIENTO", "un número"),
        ("2024-01", "una letra"),
        ("A1" + "0" * 40, "40"),
    ],
)
def test_every_reason_against_a_code_is_told(code: str, word: str) -> None:
    assert any(word in reason for reason in code_reasons(code))


def test_all_reasons_come_at_once() -> None:
    assert len(code_reasons("-" + "é" * 41)) == 4


def test_a_taken_code_and_one_outside_the_template_are_refused() -> None:
    assert code_reasons("PR-M4-P2-03", template=SEED) == []
    assert "plantilla" in code_reasons("GD-PR-02", template=SEED)[0]
    assert "ya lo tiene" in code_reasons("pr-m4-p2-03", template=SEED, taken=["PR-M4-P2-03"])[0]


@given(st.text(max_size=60))
def test_reasons_and_canonical_code_agree_for_any_text(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
    good = not code_reasons(text)
    assert good == bool(
        re.fullmatch(r"(?=.*[A-Z])(?=.*[0-9])[A-Z0-9][A-Z0-9.\-]{0,39}", canonical(text))
    )


@given(st.binary(min_size=10, max_size=40))
def test_a_verification_code_survives_how_people_type(source: bytes) -> None:
    code = verification_code(source)
    schema = validator("envelope-1").schema["properties"]["verification_code"]
    assert re.fullmatch(schema["pattern"], code)
    assert normalise_verification_code(code) == code
    typed = code.replace("-", " ").lower().replace("0", "o").replace("1", "l")
    assert normalise_verification_code(typed) == code


@given(st.text(max_size=30))
def test_any_text_is_a_code_or_none(text: str) -> None:
    code = normalise_verification_code(text)
    assert code is None or normalise_verification_code(code) == code


def test_known_code_and_short_source() -> None:
    assert verification_code(bytes(10)) == "0000-0000-0000-0000"
    assert verification_code(b"\xff" * 32) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert normalise_verification_code("U000-0000-0000-0000") is None
    with pytest.raises(ValueError, match="80 bits"):
        verification_code(b"short")
