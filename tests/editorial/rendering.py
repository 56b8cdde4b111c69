"""A renderer that takes no time, for tests that do not look at the PDF."""

from __future__ import annotations

from records.digests import canonical, sha256
from records.exceptions import RenderingError
from records.rendering import Dossier, Sheet


class QuickRenderer:
    """Bytes that begin as a PDF and follow from the content; no engine is asked."""

    def render(self, dossier: Dossier) -> bytes:
        marks = {"content": dossier.content, "envelope": dossier.envelope, "mode": dossier.mode}
        return f"%PDF-1.7 {sha256(canonical(marks))}\n".encode()

    def draw(self, sheet: Sheet) -> bytes:
        return f"%PDF-1.7 {sha256(canonical(dict(sheet.page)))}\n".encode()


class BrokenRenderer:
    """Refuses everything with a sentence."""

    def render(self, dossier: Dossier) -> bytes:
        raise RenderingError("El documento no se puede convertir en PDF: falta una letra.")

    def draw(self, sheet: Sheet) -> bytes:
        raise RenderingError("El inventario no se puede convertir en PDF: falta una letra.")
