"""The rules of each column of an inventory (domain 3.2), for any value."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.inventories import lines

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
TEXT = st.text(max_size=60)


@given(st.none() | DAYS, st.none() | DAYS)
def test_extreme_dates_are_in_order_one_if_single_and_sf_without(first, last):
    initial, final = lines.extreme_dates(first, last)
    known = sorted(day.isoformat() for day in (first, last) if day)
    if not known:
        assert (initial, final) == ("s.f.", "s.f.")
    elif len(set(known)) == 1:
        assert (initial, final) == (known[0], "")
    else:
        assert (initial, final) == (known[0], known[-1])


@given(st.integers(1, 40), st.integers(1, 40))
def test_a_volume_says_of_how_many_only_where_there_are_more(number, total):
    told = lines.volume_of(number, total)
    assert told == (f"{number} de {total}" if total > 1 else str(number))


@pytest.mark.parametrize(
    ("name", "number", "told"),
    [("Planoteca", "3", "Planoteca 3"), ("Rollo ", "", "Rollo"), ("", "", "")],
)
def test_another_unit_is_its_name_and_number(name, number, told):
    assert lines.other_unit(name, number) == told


@given(st.integers(0, 500))
def test_what_is_asked_for_more_often_is_never_rarer(loans):
    order = ["Ninguna", "Baja", "Media", "Alta"]
    now, then = (order.index(lines.consultation(count)) for count in (loans, loans + 1))
    assert now <= then
    assert (now == 0) == (loans == 0)
    assert lines.consultation(None) == ""


@given(st.integers(0, 10**15))
def test_a_size_is_near_what_it_counts_and_short(count):
    number, unit = lines.size_in_words(count).split(" ")
    told = float(number.replace(",", ".")) * 1000 ** ["B", "kB", "MB", "GB", "TB"].index(unit)
    assert abs(told - count) <= max(count * 0.06, 0)
    assert "." not in number
    assert len(number) <= 6 or unit == "TB"


@given(st.sets(st.integers(1, 30)))
def test_every_volume_that_is_missing_below_the_last_is_named(numbers):
    told = lines.notes(lines.Observed(numbers=numbers, on_paper=True), public=False)
    gone = [one for one in range(1, max(numbers, default=0)) if one not in numbers]
    assert ("Falta" in told) == bool(gone)
    named = told.partition("tomo")[2].partition(".")[0] if gone else ""
    assert [int(one) for one in named.lstrip("s").replace("y", ",").split(",") if one.strip()] == (
        gone
    )
    assert ("Sin tomos registrados" in told) == (not numbers)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=3), st.lists(DAYS, max_size=3))
def test_the_public_form_tells_no_loan_and_no_words_of_what_is_apart(apart, days):
    seen = lines.Observed(apart=apart, lent_until=days, records=1)
    public, inner = lines.notes(seen, public=True), lines.notes(seen, public=False)
    assert public == ("Con testigo de lo que se conserva aparte" if apart else "")
    assert all(f"{what}, en {where}" in inner for what, where in apart)
    assert inner.count("Prestado hasta") >= len(days)


def test_the_notes_tell_access_standing_and_what_is_empty():
    seen = lines.Observed(access="reserved", standing="reopened", records=0)
    told = lines.notes(seen, public=False)
    assert told == "Pública reservada. Sin documentos. Reabierto: sin fecha de cierre"
    assert lines.notes(lines.Observed(records=3), public=False) == ""
    merged = lines.Observed(standing="merged", records=1)
    assert "pasaron a otro expediente" in lines.notes(merged, public=True)
    unfoliated = lines.Observed(on_paper=True, numbers=[1], unfoliated=True)
    assert lines.notes(unfoliated, public=False) == "Sin foliar"


@given(title=TEXT, public_title=TEXT, series=TEXT, code=TEXT)
def test_the_public_name_is_never_what_was_written_for_the_archive(
    title, public_title, series, code
):
    told = lines.public_name(
        series=series, code=code, public_title=public_title, title=title, of_document=False
    )
    assert told == (public_title.strip() or f"{series} · {code}")


def test_a_public_controlled_document_is_called_by_its_title():
    told = lines.public_name(
        series="Procedimientos", code="1", public_title="", title="PR-1 Publicar", of_document=True
    )
    assert told == "PR-1 Publicar"


def test_supports_and_kinds():
    assert lines.support_codes(on_paper=True, electronic=True) == "P, EL"
    assert lines.support_codes(on_paper=False, electronic=True) == "EL"
    assert lines.kinds_in_words({"XML": 1, "PDF": 5, "CSV": 1}) == "PDF, CSV, XML"
