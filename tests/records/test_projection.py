from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given

from records.content import schema_errors
from records.projection import OMITTED, public, without_personal_data
from tests.records.contents import (
    activity,
    arbitrary_contents,
    content,
    new_id,
    paragraph,
    rows,
    section,
)

FILE = {
    "name": "mapa.pdf",
    "sha256": "a" * 64,
    "size": 12,
    "media_type": "application/pdf",
}


def _envelope(**changed: Any) -> dict[str, Any]:
    envelope = {
        "schema": "envelope-1",
        "kind": "procedure",
        "code": "PR-M9-P1-01",
        "title": "Prestar bicicletas",
        "label": "01",
        "number": 1,
        "access": "public",
        "approved_on": "2029-03-09",
        "effective_on": "2029-03-10",
        "issued_at": "2029-03-09T10:00:00-05:00",
        "content_sha256": "b" * 64,
        "previous_sha256": None,
        "verification_code": "3001-2345-6789-ABCD",
        "level": "L1",
        "adopted": False,
        "change": {"note": "Primera versión", "scope": "major"},
        "changes": [],
        "signatures": [
            {
                "role": "prepared",
                "step": "Elaboró",
                "name": "Ana Ruiz",
                "position": "Contratista – CPS n.º 3001234567",
                "bond": "contractor",
                "office": "Movilidad",
                "committee": None,
                "minutes_number": None,
                "date": "2029-03-09",
                "signed_at": "2029-03-09T09:00:00-05:00",
            }
        ],
        "waivers": [{"code": "norm_repealed", "where": None, "reason": "Lo pidió Ana"}],
        "original": FILE,
        "entity": {"name": "Municipio de Ejemplo", "nit": "800.123.456-7"},
        **changed,
    }
    assert schema_errors(envelope, "envelope-1") == []
    return envelope


def _with_annex(**changed: Any) -> dict[str, Any]:
    annex = {"id": new_id(), "title": "Mapa", "file": FILE}
    return content(section("annexes", rows("annexes", annex)), **changed)


@pytest.mark.parametrize(
    "text",
    [
        "Escriba a ana.ruiz@ejemplo.gov.co",
        "Llame al 300 123 4567",
        "Tel.: (602) 886 0000 ext. 12",
        "celular 3001234567",
        "+57 310-555-1234",
        "C.C. 1.234.567.890",
        "cédula de ciudadanía No. 31567890",
        "identificado con C.C. 31.567.890",
    ],
)
@pytest.mark.conformance("P08")
def test_personal_data_are_left_out(text: str) -> None:
    cleaned = without_personal_data(text)
    assert OMITTED in cleaned
    assert not any(character.isdigit() for character in cleaned)
    assert "@" not in cleaned


@pytest.mark.parametrize(
    "text",
    [
        "Decreto 1078 de 2015, artículo 2.2.9.1.1",
        "PR-M2-P6-01 versión 02 del 15/08/2018",
        "Plazo: 15 días; $ 1.300.000.000",
        "Ley 1437 de 2011 y Ley 1755 de 2015",
        "Expediente 100.02.07-2024-00012",
    ],
)
def test_numbers_of_other_things_stay(text: str) -> None:
    assert without_personal_data(text) == text


def test_signers_stay_and_what_is_internal_goes() -> None:
    shown = public(_with_annex(), _envelope())
    assert shown["schema"] == "public-1"
    (signature,) = shown["envelope"]["signatures"]
    assert signature["name"] == "Ana Ruiz"
    assert signature["position"].startswith("Contratista")
    assert "bond" not in signature
    assert "waivers" not in shown["envelope"]
    assert shown["envelope"]["verification_code"] == "3001-2345-6789-ABCD"
    assert shown["envelope"]["entity"]["nit"] == "800.123.456-7"


def test_an_unknown_key_of_the_envelope_does_not_leave() -> None:
    envelope = {**_envelope(), "signer_user_id": 7}
    envelope["signatures"][0]["ip"] = "10.0.0.1"
    printed = json.dumps(public(_with_annex(), envelope))
    assert "signer_user_id" not in printed
    assert "10.0.0.1" not in printed


@pytest.mark.parametrize("restricted", ["content", "envelope"])
def test_files_of_what_is_not_public_are_not_named(restricted: str) -> None:
    one = _with_annex(**({"access": "classified"} if restricted == "content" else {}))
    other = _envelope(**({"access": "reserved"} if restricted == "envelope" else {}))
    shown = public(one, other)
    assert "mapa.pdf" not in json.dumps(shown)
    assert FILE["sha256"] not in json.dumps(shown)
    assert public(_with_annex(), _envelope())["envelope"]["original"] == FILE


def test_content_is_cleaned_wherever_text_stands() -> None:
    value = content(
        section("content", paragraph("Tel. 300 123 4567")),
        section("activities", rows("activities", activity("Escribir a a@b.co", "c@d.co"))),
    )
    printed = json.dumps(public(value, _envelope()))
    # The whole number: three of its digits may well stand in a random block id.
    assert "300 123 4567" not in printed
    assert "300 123 4567" in json.dumps(value)
    assert "@" not in printed


@given(arbitrary_contents)
def test_the_projection_keeps_the_schema_and_its_arguments(value: dict[str, Any]) -> None:
    before = copy.deepcopy(value)
    shown = public(value, _envelope())
    assert value == before
    assert schema_errors(shown["content"]) == []
    assert public(shown["content"], _envelope())["content"] == shown["content"]
