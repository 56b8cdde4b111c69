"""A sheet that describes files: every error by its line, and nothing guessed."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from records.capture import manifest
from records.capture.manifest import Described, read

TYPES = {"oficio": 1, "informe": 2}
HEADS = ["Archivo", "Título", "Fecha", "Tipo documental", "Documento"]


def table(*rows: list[str]) -> list[tuple[int, list[str]]]:
    return list(enumerate([HEADS, *rows], 1))


def test_lines_of_one_number_are_one_record() -> None:
    found = read(
        table(
            ["oficio.pdf", "Oficio 12", "2026-03-14", "OFICIO", "1"],
            ["", "", "", "", ""],
            ["plano.png", "", "", "", "1"],
            ["informe.pdf", "Informe de marzo", "31/03/2026", "Informe", ""],
        ),
        files=["informe.pdf", "oficio.pdf", "plano.png"],
        types=TYPES,
    )
    assert found.errors == []
    assert found.units == [
        Described(2, ["oficio.pdf", "plano.png"], "Oficio 12", date(2026, 3, 14), 1),
        Described(5, ["informe.pdf"], "Informe de marzo", date(2026, 3, 31), 2),
    ]


def test_every_error_is_told_at_once() -> None:
    found = read(
        table(
            ["oficio.pdf", "", "14 de marzo", "Acta", ""],
            ["oficio.pdf", "Otra vez", "2026-03-14", "Oficio", ""],
            ["otro.pdf", "No vino", "2026-02-30", "Oficio", ""],
        ),
        files=["oficio.pdf", "sobra.pdf"],
        types=TYPES,
    )
    assert [(one.line, one.column) for one in found.errors] == [
        (2, "Fecha"),
        (2, "Título"),
        (2, "Tipo documental"),
        (3, "Archivo"),
        (4, "Archivo"),
        (4, "Fecha"),
        (0, "Archivo"),
    ]
    assert found.errors[2].message.endswith("Se espera: informe, oficio.")


def test_a_sheet_without_its_columns_says_which() -> None:
    found = read([(1, ["archivo", "asunto"]), (2, ["a.pdf", "x"])], files=["a.pdf"], types={})
    assert [one.message for one in found.errors] == ["La planilla debe tener una columna «Fecha»."]
    assert read([], files=[], types={}).errors[0].message == "La planilla está vacía."


def test_two_files_of_one_name_are_told() -> None:
    found = read(
        table(["a.pdf", "A", "2026-03-14", "oficio", ""]), files=["a.pdf", "a.pdf"], types=TYPES
    )
    assert [one.read for one in found.errors] == ["a.pdf"]


cells = st.text(max_size=12)


@given(st.lists(st.lists(cells, max_size=6), max_size=6), st.lists(cells, max_size=4))
def test_no_sheet_hurts_its_reader(rows: list[list[str]], files: list[str]) -> None:
    """Whatever it holds: each file is described once, or the sheet has errors."""
    found = read(list(enumerate([HEADS, *rows], 1)), files=files, types=TYPES)
    if not found.errors:
        told = [name for one in found.units for name in one.files]
        assert sorted(told) == sorted(files)
    assert all(one.message for one in found.errors)
    assert set(manifest.HEADINGS) == set(manifest.COLUMNS)
