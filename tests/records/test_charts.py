"""Charts: which tables make one, and what is drawn of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import charts


def chart(shape="columns", head=("Mes", "Trámites"), rows=(("Enero", "4"), ("Febrero", "8"))):
    cells = [{"id": str(place), "cells": list(row)} for place, row in enumerate(rows)]
    return {"chart": shape, "head": list(head), "rows": cells}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.250,5", "1250.5"),
        ("1.250", "1250"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("45 %", "45"),
        ("$ 3.000.000", "3000000"),
        ("-7", "-7"),
        ("0", "0"),
    ],
)
def test_numbers_are_read_the_spanish_way(text, number):
    assert charts.number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "n/a", "doce", "1.25.0", "1,2,3", "=1+1", "1e5", "5 de 8"])
def test_what_is_no_number_is_none(text):
    assert charts.number(text) is None


@given(st.text())
def test_no_text_breaks_the_reading_of_numbers(text):
    charts.number(text)


@pytest.mark.parametrize("shape", charts.SHAPES)
def test_a_chart_names_each_row_and_is_the_same_each_time(shape):
    drawn = charts.drawing(chart(shape))
    assert drawn == charts.drawing(chart(shape))
    assert "Enero" in drawn
    assert "viewBox" in drawn
    assert "<style" not in drawn
    assert "script" not in drawn


def test_names_of_people_never_become_markup():
    drawn = charts.drawing(chart(rows=(("<script>alert(1)</script>", "1"), ("b", "2"))))
    assert "<script" not in drawn


def test_a_column_begins_at_zero():
    """Otherwise ninety-eight beside a hundred looks like nothing."""
    drawn = charts.drawing(chart(rows=(("Enero", "98"), ("Febrero", "100"))))
    heights = [float(part.split('height="')[1].split('"')[0]) for part in drawn.split("<rect")[1:]]
    low, high = sorted(height for height in heights if height < charts.HEIGHT)[-2:]
    assert low / high == pytest.approx(0.98, abs=0.01)


def test_several_numbers_a_row_stand_below_each_other_with_their_names():
    drawn = charts.drawing(
        chart(head=("Mes", "Meta", "Logro"), rows=(("Enero", "1", "2"), ("Febrero", "3", "4")))
    )
    assert drawn.count("<rect") >= 4
    assert all(f"{row} · {column}" in drawn for row in ("Enero",) for column in ("Meta", "Logro"))
    assert charts.SHADES[1] in drawn


def test_long_names_are_drawn_as_bars():
    long = tuple((f"Secretaría de las Tecnologías {place}", "1") for place in range(6))
    assert "series bars" in charts.drawing(chart(rows=long))
    assert "series columns" in charts.drawing(chart())


@pytest.mark.parametrize(
    ("given_chart", "sentence"),
    [
        (chart(rows=(("Enero", "doce"), ("Febrero", "1"))), "«doce»"),
        (chart(head=("Mes",)), "necesita una fila de títulos"),
        (chart(rows=(("Enero", "1"), ("Enero", "2"))), "se llaman igual"),
        (chart(rows=(("Enero", "1"),)), "de 2 a 24 filas"),
        (chart(rows=(("Enero",), ("Febrero", "2"))), "no son números"),
        (chart("lines", ("x", *"abcde"), (("p", *"12345"), ("q", *"12345"))), "a lo sumo 4"),
    ],
)
def test_a_table_that_makes_no_chart_says_why_and_draws_nothing(given_chart, sentence):
    assert any(sentence in told for told in charts.faults(given_chart))
    assert charts.drawing(given_chart) == ""
