"""A file that anyone may have made, read in a process of its own with limits.

The type is told by the bytes. Parsers of untrusted files run in a fresh interpreter (never a
fork) whose memory, processor time and open files are bounded; whatever happens there, the caller
gets what it asked for or one sentence. The rules that turn blocks into a document run there too.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records.sandbox import Unanswered, ask

from .parsed import Parsed, document_from_plain
from .source import NoText, Source, Unreadable, from_plain

MAX_BYTES = 50 * 1024 * 1024
IMPORT_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is read: how it may be called, and what it is kept as."""

    name: str
    endings: tuple[str, ...]
    media_type: str


# The one table of kinds; a file without ending is what its bytes are.
KINDS = {
    "docx": Kind(
        "un documento de Word",
        (".docx", ".docm"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": Kind("un PDF", (".pdf",), "application/pdf"),
    "txt": Kind(
        "un archivo de texto",
        (".txt", ".text", ".md", ".tsv"),
        "text/plain; charset=utf-8",
    ),
}
ENDINGS = tuple(ending for kind in KINDS.values() for ending in kind.endings)
_FOREIGN = (
    (b"{\\rtf", "El archivo es RTF, no un documento de Word: guárdelo como .docx."),
    (b"\x89PNG", "El archivo es una imagen, no un documento con texto."),
    (b"\xff\xd8\xff", "El archivo es una imagen, no un documento con texto."),
    (b"GIF8", "El archivo es una imagen, no un documento con texto."),
    (b"MZ", "El archivo es un programa, no un documento."),
    (b"\x7fELF", "El archivo es un programa, no un documento."),
    (b"Rar!", "El archivo es un comprimido RAR, no un documento."),
    (b"7z\xbc\xaf", "El archivo es un comprimido 7z, no un documento."),
    (b"\x1f\x8b", "El archivo es un comprimido gzip, no un documento."),
)
_MARKUP = re.compile(rb"^\s*(?:<\?xml|<!doctype|<html|<!entity|<svg)", re.I)
_CRASHED = "El archivo está dañado o no se pudo leer."
_HEAVY = "El archivo exige demasiada memoria o tiempo para leerlo: no se importa."


def read_document(path: Path | str) -> Parsed:
    """The document in the file; raises `Unreadable`, never anything else, for a bad file."""
    return document_from_plain(_ask("document", Path(path)))


def read(path: Path) -> Source:
    """The blocks of the document in the file; raises `Unreadable` for every bad file."""
    return from_plain(_ask("source", path))


def _ask(task: str, path: Path) -> dict[str, Any]:
    kind = check(path)
    try:
        answer = ask(
            "editorial.importing.worker", task, kind, str(path.resolve()), roots=(IMPORT_ROOT,)
        )
    except Unanswered as error:
        raise Unreadable(_HEAVY if error.heavy else _CRASHED) from None
    if "error" in answer:
        raise (NoText if answer.get("no_text") else Unreadable)(answer["error"])
    return answer


def check(path: Path) -> str:
    """What the file is (`docx`, `pdf`, `txt`) before anything parses it; raises `Unreadable`."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("No es un archivo.")
        if status.st_size == 0:
            raise Unreadable("El archivo está vacío.")
        if status.st_size > MAX_BYTES:
            raise Unreadable(
                f"El archivo pesa {status.st_size / 1048576:.0f} MB; el máximo es de"
                f" {MAX_BYTES // 1048576} MB."
            )
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError:
        raise Unreadable("El archivo no existe.") from None
    except (OSError, ValueError):
        raise Unreadable("El archivo no se puede abrir.") from None
    kind = _sniff(start)
    ending = path.suffix.lower()
    if ending and ending not in KINDS[kind].endings:
        raise Unreadable(
            f"La extensión {ending} no corresponde al contenido, que es {KINDS[kind].name}:"
            " cambie el nombre del archivo o revise que sea el correcto."
        )
    return kind


def _sniff(start: bytes) -> str:
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return "docx"
    if start.startswith(b"PK"):
        raise Unreadable("El archivo es un comprimido vacío o dañado, no un documento.")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "El archivo está cifrado o es de Word 97-2003 (.doc): ábralo en Word y guárdelo como"
            " .docx sin contraseña."
        )
    for magic, sentence in _FOREIGN:
        if start.startswith(magic):
            raise Unreadable(sentence)
    if _MARKUP.match(start):
        raise Unreadable("El archivo es una página o un XML, no un documento.")
    return "txt"
