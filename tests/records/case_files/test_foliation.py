"""Foliation and further metadata: rules, tried on whatever comes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.case_files.fields import Rule, judged
from records.electronic_index.foliation import ARRIVAL, BY_DATE, Entry, foliate, in_order, volumes

days = st.dates(date(2020, 1, 1), date(2020, 12, 31))
entries = st.lists(st.tuples(st.integers(1, 90), days, st.booleans()), max_size=30).map(
    lambda rows: [
        Entry(key, key, pages, day, late) for key, (pages, day, late) in enumerate(rows, start=1)
    ]
)


@pytest.mark.conformance("C13")
@given(entries, st.sampled_from([ARRIVAL, BY_DATE]), st.integers(0, 120))
def test_pages_follow_on_without_gap_or_overlap(rows: list[Entry], ordering: str, most: int):
    folios = foliate(rows, ordering=ordering, max_folios=most)
    assert [one.order for one in folios] == list(range(1, len(rows) + 1))
    end = 0
    pages = {one.key: one.pages for one in rows}
    for one in folios:
        assert one.first == end + 1
        assert one.last - one.first + 1 == pages[one.key]
        end = one.last
    assert end == sum(pages.values())


@pytest.mark.conformance("C20")
@given(entries, st.integers(1, 120))
def test_no_volume_holds_more_than_the_series_admits(rows: list[Entry], most: int):
    folios = foliate(rows, max_folios=most)
    held: dict[int, list[int]] = {}
    for one in folios:
        held.setdefault(one.volume, []).append(one.last - one.first + 1)
    assert list(held) == list(range(1, volumes(folios) + 1)) or not folios
    # One longer than a whole volume stands alone in its own.
    assert all(sum(pages) <= most or len(pages) == 1 for pages in held.values())
    # No volume is begun while the one before had room for its first record.
    for number in range(2, volumes(folios) + 1):
        assert sum(held[number - 1]) + held[number][0] > most


def test_a_record_without_pages_counts_one_and_no_limit_is_one_volume():
    folios = foliate([Entry(1, 1, 0, date(2020, 1, 1)), Entry(2, 2, 300, date(2020, 1, 1))])
    assert [(one.first, one.last, one.volume) for one in folios] == [(1, 1, 1), (2, 301, 1)]
    assert volumes([]) == 1


def test_late_ones_follow_all_others_whatever_their_date():
    rows = [
        Entry(1, 1, 1, date(2020, 5, 1)),
        Entry(2, 2, 1, date(2020, 1, 1)),
        Entry(3, 3, 1, date(2019, 1, 1), late=True),
    ]
    assert [one.key for one in in_order(rows, BY_DATE)] == [2, 1, 3]
    assert [one.key for one in in_order(rows, ARRIVAL)] == [1, 2, 3]


RULES = [
    Rule("Contratista", required=True),
    Rule("Valor", "number"),
    Rule("Firma", "date"),
    Rule("Modalidad", "choice", choices=("Directa", "Licitación")),
]


@pytest.mark.conformance("M01")
def test_every_problem_of_the_metadata_is_named_at_once():
    answers = {"Valor": "mucho", "Firma": "ayer", "Modalidad": "Otra", "Color": "rojo"}
    kept, problems = judged(RULES, answers)
    assert kept == {}
    assert {(one.name, one.code) for one in problems} == {
        ("Contratista", "missing"),
        ("Valor", "number"),
        ("Firma", "date"),
        ("Modalidad", "choice"),
        ("Color", "unknown"),
    }


def test_what_is_right_is_kept_as_text():
    answers = {
        "Contratista": " Ana  Díaz ",
        "Valor": "12,50",
        "Firma": "2020-02-29",
        "Modalidad": "",
    }
    assert judged(RULES, answers) == (
        {"Contratista": "Ana Díaz", "Valor": "12.50", "Firma": "2020-02-29"},
        [],
    )


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999999999", "9" * 31])
def test_a_number_that_is_none_is_refused(number: str):
    assert judged([Rule("Valor", "number")], {"Valor": number})[1][0].code == "number"


@given(st.dictionaries(st.sampled_from([one.name for one in RULES]), st.text(max_size=600)))
def test_whatever_is_kept_would_be_kept_again(answers: dict[str, str]):
    kept, _ = judged(RULES, answers)
    assert judged(RULES, kept)[0] == kept
