"""The index as a table that people open in a spreadsheet: CSV and XLSX, no cell a formula. Pure."""

from __future__ import annotations

import csv
import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from records.cells import inert
from records.characters import without_illegal
from records.electronic_index.rows import Heading, Index
from records.electronic_index.xml import FIELDS, values

OTHERS = "Otros_Ficheros"
OF_CASE_FILE = "Huella_Expediente"
COLUMNS = (*FIELDS, OTHERS, OF_CASE_FILE)
_WIDTHS = {"Nombre_Documento": 60, "Tipologia_Documental": 28, "Valor_Huella": 68, OTHERS: 68}
_NUMBERS = {"Orden_Documento_Expediente", "Pagina_Inicio", "Pagina_Fin", "Tamano"}


def as_csv(index: Index) -> bytes:
    """A line a document, with the names of the guide; the case file's fingerprint in each."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for line in _lines(index):
        writer.writerow([inert(text) for text in line])
    # The mark of order is how spreadsheets know that it is UTF-8.
    return ("\ufeff" + target.getvalue()).encode()


def as_xlsx(index: Index) -> bytes:
    """A sheet of documents, and one that says of which case file they are and its fingerprint."""
    book = Workbook()
    documents = book.worksheets[0]
    documents.title = "Índice"
    _fill(documents, COLUMNS[:-1], [line[:-1] for line in _lines(index)])
    documents.freeze_panes = "C2"
    documents.auto_filter.ref = documents.dimensions
    of_it = book.create_sheet("Expediente")
    told = [("Huella del expediente (SHA-256)", index.digest)]
    if index.heading is not None:
        told = [*heading_lines(index.heading), *told]
    _fill(of_it, ("Dato", "Valor"), [*told, ("Documentos", str(len(index.rows)))])
    of_it.column_dimensions["A"].width, of_it.column_dimensions["B"].width = 34, 70
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def heading_lines(heading: Heading) -> list[tuple[str, str]]:
    """Of which case file an index is, as people read it."""
    return [
        ("Entidad", heading.entity),
        ("Dependencia", f"{heading.office_code} {heading.office}"),
        ("Serie", f"{heading.series_code} {heading.series}"),
        ("Expediente", heading.code),
        ("Título", heading.title),
        ("Abierto el", heading.opened_on),
        ("Índice", f"N.º {heading.number}" if heading.number else "Expediente abierto: sin firmar"),
        ("Fecha del índice", heading.made_at.isoformat(" ", "minutes")),
    ]


def _lines(index: Index) -> list[tuple[str, ...]]:
    digest = index.digest
    return [
        (*values(row), "\n".join(f"{one.name} {one.sha256}" for one in row.files), digest)
        for row in index.rows
    ]


def _fill(sheet: Worksheet, columns: tuple[str, ...], lines: list[tuple[str, ...]]) -> None:
    for number, name in enumerate(columns, 1):
        sheet.cell(1, number, name).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, 24)
    for place, line in enumerate(lines, 2):
        for number, (name, text) in enumerate(zip(columns, line, strict=True), 1):
            cell = sheet.cell(place, number)
            if name in _NUMBERS:
                cell.value = int(text)
            else:
                cell.value = without_illegal(text)
                cell.data_type = "s"
                cell.alignment = Alignment(vertical="top", wrap_text="\n" in text)
