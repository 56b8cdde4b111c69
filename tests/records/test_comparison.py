"""What a reader is told that changed between two versions, and that it is all of it."""

from __future__ import annotations

import copy
import itertools
import json
import uuid
from collections import deque
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.comparison import applied, compare, told, words
from records.comparison.naming import BLOCKS, FIELDS, ROWS
from records.comparison.parts import ROOT, tree, written
from records.comparison.texts import marked
from records.content import content_schemas, validator
from records.kinds import GRIDS, KINDS
from tests.records.contents import (
    activity,
    arbitrary_contents,
    content,
    definition,
    new_id,
    paragraph,
    procedure,
    record,
    rows,
    section,
)
from tests.records.kinds import full

Content = dict[str, Any]


def unnumbered(value: Any) -> Any:
    """A content without the numbers that are printed beside its parts."""
    return written(tree(value), ROOT)


def activities(value: Content) -> list[dict[str, Any]]:
    return value["sections"][4]["blocks"][1]["items"]


def steps(*texts: str) -> list[dict[str, Any]]:
    return [activity(text, number=str(number)) for number, text in enumerate(texts, start=1)]


def lists(value: Any) -> list[list[dict[str, Any]]]:
    """Every list of parts of a content."""
    found = [value["sections"]]
    for one in value["sections"]:
        found.append(one["blocks"])
        found += [block["items"] for block in one["blocks"] if "items" in block]
    return found


def of_level(found: list[dict[str, Any]]) -> str:
    """What may stand in a list beside what is there; an empty list takes nothing."""
    return ",".join(sorted(found[0])) if found else ""


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "edit", "move", "move elsewhere"]),
        *[st.integers(0, 10**6)] * 3,
        st.sampled_from(["", "Verificar", "Enviar el acta al comité", "Archivar los datos"]),
    ),
    max_size=12,
)


def long_content() -> Content:
    """Sections, blocks and rows to edit, a table of a type nobody foresaw among them."""
    risks = [
        {"id": new_id(), "risk": f"Pérdida de {word}", "probability": number, "controls": None}
        for number, word in enumerate(("datos", "equipos", "tiempo"), start=1)
    ]
    return content(
        section("objective", paragraph("Prestar bicicletas."), paragraph("Y patines.")),
        section(
            "content",
            rows("activities", *steps("Recibir", "Revisar", "Prestar", "Cobrar", "Cerrar")),
            rows("risks", *risks),
        ),
        section("definitions", rows("definitions", definition("Turno", "Una hora"))),
        section("records", rows("records", record("Solicitudes"), record("Actas"))),
    )


def edited(value: Content, script: list[Any]) -> Content:
    """What becomes of a content; parts that stay keep their ids."""
    made = copy.deepcopy(value)
    for act, *numbers, text in script:
        first, second, third = numbers
        here = [one for one in lists(made) if one]
        if not here:
            break
        chosen = here[first % len(here)]
        at = second % len(chosen)
        if act == "add":
            part = copy.deepcopy(chosen[at])
            fresh = {one: str(uuid.UUID(int=first * 10**9 + n)) for n, one in enumerate(ids(part))}
            part = json.loads(json.dumps(part))
            chosen.insert(third % (len(chosen) + 1), renamed(part, fresh))
        elif act == "remove":
            del chosen[at]
        elif act == "edit":
            fields = [name for name, held in chosen[at].items() if isinstance(held, str)]
            fields = sorted({*fields} - {"id", "type", "role"})
            if fields:
                chosen[at][fields[third % len(fields)]] = text
        elif act == "move":
            part = chosen.pop(at)
            chosen.insert(third % (len(chosen) + 1), part)
        else:
            others = [one for one in here if of_level(one) == of_level(chosen)]
            part = chosen.pop(at)
            others[third % len(others)].append(part)
    return made


def ids(part: Any) -> list[str]:
    found = [part["id"]]
    for name in ("blocks", "items"):
        for one in part.get(name, []):
            found += ids(one)
    return found


def renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: renamed(held, names) for key, held in value.items()}
    if isinstance(value, list):
        return [renamed(one, names) for one in value]
    return names.get(value, value) if isinstance(value, str) else value


@given(EDITS)
def test_what_is_shown_makes_the_newer_of_the_older(script) -> None:
    before = long_content()
    after = edited(before, script)
    difference = compare(before, after)
    made = applied(difference, before)
    assert made == written(difference.newer, ROOT)
    if {*difference.newer} == {*tree(after)}:
        assert made == unnumbered(after)
    else:  # a part that lost its id is known by what it says; it then bears its former id
        assert len(json.dumps(made)) == len(json.dumps(unnumbered(after)))


@given(arbitrary_contents, arbitrary_contents)
def test_two_contents_that_share_nothing_too(before: Content, after: Content) -> None:
    difference = compare(before, after)
    assert applied(difference, before) == written(difference.newer, ROOT)
    assert told(difference).summary


@given(arbitrary_contents)
def test_any_content_is_the_same_as_itself(value: Content) -> None:
    difference = compare(value, copy.deepcopy(value))
    assert not difference
    assert len(difference) == 0
    assert told(difference).summary == "Los textos son iguales."


@given(EDITS)
def test_the_way_back_is_as_long(script) -> None:
    before = long_content()
    after = edited(before, script)
    forth, back = compare(before, after), compare(after, before)
    states = {"added": "removed", "removed": "added"}
    counted = [
        sorted(state for change in one.changes.values() for state in change.states)
        for one in (forth, back)
    ]
    assert counted[0] == sorted(states.get(one, one) for one in counted[1])


@given(EDITS)
def test_every_change_is_told(script) -> None:
    before = long_content()
    difference = compare(before, edited(before, script))
    entries = [entry for group in told(difference).groups for entry in group.entries]
    shown = {entry.key for entry in entries}
    for key, change in difference.changes.items():
        if key not in shown:  # it came or went with the part it stands in
            assert change.part.parent in difference.changes
            assert difference.changes[change.part.parent].states == change.states
    assert all(entry.words for entry in entries)
    for entry in entries:
        if "changed" in entry.states:
            assert entry.lines


def fewest_moves(before: tuple[int, ...], after: tuple[int, ...]) -> int:
    """By trying: take one out and put it anywhere, until the order is the other."""
    seen, queue = {before}, deque([(before, 0)])
    while queue:
        order, moves = queue.popleft()
        if order == after:
            return moves
        for at, to in itertools.product(range(len(order)), repeat=2):
            rest = order[:at] + order[at + 1 :]
            tried = (*rest[:to], order[at], *rest[to:])
            if tried not in seen:
                seen.add(tried)
                queue.append((tried, moves + 1))
    raise AssertionError("no order is out of reach")


@given(st.permutations(range(5)))
def test_as_few_parts_as_can_be_are_called_moved(order: list[int]) -> None:
    before = procedure(steps("Recibir", "Revisar", "Prestar", "Cobrar", "Cerrar"))
    after = copy.deepcopy(before)
    activities(after)[:] = [activities(after)[place] for place in order]
    difference = compare(before, after)
    assert {change.states for change in difference.changes.values()} <= {("moved",)}
    assert len(difference) == fewest_moves(tuple(order), tuple(range(5)))


def longest_common(before: str, after: str) -> int:
    """The slow way: all that can be left out of the one is tried in the other."""
    for size in range(min(len(before), len(after)), 0, -1):
        for kept in itertools.combinations(before, size):
            rest = iter(after)
            if all(one in rest for one in kept):
                return size
    return 0


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_as_few_words_as_can_be_are_marked(before: str, after: str) -> None:
    kept = sum(j - i for same, i, j, _k, _m in marked([*before], [*after]) if same)
    assert kept == longest_common(before, after)


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_word_is_lost_between_two_texts(before: str, after: str) -> None:
    pieces = words(before, after)
    old = "".join(piece.text for piece in pieces if piece.kind != "added")
    new = "".join(piece.text for piece in pieces if piece.kind != "removed")
    assert "".join(old.split()) == "".join(before.split())
    assert "".join(new.split()) == "".join(after.split())


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
