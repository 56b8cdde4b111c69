"""What a reader is told that changed between two versions."""

from __future__ import annotations

import copy
import uuid
from typing import Any

import pytest

from records.comparison import applied, compare, compare_read, told, words
from records.comparison.naming import BLOCKS, FIELDS, ROWS
from records.comparison.parts import tree
from records.content import content_schemas, validator
from records.kinds import GRIDS, KINDS
from tests.records.contents import activity, content, new_id, paragraph, procedure, rows, section
from tests.records.edits import Content, long_content, renamed, steps, unnumbered
from tests.records.kinds import full


def activities(value: Content) -> list[dict[str, Any]]:
    return value["sections"][4]["blocks"][1]["items"]


def test_only_the_words_that_differ_are_marked() -> None:
    pieces = words("Responder en 15 días (hábiles).", "Responder en 10 días (hábiles) siempre.")
    assert [(one.kind, one.text) for one in pieces if one.kind != "same"] == [
        ("removed", "15"),
        ("added", "10"),
        ("added", "siempre"),
    ]


def test_a_text_written_anew_is_shown_whole() -> None:
    pieces = words(
        "El jefe de la oficina revisa el acta de la sesión",
        "La persona encargada firma de inmediato todo lo que el comité le entregue",
    )
    assert [one.kind for one in pieces] == ["removed", "added"]


def test_renumbering_is_no_change() -> None:
    before = procedure(steps("Recibir", "Revisar"))
    after = copy.deepcopy(before)
    for number, one in enumerate(activities(after), start=10):
        one["number"] = str(number)
    difference = compare(before, after)
    assert not difference
    assert told(difference).summary == "Solo cambia la numeración."


def entries_of(before: Content, after: Content) -> list[Any]:
    return [one for group in told(compare(before, after)).groups for one in group.entries]


def test_a_changed_responsible_is_named_with_its_words() -> None:
    before = procedure()
    after = copy.deepcopy(before)
    activities(after)[0]["responsible"] = "Líder de datos"
    (entry,) = entries_of(before, after)
    assert (entry.name, entry.words) == ("Actividad 1", ("Cambia: responsable",))
    assert entry.context == "Recibir la solicitud"
    (line,) = entry.lines
    assert line.label == "Responsable"
    assert ("added", "Líder de datos") in [(piece.kind, piece.text) for piece in line.pieces]


def test_what_was_moved_and_edited_is_both() -> None:
    before = procedure(steps("Recibir", "Revisar", "Prestar", "Cobrar"))
    after = copy.deepcopy(before)
    last = activities(after).pop()
    last["text"] = "Cobrar y dar recibo"
    activities(after).insert(0, last)
    for number, one in enumerate(activities(after), start=1):
        one["number"] = str(number)
    (entry,) = entries_of(before, after)
    assert entry.states == ("moved", "changed")
    assert entry.where == "Era la actividad 4."
    summary = told(compare(before, after)).summary
    assert summary == "1 actividad cambia y 1 se movió."


def test_a_row_that_went_to_another_table_says_where_it_was() -> None:
    before = long_content()
    after = copy.deepcopy(before)
    after["sections"][0]["blocks"].append(after["sections"][1]["blocks"].pop())
    (entry,) = entries_of(before, after)
    assert (entry.states, entry.where) == (("moved",), "Estaba en «CONTENT».")


def test_a_decision_is_compared_by_activity_and_told_by_number() -> None:
    before = procedure(steps("Recibir", "Revisar", "Prestar"))
    decision = {"question": "¿Está completo?", "yes": "next", "no": activities(before)[0]["id"]}
    activities(before)[1]["decision"] = decision
    after = copy.deepcopy(before)
    activities(after).insert(0, activity("Abrir", number="0"))
    for number, one in enumerate(activities(after), start=1):
        one["number"] = str(number)
    assert [entry.states for entry in entries_of(before, after)] == [("added",)]
    activities(after)[2]["decision"]["no"] = "end"
    changed = entries_of(before, after)[1]
    text = " ".join(piece.text for line in changed.lines for piece in line.pieces)
    assert text == "va a actividad 1 termina"
    assert activities(before)[0]["id"] not in text


def test_an_import_with_new_ids_is_compared_by_what_it_says() -> None:
    before = procedure(steps("Recibir la solicitud", "Revisar los datos", "Prestar la bicicleta"))
    activities(before)[2]["decision"] = {
        "question": "¿Hay más?",
        "yes": activities(before)[0]["id"],
        "no": "end",
    }
    after = renamed(before, {one: str(uuid.uuid4()) for key in tree(before) if (one := key[2])})
    assert not compare(before, after)
    activities(after)[1]["text"] = "Revisar bien los datos"
    moved = activities(after).pop(0)
    activities(after).append(moved)
    assert [(entry.name, entry.states) for entry in entries_of(before, after)] == [
        ("Actividad 2", ("changed",)),
        ("Actividad 1", ("moved",)),
    ]


def test_an_optional_part_that_said_nothing_goes_without_a_word() -> None:
    said = [section("objective", paragraph("Prestar.")), section("content", paragraph("Así."))]
    after = {**content(), "kind": "manual", "sections": said}
    before = {**after, "sections": [*said, section("definitions"), section("annexes")]}
    assert len(compare(before, after)) == 2
    assert not compare_read(before, after)
    assert not compare_read(after, before)


def test_a_part_that_comes_to_say_something_is_told() -> None:
    definitions = section("definitions")
    before = {**content(), "kind": "manual", "sections": [definitions]}
    filled = {**definitions, "blocks": [paragraph("Préstamo: lo que se devuelve.")]}
    difference = compare_read(before, {**before, "sections": [filled]})
    assert [one.states for one in difference.changes.values()] == [("added",), ("added",)]


def test_what_its_kind_asks_for_is_compared_though_it_is_empty() -> None:
    objective = section("objective")
    before = {**content(), "kind": "manual", "sections": [objective]}
    filled = {**objective, "blocks": [paragraph("Prestar.")]}
    (change,) = compare_read(before, {**before, "sections": [filled]}).changes.values()
    assert change.part.level == "block"


def test_a_part_that_came_whole_is_one_entry() -> None:
    before = procedure()
    after = copy.deepcopy(before)
    annexes = rows("annexes", {"id": new_id(), "title": "Plano", "file": None})
    after["sections"].append(section("annexes", annexes, paragraph("Vea el plano.")))
    (entry,) = entries_of(before, after)
    assert entry.words == ("Nueva",)
    assert [line.label for line in entry.lines] == ["Anexo 1", "Párrafo"]
    assert told(compare(before, after)).summary == "1 sección es nueva."
    assert [one.words for one in entries_of(after, before)] == [("Se retira",)]


def schema_names() -> tuple[set[str], set[str], set[str]]:
    """Types of blocks, of those with rows, and names of fields, in the schemas of all contents."""
    blocks: set[str] = set()
    with_rows: set[str] = set()
    fields: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            properties = value.get("properties", {})
            kind = properties.get("type", {}).get("const") if "type" in properties else None
            if kind in GRIDS:
                return  # its declaration names it and its cells
            if kind:
                blocks.add(kind)
                if {"items", "rows"} & properties.keys():
                    with_rows.add(kind)
            fields.update(properties)
            for held in value.values():
                walk(held)
        elif isinstance(value, list):
            for held in value:
                walk(held)

    for name in content_schemas():
        walk(validator(name).schema)
    return blocks, with_rows, fields


def test_everything_in_a_content_has_a_name_to_be_called_by() -> None:
    blocks, with_rows, fields = schema_names()
    assert {"paragraph", "activities", "chart"} <= blocks
    assert blocks <= BLOCKS.keys()
    assert with_rows <= ROWS.keys()
    parts = {"id", "number", "sections", "blocks", "items", "rows"}
    inside = {"parent", "issuer", "year", "sha256", "size", "media_type"}  # told with the whole
    assert fields - parts - inside <= FIELDS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_compared_and_told(kind: str) -> None:
    before = full(kind)
    difference = compare(content(), before)
    assert applied(difference, content()) == unnumbered(before)
    for section_, block in typed(before):
        after = copy.deepcopy(before)
        rows_ = after["sections"][section_]["blocks"][block]["items"]
        grid = GRIDS[after["sections"][section_]["blocks"][block]["type"]]
        column = grid.columns[0]
        rows_[0][column.name] = None
        (entry,) = entries_of(before, after)
        assert entry.name.lower().startswith(grid.noun)
        assert [line.label for line in entry.lines] == [column.label]


def typed(value: Content) -> list[tuple[int, int]]:
    """Where the typed tables with rows stand."""
    return [
        (i, j)
        for i, one in enumerate(value["sections"])
        for j, block in enumerate(one["blocks"])
        if block["type"] in GRIDS and block["items"]
    ]


@pytest.mark.parametrize("size", [0, 1])
def test_a_huge_text_is_not_compared_word_by_word(size: int) -> None:
    long = "dato " * 21_000
    pieces = words(long, long + "x" * size)
    assert [one.kind for one in pieces] == (["removed", "added"] if size else ["same"])
