"""The index as XML with the element names of the AGN guide: written, checked, and read back.

Same index, same bytes. Pure.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from records.electronic_index.rows import Heading, Index, Row

ROOT = "TipoDocumentoFoliado"
ENTRY = "DocumentoIndizado"
OURS = "urn:legajo:indice-electronico:1"
FIELDS = (
    "Id",
    "Nombre_Documento",
    "Tipologia_Documental",
    "Fecha_Creacion_Documento",
    "Fecha_Incorporacion_Expediente",
    "Valor_Huella",
    "Funcion_Resumen",
    "Orden_Documento_Expediente",
    "Pagina_Inicio",
    "Pagina_Fin",
    "Formato",
    "Tamano",
    "Origen",
)
# Of people's files: nothing outside is asked, nothing is expanded, depth and size are bounded.
PARSER: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "huge_tree": False,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
}


def written(index: Index) -> bytes:
    """The XML of an index. Raises ValueError for one that its own schema would refuse."""
    root = etree.Element(ROOT, nsmap={"lj": OURS})
    if index.heading is not None:
        _head(root, index.heading, index)
    for row in index.rows:
        entry = etree.SubElement(root, ENTRY)
        for name, text in zip(FIELDS, values(row), strict=True):
            etree.SubElement(entry, name).text = text
        for file in row.files:
            etree.SubElement(
                entry,
                f"{{{OURS}}}Fichero",
                nombre=file.name,
                huella=file.sha256,
                funcion="SHA-256",
                tamano=str(file.size),
                formato=file.format,
            )
    etree.indent(root)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True) + b"\n"
    if errors := schema_errors(content):
        raise ValueError(errors[0])
    return bytes(content)


def values(row: Row) -> tuple[str, ...]:
    """What each of `FIELDS` says of a document; what begins or ends in space is trimmed."""
    return (
        row.id,
        row.name,
        row.document_type,
        moment(row.created_at),
        moment(row.incorporated_at),
        row.sha256,
        row.function,
        str(row.order),
        str(row.first_page),
        str(row.last_page),
        row.format,
        str(row.size),
        row.origin,
    )


def moment(when: datetime) -> str:
    """Date and hour as the guide writes them."""
    return when.replace(tzinfo=None, microsecond=0).isoformat()


def schema_errors(content: bytes) -> list[str]:
    """What the schema says against an index, with the line; none for one that obeys it."""
    try:
        tree = etree.fromstring(content, etree.XMLParser(**PARSER))
    except etree.XMLSyntaxError as error:
        return [str(error)]
    schema = _schema()
    if schema.validate(tree):
        return []
    return [f"línea {one.line}: {one.message}" for one in schema.error_log]


@cache
def _schema() -> etree.XMLSchema:
    file = Path(__file__).parents[1] / "schemas" / "electronic-index-1.xsd"
    return etree.XMLSchema(etree.fromstring(file.read_bytes()))


def _head(root: Any, heading: Heading, index: Index) -> None:
    case_file = etree.SubElement(
        root,
        f"{{{OURS}}}Expediente",
        codigo=heading.code,
        titulo=heading.title,
        entidad=heading.entity,
        apertura=heading.opened_on,
    )
    for name, code, text in (
        ("Dependencia", heading.office_code, heading.office),
        ("Serie", heading.series_code, heading.series),
    ):
        etree.SubElement(case_file, f"{{{OURS}}}{name}", codigo=code, nombre=text)
    etree.SubElement(
        root,
        f"{{{OURS}}}Indice",
        numero=str(heading.number),
        fecha=moment(heading.made_at),
        documentos=str(len(index.rows)),
        paginas=str(index.pages),
        huella=index.digest,
        funcion="SHA-256",
    )
