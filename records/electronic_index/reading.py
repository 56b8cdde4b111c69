"""Reading an index that another system wrote, in the forms that are seen in use. Pure.

Taken as they come: names in any case and with any prefix (`id`, `ID`), the wrapper
`tipoIndiceContenido/tipodocumentoFoliado`, `Origen` left out, and `Pagina_Inicio` written twice, of
which the first stands for the order. Whatever is missing or wrong is told at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from lxml import etree

from records.electronic_index.rows import (
    DIGITISED,
    ELECTRONIC,
    ORIGINS,
    File,
    Heading,
    Index,
    Row,
    gaps,
)
from records.electronic_index.xml import ENTRY, FIELDS, OURS, PARSER, ROOT
from records.exceptions import Failure

MOST_BYTES = 50 * 1024 * 1024
_SHOWN = 20
_WRAPPERS = {"tipoindicecontenido", ROOT.lower()}
_FUNCTIONS = {"sha256": "SHA-256", "sha512": "SHA-512", "sha1": "SHA-1", "rsamd5": "RSA-MD5"}
_DIGITS = {"SHA-256": 64, "SHA-512": 128, "SHA-1": 40}
_ORIGINS = {one.lower(): one for one in ORIGINS} | {
    "electrónico": ELECTRONIC,
    "digital": ELECTRONIC,
    "digitalizado": DIGITISED,
    "físico": "FISICO",
    "papel": "FISICO",
}
_OPTIONAL = {"Tipologia_Documental", "Origen"}


class UnreadableIndex(Failure):
    """No index that can be taken; the message tells in Spanish all that is missing or wrong."""


def read(content: bytes) -> Index:
    """The index that a file tells. Raises UnreadableIndex."""
    root = parsed(content)
    entries = list(_entries(root))
    if not entries and root.find(f".//{{{OURS}}}Indice") is None:
        raise UnreadableIndex(f"El índice no tiene ningún {ENTRY}.")
    wrong: list[str] = []
    rows = [_row(entry, place, wrong) for place, entry in enumerate(entries, 1)]
    if not wrong:
        wrong = gaps([row for row in rows if row is not None])
    if wrong:
        raise UnreadableIndex(_told(wrong))
    return Index(tuple(row for row in rows if row is not None), _heading(root))


def parsed(content: bytes) -> Any:
    """The root of an index. Raises UnreadableIndex for what is none, too big or a trap."""
    if len(content) > MOST_BYTES:
        raise UnreadableIndex("El índice es demasiado grande: pasa de 50 MB.")
    try:
        root = etree.fromstring(content, etree.XMLParser(**PARSER))
    except etree.XMLSyntaxError as error:
        raise UnreadableIndex(f"El índice no es un XML que se pueda leer: {error}.") from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableIndex("El índice declara un DOCTYPE: no se lee.")
    if _name(root) not in _WRAPPERS:
        raise UnreadableIndex(
            f"El XML empieza con «{etree.QName(root).localname}» y no con «{ROOT}»: no es un "
            "índice electrónico."
        )
    return root


def _told(wrong: list[str]) -> str:
    more = len(wrong) - _SHOWN
    rest = [f"Y {more} más."] if more > 0 else []
    return " ".join(["El índice no se puede leer.", *wrong[:_SHOWN], *rest])


def _name(element: Any) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _entries(root: Any) -> Iterator[Any]:
    return (one for one in root.iter() if _name(one) == ENTRY.lower())


def _texts(entry: Any) -> dict[str, str]:
    """The text of each field; a page of beginning that stands where the order does is the order."""
    canonical = {name.lower(): name for name in FIELDS}
    found: dict[str, list[str]] = {}
    for child in entry:
        if name := canonical.get(_name(child)):
            found.setdefault(name, []).append(" ".join((child.text or "").split()))
    pages = found.get("Pagina_Inicio", [])
    if len(pages) > 1 and "Orden_Documento_Expediente" not in found:
        found["Orden_Documento_Expediente"] = [pages.pop(0)]
    return {name: texts[0] for name, texts in found.items()}


def _row(entry: Any, place: int, wrong: list[str]) -> Row | None:
    texts = _texts(entry)
    found = len(wrong)

    def against(sentence: str) -> None:
        wrong.append(f"Documento {place}: {sentence}")

    origin = _ORIGINS.get(texts.get("Origen", "").lower() or ELECTRONIC.lower())
    paper = origin == "FISICO"
    may_lack = _OPTIONAL | ({"Valor_Huella"} if paper else set())
    for name in FIELDS:
        if not texts.get(name) and name not in may_lack:
            against(f"falta {name}.")
    if origin is None:
        against(f"Origen dice «{texts['Origen']}» y debe decir {', '.join(ORIGINS)}.")
    numbers = {
        name: _whole(texts.get(name, ""), name, against)
        for name in ("Orden_Documento_Expediente", "Pagina_Inicio", "Pagina_Fin", "Tamano")
    }
    moments = {
        name: _moment(texts.get(name, ""), name, against)
        for name in ("Fecha_Creacion_Documento", "Fecha_Incorporacion_Expediente")
    }
    function, digest = _digest(texts, against)
    if len(wrong) > found:
        return None
    return Row(
        id=texts["Id"],
        name=texts["Nombre_Documento"],
        document_type=texts.get("Tipologia_Documental", ""),
        created_at=moments["Fecha_Creacion_Documento"],
        incorporated_at=moments["Fecha_Incorporacion_Expediente"],
        sha256=digest,
        function=function,
        order=numbers["Orden_Documento_Expediente"],
        first_page=numbers["Pagina_Inicio"],
        last_page=numbers["Pagina_Fin"],
        format=texts["Formato"],
        size=numbers["Tamano"],
        origin=str(origin),
        files=tuple(_files(entry)),
    )


def _whole(text: str, name: str, against: Any) -> int:
    # A size is also seen with its unit: «1024 bytes», «1024 B».
    match = re.fullmatch(r"(\d{1,15})( ?(bytes|b))?", text, re.IGNORECASE)
    if match is None:
        if text:
            against(f"{name} dice «{text[:40]}» y debe ser un número entero.")
        return 0
    return int(match[1])


def _moment(text: str, name: str, against: Any) -> datetime:
    for read in (datetime.fromisoformat, _day):
        try:
            return read(text).replace(tzinfo=None, microsecond=0)
        except ValueError:
            continue
    if text:
        against(f"{name} dice «{text[:40]}» y debe ser una fecha como 2018-08-15T00:00:00.")
    return datetime.min


def _day(text: str) -> datetime:
    match = re.fullmatch(r"(\d\d)[/-](\d\d)[/-](\d{4})", text)
    if match is None:
        raise ValueError(text)
    return datetime.combine(date(int(match[3]), int(match[2]), int(match[1])), time())


def _digest(texts: dict[str, str], against: Any) -> tuple[str, str]:
    told, digest = texts.get("Funcion_Resumen", ""), texts.get("Valor_Huella", "").lower()
    function = _FUNCTIONS.get(re.sub(r"[^a-z0-9]", "", told.lower()), told)
    digits = _DIGITS.get(function)
    if digest and (not re.fullmatch(r"[0-9a-f]+", digest) or digits not in (None, len(digest))):
        of = f"{digits} cifras" if digits else "cifras"
        against(f"Valor_Huella debe tener {of} hexadecimales de {function}.")
    return function, digest


def _files(entry: Any) -> Iterator[File]:
    for one in entry.findall(f"{{{OURS}}}Fichero"):
        size = one.get("tamano", "")
        yield File(
            name=one.get("nombre", ""),
            sha256=one.get("huella", ""),
            size=int(size) if re.fullmatch(r"\d{1,15}", size) else 0,
            format=one.get("formato", ""),
        )


def _heading(root: Any) -> Heading | None:
    """Of which case file it is, where Legajo wrote it."""
    case_file, index = root.find(f"{{{OURS}}}Expediente"), root.find(f"{{{OURS}}}Indice")
    if case_file is None or index is None:
        return None
    office, series = case_file.find(f"{{{OURS}}}Dependencia"), case_file.find(f"{{{OURS}}}Serie")
    try:
        return Heading(
            entity=case_file.get("entidad"),
            code=case_file.get("codigo"),
            title=case_file.get("titulo"),
            office_code=office.get("codigo"),
            office=office.get("nombre"),
            series_code=series.get("codigo"),
            series=series.get("nombre"),
            opened_on=case_file.get("apertura"),
            number=int(index.get("numero")),
            made_at=datetime.fromisoformat(index.get("fecha")),
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise UnreadableIndex("El índice no dice bien de qué expediente es.") from error
