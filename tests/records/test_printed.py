"""What a version says on paper, before anything is drawn."""

from __future__ import annotations

from typing import Any

import pytest

from records import printed
from records.printed.charts import DEFAULT_ACCENT
from tests.contracts import rendering_samples as samples


def titles(content: dict[str, Any], envelope: dict[str, Any] | None = None) -> list[str]:
    listed, closing = printed.sections(content, envelope)
    return [f"{one['number']} {one['title']}" for one in [*listed, closing]]


def test_change_control_stands_before_the_annexes_when_the_content_has_none() -> None:
    content = samples.document(
        samples.section("objective", "Objeto"), samples.section("annexes", "Anexos")
    )
    assert titles(content) == [
        "1 Objeto",
        "2 Control de cambios",
        "3 Anexos",
        "4 Control de revisión y aprobación",
    ]


def test_an_imported_approval_section_only_lends_its_title() -> None:
    content = samples.document(
        samples.section("approval", "Revisión y visto bueno", samples.paragraph("Nombre: N. N.")),
        samples.section("changes", "Historial"),
    )
    assert titles(content) == ["1 Historial", "2 Revisión y visto bueno"]
    assert "N. N." not in str(printed.sections(content, None))


def test_change_control_is_the_envelope_s_and_never_typed_when_issued() -> None:
    row = {"id": samples.identity("c"), "version": "01", "reason": "De papel", "date": None}
    content = samples.document(
        samples.section("changes", "Cambios", samples.block("changes", "old", items=[row]))
    )
    assert "De papel" in str(printed.sections(content, None))
    issued = str(printed.sections(content, samples.envelope(content)))
    assert "De papel" not in issued
    assert "encuesta de satisfacción" in issued


def test_several_people_sign_in_one_role_and_a_committee_by_its_minutes() -> None:
    prepared, reviewed, approved = printed.signature_columns(
        samples.envelope(samples.procedure()), "procedure"
    )
    assert len(prepared["signers"]) == 2
    assert reviewed["signers"][0]["step"] == "Revisión metodológica"
    committee = approved["signers"][0]
    assert committee["name"].startswith("Comité")
    assert committee["details"] == ["Acta n.º 04"]


def test_a_signature_on_paper_is_not_called_electronic() -> None:
    content = samples.procedure()
    signature = samples.signature("prepared", name="N. N.", signed_at=None)
    columns = printed.signature_columns(
        samples.envelope(content, signatures=[signature]), "procedure"
    )
    assert columns[0]["signers"][0]["manner"] is None
    assert columns[1]["pending"] == "Sin firma registrada"


def test_decisions_name_their_targets_by_number() -> None:
    rows = next(
        block["rows"]
        for section in printed.sections(samples.procedure(), None)[0]
        for block in section["blocks"]
        if block.get("head", [None])[0] == "No."
    )
    assert rows[2]["sub"] == "¿La solicitud está completa?\nSí: continúa en 3. No: vuelve a 1."
    assert rows[5]["sub"] == "Sí: continúa en 6. No: continúa en 8."


def test_the_column_of_terms_is_there_only_when_somebody_has_one() -> None:
    def head(*items: dict[str, Any]) -> list[str]:
        content = samples.document(
            samples.section("activities", "A", samples.block("activities", "a", items=list(items)))
        )
        made: list[str] = printed.sections(content, None)[0][0]["blocks"][0]["head"]
        return made

    assert "Término" not in head(samples.activity(1, "Uno."))
    assert "Término" in head(
        samples.activity(1, "Uno.", term="2 días"), samples.activity(2, "Dos.")
    )


def test_no_heading_level_is_skipped() -> None:
    heading = samples.block("heading", "deep", level=3, number=None, text="Hondo")
    content = samples.document(samples.section("content", "Contenido", heading))
    assert printed.sections(content, None)[0][0]["blocks"][0]["level"] == 2


def test_list_items_nest_by_their_level_even_when_one_is_missing() -> None:
    items = [
        {"id": samples.identity(text), "level": level, "text": text}
        for text, level in (("a", 0), ("b", 2), ("c", 1), ("d", 0))
    ]
    block = samples.block("list", "l", styles=["decimal", "alpha", "roman"], start=3, items=items)
    content = samples.document(samples.section("content", "Contenido", block))
    made = printed.sections(content, None)[0][0]["blocks"][0]
    assert made["start"] == 3
    assert [item["text"] for item in made["items"]] == ["a", "d"]
    assert [item["text"] for item in made["items"][0]["children"]] == ["b", "c"]


def test_ragged_tables_are_padded() -> None:
    rows = [
        {"id": samples.identity(str(index)), "cells": cells}
        for index, cells in enumerate((["a"], ["b", "c", "d"]))
    ]
    block = samples.block("table", "t", caption=None, head=["Uno", "Dos"], rows=rows)
    content = samples.document(samples.section("content", "Contenido", block))
    made = printed.sections(content, None)[0][0]["blocks"][0]
    assert made["head"] == ["Uno", "Dos", ""]
    assert [len(row["cells"]) for row in made["rows"]] == [3, 3]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("uno\r\ndos\tres", "uno\ndos res"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("\U0001f600", "[U+1F600]"),
        ("ñ «é» – 5 °C", "ñ «é» – 5 °C"),
    ],
)
def test_printable_text(written: str, shown: str) -> None:
    assert printed.printable(written) == shown
    assert printed.printable(shown) == shown


def test_a_very_long_word_may_break_and_loses_nothing() -> None:
    shown = printed.printable("x" * 100)
    assert "\u200b" in shown
    assert shown.replace("\u200b", "") == "x" * 100


def test_an_accent_that_is_no_colour_is_not_used() -> None:
    content = samples.procedure()
    made = printed.page(content, None, entity={"name": "E", "accent": "red; #x"}, mode="draft")
    assert made["accent"] == DEFAULT_ACCENT
