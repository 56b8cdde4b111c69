"""The flowchart on a screen: one drawing that no page cuts, as true and as free as on paper."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from records import flowchart
from tests.contracts.rendering_samples import activity, identity
from tests.records.test_flowchart import (
    keeps_text_inside,
    lies_free,
    says_what_the_table_says,
    tables,
)

LIMITS = {"wide": flowchart.SCREEN, "phone": flowchart.PHONE}


@pytest.mark.parametrize("limits", LIMITS.values(), ids=LIMITS)
@settings(max_examples=40, deadline=None)
@given(items=tables())
def test_any_table_is_one_drawing_without_connectors(
    limits: flowchart.Limits, items: list[dict[str, Any]]
) -> None:
    chart = flowchart.layout({"items": items}, limits=limits)
    (page,) = chart.pages
    assert not [node for node in page.nodes if node.shape == "connector"]
    says_what_the_table_says(chart, items)
    lies_free(page)
    keeps_text_inside(page)
    assert chart.sentences == flowchart.layout({"items": items}).sentences


def test_without_jumps_a_phone_gives_the_shapes_its_whole_width() -> None:
    items = [activity(1, "Recibir."), activity(2, "Cerrar.")]
    (page,) = flowchart.layout({"items": items}, limits=flowchart.PHONE).pages
    assert page.width == flowchart.PHONE.width
    assert max(node.width for node in page.nodes) > page.width * 0.9


def test_many_jumps_widen_the_drawing_and_not_the_words() -> None:
    last = identity("activity-29")
    items = [
        activity(n, "Revisar.", decision=("¿Cumple?", "next", last if n % 2 else "1"))
        for n in range(30)
    ]
    (page,) = flowchart.layout({"items": items}, limits=flowchart.PHONE).pages
    assert page.width >= flowchart.PHONE.width
    assert min(node.width for node in page.nodes if node.shape == "step") >= 150


def test_without_lanes_each_step_says_who_does_it() -> None:
    items = [
        activity(1, "Recibir.", "Auxiliar de archivo"),
        activity(2, "¿Está completa?", "Líder", decision=(None, "next", identity("activity-1"))),
    ]
    (page,) = flowchart.layout({"items": items}, limits=flowchart.PHONE).pages
    assert page.lanes == ()
    said = [text.text for node in page.nodes for text in node.texts]
    assert "Responsable: Auxiliar de archivo" in said
    assert "Responsable: Líder" in said
    on_paper = flowchart.layout({"items": items}).pages[0]
    assert not [t for node in on_paper.nodes for t in node.texts if "Responsable" in t.text]
