"""The map of risks: each stands in one place, and each place says its degree in words."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from records import printed
from records.kinds import GRIDS
from records.kinds.model import level_of
from records.kinds.risks import RISKS, ZONES, heats, inherent, residual, zone
from records.printed.pieces import pieces_of
from tests.records import kinds

DEGREE = st.sampled_from([None, "1", "2", "3", "4", "5"])


@st.composite
def risks(draw: Any) -> list[dict[str, Any]]:
    names = ("probability", "impact", "residual_probability", "residual_impact")
    count = draw(st.integers(0, 12))
    return [
        {"code": f"R{number}"} | {name: draw(DEGREE) for name in names} for number in range(count)
    ]


@given(risks())
def test_every_risk_with_a_place_is_in_it_once_and_under_its_zone(rows):
    maps = {one.title.split()[1]: one for one in heats(rows)}
    for name, zone_of in (("inherente,", inherent), ("residual,", residual)):
        placed = (
            {
                code: cell.name
                for one in [maps[name]]
                for _label, cells in one.rows
                for cell in cells
                for code in cell.names
            }
            if name in maps
            else {}
        )
        assert placed == {row["code"]: zone_of(row) for row in rows if zone_of(row)}


@given(risks())
def test_a_map_has_all_places_with_their_words(rows):
    for heat in heats(rows):
        assert [label[0] for label, _cells in heat.rows] == list("54321")
        assert [label[0] for label in heat.columns] == list("12345")
        for label, cells in heat.rows:
            for column, cell in zip(heat.columns, cells, strict=True):
                assert cell.name == zone(label[0], column[0]) == ZONES[cell.level - 1]
                assert cell.count == len(cell.names)


def test_paper_draws_the_maps_before_the_table_and_colours_only_what_is_said():
    made = kinds.full("matrix")
    part = next(one for one in made["sections"] if one["role"] == "risks")
    pieces = pieces_of(part, [])
    at = [one["type"] for one in pieces].index("heats")
    assert pieces[at + 1]["type"] == "table"
    assert len(pieces[at]["maps"]) == 2
    levels = [row["levels"] for row in pieces[at + 1]["rows"]]
    assert all(given.count(0) == len(given) - 1 for given in levels)
    assert level_of(RISKS.of("inherent"), "Extremo") == 4
    assert level_of(RISKS.of("risk"), "Extremo") == 0


def test_a_table_without_degrees_has_no_map():
    assert all(grid.heats([]) == [] for grid in GRIDS.values())
    listed, _closing = printed.sections(kinds.full("plan"), None)
    assert not any(block["type"] == "heats" for one in listed for block in one["blocks"])
