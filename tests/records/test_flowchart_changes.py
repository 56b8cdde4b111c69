"""The flowchart that shows what became of each step."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from records.flowchart import PAPER, PHONE, SCREEN, Limits, describe, layout, layout_changes, to_svg
from tests.records.contents import activity

STATES = [("added",), ("changed",), ("moved",), ("moved", "changed")]
WORDS = {"added": "Nueva", "changed": "Cambia", "moved": "Se mueve", "both": "Se mueve y cambia"}


def table(count: int) -> dict[str, Any]:
    rows = [activity(f"Paso {n} del trámite", number=str(n)) for n in range(1, count + 1)]
    if count > 2:
        rows[1]["decision"] = {"question": "¿Sirve?", "yes": "next", "no": rows[0]["id"]}
    return {"items": rows}


@example([None] * 9, 1, PAPER)  # the line below the last shape has to fit too
@given(
    st.lists(st.none() | st.sampled_from(STATES), min_size=1, max_size=25),
    st.integers(0, 12),
    st.sampled_from([PAPER, SCREEN, PHONE]),
)
def test_each_step_that_differs_says_so_once(
    states: list[tuple[str, ...] | None], gone: int, limits: Limits
) -> None:
    block = table(len(states))
    marks = {row["id"]: state for row, state in zip(block["items"], states, strict=True) if state}
    removed = [activity(f"Paso que se fue {n}", number=str(n)) for n in range(gone)]
    chart = layout_changes(block, marks, removed, limits=limits)
    nodes = [node for page in chart.pages for node in page.nodes]
    tagged = {node.activity: node.tag.text.text for node in nodes if node.tag and node.activity}
    assert tagged == {
        key: WORDS["both" if len(state) == 2 else state[0]] for key, state in marks.items()
    }
    assert [node.mark for node in nodes].count("removed") == gone
    for page in chart.pages:
        assert limits.height is None or page.height <= limits.height
        shapes = sorted((node for node in page.nodes), key=lambda node: node.y)
        for node in shapes:
            assert node.y + node.height <= page.height
            if node.tag:
                assert node.x <= node.tag.x
                assert node.tag.x + node.tag.width <= node.x + node.width
        gone_here = [node for node in shapes if node.mark == "removed"]
        for before, after in itertools.pairwise(gone_here):
            assert before.y + before.height < after.tag.y


def test_it_is_told_to_who_does_not_see_it() -> None:
    block = table(3)
    marks = {block["items"][0]["id"]: ("moved", "changed"), block["items"][2]["id"]: ("added",)}
    told = describe(layout_changes(block, marks, [activity("Archivar", number="4")]))
    assert told[1].startswith("Se mueve y cambia: 1. Paso 1")
    assert told[2].startswith("2. Paso 2")
    assert told[3].startswith("Nueva: 3. Paso 3")
    assert told[-1].startswith("Se retira: 4. Archivar.")


def test_without_changes_it_is_the_flowchart() -> None:
    block = table(4)
    assert layout_changes(block, {}) == layout(block)


@pytest.mark.parametrize("state", STATES)
def test_no_mark_is_told_by_colour_alone(state: tuple[str, ...]) -> None:
    block = table(1)
    chart = layout_changes(block, {block["items"][0]["id"]: state}, [activity("Archivar")])
    svg = to_svg(chart, title="Flujograma")
    assert "stroke-dasharray" in svg
    assert ">Se retira</text>" in svg
    assert 'text-decoration="line-through"' in svg
