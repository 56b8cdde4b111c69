"""Bytes that come again while they are erased, each in a process with a session of its own.

The one who files stands at the end of its act, its row written and nothing committed; then the one
who erases asks whether anybody has these bytes. Without its guard it hears nobody, and they go.
"""

from __future__ import annotations

import json
import os
import select
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection

from records import events, followers
from records.capture.capturing import capture
from records.capture.reading import Incoming
from records.capture.units import Unit
from records.case_files.filing import opened
from records.models import CaseFile, Component, DocumentType, Record
from records.no_record import erasing, suppressing
from records.no_record.suppressing import Ground, Ordered
from records.permissions import Role
from records.storage import storage
from tests.factories import World, at, person
from tests.proofs.racing import answer, forked

DAY = "2020-02-03"


def race_with_erasure(folder: Path) -> None:
    """So many rounds as `rounds` says; with `unguarded` beside it, the eraser stands in no line."""
    told = []
    with followers.held_back():
        world = World(("Oficio",))
        second = person("sara.segunda", Role.ARCHIVIST, world.office)
        for number in range(int((folder / "rounds").read_text())):
            content = f"Cédula {number}".encode()
            record = _filed(_opened(world), content, world.author)
            _erased(record, world.archivist, second)
            storage().put(content)  # it came again, and so the storage keeps it
            case_file = _opened(world)
            connection.close()
            told.append(_round(case_file, content, world, (folder / "unguarded").exists()))
    (folder / "rounds.json").write_text(json.dumps(told))


def _opened(world: World) -> CaseFile:
    return opened(
        world.series, title="Quejas", office_id=world.office.pk, by=world.author, at=at(DAY)
    )


def _filed(case_file: CaseFile, content: bytes, by: Any) -> Record:
    with TemporaryDirectory() as place:
        path = Path(place) / "datos.txt"
        path.write_bytes(content)
        kind = DocumentType.objects.get(name="Oficio")
        unit = Unit((Incoming("datos.txt", path),), "Datos", date(2020, 2, 1), kind)
        return capture([unit], case_file, by=by, at=at(DAY))[0]


def _erased(record: Record, first: Any, second: Any) -> None:
    told = Ordered(
        ground=Ground.JUDICIAL,
        what="La cédula",
        reason="Lo ordena la sentencia.",
        authority="Juzgado Segundo Civil",
        order="Sentencia 12 de 2020",
        ordered_on=date(2020, 2, 3),
    )
    order = suppressing.order_suppression(record, told, by=first, at=at(DAY, 10))
    suppressing.confirm_suppression(order, by=second, at=at(DAY, 11))
    erasing.erase_suppressed(at(DAY, 12))


def _round(case_file: CaseFile, content: bytes, world: World, unguarded: bool) -> dict[str, Any]:
    held, go, asked = os.pipe(), os.pipe(), os.pipe()
    writer = forked(_file, case_file, content, world, held[1], go[0])
    os.read(held[0], 1)  # its row is written, and it has not committed
    eraser = forked(_erase, asked[1], unguarded)
    while not (select.select([asked[0]], [], [], 0.05)[0] or _waits(eraser[0])):
        pass
    os.write(go[1], b"x")
    ended = answer(writer), answer(eraser)
    for end in (*held, *go, *asked):
        os.close(end)
    (file,) = Component.objects.filter(record__case_file=case_file)
    return {"ended": ended, "kept": storage().exists(file.sha256)}


def _file(case_file: CaseFile, content: bytes, world: World, held: int, go: int) -> int:
    real = events._append

    def stopped(told: list[events.Event]) -> tuple[int, int]:
        done = real(told)
        os.write(held, b"x")
        os.read(go, 1)
        return done

    events._append = stopped
    _filed(case_file, content, world.author)
    return 1


def _erase(asked: int, unguarded: bool) -> int:
    real = erasing.has_holder

    def told(digest: str) -> bool:
        found = real(digest)
        os.write(asked, b"x")
        return found

    erasing.has_holder = told
    if unguarded:
        erasing.alone = lambda line: nullcontext()
    erasing.erase_suppressed(at(DAY, 13))
    return 1


def _waits(process: int) -> bool:
    """Whether the one who erases stands in line behind the one who files."""
    if connection.vendor == "sqlite":
        waiting = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
        return any("->" in line and str(process) in line for line in waiting)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database "
            "WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])
