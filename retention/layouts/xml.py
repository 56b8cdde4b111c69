"""A version as XML, of a schema that goes with Legajo: the flat table, one element a line. Pure.

It is read by the same reader as a sheet, which says what is wrong by the line of the file.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from records.characters import without_illegal
from records.electronic_index.xml import PARSER
from records.sheets import Row, Sheet, Unreadable
from records.text import fold
from retention.layouts import flat
from retention.layouts.instrument import Instrument

OURS = "urn:legajo:instrumento-archivistico:1"
ROOT, LINE = f"{{{OURS}}}instrumento", f"{{{OURS}}}renglon"
_SHOWN = 5
# The columns whose titles are no names of elements.
_NAMED = {"% de selección": "porcentaje_de_seleccion"}
_TITLED = {name: title for title, name in _NAMED.items()}


def xml_of(instrument: Instrument) -> bytes:
    """The file; read again it gives the same lines. Raises ValueError where its schema refuses."""
    titles, *rows = flat.rows_of(instrument)
    names = [_name(title) for title in titles]
    root = etree.Element(ROOT, nsmap={None: OURS}, clase=instrument.kind.upper())
    root.set("version", without_illegal(instrument.label))
    root.set("entidad", without_illegal(instrument.entity))
    for row in rows:
        line = etree.SubElement(root, LINE)
        for name, text in zip(names, row, strict=True):
            if text:
                etree.SubElement(line, f"{{{OURS}}}{name}").text = without_illegal(text)
    etree.indent(root)
    if wrong := _against_schema(root):
        raise ValueError(wrong[0])
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return bytes(content) + b"\n"


def is_xml(content: bytes) -> bool:
    """Whether a file begins as XML does: a sheet of text never begins with a tag."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def table_of(content: bytes, *, most: int) -> Sheet:
    """Its lines as the rows of a flat table, each by its line in the file. Raises Unreadable."""
    try:
        root = etree.fromstring(content, etree.XMLParser(**PARSER))
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"El XML no se puede leer: {str(error)[:200]}.") from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable("El XML declara un DOCTYPE: quítelo.")
    if wrong := _against_schema(root):
        told = "; ".join(wrong[:_SHOWN])
        raise Unreadable(f"El XML no cumple el esquema de Legajo: {told}.")
    lines = list(root)
    said = {etree.QName(cell).localname for line in lines for cell in line}
    titles = _titles(root.get("clase"), said)
    rows: list[Row] = [(root.sourceline or 1, titles)]
    for line in lines[:most]:
        cells = {etree.QName(cell).localname: (cell.text or "").strip() for cell in line}
        told_of = [
            cells.get(_NAMED.get(title) or fold(title).replace(" ", "_"), "") for title in titles
        ]
        rows.append((line.sourceline or 1, told_of))
    return Sheet("", rows, truncated=len(lines) > most)


def _titles(kind: str, said: set[str]) -> list[str]:
    """The titles of the columns: those of the kind, and what any line tells besides."""
    empty = Instrument(kind=kind.lower(), label="", entity="", lines=[])
    titles = next(flat.rows_of(empty))
    names = {_name(title) for title in titles}
    more = [_TITLED.get(name, name) for name in sorted(said - names)]
    # What stands before the series comes before it, as in every sheet.
    first = [name for name in ("periodo", "codigo_dependencia", "dependencia") if name in more]
    return [*first, *titles, *(name for name in more if name not in first)]


def _name(title: str) -> str:
    """What the element of a column is called."""
    return _NAMED.get(title) or fold(title).replace(" ", "_")


def _against_schema(root: Any) -> list[str]:
    schema = _schema()
    if schema.validate(root):
        return []
    return [f"línea {one.line}: {one.message[:160]}" for one in schema.error_log]


@cache
def _schema() -> etree.XMLSchema:
    file = Path(__file__).parents[1] / "schemas" / "instrument-1.xsd"
    return etree.XMLSchema(etree.fromstring(file.read_bytes()))
