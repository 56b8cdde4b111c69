"""A small archive: case files of two offices, on paper and electronic, of every access."""

from __future__ import annotations

from datetime import date
from typing import Any

from records import storage
from records.case_files import filing
from records.events import act
from records.models import (
    CaseFile,
    ClassificationScheme,
    Component,
    Record,
    RecordRemoval,
    Series,
    Volume,
)
from tests.factories import World, at

DAY = date(2026, 3, 4)
MOMENT = at("2026-03-04")


class Archive:
    """Case files by name, made as their verbs make them."""

    def __init__(self, world: World) -> None:
        self.world = world
        # That of the world is frozen with its schedule: what is added has a scheme of its own.
        scheme = ClassificationScheme.objects.create(name="CCD", label="1-A")
        self.other_series = Series.objects.create(
            scheme=scheme,
            office=world.other_office,
            code="140.05",
            name="Contratos",
        )
        self.subseries = Series.objects.create(
            scheme=scheme,
            office=world.other_office,
            parent=self.other_series,
            code="140.05.01",
            name="Contratos de suministro",
        )

    def case_file(
        self, title: str, *, series: Series | None = None, day: str = "2026-01-10", **told: Any
    ) -> CaseFile:
        """An open case file of the office of its series."""
        series = series or self.world.series
        return filing.opened(
            series, title=title, office_id=series.office_id, by=None, at=at(day), **told
        )

    def record(
        self, case_file: CaseFile, day: str, *, text: bytes = b"hola", **told: Any
    ) -> Record:
        """A record with one PDF in it."""
        with act(by=None, at=at(day)):
            record = filing.put(
                case_file,
                title=told.pop("title", "Oficio"),
                created_on=date.fromisoformat(day),
                by=None,
                at=at(day),
                **told,
            )
            Component.objects.create(
                record=record,
                role=Component.Role.FILE,
                sha256=storage.storage().put(text),
                size=len(text),
                media_type="application/pdf",
                name="oficio.pdf",
                created_at=at(day),
            )
        return record

    def volume(self, case_file: CaseFile, number: int, **told: Any) -> Volume:
        given = {"folios": 150, "box": "7", "folder": str(number)}
        return Volume.objects.create(case_file=case_file, number=number, **given | told)

    def removed(self, record: Record) -> None:
        """A mistaken upload that was taken out."""
        RecordRemoval.objects.create(
            record=record, case_file=record.case_file, reason="Era de otro", at=MOMENT
        )
