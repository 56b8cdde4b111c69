"""An archive of any size from a seed: case files, records, files, closings and their events.

No instance is made and canonical JSON comes from the encoder in C, but digests, chain and witnessed
rows are those that the verbs would have written: `unsound` judges a sample of them by the code of
the register.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Max

from records import events
from records.models import (
    CaseFile,
    CaseFileClosing,
    ClassificationScheme,
    Component,
    DocumentType,
    Office,
    Record,
    RecordEvent,
    Series,
)
from records.witness import witnessed
from retention.models import FinalDisposition, RetentionRule, RetentionSchedule
from tests.benchmarks.copying import Sheet, Value, heaped, refresh

OFFICES = 20
SERIES_EACH = 10
FIRST_DAY = date(2016, 1, 4)
DAYS = 3500
CLOSED = 0.6
PER_STEP = 5000  # case files that are written at once
WORDS = (
    *("contrato", "obra", "suministro", "consultoría", "vía", "acueducto", "escuela", "puesto"),
    *("salud", "licencia", "predio", "vereda", "barrio", "proyecto", "convenio", "dotación"),
    *("interventoría", "mantenimiento", "alumbrado", "puente"),
)
_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass
class Archive:
    """Where the rows go on from, and the chain of events as it stands."""

    seed: int
    chance: random.Random = field(init=False)
    series: list[tuple[int, int, str, list[int]]] = field(init=False)
    actor: int = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  no secret
        self.actor = get_user_model()._default_manager.values_list("pk", flat=True)[0]
        self.series = _classified()
        self.files = Sheet(
            CaseFile, ("id", "series_id", "office_id", "code", "title", "opened_on", "access")
        )
        self.records = Sheet(
            Record,
            (
                *("id", "case_file_id", "document_type_id", "title", "created_on"),
                *("incorporated_at", "access", "position", "pages"),
            ),
        )
        self.components = Sheet(
            Component,
            ("id", "record_id", "sha256", "size", "name", "created_at"),
            role=Component.Role.FILE.value,
            media_type="application/pdf",
        )
        self.closings = Sheet(
            CaseFileClosing,
            ("id", "case_file_id", "on", "at"),
            kind=CaseFileClosing.Kind.ADMINISTRATIVE.value,
            number=1,
            user_id=self.actor,
        )
        self.events = Sheet(
            RecordEvent,
            (
                *("id", "seq", "action", "subject_type", "subject_id", "at", "facts"),
                *("nonce", "previous", "sha256"),
            ),
            actor_id=self.actor,
        )

    @property
    def sheets(self) -> list[Sheet]:
        return [self.files, self.records, self.components, self.closings, self.events]

    def grow(self, case_files: int) -> None:
        """Add so many case files, three records each on average, with their events: all or none."""
        if case_files <= 0:
            return
        with transaction.atomic(), heaped(self.sheets, case_files):
            self._go_on()
            for done in range(0, case_files, PER_STEP):
                for _number in range(min(PER_STEP, case_files - done)):
                    self._case_file()
                for sheet in self.sheets:
                    sheet.write()
        refresh(self.sheets)

    def _go_on(self) -> None:
        """From the last keys and the last event there are."""
        self.key = {sheet.label: _last_key(sheet.model) for sheet in self.sheets}
        last = RecordEvent.objects.order_by("-seq").first()
        self.seq, self.previous = (last.seq, last.sha256) if last else (0, events.GENESIS)

    def _next(self, sheet: Sheet) -> int:
        self.key[sheet.label] += 1
        return self.key[sheet.label]

    def _case_file(self) -> None:
        chance = self.chance
        series, office, code, types = chance.choice(self.series)
        day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        opened = datetime.combine(day, time(15), tzinfo=UTC)
        key = self._next(self.files)
        code = f"{code}-{day.year}-{key:07}"
        title = " ".join(chance.sample(WORDS, 4)).capitalize()
        access = "classified" if chance.random() < 0.05 else "public"
        self.files.rows.append((key, series, office, code, title, day.isoformat(), access))
        self._event("case_file.opened", self.files, key, _moment(opened))
        count = chance.randint(1, 5)
        for position in range(1, count + 1):
            self._record(key, chance.choice(types), access, position, opened)
        if chance.random() < CLOSED:
            at = opened + timedelta(days=count + chance.randint(1, 300))
            closing = (self._next(self.closings), key, at.date().isoformat(), _moment(at))
            self.closings.rows.append(closing)
            self._event(
                "case_file.closed",
                self.files,
                key,
                closing[3],
                (self.closings, closing[0], closing),
            )

    def _record(
        self, case_file: int, kind: int, access: str, position: int, opened: datetime
    ) -> None:
        chance = self.chance
        day = opened + timedelta(days=position)
        at = _moment(day)
        key = self._next(self.records)
        title = " ".join(chance.sample(WORDS, 3)).capitalize()
        pages = chance.randint(1, 40)
        self.records.rows.append(
            (key, case_file, kind, title, day.date().isoformat(), at, access, position, pages)
        )
        number = self._next(self.components)
        digest = hashlib.sha256(f"{self.seed} {number}".encode()).hexdigest()
        size = chance.randint(10_000, 4_000_000)
        component = (number, key, digest, size, f"documento-{number}.pdf", at)
        self.components.rows.append(component)
        self._event("record.filed", self.records, key, at, (self.components, number, component))

    def _event(
        self,
        action: str,
        subject: Sheet,
        key: int,
        at: str,
        witness: tuple[Sheet, int, tuple[Value, ...]] | None = None,
    ) -> None:
        """As `records.events` would have appended it."""
        self.seq += 1
        nonce = hashlib.md5(str(self.seq).encode(), usedforsecurity=False).hexdigest()
        facts: dict[str, object] = {}
        if witness is not None:
            sheet, number, row = witness
            told = {"row": sheet.label, "columns": sheet.columns(row)}
            facts = {"evidence": [f"{sheet.label} {number} {_salted(nonce, told)}"]}
        opened = {
            "schema": "event-1",
            "seq": self.seq,
            "action": action,
            "subject": [subject.label, key],
            "actor_sha256": _salted(nonce, {"actor": self.actor}),
            "at": at,
            "facts": facts,
            "detail_sha256": "",
            "previous": self.previous,
        }
        digest = _salted("", opened)
        self.events.rows.append(
            (
                *(self._next(self.events), self.seq, action, subject.label, key, at, facts),
                *(nonce, self.previous, digest),
            )
        )
        self.previous = digest


def unsound(fraction: float, *, seed: int = 1) -> Iterator[str]:
    """What is wrong in a sample of the events: digest, link to the one before, rows witnessed."""
    count = RecordEvent.objects.count()
    chance = random.Random(seed)  # noqa: S311  no secret
    wanted = sorted(chance.sample(range(1, count + 1), max(1, int(count * fraction))))
    for seq in wanted:
        event = RecordEvent.objects.get(seq=seq)
        if events.digest_of(event) != event.sha256:
            yield f"event {seq}: digest"
        former = RecordEvent.objects.filter(seq=seq - 1).values_list("sha256", flat=True).first()
        if event.previous != (former or events.GENESIS):
            yield f"event {seq}: link"
        for name in event.facts.get("evidence", ()):
            label, key, _digest = name.split()
            row = _BY_LABEL[label]._default_manager.get(pk=key)
            if witnessed(event.nonce, row) != name:
                yield f"event {seq}: {label} {key}"


_BY_LABEL: dict[str, type[models.Model]] = {
    model._meta.label_lower: model for model in (Component, CaseFileClosing)
}


def _classified() -> list[tuple[int, int, str, list[int]]]:
    """Key, office, code and types of each series that case files are opened in."""
    scheme, _made = ClassificationScheme.objects.get_or_create(
        name="Archivo grande", label="1", defaults={"valid_from": FIRST_DAY, "act": "Resolución 7"}
    )
    if _made:
        schedule = RetentionSchedule.objects.create(scheme=scheme, label="grande")
        for number in range(OFFICES):
            office = Office.objects.create(code=f"{500 + number}", name=f"Dependencia {number + 1}")
            for place in range(1, SERIES_EACH + 1):
                series = Series.objects.create(
                    scheme=scheme,
                    office=office,
                    code=f"{office.code}.{place:02}",
                    name=f"Serie {place} de la dependencia {number + 1}",
                )
                for kind in ("Solicitud", "Informe", "Acta"):
                    DocumentType.objects.create(series=series, name=kind)
                RetentionRule.objects.create(
                    schedule=schedule,
                    series=series,
                    office_years=2,
                    archive_years=8,
                    disposition=FinalDisposition.DESTROY,
                )
    found = Series.objects.filter(scheme=scheme).prefetch_related("document_types").order_by("code")
    return [
        (one.pk, one.office_id, one.code, [kind.pk for kind in one.document_types.all()])
        for one in found
    ]


def _salted(salt: str, told: dict[str, object]) -> str:
    return hashlib.sha256((salt + _encoded(told)).encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def _last_key(model: type[models.Model]) -> int:
    return model._default_manager.aggregate(last=Max("pk"))["last"] or 0
