"""Tables that somebody uploads: CSV of any sort, workbooks whole and hostile."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from records.sheets import Unreadable, delimited, sheets_of


def workbook(*rows: list[Any], joined: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for area in joined:
        sheet.merge_cells(area)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The workbook with a part more, or another in its place."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as good,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for one in good.namelist():
            if one != name:
                made.writestr(one, good.read(one))
        made.writestr(name, part)
    return file.getvalue()


def read(content: bytes) -> list[tuple[int, list[str]]]:
    return sheets_of(content, most=100)[0].rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_delimiter_and_encoding_are_found(delimiter: str, encoding: str) -> None:
    text = "Año|Señal, con coma\n1|é; ñ\n2|x\n".replace("|", "\x00")
    quoted = text.replace("Señal, con coma", '"Señal, con coma"').replace("é; ñ", '"é; ñ"')
    rows = delimited(quoted.replace("\x00", delimiter).encode(encoding))
    assert rows == [(1, ["Año", "Señal, con coma"]), (2, ["1", "é; ñ"]), (3, ["2", "x"])]


def test_the_line_of_a_row_is_the_physical_one() -> None:
    rows = delimited(b'a,b\n1,"x\ny\n\nz"\n2,w\n')
    assert [line for line, _ in rows] == [1, 2, 6]


def test_a_quotation_mark_that_nobody_closed() -> None:
    with pytest.raises(Unreadable, match="comilla sin cerrar en la línea 2"):
        delimited(b"a,b\n" + b'1,"x\n' + b"2,y\n" * 400)


def test_zeros_that_the_format_of_a_number_shows() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for place, (value, form) in enumerate(
        [(7, "00"), (1.1, "0.00"), (7, "General"), (2.0, "0"), (130, "0000"), (2.5, "General")], 1
    ):
        sheet.cell(1, place, value).number_format = form
    file = io.BytesIO()
    book.save(file)
    assert read(file.getvalue()) == [(1, ["07", "1.10", "7", "2", "0130", "2.5"])]


def test_joined_cells_say_downwards_what_they_say() -> None:
    content = workbook(["a", "b"], [1, "x"], [None, "y"], [None, "z"], joined=("A2:A3",))
    sheet = sheets_of(content, most=100)[0]
    assert sheet.rows == [(1, ["a", "b"]), (2, ["1", "x"]), (3, ["1", "y"]), (4, ["", "z"])]
    assert sheet.repeated == {(3, 0)}


def test_a_formula_that_was_never_calculated_is_told() -> None:
    sheet = sheets_of(workbook(["a", "b"], [1, "=A2+1"]), most=100)[0]
    assert [(one.line, one.column, one.text, one.has_value) for one in sheet.formulas] == [
        (2, 1, "=A2+1", False)
    ]


def test_a_formula_with_its_value_is_read_as_the_value() -> None:
    cell = b'<c r="A1"><f>1+2</f><v>3</v></c>'
    part = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        b'2006/main"><sheetData><row r="1">' + cell + b"</row></sheetData></worksheet>"
    )
    sheet = sheets_of(with_part(workbook(["x"]), "xl/worksheets/sheet1.xml", part), most=9)[0]
    assert sheet.rows == [(1, ["3"])]
    assert [one.has_value for one in sheet.formulas] == [True]


def test_macros_are_refused() -> None:
    with pytest.raises(Unreadable, match="trae macros"):
        read(with_part(workbook(["a"]), "xl/vbaProject.bin", b"\xd0\xcf"))


def test_an_old_or_locked_workbook_is_refused() -> None:
    with pytest.raises(Unreadable, match="antiguo"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


@pytest.mark.parametrize("styled", [True, False])
def test_a_million_empty_rows_end_the_sheet(styled: bool) -> None:
    empty = b'<row r="%d"><c r="A%d"/></row>' if styled else b""
    rows = b"".join(empty % (at, at) for at in range(2, 1_000_000)) if styled else b""
    last = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>z</t></is></c></row>'
    part = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        b'2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        + rows
        + last
        + b"</sheetData></worksheet>"
    )
    content = with_part(workbook(["a"]), "xl/worksheets/sheet1.xml", part)
    assert read(content) == [(1, ["a"])]


def test_hidden_sheets_are_not_read() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a"])
    hidden = book.create_sheet("oculta")
    hidden.append(["b"])
    hidden.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    assert [one.name for one in sheets_of(file.getvalue(), most=9)] == ["Sheet"]


def test_more_rows_than_asked_are_told() -> None:
    sheet = sheets_of(workbook(*([number] for number in range(30))), most=10)[0]
    assert (len(sheet.rows), sheet.truncated) == (10, True)
