"""Which files the entity keeps: told by their first bytes, never by name or by a browser alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True)
class Format:
    """A format that a file may have. `family` is what its first bytes tell of it."""

    key: str
    name: str
    media_type: str
    endings: tuple[str, ...]
    family: str


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
FORMATS = {
    one.key: one
    for one in (
        Format("pdf", "PDF", "application/pdf", (".pdf",), "pdf"),
        Format("png", "PNG", "image/png", (".png",), "png"),
        Format("jpeg", "JPEG", "image/jpeg", (".jpg", ".jpeg"), "jpeg"),
        Format("tiff", "TIFF", "image/tiff", (".tif", ".tiff"), "tiff"),
        Format("jp2", "JPEG 2000", "image/jp2", (".jp2",), "jp2"),
        Format("docx", "DOCX", f"{_OOXML}wordprocessingml.document", (".docx",), "package"),
        Format("xlsx", "XLSX", f"{_OOXML}spreadsheetml.sheet", (".xlsx",), "package"),
        Format("pptx", "PPTX", f"{_OOXML}presentationml.presentation", (".pptx",), "package"),
        Format("odt", "ODT", f"{_ODF}text", (".odt",), "package"),
        Format("ods", "ODS", f"{_ODF}spreadsheet", (".ods",), "package"),
        Format("odp", "ODP", f"{_ODF}presentation", (".odp",), "package"),
        Format("txt", "TXT", "text/plain", (".txt",), "text"),
        Format("csv", "CSV", "text/csv", (".csv",), "text"),
        Format("xml", "XML", "application/xml", (".xml",), "text"),
        Format("json", "JSON", "application/json", (".json",), "text"),
        Format("eml", "EML", "message/rfc822", (".eml",), "text"),
        Format("wav", "WAV", "audio/vnd.wave", (".wav",), "wav"),
        Format("mp3", "MP3", "audio/mpeg", (".mp3",), "mp3"),
        Format("mp4", "MP4", "video/mp4", (".mp4", ".m4a"), "mp4"),
    )
}
OF_MEDIA_TYPE = {one.media_type: one for one in FORMATS.values()}

# At an offset, which bytes.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"II*\x00", "tiff"),
    (0, b"MM\x00*", "tiff"),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", "jp2"),
    (0, b"PK\x03\x04", "package"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
    (4, b"ftyp", "mp4"),
    (8, b"WAVE", "wav"),
    # What is never kept, named so that the answer can say what it is.
    (0, b"PK", "compressed"),
    (0, b"Rar!", "compressed"),
    (0, b"7z\xbc\xaf", "compressed"),
    (0, b"\x1f\x8b", "compressed"),
    (0, b"BZh", "compressed"),
    (0, b"\xfd7zXZ", "compressed"),
    (0, b"\x28\xb5\x2f\xfd", "compressed"),
    (257, b"ustar", "compressed"),
    (0, b"\xd0\xcf\x11\xe0", "legacy"),
    (0, b"{\\rtf", "rtf"),
    (0, b"MZ", "program"),
    (0, b"\x7fELF", "program"),
    (0, b"#!", "program"),
    (0, b"GIF8", "unknown"),
)
_PAGE = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|script|body|iframe)", re.I | re.S
)
_DRAWING = re.compile(rb"<svg[\s>]", re.I)
FIRST_BYTES = 4096


def family_of(start: bytes) -> str:
    """What the first bytes of a file are: a family of `FORMATS`, or what is never kept.

    That is `compressed`, `legacy`, `rtf`, `program`, `page`, `drawing` or `unknown`.
    """
    for offset, signature, family in _SIGNATURES:
        if start.startswith(signature, offset):
            return family
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):  # text in UTF-16
        return "text"
    if b"\x00" in start:
        return "unknown"
    bare = start.removeprefix(b"\xef\xbb\xbf")
    if _PAGE.match(bare):
        return "page"
    return "drawing" if _DRAWING.search(start[:1024]) else "text"


def named_like(name: str) -> Format | None:
    """The format that the ending of a name tells; None for another ending, or without one."""
    ending = PurePath(name).suffix.lower()
    return next((one for one in FORMATS.values() if ending in one.endings), None)


_ANNEXED = {"pdf", "png", "jpeg", "docx", "xlsx", "odt", "ods"}


def media_type(content: bytes, name: str) -> str | None:
    """The media type of a file that goes with a document, or None where it is not one for that."""
    told = named_like(name)
    if told is None or told.key not in _ANNEXED:
        return None
    return told.media_type if family_of(content[:FIRST_BYTES]) == told.family else None


def bare_name(name: str) -> str:
    """A file's name without the folders that a browser may send with it."""
    return PurePath(name.replace("\\", "/")).name[:200]
