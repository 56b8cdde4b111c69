"""The table of norms comes from a file: all or nothing, twice as once, errors where they are."""

from __future__ import annotations

import io
import json
from pathlib import Path

from django.core.management import call_command

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.checking import norm_table, starting_norms
from records.exceptions import NotAllowed
from records.legal_references import import_references, read_rows
from records.models import Entity, LegalReference, RecordEvent
from records.permissions import Role
from tests.factories import at, person

HEAD = "kind,number,year,issuer,title,valid_from,valid_to,replaced_by,note"
GOOD = f"{HEAD}\nacuerdo,077,2031,Concejo,Del archivo,2031-02-01,,,\nlaw,9001,2032,,Otra,,,,\n"
WRONG = (
    f"{HEAD}\nlaw,9001,2032,,Buena,,,,\npoema,1,2030,,Mala,,,,\n"
    "law,9002,treinta,,Mala,2030-13-01,,,\nlaw,9003,2030,,Mala,2030-02-02,2030-02-01,,\n"
)


@pytest.fixture
def administrator(db: None) -> object:
    Entity.objects.create(name="Alcaldía de Prueba")
    return person("ada.admin", Role.ADMINISTRATOR)


def imported(text: str, by: object) -> object:
    return import_references(read_rows(text.encode(), "normas.csv"), by=by, at=at("2032-01-01"))


def test_new_norms_are_kept_with_one_event(administrator: object) -> None:
    report = imported(GOOD, administrator)
    assert (report.rows, report.valid, report.created, report.changed) == (2, 2, 2, 0)
    norm = LegalReference.objects.get(kind="agreement", number="077", year=2031)
    assert (norm.issuer, str(norm.valid_from)) == ("Concejo", "2031-02-01")
    assert RecordEvent.objects.get().action == "norms.imported"


def test_twice_is_the_same_as_once(administrator: object) -> None:
    imported(GOOD, administrator)
    report = imported(GOOD, administrator)
    assert (report.created, report.changed) == (0, 0)
    assert RecordEvent.objects.count() == 1


def test_a_changed_row_changes_its_norm(administrator: object) -> None:
    imported(GOOD, administrator)
    before = LegalReference.objects.count()
    report = imported(GOOD.replace("Otra,,", "Otra,,2033-05-05"), administrator)
    assert (report.created, report.changed) == (0, 1)
    assert LegalReference.objects.count() == before
    assert str(LegalReference.objects.get(number="9001").valid_to) == "2033-05-05"


def test_one_wrong_row_refuses_all_and_every_error_says_where(administrator: object) -> None:
    before = LegalReference.objects.count()
    report = imported(WRONG, administrator)
    assert LegalReference.objects.count() == before
    assert not RecordEvent.objects.exists()
    assert [(error.line, error.column, error.read) for error in report.errors] == [
        (3, "kind", "poema"),
        (4, "year", "treinta"),
        (4, "valid_from", "2030-13-01"),
        (5, "valid_to", "2030-02-01"),
    ]
    assert all(error.expected and error.message for error in report.errors)
    assert report.valid == 1


def test_a_norm_written_twice_is_refused(administrator: object) -> None:
    report = imported(f"{GOOD}Ley,9001,2032,,Repetida,,,,\n", administrator)
    assert [(error.line, error.column) for error in report.errors] == [(4, "number")]


def test_line_is_the_physical_line(administrator: object) -> None:
    text = f'{HEAD}\nlaw,9001,2032,,"Dos\nrenglones",,,,\n\npoema,1,2030,,,,,,\n'
    assert imported(text, administrator).errors[0].line == 5


def test_excel_with_spanish_heads_says_the_same(administrator: object) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Tipo", "Número", "Año", "Asunto", "Desde"])
    book.active.append(["Ley", 9001, 2032, "Otra", at("2032-02-01").replace(tzinfo=None)])
    file = io.BytesIO()
    book.save(file)
    rows = read_rows(file.getvalue(), "normas.xlsx")
    report = import_references(rows, by=administrator, at=at("2032-01-01"))
    assert report.errors == []
    norm = LegalReference.objects.get(kind="law", number="9001", year=2032)
    assert (norm.title, str(norm.valid_from)) == ("Otra", "2032-02-01")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "normas.csv"),
        (b"\x00\x01\x02", "normas.csv"),
        (b"PK no es", "normas.xlsx"),
        (b"numero,asunto\n1,Sin tipo\n", "normas.csv"),
        (b"x" * (5 * 1024 * 1024 + 1), "normas.csv"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes, name: str) -> None:
    with pytest.raises(NotAllowed, match=r"\."):
        read_rows(content, name)


@settings(deadline=None)  # what begins like a ZIP is read in a process of its own
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx"]))
def test_any_bytes_give_rows_or_a_sentence(content: bytes, name: str) -> None:
    try:
        rows = read_rows(content, name)
    except NotAllowed as refusal:
        rows = []
        fields = {reason.field for reason in refusal.reasons}
    else:
        fields = {"file"}
    assert fields == {"file"}
    assert all(row.line > 1 for row in rows)


def test_the_starting_table_is_what_a_new_installation_has(db: None) -> None:
    def plain(norm: object) -> tuple[object, ...]:
        return (norm.kind, norm.number, norm.year, norm.issuer, norm.valid_from, norm.valid_to)

    assert {plain(one) for one in starting_norms()} == {plain(one) for one in norm_table()}


def test_the_command_reports_as_json_and_refuses_with_status_1(
    administrator: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "normas.csv"
    file.write_text(WRONG, encoding="utf-8")
    with pytest.raises(SystemExit) as exit_:
        call_command("import_legal_references", str(file), "--json")
    assert exit_.value.code == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["rows"], report["valid"], len(report["errors"])) == (4, 1, 4)
    assert set(report["errors"][0]) == {"line", "column", "read", "expected", "message"}


def test_a_dry_run_changes_nothing(administrator: object, tmp_path: Path) -> None:
    file = tmp_path / "normas.csv"
    file.write_text(GOOD, encoding="utf-8")
    before = LegalReference.objects.count()
    call_command("import_legal_references", str(file), "--dry-run")
    assert LegalReference.objects.count() == before
    call_command("import_legal_references", str(file))
    assert LegalReference.objects.count() == before + 2
