"""Rendering: a version, in all its parts, to the bytes of its PDF (PDF/A-3b and PDF/UA-1).

The adapter's promise, whatever the engine: the same dossier gives the same bytes, nothing outside
the dossier is read but the packaged templates and typefaces, and text of people is never code.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

import segno
import typst
from PIL import Image

from records import fonts, printed
from records.comparison import Difference
from records.content import Content
from records.exceptions import RenderingError

MODES = ("draft", "review", "issued", "extract", "annex")
STANDARDS = ["a-3b", "ua-1"]
_ATTACHED = {".json": "application/json", ".xml": "application/xml"}
# A draft has no date of its own and must not take today's.
UNDATED = datetime.fromisoformat("2000-01-01T00:00:00-05:00")


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that a rendering is made from.

    `entity`: name, nit, crest_svg (text of an SVG) or crest_png (bytes), accent, address, site;
    only the name is needed. `envelope` is None but for what is issued. `marks` are words stamped
    in the header (OBSOLETO). `attachments`: file name → bytes, carried inside the PDF. `pictures`:
    SHA-256 → bytes of the figures that the content names. `seal` is the sentence on the seal that
    an issued version will bear: the seal itself draws nothing. `check_code` is the verification
    code of what is public and has no envelope: an extract. `form` is a form
    (`records.printed.forms`) that takes the place of the sections, with what else of the page it
    says otherwise.
    """

    content: Content
    envelope: dict[str, Any] | None
    entity: Mapping[str, Any]
    verify_url: str | None
    mode: str
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    marks: tuple[str, ...] = ()
    seal: str = ""
    check_code: str = ""
    form: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison is made from: a difference and the envelopes of both versions.

    The older envelope first; `entity` as a dossier has it.
    """

    difference: Difference
    envelopes: tuple[dict[str, Any], dict[str, Any]]
    entity: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of an official layout, that is no version of anything: inventory, label, index.

    `source` names the Typst source (`templates/pdf/kinds/`), which draws `page`: JSON values whose
    text went through `printed.printable`, with the keys that `document.typ` asks for. The same
    moment gives the same bytes.
    """

    source: str
    page: Mapping[str, Any]
    entity: Mapping[str, Any]
    moment: datetime
    attachments: Mapping[str, bytes] = field(default_factory=dict)


class Renderer(Protocol):
    """Draws a dossier, a comparison of two, or a sheet of an official layout.

    Raises RenderingError, with a sentence for its author, when it cannot.
    """

    def render(self, dossier: Dossier) -> bytes: ...

    def compare(self, compared: Compared) -> bytes: ...

    def draw(self, sheet: Sheet) -> bytes: ...


def renderer() -> Renderer:
    """The renderer that the setting `RECORDS_RENDERER` names."""
    chosen: Renderer = import_string(settings.RECORDS_RENDERER)()
    return chosen


class TypstRenderer:
    """Typst, in the process, about 0.1 s a document. Safe to share between threads."""

    def render(self, dossier: Dossier) -> bytes:
        """PDF/A-3b and PDF/UA-1 in one file that ends in a line feed, as signers need it.

        Raises RenderingError for whatever Typst warns of or refuses: nothing is half right.
        """
        return _made(_files(dossier), _moment(dossier))

    def compare(self, compared: Compared) -> bytes:
        """The same for a comparison, dated when the newer version was issued."""
        moment = datetime.fromisoformat(compared.envelopes[1]["issued_at"])
        page = printed.comparison_page(
            compared.difference, compared.envelopes, entity=compared.entity
        )
        files = {"main.typ": _source("comparison")}
        page |= {"date": _day(moment), "crest": _crest(compared.entity, files)}
        files["dossier.json"] = json.dumps(page, ensure_ascii=False).encode()
        return _made(files, moment)

    def draw(self, sheet: Sheet) -> bytes:
        """The same for a sheet, with its attachments."""
        files = {"main.typ": _source(sheet.source)}
        page = {**sheet.page, "date": _day(sheet.moment), "crest": _crest(sheet.entity, files)}
        page["attachments"] = _attachments(sheet.attachments, files)
        files["dossier.json"] = json.dumps(page, ensure_ascii=False).encode()
        return _made(files, sheet.moment)


def _made(files: dict[str, bytes], moment: datetime) -> bytes:
    try:
        pdf, warnings = _compile(
            files,
            root=str(_templates()),
            font_paths=_typefaces(),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=int(moment.timestamp()),
        )
    except typst.TypstError as error:
        raise RenderingError(
            f"El documento no se puede convertir en PDF: {error.message}"
        ) from error
    if warnings:
        told = "; ".join(dict.fromkeys(str(warning.message) for warning in warnings))
        raise RenderingError(f"El PDF saldría con defectos y no se hizo: {told}")
    # Typst stops after %%EOF; a signer that appends there breaks PDF/A (6.1.9).
    return bytes(pdf).rstrip(b"\n") + b"\n"


def _source(kind: str) -> bytes:
    return (
        f'#import "/kinds/{kind}.typ": compose\n#import "/tokens.typ": prepared\n'
        '#compose(prepared(json("/dossier.json")))\n'.encode()
    )


# Typst takes a dict of virtual files; its type hints do not say so yet.
_compile: Any = typst.compile_with_warnings


@cache
def _typefaces() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in fonts.folders()],
    )


@cache
def _templates() -> Path:
    """Typst sources: beside the packages in a checkout, inside `portal` in a wheel."""
    root = Path(__file__).resolve().parents[1]
    for folder in (root / "templates" / "pdf", root / "portal" / "templates" / "pdf"):
        if folder.is_dir():
            return folder
    raise RenderingError("Faltan las plantillas del PDF en la instalación.")


def _moment(dossier: Dossier) -> datetime:
    if dossier.envelope is None:
        return UNDATED
    return datetime.fromisoformat(dossier.envelope["issued_at"])


def _files(dossier: Dossier) -> dict[str, bytes]:
    """The virtual files of one compilation. People's text travels as JSON, never as source."""
    if dossier.mode not in MODES or (dossier.mode == "issued") != (dossier.envelope is not None):
        raise ValueError("mode and envelope do not agree")
    kind = dossier.content["kind"]
    source = kind if (_templates() / "kinds" / f"{kind}.typ").is_file() else "generic"
    if dossier.form is not None:
        source = "form"
    files = {"main.typ": _source(source)}
    page = printed.page(
        dossier.content,
        dossier.envelope,
        entity=dossier.entity,
        mode=dossier.mode,
        marks=dossier.marks,
        verify_url=dossier.verify_url,
        seal=dossier.seal,
        check_code=dossier.check_code,
    )
    page |= printed.printable(dossier.form or {})
    page["date"] = _day(_moment(dossier))
    page["crest"] = _crest(dossier.entity, files)
    if page["verification"]:
        page["verification"]["qr"] = "/qr.svg"
        files["qr.svg"] = _qr(page["verification"]["url"])
    page["attachments"] = _attachments(dossier.attachments, files)
    _place_pictures(page, dossier)
    files["dossier.json"] = json.dumps(page, ensure_ascii=False).encode()
    return files


def _day(moment: datetime) -> dict[str, int]:
    return {"year": moment.year, "month": moment.month, "day": moment.day}


def _crest(entity: Mapping[str, Any], files: dict[str, bytes]) -> str | None:
    if svg := entity.get("crest_svg"):
        files["crest.svg"] = svg.encode() if isinstance(svg, str) else bytes(svg)
        return "/crest.svg"
    if png := entity.get("crest_png"):
        files["crest.png"] = bytes(png)
        return "/crest.png"
    return None


def _qr(url: str) -> bytes:
    out = io.BytesIO()
    code = segno.make(url, error="m", micro=False)
    code.save(out, kind="svg", border=0, xmldecl=False, svgns=True, nl=False, omitsize=False)
    return out.getvalue()


def _place_pictures(page: dict[str, Any], dossier: Dossier) -> None:
    """Each figure carries its picture in an SVG: from memory the typesetter takes text alone."""
    for section in page["sections"]:
        for piece in section["blocks"]:
            if piece["type"] != "figure":
                continue
            content = dossier.pictures.get(piece["sha256"])
            if content is None:
                told = piece["caption"] or piece["alt"]
                raise RenderingError(f"Falta la imagen de la figura «{told}».")
            piece["svg"] = _framed(content)


def _framed(content: bytes) -> str:
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
        width, height = picture.size
        media_type = Image.MIME[str(picture.format)]
    data = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}"><image width="{width}" height="{height}"'
        f' href="data:{media_type};base64,{data}"/></svg>'
    )


def _attachments(attachments: Mapping[str, bytes], files: dict[str, bytes]) -> list[dict[str, str]]:
    listed = []
    for index, (name, content) in enumerate(sorted(attachments.items())):
        path = f"attachment-{index}"
        files[path] = content
        listed.append(
            {
                "name": name,
                "path": f"/{path}",
                "relationship": "data",
                "mime": _ATTACHED.get(Path(name).suffix, "application/octet-stream"),
                "description": "Datos del documento, para leerlos con un programa",
            }
        )
    return listed
