"""The official layouts: their columns, and what each way out of them shows."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import openpyxl
import pypdfium2
import pytest

from retention.inventories import layouts, paper, table, workbook
from tests.retention.inventories.lines import head, line

ENTITY = {"name": "Gobernación de Los Llanos", "accent": "#0b4f5c", "crest_svg": None}
MOMENT = datetime.fromisoformat("2026-03-04T10:00:00-05:00")

# Word for word from domain 3.2.
TITLES_2024 = [
    ("Identificación", ["Número de orden", "Código", "Nombre de la serie, subserie o asunto"]),
    ("Identificación", ["Nombre de la unidad documental"]),
    ("Fechas extremas", ["Inicial", "Final"]),
    ("Soporte o formato", ["Físico", "Electrónico"]),
    (
        "Físico – Unidad de conservación",
        ["Caja", "Carpeta", "Tomo, legajo o libro", "Número de folios"],
    ),
    ("Electrónico", ["Tipo", "Cantidad", "Tamaño", "Ubicación"]),
    ("", ["Notas"]),
]
TITLES_2002 = [
    ("", ["Número de orden", "Código", "Nombre de la serie, subserie o asuntos"]),
    ("Fechas extremas", ["Inicial", "Final"]),
    ("Unidad de conservación", ["Caja", "Carpeta", "Tomo", "Otro"]),
    ("", ["Número de folios", "Soporte", "Frecuencia de consulta", "Notas"]),
]


@pytest.mark.conformance("C21")
@pytest.mark.parametrize(("code", "titles"), [("2024", TITLES_2024), ("2002", TITLES_2002)])
def test_the_columns_are_those_of_the_official_layout(code, titles):
    expected = [(group, title) for group, names in titles for title in names]
    assert [(one.group, one.title) for one in layouts.PROFILES[code].columns] == expected
    assert sum(count for _group, count in layouts.PROFILES[code].groups()) == len(expected)


def test_the_2024_layout_has_17_columns_and_is_the_default():
    assert len(layouts.PROFILES[layouts.DEFAULT].columns) == 17
    assert layouts.DEFAULT == "2024"


@pytest.mark.parametrize("purpose", sorted(layouts.PURPOSES))
def test_only_a_transfer_has_a_record_of_entry(purpose):
    entered = head(purpose).entered()
    if purpose == "primary":
        assert entered == [("Año", "2026"), ("Mes", "03"), ("Día", "04"), ("N.T.", "12")]
    elif purpose == "secondary":
        assert entered == [("Año", ""), ("Mes", ""), ("Día", ""), ("N.T.", "")]
    else:
        assert entered is None
    assert head(purpose).facts()[-1] == ("Objeto", layouts.PURPOSES[purpose])


def read(code: str, lines, **told):
    file = io.BytesIO()
    workbook.xlsx_to(file, lines, head(**told), layouts.PROFILES[code], entity="Gobernación")
    return openpyxl.load_workbook(file).active


@pytest.mark.parametrize("code", ["2024", "2002"])
def test_the_workbook_is_the_layout_ready_to_be_printed(code):
    sheet = read(code, [line(n) for n in (1, 2, 3)], purpose="primary")
    profile = layouts.PROFILES[code]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    first = next(number for number, row in enumerate(rows) if row[0] == 1)
    titles = [below or above for above, below in zip(rows[first - 2], rows[first - 1], strict=True)]
    assert titles == [column.title for column in profile.columns]
    assert rows[first] == [cell or None for cell in profile.row(line(1))]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.print_title_rows == f"$1:${first}"
    assert sheet.freeze_panes == f"A{first + 1}"
    assert "HOJA No. &P DE &N" in sheet.oddHeader.right.text
    grouped = [str(one) for one in sheet.merged_cells.ranges if one.min_row == first - 1]
    assert len(grouped) == len([1 for title, count in profile.groups() if title]) + len(
        [1 for column in profile.columns if not column.group]
    )
    told = {str(cell) for row in rows for cell in row if cell}
    assert {"OFICINA PRODUCTORA", "REGISTRO DE ENTRADA", "N.T.: 12", *layouts.SIGNERS} <= told
    assert {"Nombre: Ana Autora", "Fecha: 2026-03-04", "Firma:"} <= told


@pytest.mark.parametrize("code", ["2024", "2002"])
def test_a_row_of_the_workbook_is_as_tall_as_its_longest_cell(code):
    """No program measures rows that were never shown: long texts covered the rows below."""
    sheet = read(code, [line(1), line(2, notes="Depósito central, estante 3. " * 8)])
    short, long = (
        sheet.row_dimensions[row[0].row].height
        for row in sheet.iter_rows()
        if row[0].value in (1, 2)
    )
    assert short is not None
    assert long > 1.5 * short


HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@A1",
    '=HYPERLINK("http://x.example")',
    "\t=1",
    "\x00\x01",
    "a\x0bb",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_people_wrote_acts_in_a_spreadsheet(text):
    hostile = line(name=text, unit="", box=text, notes=text, place=text)
    sheet = read("2024", [hostile])
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    written = b"".join(table.csv_of([hostile], layouts.PROFILES["2024"])).decode("utf-8-sig")
    _titles, row = csv.reader(io.StringIO(written))
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_the_csv_comes_in_pieces_and_holds_every_line():
    pieces = list(table.csv_of((line(n) for n in range(1, 1001)), layouts.PROFILES["2024"]))
    assert len(pieces) > 4
    rows = list(csv.reader(io.StringIO(b"".join(pieces).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [str(n) for n in range(1, 1001)]
    assert rows[0][0] == "Identificación: Número de orden"


@pytest.mark.parametrize("code", ["2024", "2002"])
def test_every_sheet_of_the_pdf_has_the_head_its_number_and_the_titles(code):
    pdf = paper.pdf(
        [line(n) for n in range(1, 91)],
        head("primary"),
        layouts.PROFILES[code],
        entity=ENTITY,
        moment=MOMENT,
        public=False,
        told="Secretaría de las TIC.",
    )
    document = pypdfium2.PdfDocument(pdf)
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    assert len(texts) > 2
    for number, text in enumerate(texts, 1):
        assert f"{number} DE {len(texts)}" in text
        assert "Oficina productora: Secretaría de las TIC" in text
        assert "Registro de entrada" in text
    assert all("Inicial" in text for text in texts[:-1])
    assert all(role in texts[-1] for role in layouts.SIGNERS)
    assert "Ana Autora" in texts[-1]


def test_an_empty_inventory_says_so_in_words():
    pdf = paper.pdf(
        [],
        head(remark="Hay otros."),
        layouts.PROFILES["2024"],
        entity=ENTITY,
        moment=MOMENT,
        public=True,
        told="",
    )
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(document[0].get_textpage().get_text_range().split())
    document.close()
    assert "Ningún expediente cumple lo que se pidió." in text
    assert "Hay otros." in text
    assert "VERSIÓN PÚBLICA" in text
