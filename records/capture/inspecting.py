"""What each file really is: its format and pages, what is wrong with it, what one should know.

Run as `python -m records.capture.inspecting FILE…` within limits. Each answer is
`{"format", "pages", "wrong", "notes"}`; `wrong` is the code of a sentence of
`records.capture.words`.
"""

from __future__ import annotations

import csv
import importlib
import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

from records.capture import mailing
from records.capture.packages import Unsafe, check_parts, declares_entities, opened
from records.media_types import FIRST_BYTES, FORMATS, family_of, named_like
from records.sandbox import limit

MAX_PIXELS = 250_000_000
MAX_PAGES = 20_000
MAX_TEXT_BYTES = 100 * 1024 * 1024
_MAIN_PARTS = {
    b"wordprocessingml.document.main": "docx",
    b"spreadsheetml.sheet.main": "xlsx",
    b"presentationml.presentation.main": "pptx",
}


class Wrong(Exception):
    """A code of `records.capture.words.WRONG`."""


def inspected(path: Path) -> dict[str, Any]:
    """What there is to say of a file; never raises for what it holds."""
    notes: list[str] = []
    try:
        key = _format_of(path)
        pages = _READERS[key](path, key, notes)
        return {"format": key, "pages": pages, "wrong": None, "notes": notes}
    except Wrong as error:
        return _refused(str(error))
    except Unsafe as error:
        return _refused(error.code)
    except MemoryError:
        return _refused("heavy")
    except RecursionError:
        return _refused("heavy")
    except Exception:  # noqa: BLE001 - a parser may fail in any way on a hostile file
        return _refused("damaged")


def _refused(code: str) -> dict[str, Any]:
    return {"format": None, "pages": 0, "wrong": code, "notes": []}


def _format_of(path: Path) -> str:
    """The format that the content has; the name must not tell another."""
    with path.open("rb") as file:
        start = file.read(FIRST_BYTES)
    family = family_of(start)
    told = named_like(path.name)
    if family == "package":
        found = _package(path)
    elif family == "text":
        found = told.key if told is not None and told.family == "text" else "txt"
    elif family in {one.family for one in FORMATS.values()}:
        found = next(one.key for one in FORMATS.values() if one.family == family)
    else:
        raise Wrong(family)
    if path.suffix and (told is None or told.key != found):
        raise Wrong("named_otherwise")
    return found


def _package(path: Path) -> str:
    with opened(path, path.stat().st_size) as package:
        names = set(package.namelist())
        if "[Content_Types].xml" in names:
            types = package.read("[Content_Types].xml") if _small(package) else b""
            if b"macroEnabled" in types or any(one.endswith("vbaProject.bin") for one in names):
                raise Wrong("macros")
            for part, key in _MAIN_PARTS.items():
                if part in types:
                    return key
        elif "mimetype" in names and package.getinfo("mimetype").file_size < 200:
            kind = package.read("mimetype").decode("ascii", "replace").strip()
            for one in FORMATS.values():
                if one.family == "package" and one.media_type == kind:
                    return one.key
    raise Wrong("compressed")


def _small(package: zipfile.ZipFile) -> bool:
    return package.getinfo("[Content_Types].xml").file_size < 1_000_000


def _office(path: Path, key: str, notes: list[str]) -> int:
    with opened(path, path.stat().st_size) as package:
        check_parts(package)
        outside = [one for one in package.namelist() if one.endswith(".rels")]
        if any(b'TargetMode="External"' in package.read(one) for one in outside):
            notes.append("links_outside")
        if any("/embeddings/" in one for one in package.namelist()):
            notes.append("embedded")
    return 1


def _pdf(path: Path, key: str, notes: list[str]) -> int:
    pypdfium2 = importlib.import_module("pypdfium2")
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Wrong("encrypted" if "password" in str(error).lower() else "damaged") from None
    pages = len(document)
    if not pages:
        raise Wrong("no_pages")
    if pages > MAX_PAGES:
        raise Wrong("heavy")
    raw = importlib.import_module("pypdfium2.raw")
    content = path.read_bytes()
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0 or b"/JavaScript" in content:
        notes.append("javascript")
    if document.count_attachments():
        notes.append("attachments")
    if b"/Launch" in content:
        notes.append("launches")
    return int(pages)


def _picture(path: Path, key: str, notes: list[str]) -> int:
    image: Any = importlib.import_module("PIL.Image")
    image.MAX_IMAGE_PIXELS = None  # asked here, with a sentence of our own
    names = {"jp2": "JPEG2000"}
    with image.open(path, formats=(names.get(key, key.upper()),)) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise Wrong("pixels")
        frames = int(getattr(picture, "n_frames", 1))
        if frames > MAX_PAGES:
            raise Wrong("heavy")
        if key == "jpeg":  # whose library verifies nothing: a small reading meets what is cut off
            picture.draft("RGB", (256, 256))
            picture.load()
        else:
            picture.verify()
    return frames


def _text(path: Path, key: str, notes: list[str]) -> int:
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise Wrong("heavy")
    content = path.read_bytes()
    _READ_TEXT.get(key, _plain)(content)
    return 1


def decoded(content: bytes) -> str:
    """A text in the coding that it has: UTF-8, UTF-16 with its mark, or else Latin-1."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _plain(content: bytes) -> None:
    text = decoded(content)
    if "\x00" in text:
        raise Wrong("unknown")
    if not text.strip():
        raise Wrong("empty")


def _csv(content: bytes) -> None:
    _plain(content)
    csv.field_size_limit(1_000_000)
    for _row in csv.reader(io.StringIO(decoded(content))):
        pass


def _json(content: bytes) -> None:
    json.loads(decoded(content))


def _xml(content: bytes) -> None:
    if declares_entities(content):
        raise Wrong("entities")
    lxml = importlib.import_module("lxml.etree")
    parser = lxml.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = lxml.fromstring(content, parser)
    if lxml.QName(root).localname in ("html", "svg"):
        raise Wrong("page")


def _message(content: bytes) -> None:
    if len(content) > mailing.MAX_BYTES:
        raise Wrong("heavy")
    try:
        mailing.told_of(content)
    except mailing.NoMessage as error:
        raise Wrong(f"mail_{error}") from None
    except RecursionError:
        raise Wrong("mail_deep") from None


def _sound(path: Path, key: str, notes: list[str]) -> int:
    if path.stat().st_size < 100:
        raise Wrong("damaged")
    return 1


_READ_TEXT = {"csv": _csv, "json": _json, "xml": _xml, "eml": _message}
_OF_FAMILY = {
    "pdf": _pdf,
    "package": _office,
    "text": _text,
    "png": _picture,
    "jpeg": _picture,
    "tiff": _picture,
    "jp2": _picture,
}
_READERS = {one.key: _OF_FAMILY.get(one.family, _sound) for one in FORMATS.values()}


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps({"files": [inspected(Path(one)) for one in sys.argv[1:]]}))
