"""Sheets as they come: every layout read to the same lines, every error told at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records.sheets import Sheet
from retention.layouts import ScheduleSheet, SheetLine, read_tables
from tests.retention.layouts import sheets as made


def read(text: str | bytes, **told: str) -> ScheduleSheet:
    return read_tables(made.of_csv(text), **told)


def line(sheet: ScheduleSheet, code: str) -> SheetLine:
    """The line with that printed code."""
    return next(one for one in sheet.lines if one.printed_code == code)


def ruled(sheet: ScheduleSheet) -> dict[str, tuple[Any, ...]]:
    """Years, disposition and reproduction of each line that has them, by printed code."""
    return {
        one.printed_code: (one.office_years, one.archive_years, one.disposition, one.reproduction)
        for one in sheet.lines
        if one.disposition
    }


@pytest.mark.conformance("C01")
def test_a_flat_table_keeps_zeros_words_and_lines() -> None:
    found = read(made.PLAIN)
    assert not found.errors
    assert (found.kind, found.rows, found.valid) == ("trd", 3, 3)
    assert ruled(found) == {
        "02.01": (2, 8, "permanent", ""),
        "02.02": (2, 3, "destroy", ""),
        "05": (1, 4, "sample", ""),
    }
    assert line(found, "02.02").procedure == "Se elimina.\nCon acta."
    assert [(one.on_paper, one.electronic) for one in found.lines if one.disposition] == [
        (True, False),
        (True, True),
        (False, True),
    ]
    assert [one.line for one in found.lines if one.disposition] == [2, 3, 5]


@pytest.mark.conformance("C01")
def test_metadata_semicolons_latin_1_and_joined_codes() -> None:
    found = read(made.SEMICOLONS.encode("latin-1"))
    assert not found.errors
    assert found.offices == {"130": "Secretaría de Planeación"}
    assert ruled(found) == {
        "130.04.01": (5, 15, "permanent", "digital"),
        "130.04.02": (2, 8, "sample", "microfilm"),
    }
    names = [one.name for one in line(found, "130.04.01").document_types]
    assert names == ["Solicitud", "Plano", "Resolución"]
    names = [one.name for one in line(found, "130.04.02").document_types]
    assert names == ["Solicitud", "plano"]
    assert line(found, "130.04.01").line == 7


@pytest.mark.conformance("C01")
def test_a_column_of_offices_told_once_for_several_rows() -> None:
    found = read(made.OFFICES)
    assert not found.errors
    assert found.offices == {"100": "Despacho", "110": "Secretaría de Hacienda"}
    assert ruled(found) == {
        "100.02.01": (2, 8, "permanent", "either"),
        "100.02.02": (2, 3, "destroy", ""),
        "110.02.01": (2, 8, "permanent", ""),
    }


@pytest.mark.conformance("C01")
def test_types_in_rows_of_their_own_below_a_joined_code() -> None:
    found = read(made.JOINED)
    assert not found.errors
    assert found.offices == {"110": "Hacienda"}
    first = line(found, "110.07.01")
    assert [one.name for one in first.document_types] == [
        "Comprobante",
        "Factura o cuenta de cobro",
    ]
    assert [level.name for level in first.path] == ["COMPROBANTES", "Comprobantes de egreso"]
    assert ruled(found)["110.07.02"] == (2, 8, "sample", "")


@pytest.mark.conformance("C01")
def test_lone_letters_mean_what_their_place_says() -> None:
    found = read(made.SPLIT_LETTERS)
    assert not found.errors
    assert ruled(found) == {
        "200.03.001": (2, 18, "permanent", "digital"),
        "200.03.002": (2, 18, "sample", "microfilm"),
    }
    first = line(found, "200.03.001")
    assert (first.on_paper, first.electronic) == (True, True)
    assert [(one.name, one.on_paper, one.electronic) for one in first.document_types] == [
        ("Estudio previo", True, False),
        ("Acta de liquidación", False, True),
    ]


@pytest.mark.conformance("C01")
def test_without_retention_it_is_a_ccd() -> None:
    found = read(made.CCD)
    assert not found.errors
    assert (found.kind, found.rows) == ("ccd", 2)
    assert [one.printed_code for one in found.lines] == ["300.11", "300.11.01", "300.12"]
    assert not ruled(found)


@pytest.mark.conformance("C01")
def test_one_column_of_retention_is_a_tvd() -> None:
    found = read(made.TVD)
    assert not found.errors
    assert found.kind == "tvd"
    assert ruled(found) == {"4.1": (None, 10, "destroy", ""), "4.2": (None, 0, "permanent", "")}
    assert {one.period for one in found.lines} == {"1968 - 1984"}
    assert {one.office for one in found.lines} == {"4"}


def test_trees_of_any_depth() -> None:
    found = read(made.DEEP)
    assert not found.errors
    assert [len(one.path) for one in found.lines] == [1, 2, 3, 3]
    assert ruled(found) == {
        "1.1.1": (5, 15, "permanent", ""),
        "1.1.2": (5, 15, "sample", "either"),
    }


@pytest.mark.conformance("C01")
def test_printed_sheets_one_an_office_with_joined_cells() -> None:
    content = made.book(
        ("Despacho", made.official("100", "Despacho"), made.JOINED_HEAD),
        ("Hacienda", made.official("110", "Secretaría de Hacienda"), made.JOINED_HEAD),
    )
    found = read_tables(made.of_book(content))
    assert not found.errors
    assert found.offices == {"100": "Despacho", "110": "Secretaría de Hacienda"}
    assert ruled(found) == {
        f"{office}.{code}": told
        for office in ("100", "110")
        for code, told in {
            "02.01": (2, 8, "permanent", "digital"),
            "02.02": (2, 8, "destroy", ""),
            "09": (1, 4, "sample", ""),
        }.items()
    }
    first = line(found, "100.02.01")
    assert [(one.name, one.on_paper) for one in first.document_types] == [
        ("Convocatoria", True),
        ("Acta", False),
    ]
    # A procedure that is joined over several rows is that of each subseries.
    assert line(found, "110.02.02").procedure == "Se guarda."


def test_codes_that_a_joined_head_does_not_tell_apart() -> None:
    rows = made.official("100", "Despacho")
    rows[5] = [None, None, None, None, "P", "EL", "AG", "AC", "CT", "E", "S", "M/D", None]
    found = read_tables(made.of_book(made.book(("Hoja", rows, made.JOINED_HEAD))))
    assert not found.errors
    assert set(ruled(found)) == {"100.02.01", "100.02.02", "100.09"}


def test_several_blocks_in_one_sheet() -> None:
    rows = [*made.official("100", "Despacho"), *made.official("110", "Hacienda")]
    found = read_tables(made.of_book(made.book(("TRD", rows, []))))
    assert not found.errors
    assert {one.office for one in found.lines} == {"100", "110"}
    assert len(ruled(found)) == 6


def test_the_code_printed_again_beside_each_type() -> None:
    text = "Código,Series,AG,AC,CT,E,S\n1,ACTAS,2,8,X,,\n1,Convocatoria,,,,,\n1,Acta,,,,,\n"
    found = read(text)
    assert not found.errors
    assert [one.name for one in found.lines[0].document_types] == ["Convocatoria", "Acta"]


def test_codes_that_repeat_what_stands_left_of_them() -> None:
    text = "D,S,Sb,Series,AG,AC,CT,E,S\n10,10.1,,ACTAS,,,,,\n10,10.1,10.1.2,Actas,2,8,X,,\n"
    assert set(ruled(read(text))) == {"10.1.2"}


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("CT", ("permanent", "")),
        ("C.TOTAL / M.TECNOLOGICO", ("permanent", "either")),
        ("Conservación total y digitalización", ("permanent", "digital")),
        ("CT+MT", ("permanent", "either")),
        ("CT/D", ("permanent", "digital")),
        ("E M/D", ("destroy", "either")),
        ("S, M", ("sample", "microfilm")),
        ("Selección", ("sample", "")),
        ("eliminación", ("destroy", "")),
        ("S - MT", ("sample", "either")),
    ],
)
def test_words_of_a_disposition(word: str, told: tuple[str, str]) -> None:
    found = read(f'Código;Serie;AG;AC;Disposición final\n1;ACTAS;2;8;"{word}"\n')
    assert not found.errors
    assert (found.lines[0].disposition, found.lines[0].reproduction) == told


@pytest.mark.parametrize(
    ("row", "column", "read_", "says"),
    [
        ("1;ACTAS;2;8;;;;", "CT", "", "Falta la disposición final."),
        ("1;ACTAS;2;8;X;X;;", "CT", "CT, E", "una sola"),
        ("1;ACTAS;2;8;;;;X", "CT", "MT", "nunca va sola"),
        ("1;ACTAS;2;8;7;;;", "CT", "7", "La marca no se entiende."),
        ("1;ACTAS;dos;8;X;;;", "AG", "dos", "No es un número de años."),
        ("1;ACTAS;2;-8;X;;;", "AC", "-8", "No es un número de años."),
        ("1;ACTAS;2.5;8;X;;;", "AG", "2.5", "No es un número de años."),
        ("1;ACTAS;;8;X;;;", "AG", "", "Faltan los años."),
        ("../../etc;ACTAS;2;8;X;;;", "Código", "../../etc", "No es un código."),
        ("1;;2;8;X;;;", "Serie", "", "Falta el nombre."),
        (";ACTAS;2;8;X;;;", "Código", "", "Falta el código."),
        ("1.2;ACTAS;2;8;X;;;", "Código", "1.2", "Ninguna fila dice cómo se llama la serie 1."),
        (f"1;{'a' * 251};2;8;X;;;", "Serie", "a" * 80, "demasiado largo"),
        ("1;AC\u202eTAS;2;8;X;;;", "Serie", "ACTAS", "marcas invisibles"),
        (f"{'9.' * 11}9;ACTAS;2;8;X;;;", "Código", None, "Ninguna fila"),
    ],
)
def test_a_wrong_cell_says_what_was_read_and_expected(
    row: str, column: str, read_: str | None, says: str
) -> None:
    found = read(f"Código;Serie;AG;AC;CT;E;S;MT\n{row}\n")
    first = found.errors[0]
    assert (first.line, first.column) == (2, column)
    assert says in first.message
    assert first.expected
    assert read_ is None or first.read == read_
    assert (found.rows, found.valid) == (1, 0)


def test_all_errors_of_all_rows_at_once() -> None:
    found = read("Código;Serie;AG;AC;CT;E;S\n1;ACTAS;x;y;;;\n1;OTRAS;2;8;X;;\n2;PLANES;2;8;z;;\n")
    assert [(one.line, one.column) for one in found.errors] == [
        (2, "AG"),
        (2, "AC"),
        (2, "CT"),
        (3, "Código"),
        (4, "CT"),
    ]


def test_a_series_with_two_names_and_a_code_twice() -> None:
    text = (
        "Cod. serie;Serie;Cod. subserie;Subserie;AG;AC;Disposición\n"
        "1;ACTAS;1;Actas de junta;2;8;CT\n1;ACUERDOS;2;Actas de comité;2;8;CT\n"
        "1;ACTAS;1;Actas de junta;2;8;CT\n"
    )
    found = read(text)
    assert [(one.line, one.column) for one in found.errors] == [(3, "Serie"), (4, "Cod. subserie")]
    assert "línea 2" in found.errors[0].message


def test_two_columns_of_codes_are_one_clear_error() -> None:
    found = read("Código;Código TRD;Serie;AG;AC;CT;E;S\n1;1;ACTAS;2;8;X;;\n")
    assert [(one.line, one.message) for one in found.errors] == [
        (
            1,
            "Hay dos columnas de código: «Código» (columna A) y «Código TRD» (columna B). "
            "Deje solo una.",
        )
    ]


def test_a_joined_code_beside_its_parts_is_one_clear_error() -> None:
    found = read("Código;Cod. serie;Serie;AG;AC;CT;E;S\n1;1;ACTAS;2;8;X;;\n")
    assert len(found.errors) == 1
    assert "dos columnas de código" in found.errors[0].message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nombre,edad\nAna,3\n", "No se encontró la fila de encabezados"),
        ("Código;Serie;AG;CT;E;S\n1;ACTAS;2;X;;\n", "Falta la columna del archivo central"),
        ("Código;Serie;AG;AC\n1;ACTAS;2;8\n", "Faltan las columnas de la disposición final"),
        ("Código;Serie;CT;E;S\n1;ACTAS;X;;\n", "Faltan las columnas de retención"),
        ("Código;Serie;AG;AC;CT;E;S\n", "no hay ninguna fila"),
    ],
)
def test_a_table_that_is_none(text: str, says: str) -> None:
    found = read(text)
    assert len(found.errors) == 1
    assert says in found.errors[0].message


def test_human_rights_are_kept_for_ever() -> None:
    found = read("Código;Serie;AG;AC;CT;E;S;Derechos humanos\n1;ACTAS;2;8;;X;;X\n")
    assert [(one.column, one.expected) for one in found.errors] == [("Derechos humanos", "CT")]


def test_what_is_not_read_is_told() -> None:
    found = read("Código;Serie;AG;AC;CT;E;S;Color\n1;ACTAS;2;8;X;;;azul\n")
    assert [one.message for one in found.warnings] == ["La columna «Color» no se lee."]
    assert found.valid == 1


def test_without_offices_the_codes_are_of_the_one_that_is_given() -> None:
    found = read(made.PLAIN, office="130")
    assert {one.printed_code for one in found.lines if one.disposition} == {
        "130.02.01",
        "130.02.02",
        "130.05",
    }


@pytest.mark.conformance("C01")
def test_the_real_schedule_tells_its_four_dirty_rows(real_inputs: Path) -> None:
    content = (real_inputs / "trd_260_rows.csv").read_bytes()
    found = read(content)
    assert (found.kind, found.rows, found.valid) == ("trd", 260, 256)
    assert [(one.line, one.read) for one in found.errors] == [
        (93, ""),
        (95, "2"),
        (96, "2"),
        (97, "1"),
    ]
    mended = content.decode("utf-8-sig").splitlines(keepends=True)
    for place in (92, 94, 95, 96):
        mended[place] = (
            mended[place]
            .replace(",2,,", ",ELIMINACION,E,")
            .replace(",1,,", ",ELIMINACION,E,")
            .replace(",8,,,", ",8,ELIMINACION,E,")
        )
    again = read("".join(mended))
    assert not again.errors
    assert (again.rows, again.valid, len(ruled(again))) == (260, 260, 260)


def test_an_empty_list_of_tables_is_an_error() -> None:
    assert read_tables([Sheet("vacía", [])]).errors


def test_a_code_of_disposition_goes_before_what_was_once_written() -> None:
    text = (
        "Código;Serie;AG;AC;disposicion_original;disposicion_codigo\n"
        "1;ACTAS;2;8;ELIMINACION;CT\n2;PLANES;2;8;quizá;E\n3;LIBROS;2;8;SELECCION;\n"
    )
    found = read(text)
    assert not found.errors
    assert [one.disposition for one in found.lines] == ["permanent", "destroy", "sample"]
    assert [(one.line, one.column) for one in found.warnings] == [(2, "disposicion_original")]


@pytest.mark.conformance("C01")
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (  # groups of other words, types and codes of two sorts of signs
            "CODIGO;SERIE DOCUMENTAL;SUBSERIE DOCUMENTAL;TIEMPO DE RETENCION;;DISPOSICION;;;\n"
            ";;;ARCHIVO GESTION;ARCHIVO CENTRAL;CT;MT;S;E\n"
            "100-02.01;ACTAS;Actas de obra;2;8;X;X;;\n100-03;CIRCULARES;;1;4;;;X;\n",
            {"100.02.01": (2, 8, "permanent", "either"), "100.03": (1, 4, "sample", "")},
        ),
        (  # words below a joined head of codes; the office in the block above
            "Oficina productora: 120. OFICINA JURÍDICA;;;;;;;;;Hoja 1 de 3\n"
            "CÓDIGO;;;SERIES Y TIPOS DOCUMENTALES;RETENCIÓN EN AÑOS;;DISPOSICIÓN FINAL;;;\n"
            "Dep.;Serie;Subs.;;Archivo de Gestión;Archivo Central;C;E;D;S\n"
            "120;1;;ACCIONES;;;;;;\n120;1;1;Acciones de tutela;2;8;;;X;X\n;;;* Fallo;;;;;;\n",
            {"120.1.1": (2, 8, "sample", "digital")},
        ),
        (  # a column of the format of what is electronic
            "D,S,Sb,Serie subserie y tipo documental,SF,SE,F,AG,AC,CT,E,S,M\n"
            "1,1,,ACTAS,,,,,,,,,\n1,1,1,Actas de junta,X,X,PDF,3,10,X,,,X\n",
            {"1.1.1": (3, 10, "permanent", "microfilm")},
        ),
        (  # years in words of Spanish
            "Código,Nombre de la serie,Nombre de la subserie,Años en gestión,Años en central,"
            "Disposición final,Medio de soporte\n02.1,Actas,Actas de obra,2,8,Conservación,Mixto\n",
            {"02.1": (2, 8, "permanent", "")},
        ),
    ],
)
def test_headings_in_other_words(text: str, told: dict[str, Any]) -> None:
    found = read(text)
    assert not found.errors
    assert ruled(found) == told
