"""Checks of the bytes: every file is there, with its name and size; every seal holds."""

from __future__ import annotations

import hashlib
from pathlib import Path

from records import sealing
from records.exceptions import StorageError
from records.integrity.model import CouldNotCheck, Found, State, check
from records.integrity.seals import known_seals
from records.integrity.streams import STREAMS
from records.models import Component, MinutesExtract
from records.no_record.erasing import has_holder
from records.storage import LocalStorage, storage

_SEALED = (Component.Role.RENDITION, Component.Role.RENEWAL)
named = STREAMS["components"].named


@check("component_file", over="components")
def kept(component: Component, state: State) -> Found:
    """The bytes are those of its digest, and as many as it says."""
    measured = _measured(component.sha256)
    if hasattr(component, "erasure"):
        if measured is not None and not has_holder(component.sha256):
            yield named(component), "Se ordenó borrarlo y sus bytes siguen en el almacén."
        return
    if measured is None:
        yield named(component), "Falta en el almacén."
        return
    digest, size = measured
    if digest != component.sha256:
        yield named(component), "Sus bytes no corresponden a su huella: fue alterado."
    elif size != component.size:
        yield named(component), f"Tiene {size} bytes y debería tener {component.size}."


@check("seal", over="components")
def sealed(component: Component, state: State) -> Found:
    """The seal of an issued PDF is the entity's and holds over all its bytes, as do its stamps.

    That of an index may be of who sent it in a package: the check of indices knows whose.
    """
    extract = _extract_in(component)
    if component.media_type != "application/pdf" or not (component.role in _SEALED or extract):
        return
    try:
        pdf = storage().read(component.sha256)
    except StorageError:
        return  # the check of files says so
    state.counts["seals"] = state.counts.get("seals", 0) + 1
    wrong = sealing.problems(pdf, None if component.index_id else known_seals(state))
    # What was released before extracts bore a code has no row of its stamp.
    unsaid = extract is not None and not extract.verification_code
    if not wrong and not unsaid and sealing.stamped_until(pdf) != component.stamped_until:
        wrong = ["Su estampa cronológica no vence cuando dice su fila."]
    if component.role == Component.Role.RENEWAL and not _goes_on(component, pdf):
        wrong.append("No empieza con los bytes del PDF que renueva.")
    for sentence in wrong:
        yield named(component), sentence


def _extract_in(component: Component) -> MinutesExtract | None:
    """The extract of minutes that the file is; a record has other files, which bear no seal."""
    if component.role != Component.Role.FILE:
        return None
    return MinutesExtract.objects.filter(record=component.record_id).first()


def _goes_on(renewal: Component, pdf: bytes) -> bool:
    """Whether a renewal only adds to the file before it. A lost one is told by its own check."""
    former = Component.objects.filter(
        version=renewal.version_id,
        filled=renewal.filled_id,
        record=renewal.record_id,
        index=renewal.index_id,
        role__in=(*_SEALED, Component.Role.FILE),
        pk__lt=renewal.pk,
    ).latest("pk")
    try:
        return pdf.startswith(storage().read(former.sha256))
    except StorageError:
        return True


def _measured(digest: str) -> tuple[str, int] | None:
    """Digest and size of what is kept under a name, read in pieces; None where nothing is."""
    keep = storage()
    try:
        if not isinstance(keep, LocalStorage):
            content = keep.read(digest)
            return hashlib.sha256(content).hexdigest(), len(content)
        if not keep.root.is_dir():
            raise CouldNotCheck(f"No se puede leer el almacén de archivos {keep.root}.")
        return _of_file(keep.path(digest))
    except (StorageError, FileNotFoundError):
        return None
    except OSError as error:
        raise CouldNotCheck(f"No se puede leer el almacén de archivos: {error}.") from error


def _of_file(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
