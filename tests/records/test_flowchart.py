"""The flowchart: what is drawn is what the table says, and nothing is drawn over anything."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from records import flowchart, fonts
from records.flowchart import metrics
from records.flowchart.model import SIZES, Edge, Flowchart, Node, Page, Text
from tests.contracts.rendering_samples import SUPPORT, activity, identity, long_activities

TEXTS = st.one_of(
    st.sampled_from(
        (
            "Revisar.",
            "Consolidar la información que enviaron las dependencias, con sus anexos y soportes.",
            "¿La solicitud cumple los requisitos que fija la norma para este trámite?",
            "palabra" * 40,
            'Con <marcas> & comillas "dobles" y $signos# de *otros* lenguajes. ' * 12,
        )
    ),
    st.text(max_size=80),
)
PEOPLE = st.sampled_from(
    (
        None,
        "Líder",
        "Profesional especializado de la dirección administrativa, o quien delegue " * 3,
    )
)


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Any table of activities: every target that the schema allows, itself included."""
    count = draw(st.integers(1, 24))
    targets = st.one_of(st.sampled_from(("next", "end")), st.integers(0, count - 1).map(str))
    decisions = st.one_of(
        st.none(), st.tuples(st.one_of(st.none(), TEXTS), targets, targets), st.none()
    )
    return [
        activity(
            number,
            draw(TEXTS),
            draw(PEOPLE),
            None,
            draw(st.sampled_from((None, "5 días hábiles"))),
            draw(decisions),
        )
        for number in range(count)
    ]


def laid_out(items: list[dict[str, Any]]) -> Flowchart:
    return flowchart.layout({"items": items})


def box_of(text: Text) -> tuple[int, int, int, int]:
    size = SIZES[text.style]
    wide = metrics.width(text.text, size)
    left = {"start": text.x, "middle": text.x - wide // 2, "end": text.x - wide}[text.anchor]
    return left, text.y - size + 2, left + wide, text.y + 1


def overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    """Whether one enters the inside of the other; a stretch of line is a box without area."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def rectangle(node: Node) -> tuple[int, int, int, int]:
    return node.x, node.y, node.x + node.width, node.y + node.height


def segments(edge: Edge) -> list[tuple[int, int, int, int]]:
    """Each stretch of the line as a rectangle without area, its ends in order."""
    return [
        (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        for a, b in pairwise(edge.points)
    ]


def every_text(page: Page, *, outside: bool = False) -> list[Text]:
    """`outside`: only those that belong to no shape."""
    return [
        *(text for node in page.nodes for text in node.texts if not outside),
        *(edge.label for edge in page.edges if edge.label),
        *(text for lane in page.lanes for text in lane.texts),
    ]


def told_by(items: list[dict[str, Any]]) -> set[tuple[str, str, str | None]]:
    """What the table says follows what: from, to, answer."""
    first_is_start = items[0]["text"].strip(" .").lower() == "inicio" and not items[0]["decision"]
    last_is_end = (
        len(items) > 1
        and items[-1]["text"].strip(" .").lower() == "fin"
        and not items[-1]["decision"]
    )
    end = items[-1]["id"] if last_is_end else "end"
    order = [*([] if first_is_start else ["start"]), *(item["id"] for item in items)]
    order += [] if last_is_end else ["end"]
    following = dict(pairwise(order))
    told = set() if first_is_start else {("start", items[0]["id"], None)}
    for item in items:
        if item["decision"] is None:
            if item["id"] in following:
                told.add((item["id"], following[item["id"]], None))
            continue
        places = [
            {"next": following[item["id"]], "end": end}.get(target, target)
            for target in (item["decision"]["yes"], item["decision"]["no"])
        ]
        if places[0] == places[1]:
            told.add((item["id"], places[0], "Sí/No"))
        else:
            told |= {(item["id"], places[0], "Sí"), (item["id"], places[1], "No")}
    return told


def drawn_by(chart: Flowchart) -> set[tuple[str, str, str | None]]:
    """What the drawing says, read through its connectors."""
    entered = {}
    edges = []
    for page in chart.pages:
        letters = {node.key: node.letter for node in page.nodes if node.shape == "connector"}
        for edge in page.edges:
            if edge.source in letters:
                assert letters[edge.source] not in entered, "one entrance for each letter"
                entered[letters[edge.source]] = edge.target
            else:
                label = edge.label.text if edge.label else None
                edges.append((edge.source, edge.target, letters.get(edge.target), label))
    drawn = set()
    for source, target, letter, label in edges:
        if target == f"{source}?":
            continue  # from the step to its own question
        drawn.add((source.removesuffix("?"), entered[letter] if letter else target, label))
    return drawn


@settings(max_examples=60, deadline=None)  # the time of a large table says nothing here
@given(tables())
def test_any_table_is_drawn_as_it_says_and_nothing_lies_over_anything(
    items: list[dict[str, Any]],
) -> None:
    chart = laid_out(items)
    says_what_the_table_says(chart, items)
    for page in chart.pages:
        lies_free(page)
        keeps_text_inside(page)
        assert page.height <= flowchart.Limits().height
    assert chart == laid_out(items), "same input, same flowchart"
    svg = flowchart.to_svg(chart, title="Flujograma")
    ElementTree.fromstring(svg)  # noqa: S314 - our own text


def says_what_the_table_says(chart: Flowchart, items: list[dict[str, Any]]) -> None:
    assert drawn_by(chart) == told_by(items)
    drawn = [n.activity for p in chart.pages for n in p.nodes if n.activity and n.key == n.activity]
    assert drawn == [item["id"] for item in items]


def lies_free(page: Page) -> None:
    """No shape over another, no line through a shape or a text, none beyond the lane."""
    boxes = [rectangle(node) for node in page.nodes]
    for index, box in enumerate(boxes):
        assert 0 <= box[0] < box[2] <= page.width
        assert 0 <= box[1] < box[3] <= page.height
        assert not any(overlap(box, other) for other in boxes[index + 1 :])
    texts = [box_of(text) for text in every_text(page)]
    for text in every_text(page, outside=True):
        assert not any(overlap(box_of(text), box) for box in boxes)
    for index, box in enumerate(texts):
        assert not any(overlap(box, other) for other in texts[index + 1 :])
    for edge in page.edges:
        for stretch in segments(edge):
            assert stretch[0] == stretch[2] or stretch[1] == stretch[3], "only right angles"
            assert 0 <= stretch[0] <= stretch[2] <= page.width
            assert not any(overlap(stretch, box) for box in [*boxes, *texts])
    for lane in page.lanes:
        assert not any(
            overlap((lane.x, lane.top, lane.x, lane.bottom), box) for box in [*boxes, *texts]
        )
        assert all(x > lane.x for edge in page.edges for x, _y in edge.points)


def keeps_text_inside(page: Page) -> None:
    for node in page.nodes:
        for text in node.texts:
            left, top, right, bottom = box_of(text)
            assert node.x <= left
            assert right <= node.x + node.width
            assert node.y <= top
            assert bottom <= node.bottom


def test_a_long_table_goes_over_pages_with_connectors() -> None:
    chart = laid_out(long_activities(35))
    assert len(chart.pages) > 2
    for page in chart.pages[1:]:
        assert page.nodes[0].shape == "connector"
    heights = [page.height for page in chart.pages]
    assert min(heights) > max(heights) // 2, "no page with a lonely last step"


def test_no_page_is_higher_than_its_limit_not_even_by_its_last_line() -> None:
    """A page that is filled to the last point: 631 where 630 was the limit."""
    items = [activity(number, "Revisar.") for number in range(35)]
    for height in range(400, 631):
        chart = flowchart.layout({"items": items}, limits=flowchart.Limits(height=height))
        assert max(page.height for page in chart.pages) <= height


def test_a_jump_back_on_one_page_runs_in_a_channel() -> None:
    chart = laid_out(
        [activity(1, "Recibir."), activity(2, "Revisar.", decision=("¿Cumple?", "next", "1"))]
    )
    assert not any(node.shape == "connector" for node in chart.pages[0].nodes)
    back = next(edge for edge in chart.pages[0].edges if edge.target == identity("activity-1"))
    assert drawn_by(chart) >= {(identity("activity-2"), identity("activity-1"), "No")}
    assert len(back.points) >= 2


@pytest.mark.parametrize("word", ["Inicio", "INICIO.", "Inicio del procedimiento"])
def test_a_row_that_is_the_start_is_not_drawn_twice(word: str) -> None:
    chart = laid_out([activity(0, word), activity(1, "Recibir."), activity(2, "Fin")])
    shapes = [node.shape for page in chart.pages for node in page.nodes]
    assert shapes == ["start", "step", "end"]


def test_no_activities_no_flowchart() -> None:
    chart = laid_out([])
    assert not chart
    assert flowchart.describe(chart) == []
    assert "<title" in flowchart.to_svg(chart, title="Flujograma")


def test_a_target_that_is_no_row_goes_on() -> None:
    item = activity(1, "Revisar.", decision=("¿Cumple?", "next", "end"))
    item["decision"]["no"] = identity("nowhere")
    chart = laid_out([item, activity(2, "Cerrar.")])
    assert {target for source, target, _label in drawn_by(chart) if source == item["id"]} == {
        identity("activity-2")
    }


def test_the_words_say_where_every_answer_leads() -> None:
    told = flowchart.describe(laid_out(SUPPORT))
    assert told[2].startswith("2. Clasificar el caso")
    assert (
        "¿La solicitud está completa? Si la respuesta es sí, continúa en 3; si es no, vuelve a 1"
        in (told[2])
    )
    assert told[-1] == "Fin."
    assert sum(line.startswith(("Inicio", "0. Inicio")) for line in told) == 1


def test_the_svg_is_accessible_and_safe_under_a_strict_policy() -> None:
    hostile = activity(
        1,
        '<script>alert(1)</script>&"\u202eabc\x07',
        'x" onload="y',
        None,
        None,
        ("]]>", "next", "1"),
    )
    svg = flowchart.to_svg(laid_out([hostile]), title='Flujo "de" <prueba>', accent="#7a1f3d")
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own text
    assert root.get("role") == "img"
    ids = root.get("aria-labelledby", "").split()
    named = {element.get("id"): element.text for element in root if element.get("id")}
    assert set(ids) == set(named)
    assert named[ids[0]] == 'Flujo "de" <prueba>'
    tags = {element.tag.split("}")[1] for element in root.iter()}
    assert tags <= {
        "svg",
        "title",
        "desc",
        "g",
        "path",
        "polyline",
        "polygon",
        "circle",
        "rect",
        "text",
    }
    names = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in names if name == "style" or name.startswith("on")]
    assert "\u202e" not in svg
    assert "#7a1f3d" in svg


def test_the_svg_refuses_an_accent_that_is_no_colour() -> None:
    with pytest.raises(ValueError, match="accent"):
        flowchart.to_svg(laid_out(SUPPORT), title="x", accent='red"/><script>')


def test_the_widths_are_those_of_the_typeface() -> None:
    path = next(p for p in fonts.folders()[0].iterdir() if p.name.startswith("SourceSans3["))
    with TTFont(path, lazy=True) as font:
        glyphs, cmap = font.getGlyphSet(location={"wght": 400}), font.getBestCmap()
        scale = font["head"].unitsPerEm
        real = {
            char: round(glyphs[cmap[ord(char)]].width * 1000 / scale) for char in metrics.WIDTHS
        }
    assert real == metrics.WIDTHS


@given(TEXTS, st.integers(40, 200), st.integers(1, 6))
def test_lines_keep_their_room(text: str, room: int, most: int) -> None:
    lines = metrics.wrap(text, size=9, room=room, most=most)
    assert len(lines) <= most
    assert all(metrics.width(line, 9) <= room for line in lines)
    whole = re.sub(r"\s", "", text)
    shown = "".join(lines).replace(" ", "")
    assert (
        shown == whole
        or (shown.endswith("…") and whole.startswith(shown[:-1].replace(" ", "")))
        or re.sub(r"\s", "", "".join(lines)) == whole
    )
