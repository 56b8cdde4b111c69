from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from records.content import schema_errors
from records.exchange import exchange
from records.findings import Facts, Finding, find
from tests.records.contents import (
    activity,
    arbitrary_contents,
    change,
    content,
    definition,
    paragraph,
    procedure,
    record,
    section,
)


def _exchange(value: dict[str, Any], **changed: Any) -> dict[str, Any]:
    arguments = {
        "label": "01",
        "approved_on": date(2029, 3, 9),
        "signatures": [],
        "warnings": [],
        **changed,
    }
    return exchange(value, **arguments)


def test_a_procedure_in_its_own_words() -> None:
    value = procedure(
        activities=[activity("Abrir  el   local", "Jefe", None, number="1.")],
        records=[record("Actas", code="7.", retention="Según TRD")],
        definitions=[definition("SGX", "Sistema")],
        changes=[change("01", "2029-03-09")],
    )
    printed = _exchange(value, file="procedimiento.docx")
    assert schema_errors(printed, "document") == []
    assert printed["approved_on"] == "2029-03-09"
    assert printed["objective"] == "Prestar bicicletas a los vecinos."
    assert printed["activities"] == [
        {"number": "1", "activity": "Abrir el local", "responsible": "Jefe", "record": None}
    ]
    assert printed["records"][0]["code"] == "7"
    assert printed["definitions"] == [{"term": "SGX", "meaning": "Sistema"}]
    assert printed["references"] == ["Manual de movilidad"]
    assert printed["changes"] == [{"version": "01", "reason": "Ajustes", "date": "2029-03-09"}]
    assert printed["file"] == "procedimiento.docx"
    assert [part["number"] for part in printed["sections"]] == list("12345678")


def test_what_is_absent_is_null_or_empty() -> None:
    printed = _exchange(content(), label=None, approved_on=None)
    assert schema_errors(printed, "document") == []
    assert printed["version"] is printed["approved_on"] is printed["scope"] is None
    assert printed["sections"] == printed["annexes"] == printed["signatures"] == []
    assert "file" not in printed


def test_repeated_numbers_and_paragraphs_stay() -> None:
    value = content(
        section("scope", paragraph("Uno."), paragraph("Dos."), number="5"),
        section("records", number="5"),
    )
    printed = _exchange(value)
    assert printed["scope"] == "Uno.\nDos."
    assert [part["number"] for part in printed["sections"]] == ["5", "5"]


def test_signatures_of_one_role_are_one_entry() -> None:
    row = {"position": None, "committee": None, "minutes_number": None, "date": None}
    printed = _exchange(
        content(),
        signatures=[
            {**row, "role": "prepared", "name": "Ana", "position": "Técnica", "date": "2029-01-02"},
            {**row, "role": "prepared", "name": "Luz", "position": "Técnica", "date": "2029-01-05"},
            {**row, "role": "reviewed", "names": ["Ada", "Eva"], "position": "Jefe"},
            {
                **row,
                "role": "approved",
                "name": None,
                "committee": "Comité del SIG",
                "minutes_number": "06",
                "date": date(2029, 3, 9),
            },
        ],
    )
    assert schema_errors(printed, "document") == []
    prepared, reviewed, approved = printed["signatures"]
    assert prepared["names"] == ["Ana", "Luz"]
    assert (prepared["position"], prepared["date"]) == ("Técnica", "2029-01-05")
    assert reviewed["names"] == ["Ada", "Eva"]
    assert (approved["names"], approved["position"]) == ([], None)
    assert (approved["committee"], approved["minutes_number"]) == ("Comité del SIG", "06")


def test_changes_of_the_envelope_come_before_those_of_the_content() -> None:
    value = procedure(changes=[change("01", None)])
    given_rows = [{"version": "02", "reason": "Otra", "date": None}]
    assert [row["version"] for row in _exchange(value, changes=given_rows)["changes"]] == ["02"]
    assert _exchange(value, changes=[])["changes"] == []


def test_findings_are_its_warnings() -> None:
    finding = Finding("text_unplaced", "Ubique el texto.", None, "un-id")
    assert _exchange(content(), warnings=[finding])["warnings"] == [
        {"code": "text_unplaced", "message": "Ubique el texto.", "where": None}
    ]


@given(arbitrary_contents, st.none() | st.dates())
def test_any_content_has_an_exchange_form(value: dict[str, Any], day: date | None) -> None:
    found = find(value, Facts(), norms=[], rule_series=None, today=date(2030, 1, 1))
    printed = _exchange(value, approved_on=day, warnings=found)
    assert schema_errors(printed, "document") == []
