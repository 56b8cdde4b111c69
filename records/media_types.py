"""Which files the entity keeps: told by their first bytes, never by name or by a browser alone."""

from __future__ import annotations

from pathlib import PurePath

_SIGNATURES = {
    b"%PDF-": ("application/pdf", (".pdf",)),
    b"\x89PNG\r\n\x1a\n": ("image/png", (".png",)),
    b"\xff\xd8\xff": ("image/jpeg", (".jpg", ".jpeg")),
}
_OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def media_type(content: bytes, name: str) -> str | None:
    """The media type of a file, or None where it is not one that the entity keeps."""
    ending = PurePath(name).suffix.lower()
    for signature, (found, endings) in _SIGNATURES.items():
        if content.startswith(signature):
            return found if ending in endings else None
    if content.startswith(b"PK\x03\x04"):
        return _OFFICE.get(ending)
    return None


def bare_name(name: str) -> str:
    """A file's name without the folders that a browser may send with it."""
    return PurePath(name.replace("\\", "/")).name[:200]
