from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.content import ids, validator
from records.findings import ADVISORY, BLOCKING, CODES, Facts, Finding, find
from tests.records.contents import (
    activity,
    arbitrary_contents,
    change,
    content,
    definition,
    paragraph,
    procedure,
    record,
    reference,
    rows,
    section,
)
from tests.records.finding import NORMS, found_in, of_code


def test_the_codes_are_the_closed_list_of_the_exchange_form() -> None:
    schema = validator("document").schema["properties"]["warnings"]["items"]
    assert set(CODES) == set(schema["properties"]["code"]["enum"])
    assert not BLOCKING & ADVISORY
    assert set(CODES) == BLOCKING | ADVISORY


def test_a_careful_procedure_has_no_findings() -> None:
    assert found_in(procedure()) == []


# --- Structure ------------------------------------------------------------------------------------


def test_each_missing_and_each_empty_part_is_told() -> None:
    value = content(section("objective", paragraph(" – "), title="OBJETO"))
    found = of_code("section_missing", found_in(value))
    names = [finding.where for finding in found]
    assert names == [
        "OBJETO",
        "Responsable",
        "Alcance",
        "Contenido",
        "Soporte normativo y de referencia",
        "Registros",
        "Descripción de actividades",
    ]
    assert "vacía" in found[0].message
    assert found[0].target == value["sections"][0]["id"]


def test_activities_fulfil_their_part_and_the_content_wherever_they_stand() -> None:
    value = procedure()
    value["sections"] = [s for s in value["sections"] if s["role"] != "content"]
    value["sections"].append(section("activities", rows("activities", activity("Abrir"))))
    assert not of_code("section_missing", found_in(value))
    value["sections"][-1]["blocks"] = []
    missing = [finding.where for finding in of_code("section_missing", found_in(value))]
    assert missing == ["Contenido", "Descripción de actividades"]


def test_a_kind_without_rules_misses_nothing() -> None:
    assert found_in(content(kind="letter")) == []


def test_a_repeated_number_names_both_sections() -> None:
    value = procedure()
    value["sections"][6]["number"] = "5."
    (finding,) = of_code("section_number_repeated", found_in(value))
    assert finding.target == value["sections"][6]["id"]
    assert "«CONTENT»" in finding.message
    assert "«RECORDS»" in finding.message


@pytest.mark.parametrize("nobody", [None, "", " – ", "N/A"])
def test_an_activity_needs_somebody(nobody: str | None) -> None:
    value = procedure([activity("Abrir", nobody, number="4"), activity("Fin", None)])
    (finding,) = of_code("activity_without_responsible", found_in(value))
    assert finding.where == "Actividad 4"


def test_an_unplaced_text_points_to_the_section_that_keeps_it() -> None:
    kept = section("other", paragraph("Hoja suelta del archivo."), title="Texto sin ubicar")
    value = procedure()
    value["sections"].append(kept)
    found = of_code(
        "text_unplaced",
        found_in(value, Facts(unplaced=("Hoja suelta del  archivo.", "Otra " + "cosa " * 40))),
    )
    assert [finding.target for finding in found] == [kept["id"], None]
    assert len(found[1].message) < 200


# --- Versions and dates ---------------------------------------------------------------------------


def _versions(*pairs: tuple[str, str | None], facts: Facts | None = None) -> list[Finding]:
    return found_in(procedure(changes=[change(*pair) for pair in pairs]), facts)


def test_a_version_that_goes_back_is_found_once() -> None:
    found = of_code(
        "version_goes_back",
        _versions(("01", "2017-05-31"), ("02", "2018-01-25"), ("01", "2018-08-15")),
    )
    assert len(found) == 1
    assert found[0].where == "Control de cambios, versión 01 del 15/08/2018"


@pytest.mark.parametrize(
    "pairs",
    [
        [("01", "2017-05-31"), ("02", "2018-01-25"), ("10", "2018-08-15")],
        [("03", "2019-05-31"), ("02", "2018-01-25"), ("01", "2017-08-15")],
        [("2", None), ("1", None)],
        [("1.2", None), ("1.10", None)],
        [("01", "2017-05-31"), ("única", "2018-01-25"), ("02", "2018-02-25")],
    ],
)
def test_rising_versions_are_right_in_either_direction(pairs: list[tuple[str, str | None]]) -> None:
    found = _versions(*pairs)
    assert not of_code("version_goes_back", found)
    assert not of_code("dates_out_of_order", found)


def test_the_header_is_not_behind_its_change_control() -> None:
    (finding,) = of_code("version_goes_back", _versions(("03", None), facts=Facts(label="02")))
    assert finding.where == "Encabezado"


def _signed(prepared: str, reviewed: str, approved: str) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"role": role, "names": ["Quien firma"], "date": day}
        for role, day in (("prepared", prepared), ("reviewed", reviewed), ("approved", approved))
    )


def test_signatures_in_order_are_right() -> None:
    facts = Facts(
        approved_on=date(2018, 8, 15), signatures=_signed("2018-07-01", "2018-08-08", "2018-08-15")
    )
    assert not of_code("dates_out_of_order", found_in(procedure(), facts))


@pytest.mark.parametrize(
    ("days", "approved_on", "words"),
    [
        (("2018-08-09", "2018-08-08", "2018-08-15"), date(2018, 8, 15), "elaboración"),
        (("2018-08-01", "2018-08-16", "2018-08-15"), date(2018, 8, 15), "revisión"),
        (("2018-08-01", "2018-08-02", "2018-08-15"), date(2018, 8, 14), "encabezado"),
        (("2018-08-01", "2018-08-02", "2018-08-15"), date(2031, 1, 1), "no ha llegado"),
    ],
)
def test_dates_out_of_order(days: tuple[str, str, str], approved_on: date, words: str) -> None:
    facts = Facts(approved_on=approved_on, signatures=_signed(*days))
    (finding,) = of_code("dates_out_of_order", found_in(procedure(), facts))
    assert words in finding.message


def test_change_rows_out_of_order() -> None:
    found = _versions(("01", "2018-05-31"), ("02", "2017-01-25"), ("03", "2019-01-01"))
    (finding,) = of_code("dates_out_of_order", found)
    assert finding.where == "Control de cambios, versión 02"
    late = _versions(("01", "2018-05-31"), facts=Facts(approved_on=date(2018, 1, 1)))
    assert len(of_code("dates_out_of_order", late)) == 1


def test_two_date_formats_are_one_finding() -> None:
    facts = Facts(date_formats=frozenset({"dd/mm/yyyy", "dd-mm-yyyy"}))
    (finding,) = of_code("date_format_mixed", found_in(procedure(), facts))
    (short,) = of_code(
        "date_format_mixed",
        found_in(procedure(), Facts(date_formats=frozenset({"d/m/y", "d-m-y"}))),
    )
    assert short.message == finding.message
    assert "dd-mm-aaaa y dd/mm/aaaa" in finding.message
    assert not found_in(procedure(), Facts(date_formats=frozenset({"dd/mm/yyyy"})))


# --- Records --------------------------------------------------------------------------------------


def _records(printed: list[str | None], listed: list[str], text: str = "Atender") -> list[Finding]:
    return found_in(
        procedure(
            [activity(text, record=name, number=str(i)) for i, name in enumerate(printed, 1)],
            [record(name, series="120.07") for name in listed],
        )
    )


@pytest.mark.parametrize(
    ("printed", "listed"),
    [
        ("Asistencias y actas", ["Actas", "Listado de asistencia"]),
        ("Acta de reunión, lista de asistencia", ["Actas", "Listado de asistencia"]),
        ("Informe trimestral de avance.", ["Informes"]),
        ("Planes de mejora", ["Plan de mejora"]),
        ("Correo electrónico", ["Comunicado físico o electrónico"]),
        ("Formato FO-M9-P1-04 diligenciado", ["Hoja de préstamo FO-M9-P1-04"]),
        ("Plan de adquisiciones y contratación", ["Plan de adquisiciones"]),
        ("ACTAS", ["Acta"]),
        ("Matrices de riesgo", ["Matriz de riesgos"]),
    ],
)
def test_records_match_by_meaning(printed: str, listed: list[str]) -> None:
    found = _records([printed], listed)
    assert not of_code("record_not_listed", found)
    assert not of_code("record_not_produced", found)


def test_a_record_of_the_code_column_matches() -> None:
    value = procedure(
        [activity("Prestar", record="FO-M9-P1-04")],
        [record("Hoja de vida", code="FO-M9-P1-04", series="120.07")],
    )
    assert found_in(value) == []


def test_an_unlisted_record_is_found_once_with_its_activity() -> None:
    found = of_code(
        "record_not_listed", _records(["Actas", "Encuesta y actas", "Encuestas"], ["Actas"])
    )
    assert [(finding.where, "Encuesta" in finding.message) for finding in found] == [
        ("Actividad 2", True)
    ]


@pytest.mark.parametrize("nothing", [None, "", "N/A", "No aplica", "-", "Documento"])
def test_a_cell_that_says_nothing_names_no_record(nothing: str | None) -> None:
    assert not of_code("record_not_listed", _records([nothing, "Acta"], ["Actas"]))


def test_a_record_that_nobody_produces_is_found() -> None:
    (finding,) = of_code("record_not_produced", _records(["Acta"], ["Actas", "Oficio"]))
    assert finding.where == "Registro «Oficio»"
    assert not of_code("record_not_produced", _records([None], ["Oficio"], text="Enviar el oficio"))


def test_without_activities_or_without_a_table_there_is_nothing_to_compare() -> None:
    assert not of_code("record_not_produced", found_in(procedure([], [record("Actas")])))
    assert not of_code("record_not_listed", found_in(procedure(records=[])))


@pytest.mark.parametrize(
    ("columns", "rule_series", "found"),
    [
        ({"series": None, "retention": "Según TRD", "disposition": "Según TRD"}, None, True),
        ({"series": None}, frozenset(), True),
        ({"series": None, "retention": "2 años", "disposition": "Eliminación"}, None, False),
        ({"series": None, "retention": "2 años", "disposition": "Según TRD"}, None, True),
        ({"series": "120.07"}, frozenset({"120.07"}), False),
        ({"series": "120.08"}, frozenset({"120.07"}), True),
        ({"series": "120.08"}, None, False),
    ],
)
def test_a_record_needs_a_rule(
    columns: dict[str, Any], rule_series: frozenset[str] | None, found: bool
) -> None:
    value = procedure(records=[record("Solicitudes", **columns)])
    assert bool(of_code("record_without_rule", found_in(value, rule_series=rule_series))) is found


# --- Norms and acronyms ---------------------------------------------------------------------------


def test_a_repealed_norm_is_found_once_with_what_replaced_it() -> None:
    norm = {"kind": "decree", "number": "31", "year": 2008, "issuer": None}
    value = procedure(
        references=[reference("Decreto 31 de 2008", norm), reference("Decreto 45 de 2012")],
        text="Conforme al Decreto 31/2008, se presta por turnos.",
    )
    (finding,) = of_code("norm_repealed", found_in(value))
    assert finding.target == value["sections"][5]["blocks"][0]["items"][0]["id"]
    assert "Decreto 45 de 2012" in finding.message
    assert "1 de febrero de 2012" in finding.message


def test_a_norm_is_read_from_the_text_of_a_reference_and_from_prose() -> None:
    assert of_code(
        "norm_repealed", found_in(procedure(references=[reference("Decreto 31 de 2008")]))
    )
    (finding,) = of_code("norm_repealed", found_in(procedure(text="Rige el Decreto 31 de 2008.")))
    assert finding.where == "CONTENT"


def test_the_history_may_name_old_norms() -> None:
    value = procedure(changes=[change("01", None, "Se ajusta al Decreto 31 de 2008 y al SGX")])
    assert found_in(value) == []


def test_an_unexplained_acronym_is_found_once_where_it_is_first_used() -> None:
    value = procedure(
        [activity("Reportar al SGX", record="Solicitud", number="2")], text="El SGX y los SGX."
    )
    (finding,) = of_code("acronym_undefined", found_in(value))
    assert "SGX" in finding.message
    assert finding.where == "CONTENT"


@pytest.mark.parametrize(
    "text",
    [
        "Se aplica el Sistema de Gestión de Rutas (SGR).",
        "Se aplica el SGR (Sistema de Gestión de Rutas).",
        "SGR: Sistema de Gestión de Rutas.",
        "Según la TRD, en PDF, capítulo IV, por la norma ISO.",
        "Diligencie el FO-M9-P1-04.",
        "El ciclo PHV se explica abajo: «Planear, Hacer, Verificar (PHV)».",
        "LAS BICICLETAS SON DE TODOS",
        "Las BICIS se cuidan: son bicis de todos.",
        "El IGT y el I.G.T. están en las definiciones; los IGTs también.",
        "La unidad MOV presta.",
    ],
)
def test_an_explained_acronym_or_a_usual_word_is_none(text: str) -> None:
    value = procedure(text=text, definitions=[definition("Índice (IGT)", "Índice general")])
    value["office"] = {"code": "MOV", "name": "Movilidad"}
    assert not of_code("acronym_undefined", found_in(value))


@pytest.mark.parametrize(
    ("term", "meaning"),
    [("SGX", "Sistema"), ("Sistema - SGX", "…"), ("S.G.X.", "…"), ("Sistema", "SGX")],
)
def test_a_definition_explains_its_acronym(term: str, meaning: str) -> None:
    value = procedure(text="El SGX.", definitions=[definition(term, meaning)])
    assert not of_code("acronym_undefined", found_in(value))


# --- All together ---------------------------------------------------------------------------------

_facts = st.builds(
    Facts,
    label=st.none() | st.sampled_from(["01", "x", ""]),
    approved_on=st.none() | st.dates(),
    signatures=st.lists(
        st.fixed_dictionaries(
            {
                "role": st.sampled_from(["prepared", "reviewed", "approved"]),
                "date": st.none() | st.dates() | st.just("ayer"),
            }
        ),
        max_size=3,
    ).map(tuple),
    date_formats=st.frozensets(st.sampled_from(["dd/mm/yyyy", "dd-mm-yyyy"])),
    unplaced=st.lists(st.text(max_size=20), max_size=2).map(tuple),
)


@settings(max_examples=60)
@given(arbitrary_contents, _facts, st.dates())
def test_any_content_is_judged_the_same_twice(
    value: dict[str, Any], facts: Facts, today: date
) -> None:
    found = find(value, facts, norms=NORMS, rule_series=None, today=today)
    assert found == find(value, facts, norms=NORMS, rule_series=None, today=today)
    places = [CODES.index(finding.code) for finding in found]
    assert places == sorted(places)
    known = set(ids(value))
    assert all(finding.target is None or finding.target in known for finding in found)
    assert all(finding.message and "\n" not in finding.message for finding in found)


@pytest.mark.parametrize(
    "piece", ["a", " ", "A.B.", "FO-", "iso-", "ley ", "1, ", "o quien ", "art 1 ", "acta y ", "3"]
)
def test_hostile_text_is_judged_in_bounded_time(piece: str) -> None:
    text = piece * 2000
    value = procedure([activity(text, text, text)], [record(text)], text=text)
    begun = time.process_time()
    found_in(value)
    assert time.process_time() - begun < 5
