"""Frozen content holds nothing that XML forbids: each workbook of it opens."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from records.characters import without_illegal
from records.digests import normalized


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
