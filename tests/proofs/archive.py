"""What the crash sweep does with case files: from opening one to handing it over.

As in `tests.proofs.operations`, each act begins from prepared rows in a place of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from records import followers
from records.capture.capturing import capture
from records.capture.reading import Incoming
from records.capture.units import Unit
from records.case_files import closing, entrusting, opening
from records.electronic_index import attaching
from records.filled_signing import sign
from records.models import CaseFile, FilledFormat
from retention.handovers import delivering, preparing
from tests.factories import at
from tests.proofs.archive_rows import one_of_each
from tests.proofs.standing import DAY, standing
from tests.records.case_files.files import filed, opened

TITLE = "Convenio 14 de 2020"


def kept() -> CaseFile:
    return CaseFile.objects.get(title=TITLE)


def prepare_case_file(folder: Path) -> None:
    """An open case file with two records, and an upload that has arrived."""
    world = standing()
    with followers.held_back():
        case_file = opened(world, title=TITLE)
        for title in ("Carta", "Respuesta"):
            filed(world, case_file, title, content=title.encode())
    followers.catch_up()
    (folder / "upload.txt").write_bytes(b"Llega de fuera")


def prepare_closed(folder: Path) -> None:
    """The same, closed, with its signed index."""
    prepare_unsigned_index(folder)
    followers.catch_up()


def prepare_unsigned_index(folder: Path) -> None:
    """The same, closed by a process that died before the signature of its index."""
    prepare_case_file(folder)
    with followers.held_back():
        closing.close([kept()], by=standing().archivist, at=at(DAY, 10))


def prepare_handing_over(folder: Path) -> None:
    """An acta that who leaves has signed, with the inventory of the case file."""
    prepare_case_file(folder)
    world = standing()
    theirs, receiver = (one.appointments.get() for one in (world.author, world.reviewer))
    with followers.held_back():
        entrusting.entrust([kept()], theirs, by=world.archivist, at=at(DAY, 7))
        handover = preparing.begin(
            theirs,
            receiver=receiver,
            cause="retirement",
            place="Villa Nueva",
            series="130.02.03",
            by=world.author,
            at=at(DAY, 8),
            remarks="La llave está en el cajón.",
        )
        delivering.deliver(handover, authentication="password", by=world.author, at=at(DAY, 10))
    followers.catch_up()


def prepare_archive(folder: Path) -> None:
    """A row of every table that the archive writes."""
    with followers.held_back():
        one_of_each(standing(), folder)
    followers.catch_up()


def open_case_file(folder: Path) -> None:
    world = standing()
    asked = opening.Opening(series=world.series, office=world.office, title="Otro convenio")
    with followers.held_back():
        opening.open_case_file(asked, by=world.archivist, at=at(DAY, 12))
    followers.follow_at_once(None)


def file_record(folder: Path) -> None:
    with followers.held_back():
        filed(standing(), kept(), "Informe", content=b"Informe")
    followers.follow_at_once(None)


def capture_upload(folder: Path) -> None:
    """What arrived is looked at in a process of its own, kept, and becomes a record."""
    unit = Unit((Incoming("llega.txt", folder / "upload.txt"),), "Queja", at(DAY).date())
    with followers.held_back():
        capture([unit], kept(), by=standing().author, at=at(DAY, 12))
    followers.follow_at_once(None)


def close_case_file(folder: Path) -> None:
    """Its index is frozen with it; then it is signed and drawn."""
    with followers.held_back():
        closing.close([kept()], by=standing().archivist, at=at(DAY, 12))
    followers.follow_at_once(None)


def reopen_case_file(folder: Path) -> None:
    with followers.held_back():
        closing.reopen(
            kept(),
            reason="Llegó un recurso.",
            order="Resolución 9 de 2020",
            by=standing().archivist,
            at=at("2020-02-04"),
        )
    followers.follow_at_once(None)


def attach_index(folder: Path) -> None:
    """The signature and the PDF of an index, as the next start makes them."""
    followers.catch_up()
    if attaching.pending():
        raise RuntimeError("it could not be attached")


def hand_over(folder: Path) -> None:
    """The receiver signs: the acta has its number and is filed, and what it lists passes on."""
    filled = FilledFormat.objects.get()
    with followers.held_back():
        sign(
            filled,
            place=1,
            content_sha256=filled.content_sha256,
            authentication="password",
            by=standing().reviewer,
            at=at(DAY, 12),
        )
    followers.follow_at_once(None)


PREPARING: tuple[Callable[[Path], None], ...] = (
    prepare_case_file,
    prepare_closed,
    prepare_unsigned_index,
    prepare_handing_over,
    prepare_archive,
)
ACTS: tuple[Callable[[Path], None], ...] = (
    open_case_file,
    file_record,
    capture_upload,
    close_case_file,
    reopen_case_file,
    attach_index,
    hand_over,
)
