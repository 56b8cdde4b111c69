"""The format of a file in words, as an index names it (`Formato`)."""

from __future__ import annotations

from records.models import Component

# What this system renders, and nothing else of it, is PDF/A-3b by construction.
_RENDERED = (Component.Role.RENDITION, Component.Role.BLANK)
_WORDS = {
    "application/json": "JSON",
    "application/msword": "DOC (Word)",
    "application/pdf": "PDF",
    "application/vnd.ms-excel": "XLS (Excel)",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS (OpenDocument)",
    "application/vnd.oasis.opendocument.text": "ODT (OpenDocument)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX (Excel)",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX (Word)",
    "application/xml": "XML",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/tiff": "TIFF",
    "message/rfc822": "EML (correo electrónico)",
    "text/csv": "CSV",
    "text/plain": "Texto",
    "text/xml": "XML",
}


def word_for(media_type: str) -> str:
    """The word for a media type; the type itself where there is none."""
    return _WORDS.get(media_type, media_type)


def format_of(component: Component) -> str:
    """The word for it; its media type where there is none."""
    if component.role == Component.Role.PDFA:
        return "PDF/A"
    if component.media_type == "application/pdf" and component.role in _RENDERED:
        return "PDF/A-3b"
    return word_for(component.media_type)
