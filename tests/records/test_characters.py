"""Frozen content holds nothing that XML forbids: each workbook of it opens."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from records.capture import judging
from records.capture.units import Unit
from records.case_files import bulk
from records.case_files.bulk import Line
from records.characters import has_unseen, in_sight, without_illegal
from records.digests import normalized
from records.exceptions import NotAllowed
from records.wording import unseen
from tests.factories import World, at
from tests.records.case_files.files import filed, opened


@pytest.mark.parametrize("character", ["\x00", "\x1f", "\ufffe", "\uffff"])
def test_frozen_content_drops_what_xml_forbids(character: str) -> None:
    assert normalized({"title": [f"Uno{character}dos"]}) == {"title": ["Unodos"]}


def test_a_break_leaves_a_space_and_a_tab_or_line_stays() -> None:
    assert without_illegal("Uno\x0bdos\ttres\ncuatro") == "Uno dos\ttres\ncuatro"


@given(st.text())
def test_what_is_frozen_fits_a_workbook_and_is_not_changed_twice(text: str) -> None:
    frozen = normalized(text)
    assert normalized(frozen) == frozen
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    cell = sheet.cell(1, 1)
    cell.value = frozen
    cell.data_type = "s"
    target = io.BytesIO()
    book.save(target)
    load_workbook(io.BytesIO(target.getvalue()))


UNSEEN = ["\x00", "\x07", "\x85", "\u00ad", "\u200b", "\u200f", "\u202e", "\u2066", "\ufeff"]


@pytest.mark.parametrize("character", UNSEEN)
def test_what_is_not_seen_is_known_and_goes_out_of_a_line(character: str) -> None:
    if character != "\x85":  # a blank like any other
        assert has_unseen(f"Acta{character} 4")
        assert unseen(f"Acta{character} 4", "title")[0].code == "unseen"
    assert in_sight(f"Acta{character}\t 4\n") == "Acta 4"


@given(st.text())
def test_a_line_in_sight_holds_nothing_unseen(text: str) -> None:
    line = in_sight(text)
    assert not has_unseen(line)
    assert in_sight(line) == line


def test_accents_signs_and_joiners_are_seen() -> None:
    for text in ("Acta n.º 4 — «Año»", "naïve ☃", "👩\u200d⚕️"):
        assert not has_unseen(text)
        assert in_sight(text) == text


@pytest.mark.parametrize("character", ["\x00", "\u202e", "\u200f"])
def test_a_title_that_turns_around_enters_by_no_way(world: World, character: str) -> None:
    """By hand, from a list, captured; what the system names itself is cleaned."""
    title = f"Contrato{character} 4"
    told = {"by": world.archivist, "at": at("2020-02-03")}
    for wrong in ({"title": title}, {"title": "Contrato", "public_title": title}):
        with pytest.raises(NotAllowed, match="no se ven"):
            opened(world, **wrong)
    line = Line(2, {"series": world.series.code, "title": title}, {})
    _openings, problems = bulk.judged([line], **told)
    assert any("no se ven" in one.message for one in problems)
    world.series.fields.create(name="Contratista")
    with pytest.raises(NotAllowed, match="Contratista"):
        opened(world, metadata={"Contratista": f"Ana{character}"})
    case_file = opened(world)
    unit = Unit(files=(), title=title, created_on=date(2020, 2, 3))
    reasons = judging.reasons_against([unit], [()], case_file, **told)
    assert "unseen" in {one.code for one in reasons}
    record = filed(world, case_file, title)
    assert record.title == "Contrato 4"
