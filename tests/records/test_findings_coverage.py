"""What an activity leaves and whether its series is in the scheme, where a scheme is known."""

from __future__ import annotations

from typing import Any

import pytest

from records.findings import Facts, find
from tests.records.contents import activity, procedure, record
from tests.records.finding import NORMS, TODAY, found_in, of_code


def _coverage(value: dict[str, Any]) -> list[tuple[str, str | None]]:
    found = find(
        value,
        Facts(),
        norms=NORMS,
        rule_series={"120.07"},
        scheme_series={"120.07", "120.08"},
        today=TODAY,
    )
    wanted = {"activity_without_record", "record_without_rule"}
    return [(one.code, one.where) for one in found if one.code in wanted]


def test_an_activity_says_what_it_leaves_or_that_it_leaves_nothing() -> None:
    value = procedure(
        [
            activity("Inicio", record=None),
            activity("Recibir la solicitud", record="Solicitud", number="1"),
            activity("Revisar lo recibido", record="  ", number="2"),
            activity("Avisar al vecino", record="No aplica", number="3"),
            activity("Archivar las solicitudes", record=None, number="4"),
            activity(
                "Decidir",
                number="5",
                decision={"question": "¿Sirve?", "yes": "next", "no": "end"},
            ),
        ]
    )
    assert _coverage(value) == [("activity_without_record", "Actividad 2")]
    assert not of_code("activity_without_record", found_in(value))
    assert _coverage({**value, "kind": "guide"}) == []


@pytest.mark.parametrize(
    ("series", "words"),
    [("120.07", ""), ("120.08", "no tiene regla en la TRD"), ("120.99", "no está en el CCD")],
)
def test_a_series_that_is_not_in_the_scheme_is_told_apart(series: str, words: str) -> None:
    value = procedure(records=[record("Solicitudes", series=series)])
    found = find(
        value,
        Facts(),
        norms=NORMS,
        rule_series={"120.07"},
        scheme_series={"120.07", "120.08"},
        today=TODAY,
    )
    told = [one.message for one in of_code("record_without_rule", found)]
    assert [words in one for one in told] == ([True] if words else [])
