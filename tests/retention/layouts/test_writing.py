"""What is written in the official layout and read again: the same lines, in CSV and in XLSX."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.rendering import TypstRenderer
from retention.layouts import (
    Level,
    ScheduleSheet,
    SheetLine,
    TypeName,
    flat,
    paper,
    read_tables,
    xml,
)
from retention.layouts import workbook as workbooks
from retention.layouts.instrument import Instrument
from retention.layouts.words import bare
from tests.retention.layouts import sheets as made

MOMENT = datetime.fromisoformat("2026-03-04T10:00:00-05:00")
CODE = st.from_regex(r"[0-9]{1,3}", fullmatch=True)
LETTERS = st.characters(exclude_categories=("C", "Z"), include_characters=" ")
NAMES = (
    st.text(LETTERS, min_size=1, max_size=40)
    .map(bare)
    .filter(lambda name: name and not name.startswith("CONVENCION"))
)
# What a spreadsheet would run, and what looks like a heading, a mark or a bullet.
NAME = NAMES | st.sampled_from(
    ["=1+1", "+57", "@x", "'=x", "Firma", "X", "AG", "Código: 4", "1; 2"]
)
TEXT = st.text(LETTERS | st.just("\n"), max_size=200).map(
    lambda text: "\n".join(line.strip() for line in text.split("\n")).strip()
)


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """A version of some kind: trees of offices, some lines with rules."""
    kind = draw(st.sampled_from(["ccd", "trd", "tvd"]))
    offices = draw(st.lists(CODE, max_size=3, unique=True)) or [""]
    lines: list[SheetLine] = []
    for office in offices:
        for code in draw(st.lists(CODE, min_size=1, max_size=3, unique=True)):
            top = (Level(code, draw(NAME)),)
            lines += draw(branch(kind, office, top, depth=draw(st.integers(0, 2))))
    called = NAMES.map(lambda name: f"Oficina {name}".strip())
    names = {office: draw(called) for office in offices if office}
    return Instrument(kind=kind, label="01", entity="Entidad", lines=lines, offices=names)


@st.composite
def branch(
    draw: st.DrawFn, kind: str, office: str, path: tuple[Level, ...], *, depth: int
) -> list[SheetLine]:
    codes = draw(st.lists(CODE, min_size=1, max_size=2, unique=True)) if depth else []
    ruled = kind != "ccd" and (not codes or draw(st.booleans()))
    types = draw(
        st.lists(
            st.builds(TypeName, NAME, st.booleans(), st.booleans()),
            max_size=3,
            unique_by=lambda one: one.name,
        )
    )
    paper_, electronic = draw(st.booleans()), draw(st.booleans())
    line = SheetLine(
        office=office,
        path=path,
        document_types=tuple(types),
        on_paper=any(one.on_paper for one in types) or (ruled and paper_),
        electronic=any(one.electronic for one in types) or (ruled and electronic),
        procedure=draw(TEXT),
        access=draw(st.sampled_from(["", "classified", "reserved"])),
    )
    if ruled:
        line = replace(
            line,
            office_years=draw(st.integers(0, 99)) if kind == "trd" else None,
            archive_years=draw(st.integers(0, 99)),
            disposition=draw(st.sampled_from(["permanent", "destroy", "sample"])),
            reproduction=draw(st.sampled_from(["", "microfilm", "digital", "either"])),
            trigger=draw(st.sampled_from(["", "year_end", "event", "last_document"])),
            sampling_rate=draw(st.none() | st.integers(1, 100).map(Decimal)),
            legal_basis=tuple(draw(st.lists(NAME, max_size=2, unique=True))),
        )
    found = [line]
    for code in codes:
        found += draw(branch(kind, office, (*path, Level(code, draw(NAME))), depth=depth - 1))
    return found


def read_csv(instrument: Instrument) -> ScheduleSheet:
    return read_tables(made.of_csv(flat.csv_of(instrument)))


def xlsx(instrument: Instrument) -> bytes:
    file = io.BytesIO()
    workbooks.xlsx_to(file, instrument)
    return file.getvalue()


@pytest.mark.conformance("C07")
@settings(deadline=None)
@given(instruments())
def test_a_csv_gives_the_same_lines(instrument: Instrument) -> None:
    found = read_csv(instrument)
    assert not found.errors
    assert found.lines == list(instrument.lines)
    assert found.offices == instrument.offices
    assert found.kind == instrument.kind


@pytest.mark.conformance("C01", "C07")
@settings(deadline=None)
@given(instruments())
def test_an_xml_gives_the_same_lines(instrument: Instrument) -> None:
    found = read_tables([xml.table_of(xml.xml_of(instrument), most=1000)])
    assert not found.errors
    assert found.lines == list(instrument.lines)
    assert found.offices == instrument.offices
    assert found.kind == instrument.kind


@pytest.mark.conformance("C07")
@settings(deadline=None, max_examples=20)
@given(instruments())
def test_a_workbook_gives_the_same_lines(instrument: Instrument) -> None:
    found = read_tables(made.of_book(xlsx(instrument)))
    assert not found.errors
    assert found.lines == list(instrument.lines)
    assert found.offices == instrument.offices
    assert found.kind == instrument.kind


LAYOUTS = {
    "plain": made.PLAIN,
    "semicolons": made.SEMICOLONS,
    "offices": made.OFFICES,
    "joined": made.JOINED,
    "letters": made.SPLIT_LETTERS,
    "ccd": made.CCD,
    "tvd": made.TVD,
    "deep": made.DEEP,
}


@pytest.mark.conformance("C07")
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_survives_both_ways_out(name: str) -> None:
    first = read_tables(made.of_csv(LAYOUTS[name]))
    instrument = _instrument(first)
    for again in every_way(instrument):
        assert not again.errors
        assert again.lines == first.lines
        assert again.offices == first.offices


@pytest.mark.conformance("C07")
def test_the_good_rows_of_the_real_schedule_survive(real_inputs: Path) -> None:
    whole = (real_inputs / "trd_260_rows.csv").read_text(encoding="utf-8-sig")
    rows = whole.splitlines(keepends=True)
    good = "".join(row for number, row in enumerate(rows, 1) if number not in {93, 95, 96, 97})
    first = read_tables(made.of_csv(good))
    assert (first.rows, len(first.errors)) == (256, 0)
    instrument = _instrument(first)
    for again in every_way(instrument):
        assert not again.errors
        assert again.lines == first.lines


def every_way(instrument: Instrument) -> list[ScheduleSheet]:
    return [
        read_csv(instrument),
        read_tables(made.of_book(xlsx(instrument))),
        read_tables([xml.table_of(xml.xml_of(instrument), most=1000)]),
    ]


def _instrument(found: ScheduleSheet) -> Instrument:
    return Instrument(
        kind=found.kind, label="01", entity="Entidad", lines=found.lines, offices=found.offices
    )


def printed(**changes: object) -> Instrument:
    """A small TRD of two offices."""
    found = read_tables(made.of_csv(made.OFFICES))
    told = _instrument(found)
    return replace(
        told, label="02", entity="Alcaldía de Valle Hondo", facts=[("Acta", "4")], **changes
    )  # type: ignore[arg-type]


def test_no_cell_of_a_csv_acts_as_a_formula() -> None:
    line = SheetLine(
        path=(Level("1", "=cmd()"),), disposition="destroy", office_years=1, archive_years=1
    )
    told = flat.csv_of(Instrument(kind="trd", label="", entity="", lines=[line])).decode()
    cells = [cell for row in csv.reader(io.StringIO(told.lstrip("\ufeff"))) for cell in row]
    assert "'=cmd()" in cells
    assert not any(cell.startswith("=") for cell in cells)


@pytest.mark.conformance("C07")
def test_a_workbook_prints_as_the_form_does() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(printed())))
    assert book.sheetnames == ["100", "110"]
    sheet = book["100"]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$6"
    texts = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    assert texts[0][0] == "TABLA DE RETENCIÓN DOCUMENTAL"
    assert texts[2][0] == "Oficina productora: Despacho"
    assert texts[4][:3] == ["CÓDIGO", "", ""]
    assert texts[5][:12] == ["D", "S", "Sb", "", "P", "EL", "AG", "AC", "CT", "E", "S", "M/D"]
    joined = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A5:C5", "D5:D6", "E5:F5", "G5:H5", "I5:L5", "M5:M6"} <= joined
    foot = [row[0] for row in texts if row[0]]
    assert any(text.startswith("CONVENCIONES: D: código") for text in foot)
    assert "Firma:" in foot
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b:c*d?[e]", "x" * 60, "'", ""])
def test_a_sheet_has_a_name_that_excel_takes(name: str) -> None:
    lines = [
        replace(line, office=f"{name}{place}"[:40]) for place, line in enumerate(printed().lines)
    ]
    book = openpyxl.load_workbook(io.BytesIO(xlsx(printed(lines=lines))))
    assert len(set(book.sheetnames)) == len(book.sheetnames) == len({one.office for one in lines})
    assert all(0 < len(one) <= 31 and not set(one) & set("\\/*?:[]") for one in book.sheetnames)


@pytest.mark.conformance("C07")
def test_a_pdf_has_a_page_an_office_and_places_to_sign() -> None:
    sheet = paper.sheet(printed(), entity={"name": "Alcaldía"}, moment=MOMENT, told="Borrador")
    pdf = TypstRenderer().draw(sheet)
    assert pdf == TypstRenderer().draw(sheet)
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    assert len(pages) == 2
    assert "Despacho" in pages[0]
    assert "1 de 2" in pages[0]
    assert "Secretaría de Hacienda" in pages[1]
    assert "Despacho" not in pages[1]
    assert "Responsable de gestión documental" in pages[1]
    assert "Firma" in pages[1]
