"""A version written out: CSV, Excel workbook and PDF in the official layout."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.utils import timezone

from records.models import ClassificationScheme, Entity
from records.renditions import facts_of
from retention.layouts import flat, paper, workbook, xml
from retention.layouts.instrument import Instrument
from retention.scheduling.kept import instrument_of, schedule_of


def csv_of(scheme: ClassificationScheme) -> bytes:
    """The version as CSV."""
    return flat.csv_of(instrument_of(scheme))


def xml_of(scheme: ClassificationScheme) -> bytes:
    """The version as XML, of `retention/schemas/instrument-1.xsd`."""
    return xml.xml_of(instrument_of(scheme))


def xlsx_of(scheme: ClassificationScheme) -> bytes:
    """The version as an Excel workbook, a sheet an office."""
    return _workbook(instrument_of(scheme))


def pdf_of(scheme: ClassificationScheme) -> bytes:
    """The version on paper, as it is now. Raises RenderingError."""
    schedule = schedule_of(scheme)
    told = schedule.get_status_display() if schedule is not None else ""
    return paper.pdf(
        instrument_of(scheme),
        entity=facts_of(Entity.current()),
        moment=timezone.localtime(),
        told=str(told).capitalize(),
    )


def written_as(ending: str, scheme: ClassificationScheme) -> tuple[bytes, int]:
    """CSV, XLSX or XML by the ending of a name; and how many lines it has."""
    instrument = instrument_of(scheme)
    return WRITTEN[ending.lower()](instrument), len(instrument.lines)


def keep(file: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises OSError or, for a name that is none, ValueError."""
    with NamedTemporaryFile(dir=file.parent, delete=False) as made:
        made.write(content)
    os.chmod(made.name, 0o644)
    os.replace(made.name, file)


def why_not(error: OSError | ValueError) -> str:
    """Why a file could not be read or written, for whoever named it."""
    told = {
        FileNotFoundError: "no existe",
        NotADirectoryError: "no existe",
        IsADirectoryError: "es una carpeta",
        PermissionError: "no hay permiso",
    }
    if isinstance(error, OSError):
        return told.get(type(error)) or error.strerror or "falla del sistema de archivos"
    return "el nombre no es el de un archivo"


def _workbook(instrument: Instrument) -> bytes:
    target = io.BytesIO()
    workbook.xlsx_to(target, instrument)
    return target.getvalue()


WRITTEN: dict[str, Callable[[Instrument], bytes]] = {
    ".csv": flat.csv_of,
    ".xlsx": _workbook,
    ".xml": xml.xml_of,
}
