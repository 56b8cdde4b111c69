"""Checks of the electronic indices of case files: their bytes, what they say, their signatures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from records.electronic_index import xades
from records.electronic_index.building import files_of_all, index_of, suppressed_of_all
from records.electronic_index.reading import UnreadableIndex, read
from records.electronic_index.rows import Heading, Index, Row
from records.electronic_index.xml import schema_errors
from records.exceptions import StorageError
from records.integrity.model import Found, State, check
from records.integrity.seals import known_seals
from records.integrity.streams import STREAMS
from records.models import CaseFile, CaseFileClosing, CaseFileIndex, Component, Record, Standing
from records.querysets import keys_of
from records.seals import seals_of
from records.storage import storage

named = STREAMS["indexes"].named
_CLOSED = (Standing.CLOSED, Standing.FINAL)


@check("index_file", over="indexes")
def as_frozen(row: CaseFileIndex, state: State) -> Found:
    """Its bytes obey the schema, its pages follow on, and it says what its row says."""
    content = _bytes(row.xml_sha256)
    if content is None:
        return
    if errors := schema_errors(content):
        yield named(row), f"No cumple el esquema: {errors[0]:.160}"
    try:
        index = read(content)
    except UnreadableIndex as error:
        yield named(row), str(error)
        return
    if (len(index.rows), index.pages) != (row.entries, row.pages):
        yield (
            named(row),
            f"Tiene {len(index.rows)} documentos y {index.pages} páginas, y su fila dice "
            f"{row.entries} y {row.pages}.",
        )
    heading = index.heading
    if heading is None or (heading.code, heading.number) != (row.case_file.code, row.number):
        yield named(row), "No es el índice de su expediente."
    else:
        yield from _as_headed(row, heading)
    if [row.xml_sha256] != [one.sha256 for one in _parts(row, Component.Role.INDEX)]:
        yield named(row), "Su XML no figura entre sus archivos."


def _as_headed(row: CaseFileIndex, heading: Heading) -> Found:
    """The days that it says are those of its rows: retention counts from them."""
    if heading.opened_on != row.case_file.opened_on.isoformat():
        yield (
            named(row),
            f"Dice que el expediente se abrió el {heading.opened_on}, y hoy figura el "
            f"{row.case_file.opened_on}.",
        )
    if heading.made_at != timezone.localtime(_whole(row.made_at)).replace(tzinfo=None):
        yield named(row), f"Dice que se hizo el {heading.made_at}, y su fila dice otro momento."


@check("index_rows", over="indexes")
def of_its_files(row: CaseFileIndex, state: State) -> Found:
    """Each fingerprint in it is of a file of that document, and no document was left out."""
    index = _read(row)
    if index is None:
        return
    records = Record.objects.select_related("version", "same_as__version")
    found = {str(one.pk): one for one in records.filter(pk__in=_keys(index))}
    files = files_of_all(found.values(), until=row.made_at)
    gone = suppressed_of_all(found.values(), files, until=row.made_at)
    for entry in index.rows:
        record = found.get(entry.id)
        if record is None:
            yield named(row), f"Su documento {entry.order} («{entry.name}») no existe."
            continue
        kept = {one.sha256 for one in files[record.pk]}
        if record.pk in gone:
            kept.add(gone[record.pk].sha256)
        told = {entry.sha256, *(one.sha256 for one in entry.files)} - {""}
        if wrong := sorted(told - kept):
            yield (
                named(row),
                f"La huella {wrong[0][:12]}… de su documento {entry.order} («{entry.name}») no es "
                "de ningún archivo de ese documento.",
            )
        elif missing := sorted(kept - told):
            yield (
                named(row),
                f"Calla el archivo {missing[0][:12]}… de su documento {entry.order} "
                f"(«{entry.name}»).",
            )
    if _is_last(row):
        yield from _as_it_stands(row, index)


def _as_it_stands(row: CaseFileIndex, index: Index) -> Found:
    """Of the last index of a closed case file: what it tells is what the rows tell today."""
    case_file = (
        CaseFile.objects.with_standing().select_related("series", "office").get(pk=row.case_file_id)
    )
    if case_file.standing not in _CLOSED:
        return
    now = index_of(case_file, at=row.made_at, number=row.number)
    if index.heading and now.heading and index.heading.series_code != now.heading.series_code:
        yield (
            named(row),
            f"Dice que el expediente es de la serie {index.heading.series_code}, y hoy figura en "
            f"la {now.heading.series_code}.",
        )
    told, there = {one.id: one for one in index.rows}, {one.id: one for one in now.rows}
    for key in sorted(there.keys() - told.keys()):
        yield named(row), f"No tiene el documento «{there[key].name}», que está en el expediente."
    for key in sorted(told.keys() - there.keys()):
        yield named(row), f"Tiene el documento «{told[key].name}», que no está en el expediente."
    for key in sorted(told.keys() & there.keys()):
        if different := _different(told[key], there[key]):
            yield (
                named(row),
                f"Su documento {told[key].order} («{told[key].name}») difiere del expediente en: "
                f"{', '.join(different)}.",
            )


_COMPARED = {
    "name": "nombre",
    "created_at": "fecha",
    "incorporated_at": "incorporación",
    "order": "orden",
    "first_page": "página inicial",
    "last_page": "página final",
    "origin": "origen",
}


def _different(told: Row, there: Row) -> list[str]:
    return [word for name, word in _COMPARED.items() if getattr(told, name) != getattr(there, name)]


@check("index_signature", over="indexes")
def signed(row: CaseFileIndex, state: State) -> Found:
    """Its signature is the entity's and holds, over the very XML that was frozen; so its PDF.

    Of one that came in a package, the seal may be that of who sent it, whom the importer knew.
    """
    for one in _parts(row, Component.Role.SIGNED):
        content, frozen = _bytes(one.sha256), _bytes(row.xml_sha256)
        if content is None or frozen is None:
            continue  # the check of files names what is lost
        state.counts["signatures"] = state.counts.get("signatures", 0) + 1
        try:
            told = xades.verify(content)
        except xades.BrokenSignature as error:
            yield named(row), str(error)
            continue
        if told.canonical != xades.canonical(frozen):
            yield named(row), "Lo firmado no es el índice que se cerró."
        if told.signed_at != _whole(row.made_at):
            yield named(row), "La firma no lleva la fecha del índice."
        known = _seals_of(row, state)
        if told.certificate_sha256 not in known:
            yield named(row), f"Lo firmó «{told.subject:.120}», que no es la entidad."
        pages = _parts(row, Component.Role.RENDITION)
        if not pages:
            yield named(row), "Está firmado y le falta su PDF."
        for page in pages:
            yield from _sealed(row, page, known)


def _sealed(row: CaseFileIndex, page: Component, known: Collection[str]) -> Found:
    content = _bytes(page.sha256)
    if content is None:
        return
    try:
        seals = seals_of(content)
    except ValueError:
        return  # the check of seals says so
    for seal in seals:
        if seal.certificate_sha256 not in known:
            yield named(row), f"Su PDF lo selló «{seal.subject:.120}», que no es la entidad."


def _seals_of(row: CaseFileIndex, state: State) -> Collection[str]:
    """The fingerprints of who may have signed it."""
    known = known_seals(state)
    brought = getattr(row.case_file, "brought", None)
    if brought is None or row.made_at > brought.at:
        return known
    return {*known, *(one["sha256"] for one in brought.signers)}


@check("closing_indexed", over="once")
def each_closing(rows: list[Any], state: State) -> Found:
    """No case file was closed without an index."""
    without = CaseFileClosing.objects.filter(
        kind=CaseFileClosing.Kind.ADMINISTRATIVE, indices=None
    ).select_related("case_file")
    for closing in without.order_by("pk").iterator():
        yield f"expediente {closing.case_file.code}", f"Se cerró el {closing.on} sin índice."


@check("index_numbers", over="indexes")
def each_after_the_former(row: CaseFileIndex, state: State) -> Found:
    """The indices of a case file are numbered from 1 without a gap."""
    former = state.former
    follows = former is not None and former.case_file_id == row.case_file_id
    expected = former.number + 1 if follows else 1
    if row.number != expected:
        yield named(row), f"Debía ser el índice {expected} de su expediente."


def _is_last(row: CaseFileIndex) -> bool:
    return not CaseFileIndex.objects.filter(
        case_file=row.case_file_id, number__gt=row.number
    ).exists()


def _parts(row: CaseFileIndex, role: str) -> list[Component]:
    return [one for one in row.components.all() if one.role == role]


def _read(row: CaseFileIndex) -> Index | None:
    content = _bytes(row.xml_sha256)
    try:
        index = None if content is None else read(content)
    except UnreadableIndex:
        return None  # the check of its file says so
    brought = getattr(row.case_file, "brought", None)
    if index is None or brought is None or row.made_at > brought.at:
        return index
    # It came with its case file, and names the records as they were called there.
    rows = (replace(one, id=brought.ids.get(one.id, one.id)) for one in index.rows)
    return replace(index, rows=tuple(rows))


def _bytes(digest: str) -> bytes | None:
    try:
        return storage().read(digest)
    except StorageError:
        return None  # the check of files says so


def _keys(index: Index) -> list[int]:
    return keys_of(one.id for one in index.rows)


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
