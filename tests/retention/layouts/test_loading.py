"""A schedule comes in from a file whole or not at all, and goes out as it came."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

import pytest
from pytest_django import DjangoAssertNumQueries

from records.exceptions import NotAllowed
from records.models import ClassificationScheme, DocumentType, Office, RecordEvent, Series
from retention.layouts import read_tables
from retention.models import MinimumPeriod, RetentionRule, RetentionSchedule
from retention.scheduling.kept import lines_of
from retention.scheduling.loading import load_schedule, look
from tests.factories import World, at
from tests.retention.layouts import sheets as made

NOW = at("2026-03-04")


def run(*arguments: object) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of `import_schedule`."""
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command("import_schedule", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, out.getvalue(), err.getvalue()


def written(folder: Path, content: str | bytes, name: str = "trd.csv") -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def counts() -> tuple[int, ...]:
    models: tuple[Any, ...] = (
        ClassificationScheme, RetentionSchedule, Series, RetentionRule, Office, RecordEvent,
        DocumentType,
    )  # fmt: skip
    return tuple(model.objects.count() for model in models)


@pytest.mark.conformance("C01")
def test_a_file_becomes_the_next_draft_of_the_entity(world: World, tmp_path: Path) -> None:
    status, out, _err = run(written(tmp_path, made.PLAIN))
    assert status == 0
    scheme = ClassificationScheme.objects.get(name="CCD", label="2")
    assert scheme.valid_from is None
    schedule = scheme.schedule
    assert (schedule.label, schedule.status, schedule.kind) == ("2", "draft", "trd")
    rules = RetentionRule.objects.filter(schedule=schedule)
    assert {(one.series.code, one.office_years, one.disposition) for one in rules} == {
        ("02.01", 2, "permanent"),
        ("02.02", 2, "destroy"),
        ("05", 1, "sample"),
    }
    assert "versión 2" in out
    assert RecordEvent.objects.filter(action="schedule.imported").count() == 1


@pytest.mark.conformance("C01")
def test_json_is_one_object_with_the_keys_of_the_contract(world: World, tmp_path: Path) -> None:
    file = written(tmp_path, made.PLAIN.replace(",2,8,", ",dos,8,"))
    before = counts()
    status, out, err = run(file, "--json")
    told = json.loads(out)
    assert status == 1
    assert out.count("\n") == 1
    assert (told["file"], told["rows"], told["valid"]) == (str(file), 3, 2)
    assert [set(one) for one in told["errors"]] == [
        {"line", "column", "read", "expected", "message"}
    ]
    assert told["errors"][0]["line"] == 2
    assert told["errors"][0]["read"] == "dos"
    assert isinstance(told["warnings"], list)
    assert "línea 2, columna retencion_ag" in err
    assert counts() == before


def test_a_dry_run_changes_nothing(world: World, tmp_path: Path) -> None:
    before = counts()
    status, out, _err = run(written(tmp_path, made.PLAIN), "--dry-run", "--json")
    assert status == 0
    assert json.loads(out)["valid"] == 3
    assert counts() == before


def test_the_version_and_scheme_that_are_asked_for(world: World, tmp_path: Path) -> None:
    file = written(tmp_path, made.PLAIN)
    status, _out, _err = run(file, "--scheme", "Cuadro nuevo", "--version", "7", "--office", "130")
    assert status == 0
    scheme = ClassificationScheme.objects.get(name="Cuadro nuevo", label="7")
    assert {one.code for one in scheme.series.all()} >= {"130.02.01", "130.05"}
    assert {one.office for one in scheme.series.all()} == {world.office}
    status, _out, err = run(file, "--scheme", "Cuadro nuevo", "--version", "7")
    assert status == 1
    assert "ya existe" in err


@pytest.mark.conformance("C01")
def test_an_unknown_office_becomes_one_of_the_draft(world: World, tmp_path: Path) -> None:
    file = written(tmp_path, made.SEMICOLONS.replace("130", "777"))
    status, out, _err = run(file, "--json")
    assert status == 0
    warnings = [one["message"] for one in json.loads(out)["warnings"]]
    assert any("777" in one and "Secretaría de Planeación" in one for one in warnings)
    assert Office.objects.get(code="777").name == "Secretaría de Planeación"


def test_without_retention_it_is_a_scheme_alone(world: World, tmp_path: Path) -> None:
    assert run(written(tmp_path, made.CCD))[0] == 0
    scheme = ClassificationScheme.objects.get(label="2")
    assert not RetentionSchedule.objects.filter(scheme=scheme).exists()
    types = DocumentType.objects.filter(series__scheme=scheme, series__code="300.11.01")
    assert [one.name for one in types] == ["Epicrisis", "Consentimiento informado"]


@pytest.mark.conformance("C01")
def test_a_valuation_schedule_has_its_period(world: World, tmp_path: Path) -> None:
    assert run(written(tmp_path, made.TVD))[0] == 0
    scheme = ClassificationScheme.objects.get(accumulated=True)
    assert scheme.schedule.kind == "tvd"
    period = scheme.periods.get()
    assert (period.valid_from, period.valid_to) == (date(1968, 1, 1), date(1984, 12, 31))
    rule = RetentionRule.objects.get(series__code="4.1")
    assert (rule.office_years, rule.archive_years) == (None, 10)


def test_names_that_are_almost_the_same_are_warned_of(world: World, tmp_path: Path) -> None:
    text = made.PLAIN + "02,ACTAS,03,Acta de entrega de cargos,2,8,CT,PAPEL,\n"
    status, out, _err = run(written(tmp_path, text), "--json")
    assert status == 0
    messages = [one["message"] for one in json.loads(out)["warnings"]]
    assert any("se parece a «Actas de entrega de cargo»" in one for one in messages)


@pytest.mark.conformance("C06")
def test_less_than_a_norm_asks_is_warned_of_and_comes_in(world: World, tmp_path: Path) -> None:
    MinimumPeriod.objects.create(words="acta entrega", years=20, basis="Ley 1 de 2020")
    status, out, _err = run(written(tmp_path, made.PLAIN), "--json")
    told = [one for one in json.loads(out)["warnings"] if "Ley 1 de 2020" in one["message"]]
    assert status == 0
    assert [(one["line"], one["read"]) for one in told] == [(3, "5")]


def test_norms_are_those_of_the_table(world: World) -> None:
    text = "Código;Serie;AG;AC;CT;E;S;Fundamento legal\n1;ACTAS;2;8;X;;;Ley 99999 de 2090\n"
    found = look(text.encode(), "trd.csv", at=NOW)
    assert [one.read for one in found.sheet.errors] == ["Ley 99999 de 2090"]


@pytest.mark.conformance("C07")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("text", [made.OFFICES, made.SPLIT_LETTERS, made.TVD, made.CCD, made.PLAIN])
def test_what_goes_out_comes_in_the_same(
    world: World, tmp_path: Path, ending: str, text: str
) -> None:
    load = load_schedule(text.encode(), "a.csv", by=world.archivist, at=NOW, label="40")
    assert load.scheme is not None
    file = tmp_path / f"salida.{ending}"
    name = f"{load.scheme.name}/40"
    call_command("export_schedule", name, str(file), stdout=StringIO())
    again = load_schedule(
        file.read_bytes(), file.name, by=world.archivist, at=NOW, scheme_name="Otro", label="1"
    )
    assert not again.sheet.errors
    assert again.scheme is not None
    assert lines_of(again.scheme) == lines_of(load.scheme)
    assert len(lines_of(load.scheme)) == len(read_tables(made.of_csv(text)).lines)


@pytest.mark.conformance("C07")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_real_schedule_survives_going_out_and_in(
    world: World, tmp_path: Path, real_inputs: Path, ending: str
) -> None:
    rows = (real_inputs / "trd_260_rows.csv").read_bytes().splitlines(keepends=True)
    good = b"".join(row for at_, row in enumerate(rows, 1) if at_ not in {93, 95, 96, 97})
    assert run(written(tmp_path, good), "--version", "R1")[0] == 0
    file = tmp_path / f"salida.{ending}"
    call_command("export_schedule", "R1", str(file), stdout=StringIO())
    status, out, _err = run(file, "--version", "R2", "--json")
    assert (status, json.loads(out)["errors"]) == (0, [])
    one, other = (ClassificationScheme.objects.get(label=label) for label in ("R1", "R2"))
    assert lines_of(one) == lines_of(other)
    assert RetentionRule.objects.filter(series__scheme=other).count() == 256


def test_two_hundred_lines_take_few_queries(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [f"{place},SERIE NÚMERO {place} UNO,2,8,CT" for place in range(1, 301)]
    text = "\n".join(["Código,Serie,AG,AC,Disposición", *rows])
    with django_assert_max_num_queries(60):
        load = load_schedule(text.encode(), "a.csv", by=world.archivist, at=NOW)
    assert load.scheme is not None
    assert load.scheme.series.count() == 300


def test_who_does_not_keep_the_archive_brings_in_nothing(world: World) -> None:
    before = counts()
    with pytest.raises(NotAllowed, match="no administra"):
        load_schedule(made.PLAIN.encode(), "a.csv", by=world.author, at=NOW)
    assert counts() == before


def test_what_is_confirmed_is_what_was_looked_at(world: World) -> None:
    with pytest.raises(NotAllowed, match="no es el que se revisó"):
        load_schedule(made.PLAIN.encode(), "a.csv", by=world.archivist, at=NOW, looked_at="0" * 64)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.csv", "vacío"),
        (b"\x00\x01\x02", "a.csv", "no es un CSV"),
        (b"PK\x03\x04roto", "a.xlsx", "no es un libro de Excel"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "a.xls", "antiguo"),
    ],
)
def test_a_file_that_is_no_table_is_one_sentence(
    world: World, tmp_path: Path, content: bytes, name: str, says: str
) -> None:
    status, out, err = run(written(tmp_path, content, name), "--json")
    assert status == 1
    assert says in err
    assert says in json.loads(out)["errors"][0]["message"]


@pytest.mark.parametrize("name", ["../nada.csv", "no\u202eexiste.csv", "x" * 300, "a\x00b.csv"])
def test_a_file_that_is_not_there_is_one_sentence(world: World, name: str) -> None:
    status, _out, err = run(name, "--dry-run")
    assert status == 1
    assert "No se puede leer" in err
    assert "No such file" not in err


def test_nobody_to_import_is_wrong_usage(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("import_schedule", str(written(tmp_path, made.PLAIN)), "--user", "nadie")
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("nada", "{folder}/a.csv"), 1, "No hay una versión nada"),
        (("1", "{folder}/a.pdf"), 2, "debe terminar en .csv, .xlsx o .xml"),
        (("1", "{folder}/no/hay/a.csv"), 1, "no se puede escribir"),
    ],
)
def test_an_export_that_cannot_be_is_one_sentence(
    world: World, tmp_path: Path, arguments: tuple[str, str], status: int, says: str
) -> None:
    err = StringIO()
    told = [one.replace("{folder}", str(tmp_path)) for one in arguments]
    with pytest.raises(SystemExit) as ended:
        call_command("export_schedule", *told, stdout=StringIO(), stderr=err)
    assert ended.value.code == status
    assert says in err.getvalue()
    assert not list(tmp_path.iterdir())


def as_xml(*lines: str, kind: str = "TRD") -> str:
    rows = "\n".join(f"<renglon>{line}</renglon>" for line in lines)
    return (
        f'<instrumento xmlns="urn:legajo:instrumento-archivistico:1" clase="{kind}">\n'
        f"{rows}\n</instrumento>"
    )


LINE = (
    "<codigo_serie>02</codigo_serie><serie>Actas</serie><codigo_subserie>01</codigo_subserie>"
    "<subserie>Actas de comité</subserie><tipos_documentales>Acta | Lista</tipos_documentales>"
    "<retencion_ag>2</retencion_ag><retencion_ac>{years}</retencion_ac>"
    "<disposicion_final>CT</disposicion_final>"
)


@pytest.mark.conformance("C01")
def test_an_xml_becomes_a_draft_and_its_wrong_lines_are_told(world: World, tmp_path: Path) -> None:
    before = counts()
    wrong = as_xml(LINE.format(years=8), LINE.format(years="ocho").replace(">01<", ">02<"))
    status, out, _err = run(written(tmp_path, wrong, "trd.xml"), "--json")
    assert status == 1
    assert [(one["line"], one["read"]) for one in json.loads(out)["errors"]] == [(3, "ocho")]
    assert counts() == before
    status, _out, _err = run(written(tmp_path, as_xml(LINE.format(years=8)), "trd.xml"))
    assert status == 0
    rule = RetentionRule.objects.get(series__scheme__label="2")
    assert (rule.series.code, rule.archive_years, rule.disposition) == ("02.01", 8, "permanent")
    types = rule.series.document_types.values_list("name", flat=True)
    assert sorted(types) == ["Acta", "Lista"]
    file = tmp_path / "out.xml"
    call_command("export_schedule", "2", str(file), stdout=StringIO())
    again = look(file.read_bytes(), "out.xml", at=NOW)
    assert [line.printed_code for line in again.sheet.lines] == [
        line.printed_code for line in lines_of(ClassificationScheme.objects.get(label="2"))
    ]


@pytest.mark.conformance("C01")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<instrumento", "no se puede leer"),
        (as_xml("<serie>A</serie><serie>B</serie>"), "línea 2"),
        (as_xml("<color>rojo</color>"), "línea 2"),
        (as_xml(kind="XYZ"), "esquema"),
        ('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<a>&e;</a>', "DOCTYPE"),
        ("<otra/>", "esquema"),
    ],
)
def test_what_is_no_xml_of_a_schedule_is_told_in_a_sentence(
    world: World, content: str, sentence: str
) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        look(content.encode(), "trd.xml", at=NOW)
