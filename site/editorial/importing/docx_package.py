"""Whether a .docx is a Word document that is safe to open, and in words why not."""

from __future__ import annotations

import io

from records.capture.packages import Unsafe, check_parts, opened

from .source import Unreadable

_SENTENCES = {
    "damaged": "El documento de Word está dañado o incompleto.",
    "bomb": "El documento de Word se expande a un tamaño desmedido al abrirlo: no se importa.",
    "encrypted": "El documento de Word está cifrado: guárdelo sin contraseña.",
    "entities": (
        "El documento de Word declara entidades XML, cosa que Word no hace: no se importa."
    ),
}


def check_package(data: bytes) -> None:
    """Raise `Unreadable` unless the bytes are a Word document that is safe to open."""
    try:
        with opened(io.BytesIO(data), len(data)) as package:
            _check_kind(set(package.namelist()))
            check_parts(package)
    except Unsafe as error:
        raise Unreadable(_SENTENCES[error.code]) from None


def _check_kind(names: set[str]) -> None:
    if "[Content_Types].xml" not in names:
        raise Unreadable("El archivo es un comprimido ZIP, no un documento de Word.")
    if any(name.startswith("xl/") for name in names):
        raise Unreadable("El archivo es una hoja de Excel, no un documento de Word.")
    if any(name.startswith("ppt/") for name in names):
        raise Unreadable("El archivo es una presentación, no un documento de Word.")
    if not any(name.startswith("word/") for name in names):
        raise Unreadable("El archivo es un comprimido ZIP, no un documento de Word.")
