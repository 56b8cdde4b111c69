"""Files that the demo entity has: the signed paper it adopted and the annexes of procedures."""

from __future__ import annotations

import copy
import io
import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

import typst
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from editorial.annexes import keep_annex
from editorial.models import AnnexFile
from portal import demo
from portal.demo.loading.known import known
from records import fonts
from records.content import Content, items

SOURCE = Path(__file__).parents[1] / "scan.typ"
_SHEETS = {
    "Plantilla de diccionario de datos": (
        "plantilla-diccionario-de-datos.xlsx",
        ("Campo", "Descripción", "Tipo de dato", "Unidad", "Valores permitidos", "Obligatorio"),
    ),
}
_EPOCH = datetime(2019, 1, 1, tzinfo=UTC)
_compile: Any = typst.compile
# Reading them takes a quarter of a second, and nobody changes them.
documents = cache(demo.documents)


def scan(version: demo.DemoVersion) -> bytes:
    """The signed paper as another program printed it: same version, same bytes."""
    return _paper(
        version.content,
        label=version.label or "",
        approved_on=version.approved_on,
        signatures=printed_signatures(version),
    )


def printed_signatures(version: demo.DemoVersion) -> list[dict[str, Any]]:
    """The block of signatures of an adopted paper, in the exchange form."""
    adopted = version.adopted or {}
    rows = [
        {
            "role": one["role"],
            "names": [one["name"]],
            "position": one["position"],
            "date": one["date"].isoformat(),
            "committee": None,
            "minutes_number": None,
        }
        for one in adopted.get("signatures", [])
    ]
    rows.append(
        {
            "role": "approved",
            "names": [],
            "position": None,
            "date": known(version.approved_on, "when it was approved").isoformat(),
            "committee": adopted.get("committee"),
            "minutes_number": adopted.get("minutes_number"),
        }
    )
    return rows


def with_annexes(version: demo.DemoVersion, *, by: Any, at: datetime) -> Content:
    """The content of a version with the files that go with it, kept as annexes."""
    content = copy.deepcopy(version.content)
    for row in items(content, "annexes"):
        made = _annex(row["title"], at.date())
        if made is None:
            continue
        name, data = made
        file = _kept(name, data, title=row["title"], by=by, at=at)
        row["file"] = {
            "name": file.name,
            "sha256": file.sha256,
            "size": file.size,
            "media_type": file.media_type,
        }
    return content


def _kept(name: str, data: bytes, *, title: str, by: Any, at: datetime) -> AnnexFile:
    upload = ContentFile(data, name=name)
    for file in AnnexFile.objects.filter(name=name, size=len(data)):
        return file
    return keep_annex(upload, title=title, by=by, at=at)


def _annex(title: str, day: date) -> tuple[str, bytes] | None:
    """A format of the entity to print and fill in, or a sheet; None for what has no file."""
    if title in _SHEETS:
        name, columns = _SHEETS[title]
        return name, _sheet(title, columns)
    code = title.split(maxsplit=1)[0]
    for document in documents():
        if document.code == code:
            written = [each for each in document.versions if (each.prepared_on or day) <= day]
            label = (written or document.versions)[-1].label
            return f"{code}-{label}.pdf", _blank(code, label)
    return None


@cache
def _blank(code: str, label: str | None) -> bytes:
    version = next(
        version
        for document in documents()
        for version in document.versions
        if (document.code, version.label) == (code, label)
    )
    return _paper(version.content, label=label or "", approved_on=None)


def _sheet(title: str, columns: tuple[str, ...]) -> bytes:
    book = Workbook()
    book.properties.creator = demo.entity().name
    book.properties.title = title
    book.properties.created = _EPOCH.replace(tzinfo=None)
    page = book.worksheets[0]
    page.title = "Plantilla"
    page.append(columns)
    for place, _ in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = 24
    page.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _paper(
    content: Content,
    *,
    label: str,
    approved_on: date | None,
    signatures: list[dict[str, Any]] | None = None,
) -> bytes:
    told = {
        "entity": demo.entity().name,
        "content": content,
        "label": label,
        "approved_on": approved_on.strftime("%d/%m/%Y") if approved_on else None,
        "signatures": signatures or [],
    }
    made = _compile(
        {
            "main.typ": SOURCE.read_bytes(),
            "paper.json": json.dumps(told, ensure_ascii=False).encode(),
        },
        font_paths=[str(folder) for folder in fonts.folders()],
        ignore_system_fonts=True,
        format="pdf",
        timestamp=int(_EPOCH.timestamp()),
    )
    return bytes(made)
