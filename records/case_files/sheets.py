"""What of a case file goes on paper: hoja de control, labels, history, directory of a series.

Drawn by Typst as PDF/A and PDF/UA. One layout of a table serves all but the label.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

import segno

from records.case_files.history import COLUMNS, Line
from records.case_files.labels import bars_of, code_of
from records.case_files.paper import place_in_words
from records.electronic_index.foliation import Folios, pages_of, volumes
from records.models import CaseFile, Entity, Record, Series, Volume
from records.printed import printable
from records.printed.charts import accent_of
from records.rendering import Sheet, renderer

_WIDEST = 90.0  # mm, what a label holds between margins that are the blank it asks at each side
_FINEST = 0.19  # mm, the finest bar that readers of deposits tell
SIGNED_WITH = ("Nombre", "Cargo", "Firma", "Fecha")


def table(
    title: str,
    facts: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[str]],
    *,
    at: datetime,
    closing: Sequence[tuple[str, str]] = (),
    signers: Sequence[str] = (),
    footer: str = "",
) -> bytes:
    """A table on paper with its head, and where somebody signs it. `columns`: title and width."""
    entity = _entity()
    page = {
        "title": title,
        "full-title": f"{title}. {facts[0][1]}" if facts else title,
        "keywords": [title],
        "description": title,
        "entity": {"name": entity["name"]},
        "accent": accent_of(entity),
        "facts": [list(one) for one in facts if one[1]],
        "columns": [name for name, _width in columns],
        "widths": [width for _name, width in columns],
        "rows": [list(row) for row in rows],
        "closing": [list(one) for one in closing],
        "signers": [{"role": role, "values": list(SIGNED_WITH)} for role in signers],
        "footer": footer or f"Hecho el {timezone.localtime(at):%Y-%m-%d %H:%M}.",
    }
    return renderer().draw(Sheet("listing", printable(page), entity, timezone.localtime(at)))


def control_sheet(
    case_file: CaseFile, pairs: Sequence[tuple[Record, Folios]], *, at: datetime
) -> bytes:
    """The hoja de control (domain 2.2) of the records that are given, each with its folios.

    Its totals are theirs: nothing is counted of what is not told.
    """
    told = [folios for _record, folios in pairs]
    rows = [
        (
            str(folios.order),
            record.created_on.isoformat(),
            record.document_type.name if record.document_type else "",
            record.title,
            folios.pages,
            str(folios.volume),
            _observed(record),
        )
        for record, folios in pairs
    ]
    return table(
        "Hoja de control",
        facts_of(case_file),
        (
            ("N.º", 1),
            ("Fecha", 2.2),
            ("Tipo documental", 4),
            ("Documento", 7),
            ("Folios", 2),
            ("Tomo", 1.2),
            ("Observaciones", 3.2),
        ),
        rows,
        at=at,
        closing=[
            ("Total de folios", str(pages_of(told))),
            ("Tomos", str(max(volumes(told), case_file.volumes.count()))),
        ],
        signers=["Responsable"],
    )


def _observed(record: Record) -> str:
    """What the sheet remarks of a document: it came late, it is on paper and where."""
    told = ["Incorporación tardía"] if hasattr(record, "late_entry") else []
    if record.volume is not None:
        told.append(f"En papel: tomo {record.volume.number}, {place_in_words(record.volume)}")
    return ". ".join(told)


def history(case_file: CaseFile, lines: Sequence[Line], *, at: datetime) -> bytes:
    """The history on paper: the digest of each event shortened to what a person compares."""
    widths = (1.2, 2.8, 3.6, 4.4, 3, 6, 2)
    rows = [(*line.cells()[:-1], line.sha256[:12]) for line in lines]
    return table(
        "Historial del expediente",
        facts_of(case_file),
        tuple(zip(COLUMNS, widths, strict=True)),
        rows,
        at=at,
    )


def directory(series: Series, rows: Iterable[Sequence[str]], *, at: datetime) -> bytes:
    """The directory of a series: its case files, each with who produced it and what it holds (C22).

    Offices stand beside the case files: one series may be of many, or of the whole entity.
    """
    facts = [("Serie", str(series))]
    columns = (
        ("Código", 3),
        ("Expediente", 6),
        ("Oficina productora", 4),
        ("Apertura", 2.2),
        ("Estado", 3),
        ("Documentos", 2),
        ("Páginas", 1.8),
        ("Soporte", 2.2),
    )
    return table("Directorio de la serie", facts, columns, rows, at=at)


def facts_of(case_file: CaseFile) -> list[tuple[str, str]]:
    """The head of every sheet of a case file."""
    return [
        ("Expediente", f"{case_file.code} · {case_file.title}"),
        ("Oficina productora", str(case_file.office)),
        ("Serie", str(case_file.series)),
        ("Apertura", case_file.opened_on.isoformat()),
        *case_file.metadata.items(),
    ]


def label(case_file: CaseFile, places: Sequence[Volume], *, at: datetime) -> bytes:
    """A label for each volume, or one: code, title, place, barcode, and the QR that is answered."""
    entity = _entity()
    code = code_of(case_file)
    url = address_of(case_file, code) if code else ""
    total = max(len(places), 1)
    kept: list[Volume | None] = [*places] or [None]
    told = [
        {
            "volume": f"Tomo {place.number} de {total}" if place else "",
            "place": _place(place) if place else "",
        }
        for place in kept
    ]
    page = {
        "title": f"Rótulo {case_file.code}",
        "full-title": f"Rótulo del expediente {case_file.code}",
        "keywords": [case_file.code],
        "description": f"Rótulo del expediente {case_file.code}",
        "entity": {"name": entity["name"]},
        "accent": accent_of(entity),
        "code": case_file.code,
        "name": case_file.public_title or case_file.title,
        "series": str(case_file.series),
        "office": str(case_file.office),
        "opened": case_file.opened_on.isoformat(),
        "labels": told,
        "check": code or "",
        "address": url,
    }
    drawn = printable(page) | {"qr": _qr(url) if url else None} | _bars(case_file.code)
    return renderer().draw(Sheet("label", drawn, entity, timezone.localtime(at)))


def address_of(case_file: CaseFile, code: str) -> str:
    """Where the QR of a label leads."""
    path = reverse("verify-case-file", args=[case_file.pk, code])
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def _place(volume: Volume) -> str:
    named = (
        ("Depósito", volume.deposit),
        ("Estante", volume.shelf),
        ("Entrepaño", volume.tray),
        ("Caja", volume.box),
        ("Carpeta", volume.folder),
    )
    return " · ".join(f"{name} {text}" for name, text in named if text)


def _entity() -> dict[str, Any]:
    entity = Entity.current()
    return {"name": entity.name, "crest_svg": entity.crest_svg or None, "accent": entity.accent}


def _bars(code: str) -> dict[str, Any]:
    """The barcode as the text of an SVG, and its width; none where a reader could not tell it."""
    modules = bars_of(code)
    width = min(_WIDEST, len(modules) * 0.33)
    if width / len(modules) < _FINEST:
        return {"bars": None, "bars-width": 0}
    drawn, start = [], 0
    for bit, run in groupby(modules):
        length = len(list(run))
        if bit == "1":
            drawn.append(f'<rect x="{start}" width="{length}" height="30"/>')
        start += length
    size = f'width="{len(modules)}" height="30" viewBox="0 0 {len(modules)} 30"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(drawn)}</svg>'
    return {"bars": svg, "bars-width": width}


def _qr(url: str) -> str:
    """The QR as the text of an SVG: from memory the typesetter takes text alone."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", border=0, xmldecl=False, svgns=True, nl=False, omitsize=False
    )
    return out.getvalue().decode()
