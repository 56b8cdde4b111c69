from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import records
from records.content import validator
from records.norms import LABELS, NormStatus, label, parse, status

TABLE = Path(records.__file__).parent / "data" / "legal_references.csv"


def _short(text: str) -> list[tuple[Any, ...]]:
    return [(norm["kind"], norm["number"], norm["year"], norm["issuer"]) for norm in parse(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ley 594 de 2000", [("law", "594", 2000, None)]),
        ("LEY N° 80/93", [("law", "80", 1993, None)]),
        ("Ley 80", [("law", "80", None, None)]),
        ("Ley General de Archivos 594 de 2000", [("law", "594", 2000, None)]),
        (
            "Leyes 80 de 1993 y 1150 de 2007",
            [("law", "80", 1993, None), ("law", "1150", 2007, None)],
        ),
        ("Ley 1437 de 2011, 15 días hábiles", [("law", "1437", 2011, None)]),
        ("Decreto 1.080 de 2015", [("decree", "1080", 2015, None)]),
        ("Decreto 1080/2015", [("decree", "1080", 2015, None)]),
        ("Decreto No. 1078 del 26 de mayo de 2015", [("decree", "1078", 2015, None)]),
        ("decreto único reglamentario 1081 de 2015", [("decree", "1081", 2015, None)]),
        ("Decreto Ley 019 de 2012", [("decree_law", "019", 2012, None)]),
        ("Decreto 770 de 2021 de Función Pública", [("decree", "770", 2021, "Función Pública")]),
        ("Decreto 770 de 2021 - MIPG", [("decree", "770", 2021, None)]),
        ("Decreto 770 de 2021 – MinTIC", [("decree", "770", 2021, "MinTIC")]),
        ("Decreto 770 de 2021 DAFP", [("decree", "770", 2021, "DAFP")]),
        ("Decreto Municipal 31 de 2019", [("decree", "31", 2019, "Municipio")]),
        (
            "Resoluciones 15 y 12 de 2010",
            [("resolution", "15", 2010, None), ("resolution", "12", 2010, None)],
        ),
        (
            "Decretos 11 de 2008, 26 de 2012 y 25 de 2014",
            [
                ("decree", "11", 2008, None),
                ("decree", "26", 2012, None),
                ("decree", "25", 2014, None),
            ],
        ),
        (
            "Ordenanza No. 43 de 2016 - Asamblea Departamental",
            [("ordinance", "43", 2016, "Asamblea Departamental")],
        ),
        ("Acuerdo AGN 001 de 2024", [("agreement", "001", 2024, "AGN")]),
        (
            "Acuerdo 042 de 2002 del Archivo General de la Nación, por el cual",
            [("agreement", "042", 2002, "Archivo General de la Nación")],
        ),
        ("Circular Externa Nº 005 de 2012", [("circular", "005", 2012, None)]),
        ("Directiva Presidencial 04 de 2012", [("directive", "04", 2012, None)]),
        ("Documento CONPES 3072 DNP", [("conpes", "3072", None, "DNP")]),
        ("Acto Legislativo 01 de 2009", [("other", "Acto Legislativo 01", 2009, None)]),
        (
            "NTC ISO 9001:2015 e ISO-IEC-11801, ISO 20000",
            [
                ("standard", "NTC ISO 9001", 2015, None),
                ("standard", "ISO/IEC 11801", None, None),
                ("standard", "ISO 20000", None, None),
            ],
        ),
        (
            "ISO 9001:2015, 14001:2015 y 45001",
            [
                ("standard", "ISO 9001", 2015, None),
                ("standard", "ISO 14001", 2015, None),
                ("standard", "ISO 45001", None, None),
            ],
        ),
        ("NTC GP 1000:2009", [("standard", "NTCGP 1000", 2009, None)]),
        ("Norma NTCGP-1000", [("standard", "NTCGP 1000", None, None)]),
        ("Manual MECI:1000", [("standard", "MECI 1000", None, None)]),
        (
            "Constitución Política de Colombia, artículos 15, 20 y 74",
            [("constitution", "15, 20 y 74", None, None)],
        ),
        ("artículo 23 de la Constitución Política de 1991", [("constitution", "23", 1991, None)]),
        (
            "Sentencia C-748 de 2011 de la Corte Constitucional",
            [("ruling", "C-748", 2011, "Corte Constitucional")],
        ),
    ],
)
def test_norms_are_read_as_people_write_them(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert _short(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Plan Nacional de TIC",
        "de acuerdo con lo anterior, 5 días",
        "el acuerdo de niveles de servicio 2",
        "la resolución de 2015",
        "circular por 3 oficinas",
        "Guía 7 de 2020",
        "leyenda 4 de 2000",
    ],
)
def test_what_names_no_norm_gives_none(text: str) -> None:
    assert parse(text) == []


def test_a_norm_named_twice_is_one() -> None:
    assert len(parse("Ley 594 de 2000 (véase Ley 594 de 2000)")) == 1


@given(
    kind=st.sampled_from(["law", "decree", "decree_law", "resolution", "agreement", "ordinance"]),
    number=st.integers(1, 9999),
    year=st.integers(1886, 2026),
    upper=st.booleans(),
)
def test_a_label_is_read_back_as_its_norm(kind: str, number: int, year: int, upper: bool) -> None:
    norm = {"kind": kind, "number": str(number), "year": year, "issuer": None}
    printed = label(norm)
    assert parse(printed.upper() if upper else f"Según la {printed}, se archiva.") == [norm]


_pieces = st.sampled_from(
    [
        "Ley",
        "Decreto",
        "ISO",
        "NTC",
        "No.",
        "594",
        "de",
        "2000",
        "y",
        ",",
        "/",
        "-",
        "del",
        "AGN",
        "(",
    ]
)


@given(st.one_of(st.text(), st.lists(_pieces, max_size=25).map(" ".join)))
def test_any_text_gives_norms_of_the_schema(text: str) -> None:
    schema = validator("content-1")
    checker = schema.evolve(schema={"$ref": "#/$defs/norm", "$defs": schema.schema["$defs"]})
    for norm in parse(text):
        assert list(checker.iter_errors(norm)) == []
        assert label(norm)


def test_every_kind_has_a_spanish_name() -> None:
    kinds = validator("content-1").schema["$defs"]["norm"]["properties"]["kind"]["enum"]
    assert set(LABELS) == set(kinds)
    assert label({"kind": "law", "number": None, "year": None, "issuer": None}) == "Ley"
    assert label(parse("Acuerdo AGN 001 de 2024")[0]) == "Acuerdo 001 de 2024 (AGN)"
    assert label(parse("NTC ISO 9001:2015")[0]) == "NTC ISO 9001:2015"
    article = {"kind": "constitution", "number": "23", "year": 1991, "issuer": None}
    assert label(article) == "Constitución Política de 1991, artículo 23"


TODAY = date(2030, 6, 1)


def _row(kind: str, number: str, year: int, issuer: str | None = None, **dates: Any) -> NormStatus:
    return NormStatus(
        kind=kind,
        number=number,
        year=year,
        issuer=issuer,
        title="",
        valid_from=dates.get("valid_from"),
        valid_to=dates.get("valid_to"),
        replaced_by=dates.get("replaced_by", ""),
    )


ROWS = [
    _row("decree", "19", 2012, valid_to=date(2029, 12, 31), replaced_by="Decreto 7 de 2030"),
    _row("law", "594", 2000),
    _row("law", "700", 2031, valid_from=date(2031, 1, 1)),
    _row("agreement", "042", 2002, "AGN", valid_to=date(2024, 4, 9)),
    _row("agreement", "5", 2020, "Concejo", valid_to=date(2022, 1, 1)),
    _row("agreement", "5", 2020, "AGN"),
    _row("standard", "ISO 9001", 2008, valid_to=date(2015, 9, 14)),
    _row("standard", "ISO 9001", 2015),
    _row("standard", "NTCGP 1000", 2004, valid_to=date(2009, 11, 17)),
    _row("standard", "NTCGP 1000", 2009, valid_to=date(2017, 9, 10), replaced_by="MIPG"),
]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Decreto Ley 019 de 2012", "repealed"),
        ("Decreto 019 de 2011", "unknown"),
        ("Decreto 19", "unknown"),
        ("Decreto Departamental 19 de 2012", "unknown"),
        ("Decreto 19 de 2012 de la Alcaldía Municipal", "unknown"),
        ("Ley 594", "in_force"),
        ("Ley 700 de 2031", "not_yet"),
        ("Acuerdo 42 de 2002 del Archivo General de la Nación", "repealed"),
        ("Acuerdo 042 de 2002", "repealed"),
        ("Acuerdo 042 de 2002 del Concejo Municipal", "unknown"),
        ("Acuerdo 5 de 2020", "unknown"),
        ("Acuerdo 5 de 2020 AGN", "in_force"),
        ("NTC ISO 9001:2008", "repealed"),
        ("ISO 9001", "in_force"),
        ("NTC GP 1000", "repealed"),
        ("Resolución 1 de 1999", "unknown"),
    ],
)
def test_the_table_tells_the_standing(text: str, state: str) -> None:
    (norm,) = parse(text)
    assert status(norm, ROWS, TODAY).state == state


def test_a_norm_rules_until_its_last_day() -> None:
    (norm,) = parse("Decreto 19 de 2012")
    assert status(norm, ROWS, date(2029, 12, 31)).state == "in_force"
    repealed = status(norm, ROWS, date(2030, 1, 1))
    assert repealed.state == "repealed"
    assert repealed.entry is ROWS[0]


def test_of_an_edition_without_year_the_latest_answers() -> None:
    (norm,) = parse("NTCGP 1000")
    entry = status(norm, ROWS, TODAY).entry
    assert entry
    assert entry.replaced_by == "MIPG"


@given(st.lists(st.sampled_from(ROWS), max_size=6), st.sampled_from(ROWS), st.dates())
def test_any_table_and_day_give_an_answer(
    table: list[NormStatus], asked: NormStatus, today: date
) -> None:
    norm = {"kind": asked.kind, "number": asked.number, "year": asked.year, "issuer": asked.issuer}
    standing = status(norm, table, today)
    assert (standing.entry is None) == (standing.state == "unknown")


def _starter() -> list[dict[str, str]]:
    with TABLE.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_starter_table_is_well_formed() -> None:
    for row in _starter():
        assert row["kind"] in LABELS
        assert row["title"]
        start, end = row["valid_from"], row["valid_to"]
        days = [date.fromisoformat(day) for day in (start, end) if day]
        assert days == sorted(days)
        # What no longer rules says what a writer should cite.
        assert bool(end) <= bool(row["replaced_by"]), row


def test_every_norm_of_the_starter_table_is_found_by_its_own_name() -> None:
    day = date(2026, 1, 1)
    table = [
        NormStatus(
            row["kind"],
            row["number"] or None,
            int(row["year"]),
            row["issuer"] or None,
            row["title"],
            date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            row["replaced_by"],
        )
        for row in _starter()
    ]
    assert len(table) >= 60
    for entry in table:
        named = {
            "kind": entry.kind,
            "number": entry.number,
            "year": entry.year,
            "issuer": entry.issuer,
        }
        (norm,) = parse(label(named))
        assert status(norm, table, day).entry == entry
