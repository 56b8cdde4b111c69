"""The judged corpus in the database: real rows of every sort, indexed as the register would."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from records.models import (
    CaseFile,
    CaseFileClosing,
    ClassificationScheme,
    Component,
    Derivation,
    DocumentType,
    FormerCode,
    Issuance,
    Office,
    OfficeSuccession,
    OrganicPeriod,
    Process,
    Record,
    Series,
    Volume,
)
from records.permissions import Role
from retention.models import FinalDisposition, RetentionRule, RetentionSchedule
from retention.scheduling.life import bring_in_force
from search.entries import Key, Sort
from search.indexing import rebuild
from search.models import SynonymSet
from tests.factories import at, person
from tests.relevance.judged import corpus
from tests.search.corpus import MOMENT, Corpus

TODAY = date(2024, 10, 1)
_ADOPTED = date(2015, 3, 2)


@dataclass
class Library(Corpus):
    """Everything that the files of the corpus tell. `names` says what each key is called there."""

    names: dict[Key, str] = field(init=False, default_factory=dict)
    offices: dict[str, Office] = field(init=False, default_factory=dict)
    kept: dict[str, Series] = field(init=False, default_factory=dict)
    case_files: dict[str, CaseFile] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for row in corpus()["office"]:
            self._office(row)
        self.office, self.other = self.offices["230"], self.offices["320"]
        self.own = person("dora.archivo", Role.ARCHIVIST, self.office)
        self.stranger = person("pablo.ajeno", Role.READER, self.other)
        for old in (False, True):
            self._schedule(old=old)
        for row in corpus()["version"]:
            self._version(row)
        for row in corpus()["case_file"]:
            self._case_file(row)
        for row in corpus()["record"]:
            self._record(row)
        for expressions in corpus()["sets"]:
            SynonymSet.objects.create(expressions="\n".join(expressions))
        for engine in self.engines:
            rebuild(engine)

    @cached_property
    def archivist(self) -> Any:
        """Who reads everything."""
        return self.own

    def index(self, issuance: Issuance) -> None:
        """All of it is indexed at the end."""

    def _office(self, row: Mapping[str, Any]) -> None:
        office = self.offices[row["code"]] = Office.objects.create(
            code=row["code"], name=row["name"], valid_to=row.get("until")
        )
        for successor in row.get("successors", ()):
            OfficeSuccession.objects.create(
                former=office, successor=self.offices[successor], on=row["until"]
            )

    def _schedule(self, *, old: bool) -> None:
        scheme = ClassificationScheme.objects.create(
            name="Fondo acumulado" if old else "Cuadro de clasificación",
            label="1",
            act="Resolución 12 de 2015",
            valid_from=_ADOPTED,
            accumulated=old,
        )
        period = None
        if old:
            period = OrganicPeriod.objects.create(
                scheme=scheme,
                name="La antigua estructura",
                valid_from=date(1965, 1, 1),
                valid_to=date(2014, 6, 30),
            )
        kind = RetentionSchedule.Kind.TVD if old else RetentionSchedule.Kind.TRD
        schedule = RetentionSchedule.objects.create(scheme=scheme, label="1", kind=kind)
        for row in corpus()["series"]:
            if row.get("old", False) == old:
                self._series(row, scheme, schedule, period)
        bring_in_force(
            schedule,
            act="Resolución 12 de 2015",
            convalidation="Acuerdo 4 de 2015",
            body="Consejo Departamental de Archivos",
            on=_ADOPTED,
            by=None,
            at=at(_ADOPTED),
        )

    def _series(
        self,
        row: Mapping[str, Any],
        scheme: ClassificationScheme,
        schedule: RetentionSchedule,
        period: OrganicPeriod | None,
    ) -> None:
        series = self.kept[row["code"]] = Series.objects.create(
            scheme=scheme,
            office=self.offices[row["office"]],
            code=row["code"],
            name=row["name"],
            period=period,
        )
        for name in row["types"]:
            DocumentType.objects.create(series=series, name=name)
        RetentionRule.objects.create(
            schedule=schedule,
            series=series,
            office_years=None if schedule.is_valuation else 2,
            archive_years=8,
            disposition=FinalDisposition.PERMANENT,
            procedure=row["procedure"],
        )
        self.names[Key(Sort.SERIES, series.pk)] = row["code"]

    def _process(self, code: str) -> Process:
        """«M2-P1» of PR-M2-P1-01; documents of none are of the first."""
        parts = [part for part in code.split("-") if part[0] in "MP" and part[1:].isdigit()]
        wanted = "-".join(parts[:2]) if len(parts) > 1 else "M1-P1"
        macro, _made = Process.objects.get_or_create(
            code=wanted[:2], defaults={"name": f"Macroproceso {wanted[:2]}", "kind": "mission"}
        )
        process, _made = Process.objects.get_or_create(
            code=wanted, defaults={"name": wanted, "kind": "mission", "parent": macro}
        )
        return process

    def _version(self, row: Mapping[str, Any]) -> None:
        issuance = self.add(
            row["code"],
            row["title"],
            row["body"],
            headings=tuple(row["headings"]),
            access=row.get("access", "public"),
            kind=row["kind"],
            office=self.offices[row["office"]],
            process=self._process(row["code"]),
            effective_on=row["day"],
            tags=tuple(row.get("tags", ())),
        )
        for code in row.get("former", ()):
            FormerCode.objects.create(document=issuance.document, code=code, at=MOMENT)
        self.names[Key(Sort.VERSION, issuance.pk)] = row["code"]

    def _case_file(self, row: Mapping[str, Any]) -> None:
        series = self.kept[row["series"]]
        case_file = self.case_files[row["code"]] = CaseFile.objects.create(
            code=row["code"],
            title=row["title"],
            series=series,
            office=series.office,
            opened_on=row["opened"],
            access=row.get("access", "public"),
        )
        if "box" in row:
            Volume.objects.create(
                case_file=case_file, number=1, box=row["box"], folder=row["folder"]
            )
        if "closed" in row:
            CaseFileClosing.objects.create(
                case_file=case_file,
                kind=CaseFileClosing.Kind.FINAL,
                number=1,
                on=row["closed"],
                at=MOMENT,
            )
        self.names[Key(Sort.CASE_FILE, case_file.pk)] = row["code"]

    def _record(self, row: Mapping[str, Any]) -> None:
        case_file = self.case_files[row["case_file"]]
        record = Record.objects.create(
            case_file=case_file,
            title=row["title"],
            created_on=row["day"],
            incorporated_at=MOMENT,
            position=case_file.records.count() + 1,
            access=row.get("access", "public"),
        )
        text = row["attached"]
        digest = hashlib.sha256(text.encode()).hexdigest()
        Component.objects.create(
            record=record,
            role=Component.Role.FILE,
            sha256=digest,
            size=len(text),
            name=f"{row['id']}.pdf",
            media_type="application/pdf",
            created_at=MOMENT,
        )
        Derivation.objects.create(
            sha256=digest, work=Derivation.Work.TEXT, outcome="done", text=text, at=MOMENT
        )
        self.names[Key(Sort.RECORD, record.pk)] = row["id"]
