"""Every kind of document, from its declaration to its rules, its words and its findings."""

from __future__ import annotations

import json
from datetime import date

import pytest

from records import printed
from records.content import schema_errors
from records.findings import Facts, find
from records.kinds import GRIDS, KINDS, LABELS, PARTS, schema
from records.kinds.risks import ZONES, residual, zone
from records.kinds.work_plan import weighted_progress
from records.text import content_text
from tests.records.contents import content, paragraph, rows, section
from tests.records.kinds import full, table

NOW = date(2026, 11, 30)
EVERY = sorted(KINDS)
TYPED = sorted(GRIDS)


def found(value, code):
    told = find(value, Facts(), norms=[], rule_series=None, today=NOW)
    return [one for one in told if one.code == code]


@pytest.mark.parametrize("name", schema.names())
def test_the_file_of_a_schema_says_what_the_declaration_says(name):
    path = schema.FOLDER / f"{name}.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == schema.schema_of(name), (
        f"{path.name} differs from its declaration. Was a document issued under it? Then the "
        "declaration needs a new schema name; else delete the file and run "
        "python -m records.kinds.schema."
    )


@pytest.mark.parametrize("name", EVERY)
def test_a_full_content_obeys_the_schema_of_its_kind(name):
    assert schema_errors(full(name)) == []


@pytest.mark.parametrize("name", sorted(set(EVERY) - {"procedure"}))
def test_the_schema_of_a_kind_takes_no_other_kind(name):
    assert schema_errors(full(name) | {"kind": "letter"}) != []


@pytest.mark.parametrize("name", TYPED)
def test_a_cell_of_another_type_breaks_the_schema(name):
    kind = next(one for one in KINDS.values() if name in {grid.name for grid in one.grids})
    block = table(GRIDS[name])
    for column in GRIDS[name].columns:
        row = block["items"][0] | {column.name: {"of": "no type"}}
        value = content(
            section(kind.parts[-1].role, block | {"items": [row]}),
            schema=kind.schema,
            kind=kind.name,
        )
        assert schema_errors(value) != [], column.name


@pytest.mark.parametrize("name", EVERY)
def test_every_word_of_a_kind_is_read_out_and_printed(name):
    value = full(name)
    words = content_text(value)
    drawn = json.dumps(
        printed.page(value, None, entity={"name": "Entidad"}, mode="draft"), ensure_ascii=False
    )
    for part in KINDS[name].parts:
        for one in part.blocks:
            for column in getattr(one, "columns", ()):
                cell = column.printed(table(one)["items"][0])
                assert cell in words, column.label
                assert cell in drawn, column.label


@pytest.mark.parametrize("name", EVERY)
def test_a_full_content_lacks_nothing_and_an_empty_one_lacks_all_that_is_mandatory(name):
    kind = KINDS[name]
    assert found(full(name), "section_missing") == []
    assert found(full(name), "cell_missing") == []
    empty = content(schema=kind.schema, kind=name)
    missing = {one.where for one in found(empty, "section_missing")}
    assert missing == {PARTS[role].heading for role in kind.mandatory}


@pytest.mark.parametrize("name", TYPED)
def test_a_row_that_lacks_what_it_must_say_is_one_finding_at_that_row(name):
    grid = GRIDS[name]
    row = table(grid)["items"][0]
    bare = row | dict.fromkeys([column.name for column in grid.columns])
    (told,) = found(content(section("other", rows(name, bare))), "cell_missing")
    assert told.target == row["id"]
    for column in grid.columns:
        assert (f"«{column.label}»" in told.message) is column.required


def test_every_kind_of_the_exchange_form_has_a_name():
    assert all(LABELS.values())
    assert LABELS["plan"] == "Plan"


# --- plans ----------------------------------------------------------------------------------------


def activity_of_plan(**cells):
    return table(GRIDS["plan_activities"])["items"][0] | cells


def plan_faults(*items):
    return [message for _target, message in GRIDS["plan_activities"].faults(items)]


def test_a_plan_counts_each_activity_as_it_weighs():
    half, whole = activity_of_plan(weight=25, progress=100), activity_of_plan(weight=75, progress=0)
    assert weighted_progress([half, whole]) == 25
    assert weighted_progress([half | {"weight": None}, whole | {"weight": None}]) == 50
    assert weighted_progress([]) == 0


def test_weights_of_a_plan_add_up_or_are_not_told():
    one = activity_of_plan(weight=60)
    assert plan_faults(one, one) == ["Los pesos de las actividades suman 120 %: deben sumar 100 %."]
    assert plan_faults(one | {"weight": None}) == []


def test_an_activity_of_a_plan_does_not_end_before_it_begins():
    one = activity_of_plan(weight=100, start="2026-05-02", end="2026-05-01")
    assert plan_faults(one) == ["La actividad 1 del plan termina antes de empezar."]


# --- risks ----------------------------------------------------------------------------------------


def risk(**cells):
    return table(GRIDS["risks"])["items"][0] | cells


def test_more_likely_or_graver_is_never_a_lower_zone():
    scale = "12345"
    ranks = [[ZONES.index(zone(p, i)) for i in scale] for p in scale]
    assert all(row == sorted(row) for row in ranks)
    assert all(list(column) == sorted(column) for column in zip(*ranks, strict=True))
    assert (zone("1", "1"), zone("5", "5")) == ("Bajo", "Extremo")
    assert zone(None, "3") == ""


def test_a_catastrophe_is_extreme_however_rare():
    assert {zone(p, "5") for p in "12345"} == {"Extremo"}


def test_a_risk_without_residual_figures_stays_where_it_was():
    one = risk(probability="4", impact="4", residual_probability=None, residual_impact=None)
    assert residual(one) == zone("4", "4")


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"probability": "1", "residual_probability": "5"}, "queda peor con su control"),
        (
            {"residual_probability": "5", "residual_impact": "5", "treatment": "accept"},
            "no se acepta",
        ),
        ({"class": "corruption", "treatment": "accept"}, "es de corrupción"),
        ({"treatment": "reduce", "action": None}, "no dice qué se hará"),
    ],
)
def test_a_risk_that_contradicts_itself_is_told(cells, sentence):
    calm = {"probability": "5", "impact": "1", "residual_probability": "1", "residual_impact": "1"}
    value = content(
        section("risks", paragraph("Mapa."), rows("risks", risk(**(calm | cells)))),
        schema="matrix-1",
        kind="matrix",
    )
    assert any(sentence in one.message for one in found(value, "table_at_odds"))


def test_a_norm_that_was_repealed_says_by_which():
    row = table(GRIDS["origin"])["items"][0] | {"status": "repealed", "replaced_by": None}
    (told,) = GRIDS["origin"].faults([row])
    assert told == (row["id"], "El documento está derogado o reemplazado: diga por cuál.")
