"""Capturing: what comes from outside becomes records of a case file, all of it or nothing.

A file is kept byte for byte as it came. A main document and its annexes are one record (MOREQ 3.5,
3.6); identifier and moment are the system's (1.27, 1.36); access and retention are those of the
case file (1.20). Nothing is believed of a name: what a file is, is told by its content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from records import storage
from records.capture import judging
from records.capture.naming import safe_name
from records.capture.reading import Incoming, Inspected, inspect, message_of
from records.capture.units import Unit
from records.case_files.filing import Entry, KeptFile, put_all
from records.case_files.late import put_all_late
from records.case_files.rights import done_by
from records.case_files.standing import read
from records.characters import in_sight
from records.events import act
from records.exceptions import NotAllowed
from records.models import (
    Capture,
    CaseFile,
    Component,
    Digitisation,
    Origin,
    Record,
    Standing,
)
from records.sandbox import Unanswered
from records.wording import longest


@dataclass(slots=True)
class Ready:
    """A unit whose files are kept. `notes`: what its reader should know, by code."""

    unit: Unit
    files: list[KeptFile] = field(default_factory=list)
    pages: int = 0
    notes: set[str] = field(default_factory=set)
    way: str = Capture.Way.UPLOAD


def capture(
    units: Sequence[Unit],
    case_file: CaseFile,
    *,
    way: str = Capture.Way.UPLOAD,
    late: str = "",
    by: Any,
    at: datetime,
) -> list[Record]:
    """File each unit as a record, or none of them. Raises NotAllowed with every reason at once.

    `late`: why they enter a case file after its administrative closing; its index is frozen anew.
    A reason about a file or a field of a unit names it: `0.title`, `2.files.1`. A message (.eml) is
    one record: it as it came, and what was attached to it as annexes; without title or date it
    bears its subject and the day on which it was sent.
    """
    known = judging.looked_at(units)
    units = [_told_by_itself(unit, found) for unit, found in zip(units, known, strict=True)]
    reasons = judging.reasons_against(units, known, case_file, late=late, by=by, at=at)
    if reasons:
        raise NotAllowed(reasons)
    with ExitStack() as stack:
        ready = [_kept(unit, found, way, stack) for unit, found in zip(units, known, strict=True)]
    with act(by=by, at=at) as log:
        if reasons := judging.reasons_under_lock(case_file, late=late, by=by, at=at):
            raise NotAllowed(reasons)
        entries = [_entry(one, at) for one in ready]
        if read(case_file).standing == Standing.CLOSED:
            records = put_all_late(case_file, entries, reason=late, by=by, at=at)
        else:
            records = put_all(case_file, entries, by=by, at=at)
        done = done_by(by, at)
        for one, record in zip(ready, records, strict=True):
            _tell(one, record, done)
            facts = {"case_file": case_file.code, "way": one.way, "count": len(one.files)}
            log.record("record.captured", record, facts=facts)
    return records


def _told_by_itself(unit: Unit, found: Sequence[Inspected]) -> Unit:
    """A message that was not described bears its subject and the day on which it was sent."""
    main = found[0].format if found else None
    if main is None or main.key != "eml" or (unit.title.strip() and unit.created_on):
        return unit
    try:
        with message_of(unit.files[0].path) as message:
            told = message.headers
    except Unanswered:
        return unit
    sent = datetime.fromisoformat(told["sent_at"]) if told["sent_at"] else None
    day = timezone.localdate(sent) if sent and timezone.is_aware(sent) else sent and sent.date()
    title = unit.title.strip() or in_sight(told["subject"])[: longest(Record, "title")]
    return replace(unit, title=title, created_on=unit.created_on or day)


def _kept(unit: Unit, found: Sequence[Inspected], way: str, stack: ExitStack) -> Ready:
    """The unit with its files in the storage. What is left there when all fails is an orphan."""
    ready = Ready(unit, way=way)
    for file, what in zip(unit.files, found, strict=True):
        _keep(ready, file, what)
    main = found[0].format
    if main is not None and main.key == "eml":
        ready.way = Capture.Way.MAIL
        for file, what in _attached(unit.files[0], stack):
            if what.format is None or not judging.is_captured(what.format):
                ready.notes.add("inside")
            else:
                _keep(ready, file, what)
    return ready


def _attached(message: Incoming, stack: ExitStack) -> Iterator[tuple[Incoming, Inspected]]:
    """What a message carried, and what each of it is; nothing where it cannot be taken apart."""
    try:
        told = stack.enter_context(message_of(message.path))
    except Unanswered:
        return
    parts = [Incoming(one.name, one.path) for one in told.parts if one.path.stat().st_size]
    yield from zip(parts, inspect(parts), strict=True)


def _keep(ready: Ready, file: Incoming, what: Inspected) -> None:
    if what.format is None:  # judged before: nothing wrong gets here
        raise ValueError(file.name)
    name = safe_name(file.name)
    if "." not in name:
        name += what.format.endings[0]
    name = _another(name, {one.name for one in ready.files})
    digest = storage.storage().put_file(file.path)
    role = Component.Role.ANNEX if ready.files else Component.Role.FILE
    ready.files.append(KeptFile(name, digest, file.size, what.format.media_type, role))
    ready.pages += max(what.pages, 1)
    ready.notes.update(what.notes)


def _another(name: str, taken: set[str]) -> str:
    """That name, numbered where another file of the record has it: folders are made of them."""
    stem, dot, ending = name.rpartition(".")
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{stem} ({number}){dot}{ending}"
    return found


def _entry(ready: Ready, at: datetime) -> Entry:
    unit = ready.unit
    return Entry(
        title=" ".join(unit.title.split()),
        created_on=unit.created_on or timezone.localdate(at),
        document_type=unit.document_type,
        pages=ready.pages,
        origin=Origin.DIGITISED if unit.digitised else Origin.ELECTRONIC,
        files=ready.files,
    )


def _tell(ready: Ready, record: Record, done: dict[str, Any]) -> None:
    """How it came, and of what original it is a copy."""
    Capture.objects.create(record=record, way=ready.way, notes=sorted(ready.notes), **done)
    told = ready.unit.digitised
    if told is not None and told.digitised_on is not None:
        Digitisation.objects.create(
            record=record,
            medium=told.medium,
            original_place=told.original_place.strip(),
            digitised_by=told.digitised_by.strip(),
            digitised_on=told.digitised_on,
            checked_by=told.checked_by.strip(),
            quality=told.quality.strip(),
            probative=told.probative,
            **done,
        )
