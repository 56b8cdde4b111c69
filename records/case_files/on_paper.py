"""A document that is on paper: filed in its volume, foliated and in the index like any other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from records import vetoes
from records.case_files.access import Grounds, restricted, strictest
from records.case_files.access import reasons_against as reasons_of_access
from records.case_files.entering import reasons_of_record
from records.case_files.filing import Entry, put_all
from records.case_files.late import put_all_late, reasons_against_late
from records.case_files.paper import PLACE, reasons_of_volume
from records.case_files.rights import reasons_of_keeper
from records.case_files.standing import locked, reasons_against_entry
from records.case_files.types import types_of
from records.events import act
from records.exceptions import NotAllowed, Reason
from records.models import (
    AccessLevel,
    CaseFile,
    DocumentType,
    Origin,
    Record,
    Standing,
    Support,
    Volume,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """What is said of it. `volume`: its number; `place`, by the names of `PLACE`, of a new one.

    `access` None: as its case file. `late`: why it enters after the administrative closing.
    """

    title: str
    created_on: date | None
    folios: int
    document_type: DocumentType | None = None
    volume: int = 1
    place: dict[str, str] = field(default_factory=dict)
    access: str | None = None
    grounds: Grounds | None = None
    late: str = ""


def file_on_paper(case_file: CaseFile, sheets: Sheets, *, by: Any, at: datetime) -> Record:
    """File a document that is kept on paper: its row, its folios in the volume, its place.

    A volume that is there keeps its place; the next one begins where it is said. Who keeps the
    case files of the office does. Raises NotAllowed with every reason.
    """
    today = timezone.localdate(at)
    with act(by=by, at=at) as log:
        case_file = locked(case_file)
        level = sheets.access or case_file.access
        volumes = list(Volume.objects.filter(case_file=case_file).order_by("number"))
        volume = next((one for one in volumes if one.number == sheets.volume), None)
        place = {name: " ".join(sheets.place.get(name, "").split()) for name in PLACE}
        reasons = [
            *reasons_of_keeper(by, case_file, at),
            *_of_entry(case_file, sheets.late),
            *reasons_of_record(
                sheets.title,
                sheets.created_on,
                sheets.document_type,
                types=set(types_of(case_file.series).values_list("pk", flat=True)),
                today=today,
            ),
            *_of_folios(case_file, sheets, volume),
            *reasons_of_volume(case_file, sheets.volume, len(volumes), volume, place),
            *_of_access(case_file, level, sheets.grounds, today),
            *vetoes.reasons("file", case_file, today),
        ]
        if reasons or sheets.created_on is None:
            raise NotAllowed(reasons)
        volume = volume or Volume(case_file=case_file, number=sheets.volume, **place)
        volume.folios += sheets.folios
        volume.save()
        entry = Entry(
            title=sheets.title,
            created_on=sheets.created_on,
            document_type=sheets.document_type,
            access=level,
            pages=sheets.folios,
            origin=Origin.PAPER,
            volume=volume,
        )
        if case_file.standing == Standing.CLOSED:
            record = put_all_late(case_file, [entry], reason=sheets.late, by=by, at=at)[0]
        else:
            record = put_all(case_file, [entry], held=True, by=by, at=at)[0]
        if level not in (AccessLevel.PUBLIC, case_file.access) and sheets.grounds is not None:
            restricted(record, sheets.grounds, by=by, at=at)
        facts = {"case_file": case_file.code, "volume": volume.number, "folios": sheets.folios}
        log.record("record.filed_on_paper", record, facts=facts)
    return record


def _of_entry(case_file: CaseFile, late: str) -> list[Reason]:
    reasons = []
    if case_file.support == Support.ELECTRONIC:
        message = _("It is electronic: it has no volumes on paper.")
        reasons.append(Reason("electronic", message))
    if case_file.standing == Standing.CLOSED and late.strip():
        return reasons + reasons_against_late(case_file, late)
    return reasons + reasons_against_entry(case_file)


def _of_folios(case_file: CaseFile, sheets: Sheets, volume: Volume | None) -> list[Reason]:
    if sheets.folios < 1:
        return [Reason("folios", _("Say how many folios it has."), "folios")]
    most = case_file.series.max_folios
    if sheets.folios + (volume.folios if volume else 0) > most:
        message = _("A volume of this series holds %(most)d folios: begin another one.")
        return [Reason("folios", message % {"most": most}, "folios")]
    return []


def _of_access(
    case_file: CaseFile, level: str, grounds: Grounds | None, today: date
) -> list[Reason]:
    """One that is restricted as its case file is has its grounds there."""
    if level == case_file.access:
        return []
    if level in AccessLevel.values and strictest([level, case_file.access]) != level:
        message = _("Its case file is restricted more strictly: that is lowered by an act.")
        return [Reason("lower", message, "access")]
    return reasons_of_access(level, grounds, since=today)
