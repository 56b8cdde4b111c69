"""What a content orders to be kept, and which record is such a one."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from records.content import items
from records.ordering import Kept, Order, Source, covers, orders_in
from tests.records.contents import activity, content, procedure, record, rows, section

FORMAT = "FO-M11-P2-05"
SERIES = "130.22.01"
MINUTES = "130.02.03"


def _told(value: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return [(one.source.value, one.number, one.code, one.series) for one in orders_in(value)]


def test_an_activity_orders_what_its_row_of_the_table_says() -> None:
    value = procedure(
        [
            activity("Pedir la cuenta", record=f"Formato {FORMAT}", number="1"),
            activity("Levantar el acta", record="Acta y FO-M9-P1-07 Encuesta", number="2"),
            activity("Archivar", record="N/A", number="3"),
            activity("Fin", record=None),
        ],
        [
            record("Solicitud de cuenta", code=FORMAT.lower(), series=SERIES),
            record("Actas", series=MINUTES),
            record("Inventario", series="130.30"),
        ],
    )
    assert _told(value) == [
        ("activity", "1", FORMAT, SERIES),
        ("activity", "2", "", MINUTES),
        ("activity", "2", "FO-M9-P1-07", ""),
        ("listed", "", "", "130.30"),
    ]


def test_a_code_decides_before_a_name_does() -> None:
    value = procedure(
        [activity("Registrar", record="FO-M1-P1-02 Acta", number="1")],
        [
            record("Acta", code="FO-M1-P1-01", series="130.01"),
            record("Acta", code="FO-M1-P1-02", series="130.02"),
        ],
    )
    assert _told(value) == [
        ("activity", "1", "FO-M1-P1-02", "130.02"),
        ("listed", "", "FO-M1-P1-01", "130.01"),
    ]


def test_an_activity_may_say_its_record_in_its_text() -> None:
    value = procedure(
        [activity("Enviar el oficio al alcalde", number="7")], [record("Oficio", series="130.03")]
    )
    assert _told(value) == [("activity", "7", "", "130.03")]


def test_a_format_orders_what_is_filled_in_and_nothing_else() -> None:
    filing = {"id": "f", "fillers": "anybody", "series": SERIES, "notice": None}
    value = content(
        section("form", rows("form_filing", filing)),
        section("records", rows("records", record("Solicitudes", series="130.99"))),
        kind="format",
        code=FORMAT,
    )
    assert _told(value) == [("form", "", FORMAT, SERIES)]


_CODES = st.sampled_from(["", "FO-M1-P1-01", "FO-M1-P1-02"])
_SERIES = st.sampled_from(["", "130.01", "130.02"])


@given(_CODES, _SERIES, _CODES, st.lists(_SERIES.filter(bool), min_size=1, max_size=2))
def test_two_codes_decide_and_a_series_decides_where_one_is_missing(
    ordered: str, series: str, code: str, kept: list[str]
) -> None:
    order = Order(Source.ACTIVITY, "Acta", code=ordered, series=series)
    found = covers(order, Kept(code, tuple(kept)))
    if ordered and code:
        assert found == (ordered == code)
    else:
        assert found == (series in kept)


_NAMES = st.sampled_from(
    ["Acta", "Actas", "FO-M1-P1-01 Acta", "Informe", "Oficio e informe", "N/A"]
)


@given(
    st.lists(_NAMES, max_size=5),
    st.lists(st.tuples(_NAMES.filter(lambda name: name != "N/A"), _CODES, _SERIES), max_size=5),
)
def test_every_row_of_the_table_is_ordered_once_at_least_and_nothing_twice(
    printed: list[str], listed: list[tuple[str, str, str]]
) -> None:
    value = procedure(
        [activity("Hacer", record=name, number=str(place)) for place, name in enumerate(printed)],
        [record(name, code=code or None, series=series or None) for name, code, series in listed],
    )
    found = orders_in(value)
    assert len(found) == len(set(found))
    assert {one.row for one in found} - {""} == {row["id"] for row in items(value, "records")}
    assert {one.activity for one in found} - {""} <= {
        row["id"] for row in items(value, "activities")
    }
