"""Between content and editor: what goes in comes out, every id with it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from editorial.contents import (
    lost_targets,
    placed,
    sections_from,
    stream_from,
    with_mended_ids,
)
from editorial.drafting import parts_of
from editorial.models import PAGE_TYPES, FormatPage, ProcedurePage
from records.content import ids, schema_errors
from tests.records import kinds
from tests.records.contents import activity, arbitrary_contents, content, rows, section

quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
NOT_TEXT = {"id", "type", "role", "number", "styles", "yes", "no", "label", "norms", "file"}


def through_editor(given_content: dict[str, Any], page_type: Any = ProcedurePage) -> Any:
    """The content after its blocks were made, stored and read, as a page does it."""
    block = page_type.body.field.stream_block
    stream = placed(stream_from(given_content), *parts_of(block))
    stored = block.get_prep_value(block.to_python(stream))
    return {**given_content, "sections": sections_from(with_mended_ids(stored), {})}


def written(value: Any) -> set[str]:
    """Words of people's text, wherever they stand; structure and files aside."""
    if isinstance(value, dict):
        return set().union(*(written(one) for key, one in value.items() if key not in NOT_TEXT))
    if isinstance(value, list):
        return set().union(*map(written, value))
    return set(value.split()) if isinstance(value, str) else set()


@quick
@given(arbitrary_contents)
def test_what_the_editor_made_of_a_content_it_makes_again(given_content):
    once = through_editor(given_content)
    assert schema_errors(once) == []
    assert through_editor(once) == once


@pytest.mark.parametrize("page_type", [ProcedurePage, FormatPage])
@quick
@given(given_content=arbitrary_contents)
def test_nothing_written_is_lost_and_no_section_loses_its_id(page_type, given_content):
    kept = [one for one in given_content["sections"] if one["role"] != "approval"]
    once = through_editor(given_content, page_type)
    assert written(once["sections"]) >= written(kept)
    assert {one["id"] for one in once["sections"]} >= {one["id"] for one in kept}
    assert len(list(ids(once))) == len(set(ids(once)))


@pytest.mark.parametrize("kind", sorted(PAGE_TYPES))
def test_a_content_of_any_kind_comes_back_from_the_editor_as_it_was(kind):
    once = through_editor(kinds.full(kind), PAGE_TYPES[kind])
    assert schema_errors(once) == []
    assert through_editor(once, PAGE_TYPES[kind]) == once
    assert written(once["sections"]) == written(kinds.full(kind)["sections"])


def test_what_a_part_cannot_hold_stands_in_a_section_after_it():
    scope = section("scope", rows("activities", activity("Medir")), title="ALCANCE")
    again = section("scope", title="ALCANCE DE NUEVO")
    made = through_editor(content(scope, again))["sections"]
    assert [(one["role"], one["title"]) for one in made] == [
        ("scope", "ALCANCE"),
        ("other", "ALCANCE"),
        ("other", "ALCANCE DE NUEVO"),
    ]
    assert made[1]["blocks"][0]["items"][0]["text"] == "Medir"


def table(*data: list[str], caption: str = "") -> Any:
    value = {
        "data": list(data),
        "first_row_is_table_header": True,
        "table_header_choice": "row",
        "table_caption": caption,
    }
    raw = {"type": "table", "id": "6f0c1d52-7a39-4a1c-9d0e-2f6b8f1c7a10", "value": value}
    part = {"type": "other", "id": "6f0c1d52-7a39-4a1c-9d0e-2f6b8f1c7a11"}
    made = sections_from([{**part, "value": {"title": "", "blocks": [raw]}}], {})
    return made[0]["blocks"][0]


def test_an_empty_head_is_not_taken_from_the_first_row():
    made = table(["", ""], ["a", "b"])
    assert made["head"] == []
    assert [row["cells"] for row in made["rows"]] == [["a", "b"]]
    assert table(caption="Solo el título")["caption"] == "Solo el título"


# --- Decisions ------------------------------------------------------------------------------------


def activities(*given_rows: dict[str, str]) -> list[dict[str, Any]]:
    empty = dict.fromkeys(
        ("number", "text", "responsible", "record", "term", "question", "yes", "no"), ""
    )
    items = [
        {"type": "item", "value": {**empty, "text": "Hacer algo", **row}} for row in given_rows
    ]
    block = {"type": "activities", "value": items}
    return with_mended_ids([{"type": "content", "value": {"title": "", "blocks": [block]}}])


def targets(stream: list[dict[str, Any]]) -> list[tuple[str, str]]:
    items = sections_from(stream, {})[0]["blocks"][0]["items"]
    names = {item["id"]: item["number"] for item in items}
    return [
        (names.get(one["yes"], one["yes"]), names.get(one["no"], one["no"]))
        for item in items
        if (one := item["decision"])
    ]


@pytest.mark.parametrize(
    ("yes", "no", "meant"),
    [
        ("2", "fin", ("2", "end")),
        ("Actividad 2.", "FINAL", ("2", "end")),
        ("siguiente", "", ("next", "next")),
        ("A-1", "2", ("A-1", "2")),
    ],
)
def test_a_decision_names_an_activity_the_next_or_the_end(yes, no, meant):
    stream = activities({"question": "¿Va?", "yes": yes, "no": no}, {}, {"number": "A-1"})
    assert targets(stream) == [meant]
    assert lost_targets(stream) == []


@pytest.mark.parametrize("lost", ["9", "Actividad 9", "enviar a correspondencia"])
def test_a_decision_that_leads_nowhere_is_named(lost):
    stream = activities({"question": "¿Va?", "yes": lost, "no": "fin"}, {})
    assert targets(stream) == [("next", "end")]
    (problem,) = lost_targets(stream)
    assert lost in problem


def test_targets_survive_even_where_activities_have_no_number():
    first, second = activity("¿Cumple?"), activity("Corregir")
    first["decision"] = {"question": None, "yes": "end", "no": second["id"]}
    part = section("content", rows("activities", first, second))
    made = through_editor(content(part))["sections"][0]["blocks"][0]["items"]
    assert made[0]["decision"] == first["decision"]


# --- Ids ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [None, "", "x", "6F0C1D52-7A39-4A1C-9D0E-2F6B8F1C7A10", 7])
def test_an_id_that_is_none_is_made(bad):
    (part,) = with_mended_ids([{"type": "scope", "id": bad, "value": {"title": "", "blocks": []}}])
    assert part["id"] != bad
    assert len(part["id"]) == 36


def test_of_repeated_ids_the_first_stays():
    good = "6f0c1d52-7a39-4a1c-9d0e-2f6b8f1c7a10"
    parts = [{"type": "scope", "id": good, "value": {}}, {"type": "other", "id": good, "value": {}}]
    first, second = with_mended_ids(parts)
    assert first["id"] == good
    assert second["id"] != good
    assert with_mended_ids([first, second]) == [first, second]
